// Name and picture of a group, for its owner.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { PictureField } from "../account/picture-field.tsx";
import type { Face } from "../conversation/names.ts";
import { useAttempt } from "../parts/attempt.ts";
import { Dialog } from "../parts/dialog.tsx";
import { Field } from "../parts/field.tsx";
import type { Photo } from "../people.ts";
import type { AppTopic } from "../session.ts";
import { t } from "../texts.ts";

export function EditGroup({ topic, face }: { readonly topic: AppTopic; readonly face: Face }): JSX.Element {
  const [isOpen, open] = useState(false);
  return (
    <div class="about-edit">
      <button type="button" class="button" onClick={() => open(true)}>
        {t.about.edit}
      </button>
      {isOpen && <Form topic={topic} face={face} onClose={() => open(false)} />}
    </div>
  );
}

function Form(props: {
  readonly topic: AppTopic;
  readonly face: Face;
  readonly onClose: () => void;
}): JSX.Element {
  const { topic, face, onClose } = props;
  const card = typeof face.card === "object" ? face.card : {};
  const [name, setName] = useState(face.name);
  const [photo, setPhoto] = useState<Photo | undefined>(card.photo);
  const { isBusy, problem, run } = useAttempt();
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { photo: _, ...rest } = card;
    const next = { ...rest, fn: name.trim(), ...(photo && { photo }) };
    if (name.trim() !== "" && (await run(() => topic.change({ public: next })))) onClose();
  };
  return (
    <Dialog title={t.about.edit} onClose={onClose}>
      <form class="fields" onSubmit={(event) => void save(event)}>
        <PictureField id={topic.name} name={name} photo={photo} isGroup onPhoto={setPhoto} />
        <Field
          label={t.newGroup.name}
          problem={problem}
          input={{
            dir: "auto",
            maxLength: 100,
            autocomplete: "off",
            required: true,
            value: name,
            onInput: (event) => setName(event.currentTarget.value),
          }}
        />
        <div class="row-of-buttons">
          <button type="button" class="button" onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" class="button primary" aria-disabled={isBusy}>
            {t.save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
