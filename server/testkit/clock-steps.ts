// Loaded before the real server (`node --import`): at each SIGUSR2 its wall clock makes the next step of CLOCK_STEPS (ms, with commas),
// as an operator or a time server would make it. Timers follow another clock and must not notice.
import { isMainThread } from "node:worker_threads";
import type { ServerProcess } from "./crash.ts";

export const stepsItsClock: URL = new URL(import.meta.url);

export function stepsEnv(steps: readonly number[]): Readonly<Record<string, string>> {
  return { CLOCK_STEPS: steps.join(",") };
}

/** Resolves when the next step was made. */
export async function step(server: ServerProcess): Promise<void> {
  const made = server.line('"event":"clock"');
  server.signal("SIGUSR2");
  await made;
}

const steps = process.env["CLOCK_STEPS"]?.split(",").map(Number) ?? [];

if (isMainThread && process.argv.includes("serve")) {
  const now = Date.now.bind(Date);
  let skewMs = 0;
  Date.now = () => now() + skewMs;
  process.on("SIGUSR2", () => {
    skewMs += steps.shift() ?? 0;
    process.stdout.write(`${JSON.stringify({ event: "clock", skewMs })}\n`);
  });
}
