// Invitations, requests and news on `me`: table 4.6 of the 0.4 protocol, each row as the message that is stored in `me:<user>`.
// Application payloads (`info`) and descriptions (`public`) are raw JSON and spliced in unchanged.
import { effective, givenOf, peerRow } from "../access/effective.ts";
import type { P2pStart } from "../access/entry.ts";
import type { GivenChange } from "../access/given.ts";
import { formatMode04, isManager } from "../access/mode.ts";
import { meTopic, type UserId } from "../ids.ts";
import type { Json, Subscription, TopicState } from "../state.ts";
import type { Time } from "../time.ts";
import type { Write } from "../vocabulary.ts";

type Act = "join" | "appr" | "info";

interface Notice {
  readonly to: UserId;
  readonly act: Act;
  /** whom it is about; `acs` are his */
  readonly about: Subscription;
  /** the originator; undefined = the server */
  readonly from: UserId | undefined;
  readonly info?: Json | undefined;
  readonly at: Time;
}

function write(state: TopicState, { to, act, about, from, info, at }: Notice): Write {
  const want = formatMode04(about.want);
  const given = formatMode04(givenOf(state.row, about));
  const acs = `"acs":{"want":"${want}","given":"${given}"}`;
  const tail = info === undefined ? "" : `,"info":${info}`;
  const content = `{"act":"${act}","topic":"${state.topic}","user":"${about.user}",${acs}${tail}}`;
  return { put: "message", topic: meTopic(to), from, content, at };
}

/**
 * Somebody wants more than is given: every manager is asked, in P2P the peer, and the requester hears that he was heard.
 * `shown` is the `public` of the topic, of the peer in P2P. Managers are those before the change.
 */
export function requestNotices(
  state: TopicState,
  row: Subscription,
  info: Json | undefined,
  shown: Json | undefined,
  at: Time,
): Write[] {
  const from = row.user;
  const asked = managersOf(state, from).map((to) =>
    write(state, { to, act: "appr", about: row, from, info, at }),
  );
  return [...asked, write(state, { to: from, act: "info", about: row, from, info: shown, at })];
}

function managersOf(state: TopicState, but: UserId): readonly UserId[] {
  if (state.kind === "p2p") {
    const peer = peerRow(state, but);
    return peer === undefined || peer.marker === "left" ? [] : [peer.user];
  }
  const managers: UserId[] = [];
  for (const { user } of state.members.values()) {
    if (user !== but && isManager(effective(state, user))) managers.push(user);
  }
  return managers;
}

/** A manager changed what somebody is given: the two of them hear of it, and whoever lost an offer of ownership by it. */
export function givenNotices(
  state: TopicState,
  manager: UserId,
  change: GivenChange,
  info: Json | undefined,
  at: Time,
): Write[] {
  const { row, before, tells, tellsManager } = change;
  const notices: Write[] = [];
  if (tells !== undefined) {
    notices.push(write(state, { to: row.user, act: tells, about: row, from: manager, info, at }));
  }
  if (tellsManager) {
    const was = `{"before":"${formatMode04(before)}"}`;
    notices.push(write(state, { to: manager, act: "info", about: row, from: manager, info: was, at }));
  }
  return [...notices, ...newsOf(state, manager, change.lost, at)];
}

/** The modes of these users changed without a request of theirs. */
export function newsOf(
  state: TopicState,
  from: UserId | undefined,
  rows: readonly Subscription[],
  at: Time,
): Write[] {
  return rows.map((row) => write(state, { to: row.user, act: "info", about: row, from, at }));
}

/**
 * A p2p topic was begun (`state` is as before). Who may write at once is news about the peer, who may not is a request of the initiator;
 * an initiator who wants more than is given hears so.
 */
export function startNotices(
  state: TopicState,
  rows: P2pStart,
  said: { readonly info: Json | undefined; readonly shown: Json | undefined },
  at: Time,
): Write[] {
  const { initiator, peer, notice } = rows;
  if (notice === undefined) return [];
  const from = initiator.user;
  const about = notice === "info" ? peer : initiator;
  const news = write(state, { to: peer.user, act: notice, about, from, info: said.info, at });
  if ((initiator.want & ~givenOf(undefined, initiator)) === 0) return [news];
  return [news, write(state, { to: from, act: "info", about: initiator, from, info: said.shown, at })];
}

/** A request was granted by the other party joining. */
export function approvalNotice(
  state: TopicState,
  row: Subscription,
  from: UserId,
  info: Json | undefined,
  at: Time,
): Write[] {
  return [write(state, { to: row.user, act: "info", about: row, from, info, at })];
}
