// What is wrong with a sign-up, by field, before it is sent and after it was refused.
import { isAccountName, isPassword } from "./rules.ts";
import { wordsOf } from "./words.ts";

export interface SignUpForm {
  /** that others see */
  readonly name: string;
  /** that one logs in with */
  readonly login: string;
  readonly password: string;
  readonly finding: { readonly isOn: boolean; readonly text: string };
}

/** Names of texts. */
export interface Mistakes {
  readonly name?: "nameMissing";
  readonly login?: "loginBad" | "loginTaken";
  readonly password?: "passwordShort" | "passwordCommon";
  readonly finding?: "wordsMissing";
}

export function mistakesOf({ name, login, password, finding }: SignUpForm): Mistakes {
  return {
    ...(name.trim() === "" && { name: "nameMissing" as const }),
    ...(!isAccountName(login.trim()) && { login: "loginBad" as const }),
    ...(!isPassword(password) && { password: "passwordShort" as const }),
    ...(finding.isOn && wordsOf(finding.text).length === 0 && { finding: "wordsMissing" as const }),
  };
}

/** Those that were not touched since. */
export function untouched(mistakes: Mistakes, changed: Partial<SignUpForm>): Mistakes {
  return Object.fromEntries(Object.entries(mistakes).filter(([field]) => !Object.hasOwn(changed, field)));
}

/** Of a form without mistakes: what the server alone knows. */
export function refusedFor(code: number): Mistakes | undefined {
  if (code === 409) return { login: "loginTaken" };
  if (code === 400) return { password: "passwordCommon" };
  return undefined;
}
