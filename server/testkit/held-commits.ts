// Loaded before the real server (`node --import`): while the file HOLD_WHILE is there, its writer thread takes up nothing new, as a disk
// that hangs would have it. What was handed to it waits; sessions go on.
import { existsSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

export const holdsCommits: URL = new URL(import.meta.url);

export function holdEnv(file: string): Readonly<Record<string, string>> {
  return { HOLD_WHILE: file };
}

const file = process.env["HOLD_WHILE"];

if (!isMainThread && file !== undefined) {
  const wait = Atomics.wait;
  const nobodyWakes = new Int32Array(new SharedArrayBuffer(4));
  // the writer sleeps here until an order comes
  Atomics.wait = ((...args: Parameters<typeof wait>) => {
    const woken = wait(...args);
    while (existsSync(file)) wait(nobodyWakes, 0, 0, 5);
    return woken;
  }) as typeof wait;
}
