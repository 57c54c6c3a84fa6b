// One message: who, what, when, how far it got. Its menu opens by its button, by the context menu and by Enter.
import { Component } from "preact";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { pictureOf, textOf } from "../content.ts";
import { Avatar } from "../parts/avatar.tsx";
import { Icon } from "../parts/icon.tsx";
import type { Place } from "../parts/menu.tsx";
import { problemOf } from "../problems.ts";
import type { AppMessage } from "../session.ts";
import { locale, t } from "../texts.ts";
import { clock, wholeTime } from "./days.ts";
import { MessageText } from "./message-text.tsx";
import type { Person } from "./names.ts";
import { PictureView } from "./picture.tsx";

export interface Asked {
  readonly message: AppMessage;
  readonly at: Place;
  readonly opener: HTMLElement;
}

export interface BubbleProps {
  readonly id: string;
  readonly message: AppMessage;
  readonly author: Person;
  readonly isMine: boolean;
  /** names and pictures beside what others wrote */
  readonly isGroup: boolean;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly onMenu: (asked: Asked) => void;
}

/** Hundreds of them are there, and only those are drawn again that changed. */
export class Bubble extends Component<BubbleProps> {
  override shouldComponentUpdate(next: BubbleProps): boolean {
    const now: Readonly<Record<string, unknown>> = { ...this.props };
    return Object.entries(next).some(([name, value]) => now[name] !== value);
  }

  render(): JSX.Element {
    return <Row {...this.props} />;
  }
}

function Row(props: BubbleProps): JSX.Element {
  const { id, message, author, isMine, isGroup, isFirst, isLast, onMenu } = props;
  const row = useRef<HTMLLIElement>(null);
  const ask = (at: Place): void => {
    if (row.current) onMenu({ message, at, opener: row.current });
  };
  const askHere = (): void => {
    const box = row.current?.querySelector(".bubble")?.getBoundingClientRect();
    if (box) ask({ x: isMine ? box.right : box.left, y: box.bottom });
  };
  const classes = ["message", isMine ? "mine" : "theirs", isFirst && "is-first", isLast && "is-last"];
  return (
    <li
      class={classes.filter(Boolean).join(" ")}
      data-row={id}
      tabIndex={-1}
      ref={row}
      onContextMenu={(event) => {
        if (isForBrowser(event)) return;
        event.preventDefault();
        // by the keyboard it comes without a place
        if (event.clientX === 0 && event.clientY === 0) askHere();
        else ask({ x: event.clientX, y: event.clientY });
      }}
      onKeyDown={(event) => {
        if (event.target !== row.current || event.key !== "Enter") return;
        event.preventDefault();
        askHere();
      }}
    >
      {isGroup && !isMine && (
        <span class="message-face">
          {isLast && <Avatar id={author.id} name={author.name} card={author.card} size={30} />}
        </span>
      )}
      <div class="message-column">
        {isFirst && (
          <span class={isGroup && !isMine ? "message-author" : "visually-hidden"} dir="auto">
            {isMine ? t.list.you : author.name}
          </span>
        )}
        <div class="bubble-line">
          <Inside message={message} author={author} isMine={isMine} />
          <button
            type="button"
            class="message-more"
            tabIndex={-1}
            aria-label={t.conversation.menu}
            onClick={askHere}
          >
            <Icon name="more" />
          </button>
        </div>
        {message.state === "failed" && <Failure message={message} />}
      </div>
    </li>
  );
}

/** Links and marked text have the menu of the browser. */
function isForBrowser(event: MouseEvent): boolean {
  const selection = getSelection();
  const isMarked = selection?.isCollapsed === false && selection.containsNode(event.target as Node, true);
  return isMarked || (event.target instanceof Element && event.target.closest("a") !== null);
}

function Inside(props: {
  readonly message: AppMessage;
  readonly author: Person;
  readonly isMine: boolean;
}): JSX.Element {
  const { message, author, isMine } = props;
  const picture = pictureOf(message.content);
  const text = textOf(message.content);
  const kind = picture ? (text === "" ? "bubble has-picture is-bare" : "bubble has-picture") : "bubble";
  return (
    <div class={kind}>
      {picture && <PictureView picture={picture} from={author.name} />}
      <div dir="auto">
        {text !== "" && <MessageText text={text} />}
        <span class="message-meta">
          <time dateTime={new Date(message.at).toISOString()} title={wholeTime(message.at, locale)}>
            {clock(message.at, locale)}
          </time>
          {isMine && <State message={message} />}
        </span>
      </div>
    </div>
  );
}

function State({ message: { state } }: { readonly message: AppMessage }): JSX.Element {
  const icon = state === "queued" ? "clock" : state === "failed" ? "alert" : "check";
  return (
    <span class={`message-state ${state}`} title={t.conversation.states[state]}>
      <Icon name={icon} />
      <span class="visually-hidden">{t.conversation.states[state]}</span>
    </span>
  );
}

function Failure({ message: { error, retry, discard } }: { readonly message: AppMessage }): JSX.Element {
  return (
    <p class="message-failure">
      <span>{error ? problemOf(error) : t.conversation.states.failed}</span>
      <button type="button" onClick={retry}>
        {t.retry}
      </button>
      <button type="button" onClick={discard}>
        {t.conversation.discard}
      </button>
    </p>
  );
}
