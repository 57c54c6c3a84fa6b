// A promise with an end: by itself, by a signal, or because it took too long.
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
  const aborted = (): NatterError =>
    new NatterError(noAnswer, "aborted", request, { canRetry: false, cause: signal?.reason });
  if (signal?.aborted) return Promise.reject(aborted());
  let clean: (() => void) | undefined;
  return new Promise<R>((resolve, reject) => {
    const abort = (): void => reject(aborted());
    const cancel = platform.after(ms, () =>
      reject(new NatterError(noAnswer, `no ${awaited} in time`, request)),
    );
    let end = (): unknown => undefined;
    clean = () => {
      end();
      cancel();
      signal?.removeEventListener("abort", abort);
    };
    signal?.addEventListener("abort", abort);
    end = begin(resolve, reject);
  }).finally(() => clean?.());
}
