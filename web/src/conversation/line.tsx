// One row of the history: a day, the line before what is unread, or a message. And what a screen reader hears of new ones.
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { pictureOf, textOf } from "../content.ts";
import { client } from "../session.ts";
import type { AppMessage } from "../session.ts";
import { locale, t } from "../texts.ts";
import { Bubble } from "./bubble.tsx";
import type { Asked } from "./bubble.tsx";
import { dayName } from "./days.ts";
import type { People } from "./names.ts";
import type { Row } from "./rows.ts";

const heardCharacters = 300;

export function Line(props: {
  readonly row: Row<AppMessage>;
  readonly people: People;
  readonly isGroup: boolean;
  readonly onMenu: (asked: Asked) => void;
}): JSX.Element {
  const { row, people, isGroup, onMenu } = props;
  if (row.kind === "day") {
    return (
      <li class="day">
        <span>{dayName(row.at, Date.now(), locale, t.conversation)}</span>
      </li>
    );
  }
  if (row.kind === "unread") {
    return (
      <li class="unread-line" data-row="unread">
        <span>{t.conversation.unread}</span>
      </li>
    );
  }
  const { id, message, isFirst, isLast } = row;
  const isMine = message.from !== undefined && message.from === client.user;
  const author = people(message.from);
  return <Bubble {...{ id, message, author, isMine, isGroup, isFirst, isLast, onMenu }} />;
}

/** For screen readers: what somebody wrote just now. Of many at once the last one. */
export function News(props: {
  readonly messages: readonly AppMessage[];
  readonly people: People;
  readonly isLevel: boolean;
}): JSX.Element {
  const { messages, people, isLevel } = props;
  const last = messages.findLast(({ state }) => state === "sent");
  const known = useRef<number | undefined>(undefined);
  if (!isLevel) known.current = last?.position;
  const isNew = isLevel && last?.position !== known.current && last?.from !== client.user;
  return (
    <p class="visually-hidden" aria-live="polite">
      {isNew && last ? t.conversation.said(people(last.from).name, lineOf(last.content)) : ""}
    </p>
  );
}

function lineOf(content: unknown): string {
  return (textOf(content) || (pictureOf(content) ? t.list.picture : "")).slice(0, heardCharacters);
}
