// Somebody, or a group, that was found. A conversation opens at once, a group says what it takes to enter.
import { p2pName } from "natter-client";
import type { JSX } from "preact";
import { Avatar } from "../parts/avatar.tsx";
import { nameOf } from "../people.ts";
import { hashOf } from "../route.ts";
import { client } from "../session.ts";
import type { AppFound } from "../session.ts";
import { t } from "../texts.ts";

export function FoundEntry({ found }: { readonly found: AppFound }): JSX.Element {
  const { user, topic, public: card, tags } = found;
  const { user: self = "" } = client.me.getSnapshot();
  const isSelf = user === self;
  const isGroup = user === undefined;
  const name = nameOf(card) ?? (isGroup ? t.group : t.nobody);
  const to = isGroup ? (topic ?? "") : isSelf ? "" : p2pName(self, user);
  const hash = isSelf ? hashOf({ screen: "profile" }) : hashOf({ screen: "conversation", topic: to });
  const note = isSelf ? t.find.you : tags.length > 0 ? t.find.by(tags.join(", ")) : (user ?? topic);
  return (
    <li class="entry-row">
      <a class="entry" href={hash}>
        <Avatar id={user ?? topic ?? ""} name={name} card={card} isGroup={isGroup} />
        <span class="entry-lines">
          <span class="entry-name" dir="auto">
            {name}
          </span>
          <span class="entry-last">{note}</span>
        </span>
      </a>
    </li>
  );
}
