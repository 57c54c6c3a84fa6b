// A conversation in the list. Hundreds of them are drawn, and only those again that changed.
import { Component } from "preact";
import type { JSX } from "preact";
import { Avatar } from "../parts/avatar.tsx";
import { Icon } from "../parts/icon.tsx";
import { nameOf } from "../people.ts";
import { hashOf } from "../route.ts";
import { client } from "../session.ts";
import type { AppContact } from "../session.ts";
import { t } from "../texts.ts";
import { useSnapshot } from "../watch.ts";
import { useCard } from "./directory.ts";
import { contactName, hindranceOf, isGroup, isSame, isSeenOnline, previewOf } from "./entries.ts";
import type { Hindrance, Preview } from "./entries.ts";
import { fullTimeText, timeText } from "./time-text.ts";

const icons = { waiting: "clock", blocked: "block", muted: "mute" } as const;

export function shownName(contact: AppContact): string {
  return contactName(contact) ?? (isGroup(contact) ? t.group : t.nobody);
}

interface EntryProps {
  readonly contact: AppContact;
  readonly isChosen: boolean;
  /** one of the list can be reached by Tab, the others by arrow keys */
  readonly isTabStop: boolean;
  /** on another day times look different */
  readonly today: number;
}

export class Entry extends Component<EntryProps> {
  override shouldComponentUpdate(next: EntryProps): boolean {
    const { contact, isChosen, isTabStop, today } = this.props;
    const isElsewhere = next.isChosen !== isChosen || next.isTabStop !== isTabStop;
    return isElsewhere || next.today !== today || !isSame(contact, next.contact);
  }

  render(): JSX.Element {
    return <Row {...this.props} />;
  }
}

function Row({ contact, isChosen, isTabStop }: EntryProps): JSX.Element {
  const { topic, user, last, unread } = contact;
  const name = shownName(contact);
  const hindrance = hindranceOf(contact);
  const isOnline = isSeenOnline(contact);
  return (
    <li class="entry-row">
      <a
        class="entry"
        href={hashOf({ screen: "conversation", topic })}
        aria-current={isChosen ? "page" : undefined}
        tabIndex={isTabStop ? 0 : -1}
      >
        <Avatar
          id={user ?? topic}
          name={name}
          card={contact.public}
          isGroup={isGroup(contact)}
          isOnline={isOnline}
        />
        <span class="entry-lines">
          <span class="entry-line">
            <span class="entry-name" dir="auto">
              {name}
            </span>
            {isOnline && <span class="visually-hidden">{t.list.online}</span>}
            {last && <Time at={last.at} />}
          </span>
          {(last || hindrance) && (
            <span class="entry-line">
              <span class="entry-last">
                {hindrance ? <Mark of={hindrance} /> : <Last contact={contact} />}
              </span>
              {unread > 0 && <Unread count={unread} />}
            </span>
          )}
        </span>
      </a>
    </li>
  );
}

function Time({ at }: { readonly at: number }): JSX.Element {
  return (
    <time class="entry-time" dateTime={new Date(at).toISOString()} title={fullTimeText(at)}>
      {timeText(at)}
    </time>
  );
}

function Mark({ of }: { readonly of: Hindrance }): JSX.Element {
  return (
    <span class="entry-mark">
      <Icon name={icons[of]} />
      {t.list[of]}
    </span>
  );
}

function Last({ contact }: { readonly contact: AppContact }): JSX.Element {
  const { last } = contact;
  const { user: self } = client.me.getSnapshot();
  const isMine = last !== undefined && last.from === self;
  const sender = useCard(isGroup(contact) && !isMine ? last?.from : undefined);
  const name = isMine ? t.list.you : nameOf(sender);
  const preview = previewOf(contact);
  if (preview.kind === "nothing") return <>{"\u00a0"}</>;
  return (
    <>
      {name !== undefined && (
        <>
          <bdi class="entry-sender">{name}:</bdi>{" "}
        </>
      )}
      {preview.kind === "long" ? <Cut contact={contact} /> : <Words of={preview} />}
    </>
  );
}

function Words({ of }: { readonly of: Exclude<Preview, { kind: "nothing" }> }): JSX.Element {
  return of.kind === "text" ? <bdi>{of.text}</bdi> : <i>{t.list[of.kind]}</i>;
}

/** The list of the server leaves out what is large; on this device it may be kept with the conversation. */
function Cut({ contact: { topic, last } }: { readonly contact: AppContact }): JSX.Element {
  const { messages } = useSnapshot(client.topic(topic));
  const whole = messages.findLast(({ position }) => position === last?.at);
  const preview = previewOf({ last: whole });
  return <Words of={preview.kind === "nothing" ? { kind: "long" } : preview} />;
}

function Unread({ count }: { readonly count: number }): JSX.Element {
  return (
    <span class="badge">
      <span aria-hidden="true">{count >= 1000 ? t.list.manyUnread : count}</span>
      <span class="visually-hidden">{t.list.unread(count)}</span>
    </span>
  );
}
