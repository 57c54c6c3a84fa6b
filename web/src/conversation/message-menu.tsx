// What one can do with a message. This protocol deletes the oldest first, so deleting one takes all before it along: the question says so.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { textOf } from "../content.ts";
import { useAttempt } from "../parts/attempt.ts";
import { Dialog } from "../parts/dialog.tsx";
import { Menu } from "../parts/menu.tsx";
import type { MenuItem } from "../parts/menu.tsx";
import { say } from "../parts/toast.tsx";
import type { AppTopic } from "../session.ts";
import { language, t } from "../texts.ts";
import type { Asked } from "./bubble.tsx";
import { wholeTime } from "./days.ts";
import { ownMode } from "./own-mode.ts";

type Deletion = "me" | "all";

export function MessageMenu(props: {
  readonly topic: AppTopic;
  readonly asked: Asked;
  readonly onClose: () => void;
}): JSX.Element {
  const { topic, asked, onClose } = props;
  const [deletion, setDeletion] = useState<Deletion>();
  const { message } = asked;
  if (deletion) return <DeleteQuestion topic={topic} asked={asked} deletion={deletion} onClose={onClose} />;
  const text = textOf(message.content);
  const isStored = message.position !== undefined;
  const items: (MenuItem | false)[] = [
    text !== "" && { label: t.conversation.copy, onChoose: () => void copy(text) },
    message.retry !== undefined && { label: t.retry, onChoose: message.retry },
    message.discard !== undefined && {
      label: t.conversation.discard,
      isDanger: true,
      onChoose: message.discard,
    },
    isStored && { label: t.conversation.deleteForMe, isDanger: true, onChoose: () => setDeletion("me") },
    isStored &&
      ownMode(topic).includes("D") && {
        label: t.conversation.deleteForAll,
        isDanger: true,
        onChoose: () => setDeletion("all"),
      },
  ];
  return (
    <Menu
      label={t.conversation.menu}
      items={items.filter((item) => item !== false)}
      at={asked.at}
      opener={asked.opener}
      onClose={onClose}
    />
  );
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(t.conversation.copied);
  } catch {
    // the browser said no; the text can still be marked
    say(t.conversation.notCopied);
  }
}

function DeleteQuestion(props: {
  readonly topic: AppTopic;
  readonly asked: Asked;
  readonly deletion: Deletion;
  readonly onClose: () => void;
}): JSX.Element {
  const { topic, asked, deletion, onClose } = props;
  const { isBusy, problem, run } = useAttempt();
  const { position = 0, at } = asked.message;
  const words = deletion === "me" ? t.conversation.deletingForMe : t.conversation.deletingForAll;
  const remove = async (): Promise<void> => {
    // positions are whole numbers, and the bound is not deleted itself
    const before = position + 1;
    const isDone = await run(() =>
      deletion === "me" ? topic.deleteForMe(before) : topic.deleteForAll(before),
    );
    if (isDone) onClose();
  };
  return (
    <Dialog title={words.title} onClose={onClose}>
      <p>{words.text(wholeTime(at, language))}</p>
      {problem && <p class="problem">{problem}</p>}
      <div class="row-of-buttons">
        <button type="button" class="button" onClick={onClose}>
          {t.cancel}
        </button>
        <button type="button" class="button danger" disabled={isBusy} onClick={() => void remove()}>
          {words.yes}
        </button>
      </div>
    </Dialog>
  );
}
