// Who asks to be let into a group, or for more rights in it; managers decide.
import type { Notice } from "natter-client";
import type { JSX } from "preact";
import { textOf } from "../content.ts";
import { useAttempt } from "../parts/attempt.ts";
import { Avatar } from "../parts/avatar.tsx";
import { nameOf } from "../people.ts";
import { client } from "../session.ts";
import type { AppMember, AppTopic } from "../session.ts";
import { t } from "../texts.ts";
import { useSnapshot } from "../watch.ts";
import { letters, mayGive, requestsIn } from "./rights.ts";

export function Requests(props: {
  readonly topic: AppTopic;
  readonly members: readonly AppMember[];
  readonly own: string;
}): JSX.Element | null {
  const { topic, members, own } = props;
  const { notices } = useSnapshot(client.me);
  const open = requestsIn(notices, topic.name, members);
  if (open.length === 0) return null;
  return (
    <>
      <h2>{t.members.requests}</h2>
      <ul class="member-list">
        {open.map((notice) => (
          <Request
            key={notice.user}
            topic={topic}
            notice={notice}
            member={members.find(({ user }) => user === notice.user)}
            own={own}
          />
        ))}
      </ul>
    </>
  );
}

function Request(props: {
  readonly topic: AppTopic;
  readonly notice: Notice;
  readonly member: AppMember | undefined;
  readonly own: string;
}): JSX.Element {
  const { topic, notice, member, own } = props;
  const { isBusy, problem, run } = useAttempt();
  const { user, info, access } = notice;
  const name = nameOf(member?.public) ?? t.nobody;
  // what was asked for, as far as one has it to give
  const wanted = Array.from(letters).filter(
    (letter) => letter !== "O" && access?.want.includes(letter) && mayGive(own, letter),
  );
  const isInside = member?.mode.includes("R") === true;
  const refuse = (): Promise<void> => (isInside ? topic.approve(user, member.mode) : topic.decline(user));
  return (
    <li class="request-row">
      <Avatar id={user} name={name} card={member?.public} size={40} />
      <span class="member-names">
        <bdi class="member-name">{name}</bdi>
        <span class="hint" dir="auto">
          {problem ??
            (typeof info === "string" && info !== "" ? textOf(info) : t.members.wants(wanted.join("")))}
        </span>
      </span>
      <button
        type="button"
        class="button"
        aria-disabled={isBusy}
        aria-label={t.members.declineName(name)}
        onClick={() => void run(refuse)}
      >
        {t.members.decline}
      </button>
      <button
        type="button"
        class="button primary"
        aria-disabled={isBusy}
        aria-label={t.members.approveName(name)}
        onClick={() => void run(() => topic.approve(user, wanted.join("")))}
      >
        {t.members.approve}
      </button>
    </li>
  );
}
