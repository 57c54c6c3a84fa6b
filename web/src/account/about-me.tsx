// The name and the picture that others see.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { unlessChanged, useAttempt } from "../parts/attempt.ts";
import { Field } from "../parts/field.tsx";
import { say } from "../parts/toast.tsx";
import { nameOf } from "../people.ts";
import type { Card, Photo } from "../people.ts";
import { client } from "../session.ts";
import { t } from "../texts.ts";
import { useSnapshot } from "../watch.ts";
import { PictureField } from "./picture-field.tsx";

/** undefined: as it is on the server */
interface Edited {
  readonly name?: string;
  readonly photo?: Photo | null;
}

export function AboutMe(): JSX.Element {
  const { user = "", description } = useSnapshot(client.me);
  const [edited, edit] = useState<Edited>({});
  const attempt = useAttempt();
  const card = description?.public;
  const name = edited.name ?? nameOf(card) ?? "";
  const photo = edited.photo === undefined ? photoIn(card) : (edited.photo ?? undefined);
  const isMissing = edited.name?.trim() === "";
  const saved = async (event: Event): Promise<void> => {
    event.preventDefault();
    const others = typeof card === "object" ? card : {};
    const { photo: _, ...rest } = others;
    const changed = { ...rest, fn: name.trim(), ...(photo && { photo }) };
    if (!(await attempt.run(() => client.me.change({ public: changed })))) return;
    edit(unlessChanged(edited, {}));
    say(t.profile.saved);
  };
  return (
    <form class="fields" onSubmit={(event) => void saved(event)}>
      <PictureField
        id={user}
        name={name}
        photo={photo}
        onPhoto={(chosen) => edit((now) => ({ ...now, photo: chosen ?? null }))}
      />
      <Field
        label={t.account.name}
        hint={t.account.nameHint}
        problem={isMissing ? t.account.nameMissing : attempt.problem}
        input={{
          autocomplete: "name",
          dir: "auto",
          maxLength: 80,
          value: name,
          onInput: (event) => edit({ ...edited, name: event.currentTarget.value }),
        }}
      />
      <div class="row-of-buttons">
        <button
          type="submit"
          class="button primary"
          aria-disabled={attempt.isBusy}
          disabled={isMissing || Object.keys(edited).length === 0}
        >
          {t.save}
        </button>
      </div>
    </form>
  );
}

function photoIn(card: Card | undefined): Photo | undefined {
  return typeof card === "object" ? card.photo : undefined;
}
