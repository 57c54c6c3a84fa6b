// The questions before one blocks somebody, leaves a group, or deletes a conversation or a group.
import { peerOf } from "natter-client";
import type { JSX } from "preact";
import { isStrange } from "../conversation/known.ts";
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
  const text = step === "forget" && isShut(topic) ? t.farewell.forget.shut : words.text;
  const doIt = async (): Promise<void> => {
    if (!(await run(() => take(step, topic)))) return;
    onClose();
    if (step !== "block") go({ screen: "list" }, { replace: true });
  };
  return (
    <Dialog title={words.title(face.name)} onClose={onClose}>
      <p>{text}</p>
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
  if (step === "forget") await forget(topic);
  if (step === "remove") await topic.deleteTopic();
}

/** One may not enter it, and so change nothing in it either: all one can do is leave. */
function isShut(topic: AppTopic): boolean {
  const { state } = topic.getSnapshot();
  return state === "waiting" || state === "banned";
}

/** It stays subscribed and is not shown: the next message brings it back, which it would not to one who left. */
async function forget(topic: AppTopic): Promise<void> {
  if (isShut(topic)) return topic.leave();
  const isKnown = !isStrange(topic.getSnapshot());
  const { lastMessage: forgotten = 0, private: note } = await topic.describe();
  // what comes meanwhile is not what the question was about
  await topic.deleteForMe(forgotten + 1);
  await topic.change({ private: { ...note, isKnown, forgotten } });
  await client.me.refresh();
}
