// One member: what he may do, and what a manager can change about it.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { unlessChanged, useAttempt } from "../parts/attempt.ts";
import type { Attempt } from "../parts/attempt.ts";
import { Dialog } from "../parts/dialog.tsx";
import { nameOf } from "../people.ts";
import { hashOf } from "../route.ts";
import { client } from "../session.ts";
import type { AppMember, AppTopic } from "../session.ts";
import { t } from "../texts.ts";
import { grantable, isManager, letters, mayGive, ordinary, roleOf, withRight } from "./rights.ts";

interface Shown {
  readonly topic: AppTopic;
  readonly member: AppMember;
  /** what oneself may do */
  readonly own: string;
  readonly isOffered: boolean;
}

export function MemberDialog(props: Shown & { readonly onClose: () => void }): JSX.Element {
  const { member, own, onClose } = props;
  const attempt = useAttempt();
  const { mode, user } = member;
  const role = roleOf(mode);
  const isSelf = user === client.user;
  const isChangeable = isManager(own) && !isSelf && role !== "owner";
  const isInside = role !== "outside" && role !== "banned";
  return (
    <Dialog title={nameOf(member.public) ?? t.nobody} onClose={onClose}>
      <p class="hint">
        {t.members.roles[role]} <code class="letters">{mode}</code>
      </p>
      {isChangeable && isInside ? <RightsForm {...props} attempt={attempt} /> : <RightsList mode={mode} />}
      {isChangeable && <Decisions {...props} attempt={attempt} />}
      {attempt.problem && (
        <p class="problem" role="alert">
          {attempt.problem}
        </p>
      )}
      <div class="row-of-buttons">
        {!isSelf && (
          <a class="button" href={hashOf({ screen: "conversation", topic: user })}>
            {t.members.write}
          </a>
        )}
        <button type="button" class="button" onClick={onClose}>
          {t.close}
        </button>
      </div>
    </Dialog>
  );
}

function RightsList({ mode }: { readonly mode: string }): JSX.Element | null {
  const has = Array.from(letters).filter((letter) => mode.includes(letter) && mode.includes("R"));
  if (has.length === 0) return null;
  return (
    <ul class="rights">
      {has.map((letter) => (
        <li key={letter}>
          <code class="letters">{letter}</code> {t.rights[letter as keyof typeof t.rights]}
        </li>
      ))}
    </ul>
  );
}

type Acting = Shown & { readonly attempt: Attempt };

function RightsForm({ topic, member, own, attempt }: Acting): JSX.Element {
  const [edited, edit] = useState<string>();
  const mode = edited ?? member.mode;
  const save = async (): Promise<void> => {
    if (!(await attempt.run(() => topic.approve(member.user, mode)))) return;
    edit(unlessChanged(edited, undefined));
  };
  return (
    <fieldset class="rights">
      <legend>{t.members.may}</legend>
      {grantable.map((letter) => (
        <label key={letter} class="right">
          <input
            type="checkbox"
            checked={mode.includes(letter)}
            disabled={!mayGive(own, letter) && !member.mode.includes(letter)}
            onChange={(event) => edit(withRight(mode, letter, event.currentTarget.checked))}
          />
          <span>{t.rights[letter]}</span>
          <code class="letters">{letter}</code>
        </label>
      ))}
      {edited !== undefined && edited !== member.mode && (
        <button
          type="button"
          class="button primary"
          aria-disabled={attempt.isBusy}
          onClick={() => void save()}
        >
          {t.members.saveRights}
        </button>
      )}
    </fieldset>
  );
}

/** Letting in, putting out, handing over. */
function Decisions({ topic, member, own, isOffered, attempt }: Acting): JSX.Element {
  const { user, mode } = member;
  const { isBusy, run } = attempt;
  const role = roleOf(mode);
  const button = (label: string, act: () => Promise<void>, isDanger = false): JSX.Element => (
    <button
      type="button"
      class={isDanger ? "button danger" : "button"}
      aria-disabled={isBusy}
      onClick={() => void run(act)}
    >
      {label}
    </button>
  );
  const isInside = role !== "outside" && role !== "banned";
  return (
    <div class="part-buttons">
      {role === "outside" && button(t.members.letIn, () => topic.approve(user, ordinary))}
      {role === "banned" && button(t.members.unban, () => topic.unban(user, ordinary))}
      {own.includes("O") &&
        isInside &&
        (isOffered
          ? button(t.members.withdraw, () => topic.approve(user, mode))
          : button(t.members.offer, () => topic.offerOwnership(user)))}
      {role !== "banned" && button(t.members.ban, () => topic.ban(user), true)}
    </div>
  );
}
