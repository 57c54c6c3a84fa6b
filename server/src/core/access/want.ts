// A user changes what he himself wants in a topic, and what follows from it (spec: 0.4 §4.4; its numbers stand at the lines).
// Used by {sub} with and without a mode and by {set sub} without a user. Places (§5.5) are checked by the caller.
import { NONE, O, PUBLIC, S, X, canAttach, isBanned, type Mode } from "./mode.ts";
import { givenOf } from "./effective.ts";
import { askedMode, freshRow, p2pMode, plainWant, type RightsChange } from "./entry.ts";
import { refuse, type Refusal } from "../faults.ts";
import type { UserId } from "../ids.ts";
import type { Json, Marker, Subscription, TopicState } from "../state.ts";
import type { Time } from "../time.ts";
import type { AskedMode } from "../vocabulary.ts";

export interface WantRequest {
  readonly mode: AskedMode | undefined;
  readonly info: Json | undefined;
  /** part of a {sub}: accepts a pending invitation */
  readonly joins: boolean;
  readonly at: Time;
}

/**
 * Somebody without a subscription, or who left: he gets what was kept for him, else `given` (spec: 0.4 §4.3, §2.4).
 * null = he follows the token (extensions-0.4 §3.2).
 */
export function enter(
  state: TopicState,
  user: UserId,
  defaultGiven: Mode | null,
  request: WantRequest,
): RightsChange | Refusal {
  const fresh = freshRow(user, request.at, state.members.get(user));
  const usual = state.kind === "p2p" && defaultGiven !== null ? p2pMode(defaultGiven) : defaultGiven;
  const base = fresh.granted ? fresh : { ...fresh, given: usual };
  const given = givenOf(state.row, base);
  if (isBanned(given)) return refuse("permission-denied"); // 9
  const want = askedMode(state, request.mode) ?? plainWant(state, given);
  if ((want & O) !== 0) return refuse("malformed", "ownership is offered by the owner"); // 2
  return settle(state, base, want, widened(given, want), request, true);
}

/** Somebody with a subscription. 400 and 403 as §4.4 says; `changed` is false when there is nothing to store. */
export function changeWant(
  state: TopicState,
  row: Subscription,
  request: WantRequest,
): RightsChange | Refusal {
  const given = grownDefault(state, row);
  if (isBanned(givenOf(state.row, row))) return refuse("permission-denied"); // 9
  const mode = askedMode(state, request.mode);
  if (mode === undefined) return keepWant(state, row, given, request);
  const isOwner = state.row?.owner === row.user;
  if (isOwner && (mode & (O | X)) !== O) {
    return refuse("malformed", "the owner cannot give up ownership without passing it on"); // 1, 4
  }
  if (isBanned(mode)) return settle(state, row, mode, givenOf(state.row, row), request, false); // 1
  if (isOwner) return settle(state, row, mode, given | mode, request, true); // 4
  if ((mode & O) === 0) return settle(state, row, mode, widened(given, mode), request, true); // 4, 6
  if ((given & O) === 0) return refuse("malformed", "ownership is offered by the owner"); // 5
  return accepted(state, settle(state, row, mode, given | mode, request, true)); // 4
}

/** No new mode: an attach accepts a pending invitation, everything else stays as it is. */
function keepWant(
  state: TopicState,
  row: Subscription,
  given: Mode,
  request: WantRequest,
): RightsChange | Refusal {
  if (isBanned(row.want)) return request.joins ? refuse("permission-denied") : unchanged(row); // 3
  const accepts = request.joins && row.want === NONE;
  const isNews = accepts || (row.request !== undefined && request.info !== undefined);
  if (!accepts) return settle(state, row, row.want, given, request, isNews);
  // Never the owner by accident: an offer is accepted by asking for O (4).
  const want = row.marker === "invited" ? given & ~O : plainWant(state, given);
  return settle(state, row, want, given, request, isNews);
}

/** 6: a manager may take what he likes; ownership was refused before. */
function widened(given: Mode, mode: Mode): Mode {
  return !isBanned(mode) && (given & S) !== 0 && (mode & S) !== 0 ? given | mode : given;
}

/** 7: the default may have grown while a request waited that nobody decided. */
function grownDefault(state: TopicState, row: Subscription): Mode {
  const given = givenOf(state.row, row);
  const waits = row.marker === "requested" && !row.granted && given === NONE;
  if (state.kind !== "grp" || !waits || state.row === undefined) return given;
  return isBanned(state.row.defacs.auth) ? given : state.row.defacs.auth;
}

/** 8: the row as it is stored, and whether the managers hear of it. `isNews` = somebody asked for something just now. */
function settle(
  state: TopicState,
  row: Subscription,
  want: Mode,
  given: Mode,
  request: WantRequest,
  isNews: boolean,
): RightsChange {
  const isEntry = state.members.get(row.user) !== row;
  // In a p2p topic "what you give by default" (want N) can be a request, too.
  const waits = state.kind === "p2p" && want === NONE && (isEntry || row.marker === "requested");
  const beyond = waits ? !canAttach(given) : (want & ~given) !== 0;
  // Nobody is asked in a group with a token: one link would flood the managers (extensions-0.4 §3.2).
  const mayAsk = isNews && state.row?.bearer === undefined;
  const asks = mayAsk && beyond && !isBanned(want | given) && isNewRequest(row, want, request.info);
  const { request: open, ...rest } = row;
  const said = request.info ?? (open?.want === want ? open.info : undefined);
  const asked = asks ? { want, ...(said === undefined ? {} : { info: said }) } : stillOpen(open, given);
  const next: Subscription = {
    ...rest,
    want,
    given: row.given === null && given === givenOf(state.row, row) ? null : given,
    marker: markerOf({ ...row, want, given }, isEntry, asks),
    ...(asked === undefined ? {} : { request: asked }),
  };
  const changed = isEntry || !isSame(row, next);
  return { row: changed ? { ...next, updated: request.at } : row, changed, also: [], lost: [], asks };
}

/** Nobody is asked the same again (8). Absent info is no difference. */
function isNewRequest(row: Subscription, want: Mode, info: Json | undefined): boolean {
  const last = row.request;
  return last === undefined || last.want !== want || (info !== undefined && info !== last.info);
}

/** A request stays open until all of it was given: who asks by turns for this and that asks nobody twice. */
export function stillOpen(open: Subscription["request"], given: Mode): Subscription["request"] {
  if (open === undefined || isBanned(given)) return open;
  const isGranted = open.want === NONE ? canAttach(given) : (open.want & ~given) === 0;
  return isGranted ? undefined : open;
}

function markerOf(row: Subscription & { given: Mode }, isEntry: boolean, asks: boolean): Marker {
  const { want, given, granted, marker, request } = row;
  const waited = marker === "requested" || marker === "decided";
  if (isBanned(want | given)) return granted && waited ? "decided" : "member";
  if (marker === "invited") return want === NONE ? "invited" : "member";
  if (canAttach(given)) return "member";
  if (!granted) return "requested";
  if (!isEntry && !waited) return "member"; // narrowed by a manager
  if (asks) return "requested";
  return isEntry && request !== undefined ? "decided" : marker;
}

function unchanged(row: Subscription): RightsChange {
  return { row, changed: false, also: [], lost: [], asks: false };
}

function isSame(a: Subscription, b: Subscription): boolean {
  return (
    a.want === b.want &&
    a.given === b.given &&
    a.marker === b.marker &&
    a.request?.want === b.request?.want &&
    a.request?.info === b.request?.info
  );
}

/** The invitee becomes the owner, the old owner stops being it, and every other offer ends, in one step (4, §4.5.7). */
function accepted(state: TopicState, change: RightsChange): RightsChange {
  const owner = change.row.user;
  const also: Subscription[] = [];
  const lost: Subscription[] = [];
  for (const row of state.members.values()) {
    if (row.user === owner || ((row.want | (row.given ?? NONE)) & O) === 0) continue;
    (row.user === state.row?.owner ? also : lost).push(withoutOwnership(row, change.row.updated));
  }
  return { ...change, also, lost, owner };
}

/** The row of an owner after him, or of one whose offer ended. */
export function withoutOwnership(row: Subscription, at: Time): Subscription {
  return { ...row, want: row.want & ~O, given: row.given === null ? null : row.given & ~O, updated: at };
}

/** Joining a p2p topic approves the other party's request to have it (spec: 0.4 §5.4); undefined when there is none. */
export function approvedByJoining(
  state: TopicState,
  peer: Subscription | undefined,
  at: Time,
): Subscription | undefined {
  if (state.kind !== "p2p" || peer?.marker !== "requested") return undefined;
  return approvedRow(peer, PUBLIC | givenOf(state.row, peer), at);
}

/** A request that was granted. Who asked for no mode in particular wants what he got. */
export function approvedRow(row: Subscription, given: Mode, at: Time): Subscription {
  const { request, ...rest } = row;
  const open = stillOpen(request, given);
  const want = row.want === NONE ? given & ~O : row.want;
  return {
    ...rest,
    want,
    given,
    granted: true,
    marker: "member",
    ...(open === undefined ? {} : { request: open }),
    updated: at,
  };
}
