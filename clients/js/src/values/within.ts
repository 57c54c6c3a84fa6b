// Promises and time: one with an end (by itself, by a signal, because it took too long), and one that only waits.
import { NatterError, noAnswer } from "./natter-error.ts";
import type { FailedRequest } from "./natter-error.ts";
import type { Platform } from "./platform.ts";

export interface Bounds {
  readonly signal?: AbortSignal | undefined;
  readonly request?: FailedRequest | undefined;
}

/**
 * @param begin starts it; the result is called when it ends, however that came
 */
export function within<R>(
  platform: Platform,
  ms: number,
  { signal, request }: Bounds,
  begin: (resolve: (value: R) => void, reject: (error: NatterError) => void) => () => unknown,
): Promise<R> {
  const ends: (() => unknown)[] = [];
  return new Promise<R>((resolve, reject) => {
    const fail = (text: string, details?: { canRetry: boolean; cause: unknown }): void =>
      reject(new NatterError(noAnswer, text, request, details));
    const abort = (): void => fail("aborted", { canRetry: false, cause: signal?.reason });
    if (signal?.aborted) return abort();
    ends.push(
      onAbort(signal, abort),
      platform.after(ms, () => fail("no answer in time")),
    );
    ends.push(begin(resolve, reject));
  }).finally(() => ends.forEach((end) => end()));
}

/** For what may fail, and is asked again at another time. */
export const ignore = (): void => {};

/** @returns how not to be called any more */
export function onAbort(signal: AbortSignal | undefined, run: () => void): () => void {
  signal?.addEventListener("abort", run);
  return () => signal?.removeEventListener("abort", run);
}

export function pause(platform: Platform, ms: number): Promise<void> {
  return new Promise((resolve) => void platform.after(ms, resolve));
}
