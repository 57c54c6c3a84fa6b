// About a group: what one sees of it depends on what one may do there.
import type { JSX } from "preact";
import type { Face } from "../conversation/names.ts";
import { ownMode } from "../conversation/own-mode.ts";
import { useAttempt } from "../parts/attempt.ts";
import { client } from "../session.ts";
import type { AppTopic } from "../session.ts";
import { t } from "../texts.ts";
import { useSnapshot } from "../watch.ts";
import { BearerLink } from "./bearer-link.tsx";
import { EditGroup } from "./edit-group.tsx";
import type { Step } from "./farewell.tsx";
import { FoundBy } from "./found-by.tsx";
import { MemberList } from "./member-list.tsx";
import { Mute } from "./mute.tsx";
import { NewcomersChoice } from "./newcomers-choice.tsx";
import { OwnNote } from "./own-note.tsx";
import { isManager } from "./rights.ts";

export function AboutGroup(props: {
  readonly topic: AppTopic;
  readonly face: Face;
  readonly onStep: (step: Step) => void;
}): JSX.Element {
  const { topic, face, onStep } = props;
  const { description } = useSnapshot(topic);
  useSnapshot(client.me);
  const own = ownMode(topic);
  const isOwner = own.includes("O");
  const { want = "", given = "" } = description?.access ?? {};
  return (
    <>
      {given.includes("O") && !want.includes("O") && <Offer topic={topic} name={face.name} />}
      {isOwner && <EditGroup topic={topic} face={face} />}
      {own.includes("R") && <MemberList topic={topic} own={own} />}
      {isManager(own) && <BearerLink topic={topic} isOwner={isOwner} />}
      {isOwner && <NewcomersChoice topic={topic} />}
      {isOwner && <FoundBy topic={topic} name={face.name} />}
      <section class="about-part">
        <Mute topic={topic} />
      </section>
      <OwnNote topic={topic} />
      <section class="about-part about-end">
        {isOwner && <p class="hint">{t.about.ownerLeaves}</p>}
        {!isOwner && (
          <button type="button" class="button danger" onClick={() => onStep("leave")}>
            {t.farewell.leave.action}
          </button>
        )}
        {isOwner && (
          <button type="button" class="button danger" onClick={() => onStep("remove")}>
            {t.farewell.remove.action}
          </button>
        )}
      </section>
    </>
  );
}

/** Somebody wants one to take the group over. */
function Offer({ topic, name }: { readonly topic: AppTopic; readonly name: string }): JSX.Element {
  const { isBusy, problem, run } = useAttempt();
  return (
    <section class="about-part notice">
      <p>{t.about.offered(name)}</p>
      {problem && <p class="problem">{problem}</p>}
      <button
        type="button"
        class="button primary"
        aria-disabled={isBusy}
        onClick={() => void run(() => topic.acceptOwnership())}
      >
        {t.about.takeOver}
      </button>
    </section>
  );
}
