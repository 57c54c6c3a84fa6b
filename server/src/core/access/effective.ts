// What a user may do in a topic now: want AND given, X of either, and in P2P the peer's own want X too (spec: 0.4 §4, §5.4).
// Enforcing, telling and showing use only this; nobody else joins the two modes.
import { BANNED, NONE, and, isBanned, type Mode } from "./mode.ts";
import type { UserId } from "../ids.ts";
import type { Bearer, Subscription, TopicState } from "../state.ts";

/** What is granted; without an own grant that is the mode of the topic's token. */
export function givenOf(topic: { readonly bearer?: Bearer } | undefined, row: Subscription): Mode {
  return row.given ?? topic?.bearer?.mode ?? NONE;
}

/** Effective mode from the rows alone; NONE without a row and for one who left. `peer` is the other row of a p2p topic. */
export function effectiveOf(
  topic: { readonly bearer?: Bearer } | undefined,
  row: Subscription | undefined,
  peer?: Subscription,
): Mode {
  if (row === undefined || row.marker === "left") return NONE;
  if (peer !== undefined && peer.marker !== "left" && isBanned(peer.want)) return BANNED;
  return and(row.want, givenOf(topic, row));
}

/** Effective mode of a user in a topic. Looks at the rows only, not at whether the topic is gone. */
export function effective(state: TopicState, user: UserId): Mode {
  return effectiveOf(state.row, state.members.get(user), peerRow(state, user));
}

/** Banned here: effective mode X, or a ban that waits for one who left (spec: 0.4 §2 step 4, §2.4). */
export function isBannedFrom(state: TopicState, user: UserId): boolean {
  const row = state.members.get(user);
  return (row !== undefined && isBanned(givenOf(state.row, row))) || isBanned(effective(state, user));
}

/** The row of the other party of a p2p topic; undefined in other topics. */
export function peerRow(state: TopicState, user: UserId): Subscription | undefined {
  return state.kind === "p2p" ? state.members.other(user) : undefined;
}
