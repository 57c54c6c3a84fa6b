// A decided change of rights as writes: the rows, the owner, and who is told on `me` (table 4.6). Shared by {sub}, {set} and succession.
import type { GivenChange } from "../access/given.ts";
import { headOf, type RightsChange } from "../access/entry.ts";
import { peerOf, type UserId } from "../ids.ts";
import type { Json, TopicState } from "../state.ts";
import type { Time } from "../time.ts";
import { givenNotices, newsOf, requestNotices } from "../topic/notices.ts";
import type { Facts, Write } from "../vocabulary.ts";

/** Somebody changed what he wants. */
export function wantWrites(
  state: TopicState,
  change: RightsChange,
  asked: { readonly info: Json | undefined; readonly shown: Json | undefined; readonly at: Time },
): readonly Write[] {
  if (!change.changed) return [];
  const { at } = asked;
  return [
    ...rowWrites(state, change, at),
    ...(change.asks ? requestNotices(state, change.row, asked.info, asked.shown, at) : []),
    ...newsOf(state, change.row.user, change.lost, at),
  ];
}

/** A manager changed what somebody is given, or sent an invitation again. */
export function givenWrites(
  state: TopicState,
  manager: UserId,
  change: GivenChange,
  info: Json | undefined,
  at: Time,
): readonly Write[] {
  return [...rowWrites(state, change, at), ...givenNotices(state, manager, change, info, at)];
}

/** The rows and, when there is a new one, the owner. */
export function rowWrites(state: TopicState, change: RightsChange, at: Time): readonly Write[] {
  const { topic } = state;
  const rows = [...(change.changed ? [change.row] : []), ...change.also, ...change.lost];
  const writes: Write[] = rows.map((row) => ({ put: "subscription", topic, row }));
  if (change.owner === undefined || state.row === undefined) return writes;
  const head = { ...headOf(state.row), owner: change.owner, updated: at };
  return [...writes, { put: "topic", topic, head }];
}

/** What a requester is shown of the topic: its `public`, in P2P the peer's. */
export function shownTo(state: TopicState, user: UserId, facts: Facts): Json | undefined {
  if (state.kind !== "p2p") return state.row?.public;
  const peer = peerOf(state.topic, user);
  return peer === undefined ? undefined : facts.users.get(peer)?.public;
}
