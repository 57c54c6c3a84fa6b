// The name that one logs in with, as password managers know it.
import type { InputHTMLAttributes, JSX } from "preact";
import { Field } from "../parts/field.tsx";
import { t } from "../texts.ts";

export function LoginField(props: {
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly hint?: string | undefined;
  readonly problem?: string | undefined;
  /** what else the input is to be */
  readonly input?: InputHTMLAttributes<HTMLInputElement>;
}): JSX.Element {
  return (
    <Field
      label={t.account.login}
      hint={props.hint}
      problem={props.problem}
      input={{
        name: "username",
        autocomplete: "username",
        autocapitalize: "off",
        spellcheck: false,
        dir: "auto",
        required: true,
        value: props.value,
        onInput: (event) => props.onValue(event.currentTarget.value),
        ...props.input,
      }}
    />
  );
}
