// Who belongs to a group and may do what; who waits; and for managers the way to invite.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Avatar } from "../parts/avatar.tsx";
import { Icon } from "../parts/icon.tsx";
import { nameOf } from "../people.ts";
import { client } from "../session.ts";
import type { AppMember, AppTopic } from "../session.ts";
import { t } from "../texts.ts";
import { useSnapshot } from "../watch.ts";
import { Invite } from "./invite.tsx";
import { MemberDialog } from "./member-dialog.tsx";
import { useMembers } from "./pages.ts";
import { Requests } from "./requests.tsx";
import { isManager, offeredTo, roleOf } from "./rights.ts";

export function MemberList({ topic, own }: { readonly topic: AppTopic; readonly own: string }): JSX.Element {
  const { list, hasMore, attempt, loadMore } = useMembers(topic);
  const { description } = useSnapshot(topic);
  const { notices, user: self } = useSnapshot(client.me);
  const [chosen, choose] = useState<string>();
  const [isInviting, invite] = useState(false);
  const owner = list.find(({ mode }) => mode.includes("O"))?.user;
  const offered = own.includes("O") ? offeredTo(notices, topic.name, owner) : undefined;
  const member = list.find(({ user }) => user === chosen);
  const count = description?.memberCount ?? list.filter(({ mode }) => mode.includes("R")).length;
  return (
    <section class="about-part" aria-label={t.members.title}>
      {isManager(own) && <Requests topic={topic} members={list} own={own} />}
      <div class="part-head">
        <h2>{t.conversation.members(count)}</h2>
        {isManager(own) && (
          <button type="button" class="button" onClick={() => invite(true)}>
            <Icon name="plus" />
            {t.members.invite}
          </button>
        )}
      </div>
      <ul class="member-list">
        {list.map((one) => (
          <MemberRow
            key={one.user}
            member={one}
            isSelf={one.user === self}
            isOffered={one.user === offered}
            onChoose={() => choose(one.user)}
          />
        ))}
      </ul>
      {hasMore && (
        <button type="button" class="button" aria-disabled={attempt.isBusy} onClick={loadMore}>
          {attempt.isBusy ? t.loading : t.members.more}
        </button>
      )}
      {attempt.problem && <p class="problem">{attempt.problem}</p>}
      {member && (
        <MemberDialog
          topic={topic}
          member={member}
          own={own}
          isOffered={member.user === offered}
          onClose={() => choose(undefined)}
        />
      )}
      {isInviting && <Invite topic={topic} members={list} onClose={() => invite(false)} />}
    </section>
  );
}

function MemberRow(props: {
  readonly member: AppMember;
  readonly isSelf: boolean;
  readonly isOffered: boolean;
  readonly onChoose: () => void;
}): JSX.Element {
  const { member, isSelf, isOffered, onChoose } = props;
  const { user, mode, isOnline } = member;
  const name = nameOf(member.public) ?? t.nobody;
  return (
    <li>
      <button type="button" class="member-row" onClick={onChoose}>
        <Avatar id={user} name={name} card={member.public} size={40} isOnline={isOnline} />
        <span class="member-names">
          <span class="member-name">
            <bdi>{name}</bdi>
            {isSelf && <span class="hint"> {t.members.you}</span>}
          </span>
          <span class="hint">
            {isOffered ? t.members.offered : t.members.roles[roleOf(mode)]}
            {isOnline && ` · ${t.list.online}`}
          </span>
        </span>
        <code class="letters" title={t.members.letters}>
          {mode}
        </code>
      </button>
    </li>
  );
}
