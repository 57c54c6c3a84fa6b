// A request that a person started: busy while it runs, and what went wrong in words.
import { NatterError } from "natter-client";
import { useState } from "preact/hooks";
import { problemOf } from "../problems.ts";

export interface Attempt {
  readonly isBusy: boolean;
  /** of the last attempt */
  readonly error: NatterError | undefined;
  /** the same in words */
  readonly problem: string | undefined;
  /** Ignored while another one runs. Resolves to whether it went well. */
  readonly run: (action: () => Promise<unknown>) => Promise<boolean>;
}

/** For the state of what is edited, when it was saved as `sent`: what was changed meanwhile stays. */
export function unlessChanged<T>(sent: T, then: T): (now: T) => T {
  return (now) => (now === sent ? then : now);
}

export function useAttempt(words: (error: NatterError) => string = problemOf): Attempt {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<NatterError>();
  const run = async (action: () => Promise<unknown>): Promise<boolean> => {
    if (isBusy) return false;
    setBusy(true);
    setError(undefined);
    try {
      await action();
      return true;
    } catch (caught) {
      if (!(caught instanceof NatterError)) throw caught;
      setError(caught);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, error, problem: error && words(error), run };
}
