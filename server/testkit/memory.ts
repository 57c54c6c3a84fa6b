// Loaded before the real server (`node --import`): at SIGUSR2 it says what is in use when everything that nobody holds has been collected.
import { setFlagsFromString } from "node:v8";
import { isMainThread } from "node:worker_threads";
import { runInNewContext } from "node:vm";
import type { ServerProcess } from "./crash.ts";

/** Bytes. */
export interface Memory {
  readonly heap: number;
  /** of the process; the system may lag behind what was given back to it */
  readonly resident: number;
}

export const reportsMemory: URL = new URL(import.meta.url);

export async function memoryOf(server: ServerProcess): Promise<Memory> {
  const told = server.line('"event":"memory"');
  server.signal("SIGUSR2");
  return JSON.parse(await told) as Memory;
}

function answerSignals(): void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  process.on("SIGUSR2", () => {
    // what a finalizer lets go of is collected by the next one
    for (let times = 0; times < 3; times++) collect();
    const { heapUsed, external, rss } = process.memoryUsage();
    const memory = { event: "memory", heap: heapUsed + external, resident: rss };
    process.stdout.write(`${JSON.stringify(memory)}\n`);
  });
}

if (isMainThread && process.argv.includes("serve")) answerSignals();
