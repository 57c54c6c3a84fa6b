// Whether others may find somebody, and by which words. Off until the person says so.
import type { JSX } from "preact";
import { Field } from "../parts/field.tsx";
import { Switch } from "../parts/switch.tsx";
import { t } from "../texts.ts";
import { wordsOf } from "./words.ts";

export interface Finding {
  readonly isOn: boolean;
  /** as typed */
  readonly text: string;
}

/** As the bindings take it; null: not to be found. */
export function tagsOf({ isOn, text }: Finding): readonly string[] | null {
  return isOn ? wordsOf(text) : null;
}

export function WordsField(props: {
  readonly value: Finding;
  /** for the words, when they are asked for the first time */
  readonly name: string;
  readonly problem?: string | undefined;
  readonly onValue: (value: Finding) => void;
}): JSX.Element {
  const { value, name, problem, onValue } = props;
  const words = wordsOf(value.text);
  const turned = (isOn: boolean): void =>
    onValue({ isOn, text: value.text.trim() === "" ? wordsOf(name).join(" ") : value.text });
  return (
    <div class="fields">
      <Switch
        label={t.account.mayBeFound}
        hint={t.account.mayBeFoundHint}
        isOn={value.isOn}
        onTurn={turned}
      />
      {value.isOn && (
        <Field
          label={t.account.words}
          hint={words.length > 0 ? t.account.wordsAre(words.join(" · ")) : t.account.wordsHint}
          problem={problem}
          input={{
            dir: "auto",
            autocomplete: "off",
            value: value.text,
            onInput: (event) => onValue({ isOn: true, text: event.currentTarget.value }),
          }}
        />
      )}
    </div>
  );
}
