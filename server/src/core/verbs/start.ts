// Topics that a {sub} makes: a group named `new`, a p2p topic named by the peer (spec: 0.4 §5.4, §5.5).
// The name of a group was just drawn; a p2p topic that both left begins anew under its old name.
import { effectiveOf } from "../access/effective.ts";
import {
  askedDefaults,
  closedDefaults,
  founderRow,
  newHead,
  startP2p,
  withPrivate,
} from "../access/entry.ts";
import type { Mode } from "../access/mode.ts";
import { refuse, type Refusal } from "../faults.ts";
import { meTopic, type UserId } from "../ids.ts";
import type { TopicHead, User } from "../state.ts";
import { isReserved } from "../tags.ts";
import { startNotices } from "../topic/notices.ts";
import type { AnswerFacts, Expect, Subscribe, Write } from "../vocabulary.ts";
import { isRefusal, type Moment } from "../verb.ts";

export interface Start {
  /** what the one who asked may do in it */
  readonly mode: Mode;
  readonly writes: readonly Write[];
  readonly expects?: readonly Expect[];
  /** a group that has a token from the beginning */
  readonly bearer?: NonNullable<AnswerFacts["bearer"]>;
}

/** A new group (spec: 0.4 §5.5). */
export function startGroup(moment: Moment<Subscribe>, user: UserId): Start | Refusal {
  const { state, command, at, policy, facts, tokenOf } = moment;
  const { topic } = state;
  if (state.row !== undefined) return refuse("try-later"); // the name that was drawn is not new: draw again
  if ((facts.owned ?? 0) >= policy.groupsPerUser)
    return refuse("permission-denied", "you own as many groups as one may");
  const { tokenMode: mode } = command;
  const usual = mode === undefined ? policy.defacs : closedDefaults;
  const defacs = askedDefaults(command.defacs, usual, usual);
  if (isRefusal(defacs)) return defacs;
  const { tags = [] } = command;
  if (tags.some(isReserved))
    return refuse("permission-denied", "a tag of this prefix is the server's to set");
  const founder = founderRow(user, command.mode, at);
  if (isRefusal(founder)) return founder;
  const head: TopicHead = {
    ...newHead(topic, at),
    owner: user,
    defacs,
    ...(typeof command.public === "string" ? { public: command.public } : {}),
    cap: policy.groupMembers,
    tags,
    ...(mode === undefined ? {} : { bearer: { mode, generation: 1, updated: at } }),
  };
  const row = withPrivate(founder, command.private);
  const writes: Write[] = [
    { put: "topic", topic, head },
    { put: "subscription", topic, row },
  ];
  const token = mode === undefined ? {} : { bearer: { mode, token: tokenOf(topic, 1) } };
  return { mode: effectiveOf(head, row), writes, ...token };
}

/** A p2p topic begins, or begins anew after both left (spec: 0.4 §5.4). */
export function startPair(moment: Moment<Subscribe>, user: UserId): Start | Refusal {
  const { state, command, at, facts } = moment;
  const { topic } = state;
  const self = facts.users.get(user);
  const peer = command.ref.peer === undefined ? undefined : facts.users.get(command.ref.peer);
  if (self === undefined || peer?.state !== "active") return refuse("user-not-found");
  const rows = startP2p(state, { initiator: self, peer }, command, at);
  if (isRefusal(rows)) return rows;
  const initiator = withPrivate(rows.initiator, command.private);
  const writes: Write[] = [
    { put: "topic", topic, head: newHead(topic, at) },
    { put: "subscription", topic, row: initiator },
    { put: "subscription", topic, row: rows.peer },
    ...startNotices(state, rows, { info: command.info, shown: peer.public }, at),
  ];
  return { mode: effectiveOf(undefined, initiator, rows.peer), writes, expects: readAt(self, peer) };
}

/** The accounts that a decision rests on, at the version they were read. */
export function readAt(...users: readonly User[]): readonly Expect[] {
  return users.map(({ id, version }) => ({ topic: meTopic(id), version }));
}
