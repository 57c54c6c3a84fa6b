// Inviting into a group.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { useAttempt } from "../parts/attempt.ts";
import { Dialog } from "../parts/dialog.tsx";
import type { AppMember, AppTopic } from "../session.ts";
import { t } from "../texts.ts";
import { inviteAll } from "./new-group.tsx";
import { PickPeople } from "./pick-people.tsx";
import type { Candidate } from "./pick-people.tsx";

export function Invite(props: {
  readonly topic: AppTopic;
  readonly members: readonly AppMember[];
  readonly onClose: () => void;
}): JSX.Element {
  const { topic, members, onClose } = props;
  const [people, setPeople] = useState<readonly Candidate[]>([]);
  const { isBusy, run } = useAttempt();
  // whoever was declined or is banned is dealt with in the list
  const without = new Set(members.map(({ user }) => user));
  const submit = async (): Promise<void> => {
    if (await run(() => inviteAll(topic, people))) onClose();
  };
  return (
    <Dialog title={t.members.inviteTitle} onClose={onClose}>
      <PickPeople chosen={people} without={without} onChoose={setPeople} />
      <div class="row-of-buttons">
        <button type="button" class="button" onClick={onClose}>
          {t.cancel}
        </button>
        <button
          type="button"
          class="button primary"
          aria-disabled={isBusy}
          disabled={people.length === 0}
          onClick={() => void submit()}
        >
          {t.members.inviteCount(people.length)}
        </button>
      </div>
    </Dialog>
  );
}
