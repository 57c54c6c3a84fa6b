// {sub}: makes a topic, subscribes the user, attaches the session (spec: 0.4 §2.3). Which of them, the topic and the row say.
// The result decides the answer: with R 200 and attached, X 200 and not, anything else 202 and not attached.
import { effectiveOf, givenOf, peerRow } from "../access/effective.ts";
import { checkPlaces, withPrivate, type RightsChange } from "../access/entry.ts";
import { SELF, canAttach, isBanned, type Mode } from "../access/mode.ts";
import { approvedByJoining, type WantRequest } from "../access/want.ts";
import { refuse, type Refusal } from "../faults.ts";
import { peerOf, type UserId } from "../ids.ts";
import { isThere, type Subscription, type TopicState } from "../state.ts";
import { attachmentMode } from "../topic/enforce.ts";
import { approvalNotice } from "../topic/notices.ts";
import type { AnswerFacts, Caller, Need, Outcome, Subscribe, Write } from "../vocabulary.ts";
import { isRefusal, type Checks, type Moment, type Verb } from "../verb.ts";
import { decideWant, doorFor, opens } from "./door.ts";
import { lastVisit, queriesFor } from "./get.ts";
import { readAt, startGroup, startPair, type Start } from "./start.ts";
import { shownTo, wantWrites } from "./rights.ts";

export const sub: Verb<Subscribe> = {
  needs({ ref }: Subscribe, { user }: Caller): readonly Need[] {
    if (user === undefined || ref.kind === "me") return [];
    if (ref.kind === "grp") return ref.fresh ? [{ fresh: "owned", user }] : [];
    const peer = ref.peer ?? peerOf(ref.topic, user);
    const own: Need = { fresh: "user", user };
    return peer === undefined ? [own] : [own, { fresh: "user", user: peer }];
  },
  checks({ ref, mode }: Subscribe): Checks {
    const login = ref.kind !== "grp" || ref.fresh ? ({ login: true } as const) : {};
    if (ref.fresh) return login;
    const notBanned = typeof mode === "number" ? "own-lifts" : true;
    return ref.peer === undefined
      ? { ...login, known: true, notBanned }
      : { ...login, user: ref.peer, notBanned };
  },
  decide(moment: Moment<Subscribe>): Outcome | Refusal {
    const { state, caller, command } = moment;
    const { user } = caller;
    if (user === undefined) return visit(moment);
    if (state.kind === "me") return comeOnline(moment);
    if (command.ref.fresh) return started(moment, startGroup(moment, user));
    if (command.ref.peer !== undefined && moment.facts.users.get(command.ref.peer)?.state === "gone") {
      return refuse("user-not-found");
    }
    return isThere(state) ? join(moment, user) : started(moment, startPair(moment, user));
  },
};

/**
 * A session without login: the group's default for such, or what the token gives it; nothing stored (spec: 0.4 §4.3, extensions-0.4 §3.2
 * row 7).
 */
function visit(moment: Moment<Subscribe>): Outcome | Refusal {
  const { bearer } = moment.command;
  if (bearer !== undefined && !opens(moment, bearer)) return refuse("bearer-token");
  const generation = bearer === undefined ? undefined : moment.state.row?.bearer?.generation;
  const mode = attachmentMode(moment.state, { generation });
  if (!canAttach(mode)) return refuse("authentication-required");
  const outcome = answer(moment, mode, false);
  return outcome.attach === true && generation !== undefined ? { ...outcome, generation } : outcome;
}

function comeOnline(moment: Moment<Subscribe>): Outcome | Refusal {
  const { mode } = moment.command;
  if (typeof mode === "number" && mode !== SELF) return refuse("permission-denied", "access to me is fixed");
  return answer(moment, SELF, false);
}

/** A topic that begins with this request. */
function started(moment: Moment<Subscribe>, start: Start | Refusal): Outcome | Refusal {
  if (isRefusal(start)) return start;
  const { mode, writes, expects, bearer } = start;
  return { ...answer(moment, mode, true, bearer), writes, ...(expects === undefined ? {} : { expects }) };
}

/** A topic that is there: by one's row, or as somebody new. */
function join(moment: Moment<Subscribe>, user: UserId): Outcome | Refusal {
  const { state, command, at, policy, facts } = moment;
  const old = state.members.get(user);
  const isNew = old === undefined || old.marker === "left";
  const request: WantRequest = { mode: command.mode, info: command.info, joins: true, at };
  const door = state.kind === "grp" ? doorFor(moment, old) : undefined;
  if (typeof door === "object") return door;
  const peer = state.kind === "p2p" ? facts.users.get(peerOf(state.topic, user) ?? user) : undefined;
  if (isNew && state.kind === "p2p" && (peer === undefined || peer.state === "gone"))
    return refuse("user-not-found");
  const usual = (peer ?? state.row)?.defacs.auth ?? 0;
  const decided = decideWant(state, user, door === "token" ? null : usual, request);
  if (isRefusal(decided)) return decided;
  if (door === "defaults" && !canAttach(givenOf(state.row, decided.row))) return refuse("permission-denied");
  const change = isNew || old.marker === "invited" ? noted(decided, command) : decided;
  const full = checkPlaces(state, isNew ? undefined : old, change.row, policy);
  if (full !== undefined) return full;
  const approved = isBanned(change.row.want) ? undefined : approvedByJoining(state, peerRow(state, user), at);
  const mode = effectiveOf(state.row, change.row, approved ?? peerRow(state, user));
  // the peer wants nothing of this conversation any more (spec: 0.4 §5.4); one who had left is no subscriber that could be banned before
  if (isNew && isBanned(mode) && !isBanned(change.row.want)) return refuse("permission-denied");
  return {
    ...answer(moment, mode, change.changed),
    writes: [
      ...wantWrites(state, change, { info: command.info, shown: shownTo(state, user, facts), at }),
      ...(approved === undefined ? [] : approval(state, approved, user, moment)),
    ],
    ...(isNew && peer !== undefined ? { expects: readAt(peer) } : {}),
  };
}

/** A new subscriber's own note; later ones are for {set}. */
function noted(change: RightsChange, { private: note }: Subscribe): RightsChange {
  return change.changed ? { ...change, row: withPrivate(change.row, note) } : change;
}

function approval(
  state: TopicState,
  row: Subscription,
  by: UserId,
  { command, at }: Moment<Subscribe>,
): Write[] {
  return [
    { put: "subscription", topic: state.topic, row },
    ...approvalNotice(state, row, by, command.info, at),
  ];
}

/** The answer by what the user may do afterwards. `isNews`: something was stored. */
function answer(
  { state, caller, command }: Moment<Subscribe>,
  mode: Mode,
  isNews: boolean,
  bearer?: AnswerFacts["bearer"],
): Outcome {
  const { ref } = command;
  const named = ref.kind !== "me" && ref.as !== state.topic;
  const real = ref.kind === "me" ? ref.as : state.topic;
  const facts = named ? { facts: { name: state.topic, ...(bearer && { bearer }) } } : {};
  if (!canAttach(mode))
    return { reply: { answer: isBanned(mode) ? "ok" : "pending", topic: real, ...facts } };
  const { browse, page, inbox } = command;
  const reader = { caller, live: true, named, browse, page, inbox, since: sinceOf(state, caller) };
  const queries = queriesFor(state, command.get, reader);
  if (!caller.attached) return { reply: { answer: "ok", topic: real, ...facts }, attach: true, queries };
  const isChange = isNews && command.mode !== undefined;
  return isChange
    ? { reply: { answer: "ok", topic: real, ...facts }, queries }
    : { reply: { answer: "already-subscribed", topic: ref.as, ...facts }, queries };
}

/** Before this attach, whenever it was. */
function sinceOf(state: TopicState, caller: Caller): Caller["lastVisit"] {
  return caller.attached ? caller.lastVisit : lastVisit(state, caller);
}
