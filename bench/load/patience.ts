// Waits that end: what does not come in time is a failure that says what was waited for.
import { setTimeout as sleep } from "node:timers/promises";

const patienceMs = 60_000;

/** @throws Error naming what did not come */
export async function within<T>(promise: Promise<T>, what: string, ms: number = patienceMs): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not come within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits until it holds. @throws Error naming what did not come */
export async function until(isIt: () => boolean, what: string, ms: number = patienceMs): Promise<void> {
  const began = performance.now();
  while (!isIt()) {
    if (performance.now() - began > ms) throw new Error(`${what} did not come within ${ms} ms`);
    await sleep(5);
  }
}
