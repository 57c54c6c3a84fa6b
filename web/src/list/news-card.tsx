// What somebody else changed for me in a group.
import type { Notice } from "natter-client";
import type { JSX } from "preact";
import { Avatar } from "../parts/avatar.tsx";
import { Icon } from "../parts/icon.tsx";
import { hashOf } from "../route.ts";
import { client } from "../session.ts";
import { t } from "../texts.ts";
import { shownName } from "./entry.tsx";
import { rightsIn } from "./open-requests.ts";
import { timeText } from "./time-text.ts";
import { dismiss } from "./waiting.ts";

export function NewsCard({ notice }: { readonly notice: Notice }): JSX.Element {
  const { topic, at, position } = notice;
  const contact = client.me.getSnapshot().contacts.find((one) => one.topic === topic);
  const name = contact ? shownName(contact) : t.group;
  return (
    <li class="card request">
      <Avatar id={topic} name={name} card={contact?.public} isGroup />
      <div class="request-text">
        <p class="request-group" dir="auto">
          {contact ? <a href={hashOf({ screen: "about", topic })}>{name}</a> : name}
        </p>
        <p>{textOf(notice)}</p>
        <time class="hint" dateTime={new Date(at).toISOString()}>
          {timeText(at)}
        </time>
      </div>
      <button
        type="button"
        class="icon-button"
        aria-label={`${t.requests.dismiss}: ${name}`}
        title={t.requests.dismiss}
        onClick={() => dismiss([position])}
      >
        <Icon name="close" />
      </button>
    </li>
  );
}

function textOf(notice: Notice): string {
  const { letters, isOffer } = rightsIn(notice);
  if (isOffer) return t.requests.offered;
  if (letters.length === 0) return t.requests.lost;
  const words: Readonly<Record<string, string>> = t.rights;
  return `${t.requests.changed} ${letters.map((letter) => words[letter]).join(", ")}`;
}
