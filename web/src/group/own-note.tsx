// A note that only oneself sees.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { unlessChanged, useAttempt } from "../parts/attempt.ts";
import { Field } from "../parts/field.tsx";
import { say } from "../parts/toast.tsx";
import type { AppTopic } from "../session.ts";
import { t } from "../texts.ts";
import { useSnapshot } from "../watch.ts";

export function OwnNote({ topic }: { readonly topic: AppTopic }): JSX.Element {
  const note = useSnapshot(topic).description?.private;
  const [text, setText] = useState<string>();
  const { isBusy, problem, run } = useAttempt();
  const kept = note?.comment ?? "";
  const shown = text ?? kept;
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { comment: _, ...rest } = note ?? {};
    const comment = shown.trim();
    const next = comment === "" ? rest : { ...rest, comment };
    const isEmpty = Object.keys(next).length === 0;
    if (!(await run(() => topic.change({ private: isEmpty ? null : next })))) return;
    setText(unlessChanged(text, undefined));
    say(t.about.noteSaved);
  };
  return (
    <form class="about-part" onSubmit={(event) => void save(event)}>
      <Field
        label={t.about.note}
        hint={t.about.noteHint}
        problem={problem}
        input={{
          dir: "auto",
          maxLength: 500,
          autocomplete: "off",
          value: shown,
          onInput: (event) => setText(event.currentTarget.value),
        }}
      />
      {shown.trim() !== kept && (
        <button type="submit" class="button" aria-disabled={isBusy}>
          {t.save}
        </button>
      )}
    </form>
  );
}
