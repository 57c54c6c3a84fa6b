// A manager changes what somebody else is given: invites, approves, declines, narrows, bans, offers ownership (spec: 0.4 §4.5; its numbers
// stand at the lines). In P2P each party is the manager of the other. Places (§5.5) are checked by the caller.
import { A, NONE, O, S, canAttach, isBanned, isManager, type Mode } from "./mode.ts";
import { effective, givenOf } from "./effective.ts";
import { askedMode, freshRow, type RightsChange } from "./entry.ts";
import { approvedRow, stillOpen, withoutOwnership } from "./want.ts";
import { refuse, type Refusal } from "../faults.ts";
import type { UserId } from "../ids.ts";
import type { Subscription, TopicState } from "../state.ts";
import type { Time } from "../time.ts";
import type { AskedMode } from "../vocabulary.ts";
import { isRefusal } from "../verb.ts";

export interface GivenChange extends RightsChange {
  /** what was given before; NONE without a subscription */
  readonly before: Mode;
  /** what the target hears (spec: 0.4 §4.6) */
  readonly tells: "join" | "info" | undefined;
  /** the manager hears that the given changed */
  readonly tellsManager: boolean;
  /** the target becomes a subscriber by it */
  readonly invites: boolean;
}

export interface GivenRequest {
  readonly manager: UserId;
  readonly target: UserId;
  readonly mode: AskedMode | undefined;
  readonly at: Time;
}

export function changeGiven(state: TopicState, request: GivenRequest): GivenChange | Refusal {
  const { manager, target, at } = request;
  const own = effective(state, manager);
  if (state.kind === "p2p" ? isBanned(own) : !isManager(own)) return refuse("permission-denied"); // 1
  const old = state.members.get(target);
  if (target === state.row?.owner) return refuse("permission-denied", "the owner's access is his own"); // 3
  const mode = askedMode(state, request.mode);
  const follows = isToFollow(state, old, request.mode);
  if (follows !== undefined) return follow(state, request, old, follows);
  const isOwner = state.row?.owner === manager;
  if (mode !== undefined && !isOwner && state.kind !== "p2p") {
    const held = old === undefined ? NONE : givenOf(state.row, old);
    if (!mayGrant(own, held, mode)) return refuse("permission-denied"); // 2, 3
  }
  if (old !== undefined && old.marker !== "left" && isBanned(old.want)) return refuse("permission-denied"); // 5
  const isNew = old === undefined || old.marker === "left";
  const change = isNew ? invitation(state, old, target, mode, at) : regrant(state, old, mode, at);
  return isRefusal(change) ? change : withOneOffer(state, change, manager, at);
}

/**
 * The mode of the token, when "the default" is to follow it: always if it was asked for by name, else for somebody new for whom nothing was
 * kept (extensions-0.4 §3.3).
 */
function isToFollow(
  state: TopicState,
  old: Subscription | undefined,
  asked: AskedMode | undefined,
): Mode | undefined {
  const bearer = state.row?.bearer;
  if (bearer === undefined || typeof asked === "number") return undefined;
  const isNew = old === undefined || old.marker === "left";
  return asked === "default" || (isNew && keptFor(old) === NONE) ? bearer.mode : undefined;
}

/** The same steps as for a mode of his own, but that it is not kept as one. */
function follow(
  state: TopicState,
  request: GivenRequest,
  old: Subscription | undefined,
  tokenMode: Mode,
): GivenChange | Refusal {
  const change = changeGiven(state, { ...request, mode: tokenMode });
  if (isRefusal(change)) return change;
  const row: Subscription = { ...change.row, given: null, granted: false };
  const isSame = old !== undefined && old.given === null && old.marker === row.marker;
  return isSame ? { ...change, row: old, changed: false } : { ...change, row, changed: true };
}

/** 2, 3: no O, and no bit she lacks herself and the other does not have already. */
function mayGrant(own: Mode, held: Mode, mode: Mode): boolean {
  if (isBanned(mode)) return true;
  if ((mode & O) !== 0) return false;
  // One 0.4 letter is both of S and A, and either makes a manager.
  const bits = (own & (S | A)) !== 0 ? own | S | A : own;
  return (mode & ~(bits | (isBanned(held) ? NONE : held))) === 0;
}

/** What somebody set for one who left, if it lets him back. */
function keptFor(old: Subscription | undefined): Mode {
  const given = old?.granted === true ? (old.given ?? NONE) & ~O : NONE;
  return isBanned(given) ? NONE : given;
}

/** 4: somebody without a subscription is invited, or banned before he comes. */
function invitation(
  state: TopicState,
  old: Subscription | undefined,
  target: UserId,
  mode: Mode | undefined,
  at: Time,
): GivenChange | Refusal {
  const fresh = freshRow(target, at, old);
  const kept = keptFor(old);
  const given = mode ?? (kept !== NONE ? kept : (state.row?.defacs.auth ?? NONE));
  const before = old === undefined ? NONE : givenOf(state.row, old);
  // One who left a p2p topic comes back by himself or not at all; what may await him can be set.
  const isAway = state.kind === "p2p";
  if (!isAway && (given === NONE || (mode === undefined && isBanned(given)))) {
    return refuse("malformed", "an invitation must grant something"); // 4.3
  }
  if (isAway && old !== undefined) {
    const row: Subscription = {
      ...old,
      given: mode ?? old.given,
      granted: mode !== undefined || old.granted,
      updated: at,
    };
    return told(row, before, mode !== undefined, undefined, false);
  }
  const isBan = isBanned(given);
  const row: Subscription = {
    ...fresh,
    given,
    granted: mode !== undefined || kept !== NONE,
    marker: isBan ? "member" : "invited",
  };
  return told(row, before, true, isBan ? undefined : "join", !isBan);
}

/** 4, 6: somebody with a subscription. No mode: the invitation is sent again, nothing changes. */
function regrant(state: TopicState, old: Subscription, mode: Mode | undefined, at: Time): GivenChange {
  const before = givenOf(state.row, old);
  if (mode === undefined)
    return told(old, before, false, old.marker === "invited" ? "join" : undefined, false);
  const waits = old.marker === "requested" || old.marker === "decided";
  if (waits && !isBanned(mode) && !isBanned(before)) return decision(old, before, mode, at);
  const marker = markerAfter(old, mode);
  const { request, ...rest } = old;
  const open = stillOpen(request, mode);
  const row: Subscription = {
    ...rest,
    given: mode,
    granted: true,
    marker,
    ...(open === undefined ? {} : { request: open }),
    updated: at,
  };
  const isChanged = old.given !== mode || !old.granted || old.marker !== marker;
  if (isBanned(mode)) return told(row, before, isChanged, undefined, false);
  if (marker === "invited") return told(row, before, isChanged, "join", false);
  return told(row, before, isChanged, before === mode ? undefined : "info", false);
}

/** A waiting request is granted, or declined with a mode that has no R; of N nobody hears. */
function decision(old: Subscription, before: Mode, mode: Mode, at: Time): GivenChange {
  if (canAttach(mode)) return told(approvedRow(old, mode, at), before, true, "info", false);
  const row: Subscription = { ...old, given: mode, granted: true, marker: "decided", updated: at };
  const isChanged = old.given !== mode || !old.granted || old.marker !== "decided";
  if (mode !== NONE) return told(row, before, isChanged, before === mode ? undefined : "info", false);
  return { ...told(row, before, isChanged, undefined, false), tellsManager: false };
}

function markerAfter(old: Subscription, mode: Mode): Subscription["marker"] {
  if (isBanned(mode)) return "member";
  if (mode === NONE && old.marker === "invited") return "decided"; // an invitation taken back
  if (!isBanned(old.given ?? NONE)) return old.marker;
  if (!canAttach(mode)) return "decided"; // no longer banned, and no more than that
  return old.want === NONE ? "invited" : "member"; // unbanned before he ever came: that is an invitation
}

function told(
  row: Subscription,
  before: Mode,
  changed: boolean,
  tells: GivenChange["tells"],
  invites: boolean,
): GivenChange {
  const tellsManager = changed && before !== (row.given ?? NONE);
  return { row, changed, before, tells, tellsManager, invites, also: [], lost: [], asks: false };
}

/** 7: a new offer ends every other. */
function withOneOffer(state: TopicState, change: GivenChange, owner: UserId, at: Time): GivenChange {
  if (((change.row.given ?? NONE) & O) === 0 || !change.changed) return change;
  const lost: Subscription[] = [];
  for (const row of state.members.values()) {
    if (row.user === owner || row.user === change.row.user) continue;
    if (((row.given ?? NONE) & O) !== 0) lost.push(withoutOwnership(row, at));
  }
  return { ...change, lost };
}
