// A password that can be looked at while it is typed.
import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { Icon } from "../parts/icon.tsx";
import { t } from "../texts.ts";
import { strengthOf } from "./rules.ts";

export function PasswordField(props: {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  /** a new one is rated, the present one is not */
  readonly isNew?: boolean;
  readonly hint?: string;
  readonly problem?: string | undefined;
  readonly hasFocus?: boolean;
}): JSX.Element {
  const { label, value, onValue, isNew, hint, problem } = props;
  const id = useId();
  const [isShown, show] = useState(false);
  const note = problem ?? hint;
  const input = {
    class: "input",
    id,
    autocomplete: isNew ? "new-password" : "current-password",
    autocapitalize: "off",
    spellcheck: false,
    required: true,
    autofocus: props.hasFocus,
    value,
    "aria-invalid": problem !== undefined,
    "aria-describedby": note === undefined ? undefined : `${id}n`,
    onInput: (event: InputEvent & { readonly currentTarget: HTMLInputElement }) =>
      onValue(event.currentTarget.value),
  } as const;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="password">
        {isShown ? <input type="text" {...input} /> : <input type="password" {...input} />}
        <button
          type="button"
          class="icon-button"
          aria-label={isShown ? t.account.hide : t.account.show}
          onClick={() => show(!isShown)}
        >
          <Icon name={isShown ? "hidden" : "eye"} />
        </button>
      </div>
      {isNew && <StrengthLine password={value} />}
      {note !== undefined && (
        <p id={`${id}n`} class={problem === undefined ? "hint" : "problem"}>
          {note}
        </p>
      )}
    </div>
  );
}

function StrengthLine({ password }: { readonly password: string }): JSX.Element {
  const strength = strengthOf(password);
  return (
    <p class="strength" data-strength={password === "" ? "none" : strength} role="status">
      <span class="strength-line" aria-hidden="true" />
      {password === "" ? "\u00a0" : t.account.strength[strength]}
    </p>
  );
}
