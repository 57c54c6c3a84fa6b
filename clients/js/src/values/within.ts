// Promises and time: one with an end (by itself, by a signal, because it took too long), and one that only waits.
import { NatterError, noAnswer } from "./natter-error.ts";
import type { FailedRequest } from "./natter-error.ts";
import type { Platform } from "./platform.ts";

export interface Bounds {
  readonly signal?: AbortSignal | undefined;
  readonly request?: FailedRequest | undefined;
}

/**
 * @param awaited what does not come when it takes too long
 * @param begin starts it; the result is called when it ends, however that came
 */
export function within<R>(
  platform: Platform,
  ms: number,
  awaited: string,
  { signal, request }: Bounds,
  begin: (resolve: (value: R) => void, reject: (error: NatterError) => void) => () => unknown,
): Promise<R> {
  const ended = new AbortController();
  const atEnd = (run: () => unknown): void => ended.signal.addEventListener("abort", () => run());
  return new Promise<R>((resolve, reject) => {
    const fail = (text: string, details?: { canRetry: boolean; cause: unknown }): void =>
      reject(new NatterError(noAnswer, text, request, details));
    const abort = (): void => fail("aborted", { canRetry: false, cause: signal?.reason });
    if (signal?.aborted) return abort();
    signal?.addEventListener("abort", abort, { signal: ended.signal });
    atEnd(platform.after(ms, () => fail(`no ${awaited} in time`)));
    atEnd(begin(resolve, reject));
  }).finally(() => ended.abort());
}

export function pause(platform: Platform, ms: number): Promise<void> {
  return new Promise((resolve) => void platform.after(ms, resolve));
}
