// The questions before one blocks somebody, leaves a group, or deletes a conversation or a group.
import { peerOf } from "natter-client";
import type { JSX } from "preact";
import type { Face } from "../conversation/names.ts";
import { useAttempt } from "../parts/attempt.ts";
import { Dialog } from "../parts/dialog.tsx";
import { go } from "../route.ts";
import { client } from "../session.ts";
import type { AppTopic } from "../session.ts";
import { t } from "../texts.ts";

/** block somebody · leave a group · forget a conversation · remove a group for everybody */
export type Step = "block" | "leave" | "forget" | "remove";

export function Farewell(props: {
  readonly topic: AppTopic;
  readonly face: Face;
  readonly step: Step;
  readonly onClose: () => void;
}): JSX.Element {
  const { topic, face, step, onClose } = props;
  const { isBusy, problem, run } = useAttempt();
  const words = t.farewell[step];
  const doIt = async (): Promise<void> => {
    if (!(await run(() => take(step, topic)))) return;
    onClose();
    if (step !== "block") go({ screen: "list" }, { replace: true });
  };
  return (
    <Dialog title={words.title(face.name)} onClose={onClose}>
      <p>{words.text}</p>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <div class="row-of-buttons">
        <button type="button" class="button" onClick={onClose}>
          {t.cancel}
        </button>
        <button type="button" class="button danger" aria-disabled={isBusy} onClick={() => void doIt()}>
          {words.yes}
        </button>
      </div>
    </Dialog>
  );
}

async function take(step: Step, topic: AppTopic): Promise<void> {
  const peer = peerOf(topic.name, client.user);
  if (step === "block" && peer !== undefined) await topic.ban(peer);
  if (step === "leave") await topic.leave();
  if (step === "forget") {
    // coming back must not bring back what was said
    await topic.deleteForMe();
    await topic.leave();
  }
  if (step === "remove") await topic.deleteTopic();
}
