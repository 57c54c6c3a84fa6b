// Whether and by which words a group is found, for its owner.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { wordsOf } from "../account/words.ts";
import { unlessChanged, useAttempt } from "../parts/attempt.ts";
import { Field } from "../parts/field.tsx";
import { Switch } from "../parts/switch.tsx";
import { say } from "../parts/toast.tsx";
import type { AppTopic } from "../session.ts";
import { t } from "../texts.ts";
import { useSnapshot } from "../watch.ts";

interface Finding {
  readonly isOn: boolean;
  /** as typed */
  readonly text: string;
}

export function FoundBy({ topic, name }: { readonly topic: AppTopic; readonly name: string }): JSX.Element {
  const tags = useSnapshot(topic).description?.tags ?? [];
  const [edited, edit] = useState<Finding>();
  const { isBusy, problem, run } = useAttempt();
  const { isOn, text } = edited ?? { isOn: tags.length > 0, text: tags.join(" ") };
  const words = wordsOf(text);
  const turn = (isNowOn: boolean): void =>
    edit({ isOn: isNowOn, text: text === "" ? wordsOf(name).join(" ") : text });
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!(await run(() => topic.change({ tags: isOn ? words : null })))) return;
    edit(unlessChanged(edited, undefined));
    say(t.about.saved);
  };
  return (
    <form class="about-part" onSubmit={(event) => void save(event)}>
      <Switch label={t.about.finding.label} hint={t.about.finding.hint} isOn={isOn} onTurn={turn} />
      {isOn && (
        <Field
          label={t.about.finding.words}
          hint={t.about.finding.are(words.join(" · "))}
          problem={problem}
          input={{
            dir: "auto",
            autocomplete: "off",
            value: text,
            onInput: (event) => edit({ isOn, text: event.currentTarget.value }),
          }}
        />
      )}
      {edited && (
        <button type="submit" class="button" aria-disabled={isBusy} disabled={isOn && words.length === 0}>
          {t.save}
        </button>
      )}
    </form>
  );
}
