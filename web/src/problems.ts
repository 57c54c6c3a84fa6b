// What went wrong, in words for people. A screen that knows more says more.
import type { NatterError } from "natter-client";
import { t } from "./texts.ts";

export function problemOf(error: NatterError): string {
  if (error.code === 0) return t.problems.noAnswer;
  if (error.code === 403) return t.problems.notAllowed;
  if (error.code === 404) return t.problems.notFound;
  if (error.code === 413) return t.problems.tooLarge;
  if (error.code === 503) return t.problems.tooOften;
  return t.problems.other(error.code, error.text);
}
