// Making a group: what it is called, who may join, who is there from the beginning.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { PictureField } from "../account/picture-field.tsx";
import { useAttempt } from "../parts/attempt.ts";
import { Choice } from "../parts/choice.tsx";
import { Field } from "../parts/field.tsx";
import { Screen } from "../parts/screen.tsx";
import { say } from "../parts/toast.tsx";
import type { Photo } from "../people.ts";
import { go } from "../route.ts";
import { client } from "../session.ts";
import type { AppTopic } from "../session.ts";
import { t } from "../texts.ts";
import { PickPeople } from "./pick-people.tsx";
import type { Candidate } from "./pick-people.tsx";
import { ordinary } from "./rights.ts";

type Joining = "invited" | "ask" | "link";

export function NewGroup(_: object): JSX.Element {
  const [name, setName] = useState("");
  const [photo, setPhoto] = useState<Photo>();
  const [joining, setJoining] = useState<Joining>("invited");
  const [people, setPeople] = useState<readonly Candidate[]>([]);
  const [isMissing, setMissing] = useState(false);
  const { isBusy, problem, run } = useAttempt();
  const { user } = client;
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setMissing(name.trim() === "");
    if (name.trim() === "") return;
    await run(async () => {
      const topic = await create(name.trim(), photo, joining);
      await inviteAll(topic, people);
      go({ screen: joining === "link" ? "about" : "conversation", topic: topic.name }, { replace: true });
    });
  };
  return (
    <Screen title={t.newGroup.title}>
      <form class="fields" onSubmit={(event) => void submit(event)}>
        <PictureField id="grp" name={name} photo={photo} isGroup onPhoto={setPhoto} />
        <Field
          label={t.newGroup.name}
          problem={isMissing && name.trim() === "" ? t.newGroup.nameMissing : undefined}
          input={{
            dir: "auto",
            maxLength: 100,
            autocomplete: "off",
            value: name,
            autofocus: true,
            onInput: (event) => setName(event.currentTarget.value),
          }}
        />
        <Choice
          label={t.newGroup.joining}
          values={[
            ["invited", t.newGroup.invited],
            ["ask", t.newGroup.ask],
            ["link", t.newGroup.link],
          ]}
          value={joining}
          onChoose={setJoining}
        />
        <p class="hint">{t.newGroup.hints[joining]}</p>
        <h2>{t.newGroup.members}</h2>
        <PickPeople
          chosen={people}
          without={new Set(user === undefined ? [] : [user])}
          onChoose={setPeople}
        />
        {problem && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <button type="submit" class="button primary" aria-disabled={isBusy}>
          {t.newGroup.submit}
        </button>
      </form>
    </Screen>
  );
}

function create(fn: string, photo: Photo | undefined, joining: Joining): Promise<AppTopic> {
  const auth = joining === "invited" ? "X" : "N";
  return client.createGroup({
    public: { fn, ...(photo && { photo }) },
    defaultAccess: { auth, anon: "N" },
    ...(joining === "link" && { bearer: { mode: ordinary } }),
  });
}

/** One who cannot be invited does not keep the others out. */
export async function inviteAll(topic: AppTopic, people: readonly Candidate[]): Promise<void> {
  const tries = await Promise.allSettled(people.map(({ user }) => topic.invite(user, ordinary)));
  const missed = people.filter((_, index) => tries[index]?.status === "rejected");
  if (missed.length > 0) say(t.newGroup.notInvited(missed.map(({ name }) => name).join(", ")));
}
