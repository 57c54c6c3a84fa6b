// About a person: a note for oneself, quiet, blocking, and the end of the conversation.
import type { JSX } from "preact";
import { useIsStranger } from "../conversation/attend.ts";
import type { Face } from "../conversation/names.ts";
import { useAttempt } from "../parts/attempt.ts";
import type { AppTopic } from "../session.ts";
import { t } from "../texts.ts";
import { useSnapshot } from "../watch.ts";
import { CopyLine } from "./copy-line.tsx";
import type { Step } from "./farewell.tsx";
import { Mute } from "./mute.tsx";
import { OwnNote } from "./own-note.tsx";

export function AboutPerson(props: {
  readonly topic: AppTopic;
  readonly face: Face;
  readonly peer: string;
  readonly onStep: (step: Step) => void;
}): JSX.Element {
  const { topic, face, peer, onStep } = props;
  const { members } = useSnapshot(topic);
  const { isBusy, problem, run } = useAttempt();
  const isStranger = useIsStranger(topic);
  const isBlocked = members.find(({ user }) => user === peer)?.mode === "X";
  const id = (
    <section class="about-part">
      <CopyLine label={t.about.id} text={peer} />
    </section>
  );
  if (isStranger) return id;
  return (
    <>
      {id}
      <OwnNote topic={topic} />
      <section class="about-part">
        <Mute topic={topic} />
      </section>
      <section class="about-part about-end">
        {isBlocked ? (
          <button
            type="button"
            class="button"
            aria-disabled={isBusy}
            onClick={() => void run(() => topic.unban(peer))}
          >
            {t.farewell.unblock}
          </button>
        ) : (
          <button type="button" class="button danger" onClick={() => onStep("block")}>
            {t.farewell.blockName(face.name)}
          </button>
        )}
        <button type="button" class="button danger" onClick={() => onStep("forget")}>
          {t.farewell.forget.action}
        </button>
        {problem && <p class="problem">{problem}</p>}
      </section>
    </>
  );
}
