// What one can do with a message. This protocol deletes the oldest first, so deleting one takes all before it along: the question says so.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { textOf } from "../content.ts";
import { useAttempt } from "../parts/attempt.ts";
import { Dialog } from "../parts/dialog.tsx";
import { Menu } from "../parts/menu.tsx";
import type { MenuItem } from "../parts/menu.tsx";
import { say } from "../parts/toast.tsx";
import type { AppMessage, AppTopic } from "../session.ts";
import { locale, t } from "../texts.ts";
import type { Asked } from "./bubble.tsx";
import { wholeTime } from "./days.ts";
import { ownMode } from "./own-mode.ts";

type Deletion = "me" | "all";

interface Question {
  readonly deletion: Deletion;
  readonly message: AppMessage;
}

/** The menu, and the question that may follow it. */
export function MessageMenu(props: {
  readonly topic: AppTopic;
  readonly asked: Asked | undefined;
  readonly onClose: () => void;
}): JSX.Element {
  const { topic, asked, onClose } = props;
  const [question, ask] = useState<Question>();
  return (
    <>
      {asked && (
        <Menu
          label={t.conversation.menu}
          items={itemsFor(topic, asked.message, (deletion) => ask({ deletion, message: asked.message }))}
          at={asked.at}
          opener={asked.opener}
          onClose={onClose}
        />
      )}
      {question && <DeleteQuestion topic={topic} {...question} onClose={() => ask(undefined)} />}
    </>
  );
}

function itemsFor(
  topic: AppTopic,
  message: AppMessage,
  onDelete: (deletion: Deletion) => void,
): readonly MenuItem[] {
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
    isStored && { label: t.conversation.deleteForMe, isDanger: true, onChoose: () => onDelete("me") },
    isStored &&
      ownMode(topic).includes("D") && {
        label: t.conversation.deleteForAll,
        isDanger: true,
        onChoose: () => onDelete("all"),
      },
  ];
  return items.filter((item) => item !== false);
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

function DeleteQuestion(
  props: Question & { readonly topic: AppTopic; readonly onClose: () => void },
): JSX.Element {
  const { topic, message, deletion, onClose } = props;
  const { isBusy, problem, run } = useAttempt();
  const { position = 0, at } = message;
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
      <p>{words.text(wholeTime(at, locale))}</p>
      {problem && <p class="problem">{problem}</p>}
      <div class="row-of-buttons">
        <button type="button" class="button" onClick={onClose}>
          {t.cancel}
        </button>
        <button type="button" class="button danger" aria-disabled={isBusy} onClick={() => void remove()}>
          {words.yes}
        </button>
      </div>
    </Dialog>
  );
}
