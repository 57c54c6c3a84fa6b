// A request that a person started: busy while it runs, and what went wrong in words.
import { NatterError } from "natter-client";
import { useState } from "preact/hooks";
import { problemOf } from "../problems.ts";

export interface Attempt {
  readonly isBusy: boolean;
  /** of the last attempt, in words */
  readonly problem: string | undefined;
  /** Ignored while another one runs. Resolves to whether it went well. */
  readonly run: (action: () => Promise<unknown>) => Promise<boolean>;
}

export function useAttempt(words: (error: NatterError) => string = problemOf): Attempt {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const run = async (action: () => Promise<unknown>): Promise<boolean> => {
    if (isBusy) return false;
    setBusy(true);
    setProblem(undefined);
    try {
      await action();
      return true;
    } catch (error) {
      if (!(error instanceof NatterError)) throw error;
      setProblem(words(error));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, problem, run };
}
