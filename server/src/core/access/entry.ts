// Who comes in and with what: defaults, the first rows of a group and of a p2p topic, places (spec: 0.4 §4.3, §5.4, §5.5).
// A row of one who left is the start of his next subscription: a given that somebody set survives in it, defaults do not (§2.4).
import { BANNED, FULL, NONE, O, P2P, PUBLIC, X, canAttach, isBanned, type Mode } from "./mode.ts";
import { refuse, type Refusal } from "../faults.ts";
import { kindOf, type TopicName, type UserId } from "../ids.ts";
import { countsForCap, hasOwnGiven } from "../members.ts";
import type { DefaultAccess, Json, Subscription, TopicHead, TopicRow, TopicState, User } from "../state.ts";
import type { Time } from "../time.ts";
import type { AskedDefaults, AskedMode, Patch, Policy } from "../vocabulary.ts";

/** What a change of rights comes to. Rows that did not change are not in it. */
export interface RightsChange {
  /** the row of the user whom it is about, as it will be */
  readonly row: Subscription;
  /** false = `row` is as it was */
  readonly changed: boolean;
  /** rows that change with it */
  readonly also: readonly Subscription[];
  /** rows that lost an offer of ownership by it */
  readonly lost: readonly Subscription[];
  readonly owner?: UserId;
  /** the managers are to be asked for what is wanted beyond the given */
  readonly asks: boolean;
}

/** The mode asked for; undefined when none was, or the default. P2P knows neither S nor O (spec: 0.4 §5.4). */
export function askedMode(state: TopicState, asked: AskedMode | undefined): Mode | undefined {
  if (asked === undefined || asked === "default") return undefined;
  return state.kind === "p2p" ? p2pMode(asked) : asked;
}

/** The part of a mode that p2p topics know; X stays X. */
export function p2pMode(mode: Mode): Mode {
  return isBanned(mode) ? X : mode & P2P;
}

/** Default access as asked for, the server's where it was not. O is never a default (spec: 0.4 §4.3). */
export function askedDefaults(
  asked: AskedDefaults | undefined,
  current: DefaultAccess,
  server: DefaultAccess,
): DefaultAccess | Refusal {
  const pick = (mode: AskedMode | undefined, now: Mode, reset: Mode): Mode =>
    mode === undefined ? now : mode === "default" ? reset : mode;
  const auth = pick(asked?.auth, current.auth, server.auth);
  const anon = pick(asked?.anon, current.anon, server.anon);
  if (((auth | anon) & O) !== 0) return refuse("malformed", "O is no default access");
  return { auth, anon };
}

/** Default access of a group that one joins by its token: without it nobody comes in (extensions-0.4 §3.2). */
export const closedDefaults: DefaultAccess = { auth: NONE, anon: NONE };

/** A subscription that begins now. Marks and deletions of an earlier one go on. */
export function freshRow(user: UserId, at: Time, old: Subscription | undefined): Subscription {
  const given = old?.granted === true && old.given !== null ? old.given & ~O : undefined;
  return {
    user,
    want: NONE,
    given: given ?? NONE,
    granted: given !== undefined,
    marker: "member",
    ...(given !== undefined && old?.request !== undefined ? { request: old.request } : {}),
    recv: old?.recv ?? 0,
    read: old?.read ?? 0,
    cleared: old?.cleared ?? 0,
    seen: old?.seen ?? {},
    created: at,
    updated: at,
    changed: 0,
  };
}

/** The row of one who unsubscribes (spec: 0.4 §2.4): what somebody set stays, without an offer of ownership; a refusal is remembered. */
export function leftRow(row: Subscription, at: Time): Subscription {
  const { private: _private, request, ...rest } = row;
  const refused = row.marker === "decided" && request !== undefined ? { request } : {};
  const given = row.granted && row.given !== null ? row.given & ~O : NONE;
  return { ...rest, ...refused, want: NONE, given, marker: "left", updated: at };
}

export function withPrivate(row: Subscription, patch: Patch): Subscription {
  if (patch === undefined) return row;
  const { private: _private, ...rest } = row;
  return patch === null ? rest : { ...rest, private: patch };
}

/** The creator's row: given everything, and the owner whatever he asked for (spec: 0.4 §4.3). */
export function founderRow(user: UserId, asked: AskedMode | undefined, at: Time): Subscription | Refusal {
  const want = asked === undefined || asked === "default" ? FULL : asked;
  if (isBanned(want)) return refuse("malformed", "the owner cannot ban himself");
  return { ...freshRow(user, at, undefined), want: want | O, given: FULL };
}

/** The head of a `me` or p2p topic that begins: nobody gets in by default. */
export function newHead(topic: TopicName, at: Time): TopicHead {
  const defacs = { auth: BANNED, anon: BANNED };
  const kind = kindOf(topic);
  const cap = kind === "p2p" ? 2 : 1;
  return { topic, kind, state: "active", defacs, tags: [], cap, level: "strict", created: at, updated: at };
}

/** The head of a topic that is no more; nothing of its description is kept. */
export function endedHead(row: TopicRow, at: Time): TopicHead {
  const { topic, kind, defacs, cap, level, created } = row;
  return { topic, kind, state: "gone", defacs, tags: [], cap, level, created, updated: at };
}

/** What a rule may write of a topic, from what is stored. */
export function headOf(row: TopicRow): TopicHead {
  const { version: _version, seq: _seq, lastTs: _lastTs, deletes: _deletes, erased: _erased, ...head } = row;
  return head;
}

/** What a plain request wants: the same as given; where that cannot attach, the usual mode of a member, so that managers see what is asked. */
export function plainWant(state: TopicState, given: Mode): Mode {
  const offered = given & ~O;
  return canAttach(offered) || state.kind !== "grp" ? offered : offered | PUBLIC;
}

/**
 * Are there places for the change of this row: 422 when the group is full, 503 when too many requests wait (spec: 0.4 §5.5). In a group with
 * a token the cap is for those with a given of their own, everybody together is another number (extensions-0.4 §3.4).
 */
export function checkPlaces(
  state: TopicState,
  before: Subscription | undefined,
  after: Subscription,
  policy: Policy,
): Refusal | undefined {
  if (state.kind !== "grp" || state.row === undefined) return undefined;
  const had = before !== undefined && countsForCap(before, X);
  const { counted, own, waiting } = state.members.counts;
  const { cap, bearer } = state.row;
  const places = bearer === undefined ? cap : policy.bearerMembers || Infinity;
  if (countsForCap(after, X) && !had && counted >= places) return refuse("group-full");
  const hadOwn = before !== undefined && hasOwnGiven(before, X);
  if (bearer !== undefined && hasOwnGiven(after, X) && !hadOwn && own >= cap)
    return refuse("group-full", "too many members have access of their own");
  const waits = after.marker === "requested" && before?.marker !== "requested";
  if (waits && waiting >= policy.groupRequests) return refuse("try-later");
  return undefined;
}

/** What the first {sub} to a user makes (spec: 0.4 §5.4, table "REC"). `notice` is what the peer hears of it. */
export interface P2pStart {
  readonly initiator: Subscription;
  readonly peer: Subscription;
  readonly notice: "info" | "appr" | undefined;
}

/**
 * The two rows of a p2p topic that begins. 403 when the peer lets nobody begin, or had banned the initiator before both left.
 * A peer whose default lacks R is asked: his row is an invitation, the initiator's a request.
 */
export function startP2p(
  state: TopicState,
  users: { readonly initiator: User; readonly peer: User },
  asked: { readonly mode?: AskedMode | undefined; readonly info?: Json | undefined },
  at: Time,
): P2pStart | Refusal {
  const { initiator, peer } = users;
  const a = freshRow(initiator.id, at, state.members.get(initiator.id));
  const b = freshRow(peer.id, at, state.members.get(peer.id));
  const peerDefault = p2pMode(peer.defacs.auth);
  const aGiven = a.granted ? (a.given ?? NONE) : peerDefault;
  if (isBanned(peerDefault) || isBanned(aGiven)) return refuse("permission-denied");
  const ownDefault = p2pMode(initiator.defacs.auth);
  const bGiven = b.granted ? (b.given ?? NONE) : PUBLIC | (isBanned(ownDefault) ? NONE : ownDefault);
  const want = askedMode(state, asked.mode) ?? aGiven;
  const open = canAttach(aGiven);
  const request = { want, ...(asked.info === undefined ? {} : { info: asked.info }) };
  const asks = !isBanned(want) && (!open || (want & ~aGiven) !== 0);
  return {
    initiator: {
      ...a,
      want,
      given: aGiven,
      marker: open || isBanned(want) ? "member" : "requested",
      ...(asks ? { request } : {}),
    },
    peer: { ...b, want: peerDefault, given: bGiven, marker: open || isBanned(bGiven) ? "member" : "invited" },
    notice: isBanned(want | bGiven) ? undefined : open ? "info" : "appr",
  };
}
