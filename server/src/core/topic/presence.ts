// Presence that comes from people and topics coming and going (spec: 0.4 §6, rows 1 to 4 and 7). Rows 5 and 6 follow from writes: tell.ts.
// Who counts as here, and when a change is told, is the runtime's; here is who hears of it and in which form.
// Never to the user who caused it; always only with P.
import { effectiveOf } from "../access/effective.ts";
import { NONE, P, has, type Mode } from "../access/mode.ts";
import { meTopic, peerOf, type TopicName, type UserId } from "../ids.ts";
import { isThere, type Subscription, type TopicRow, type TopicState } from "../state.ts";
import type { Emission, Event, Signal } from "../vocabulary.ts";

/** Row 3: the first session of a user came to the topic, or the last one left. Not in `me`; a session without login is nobody. */
export function memberEmission(
  state: TopicState,
  user: UserId | undefined,
  what: "on" | "off",
): readonly Emission[] {
  if (state.kind === "me" || user === undefined || !isThere(state)) return [];
  const event: Event = { event: "pres", about: "member", topic: state.topic, user, what };
  return [{ to: "attached", letters: P, not: user, event }];
}

/** Row 4: a group became active or inactive. P2P topics do not tell: it would show who opened a chat. `not` = who caused it. */
export function topicEmission(
  state: TopicState,
  what: "on" | "off",
  not: UserId | undefined,
): readonly Emission[] {
  if (state.kind !== "grp" || !isThere(state)) return [];
  const event: Event = { event: "pres", about: "topic", topic: state.topic, what };
  return [{ to: "members", letters: P, not, event }];
}

/** Rows 1 and 2, at the sender: `user` came, went or changed; said to the `me` topic of each peer, which checks its own P. */
export function contactEmission(
  peers: Iterable<UserId>,
  user: UserId,
  what: "on" | "off" | "upd",
): readonly Emission[] {
  const signal: Signal = { signal: "contact", user, what };
  return Array.from(peers, (peer) => ({ to: "topic", topic: meTopic(peer), signal }) as const);
}

/** Rows 1 and 2, at the receiver: what sessions on `me` are shown. */
export function contactEvent(user: UserId, what: "on" | "off" | "upd"): Event {
  return { event: "pres", about: "contact", user, what };
}

/** A line of one's own list of topics, as far as presence asks. */
export interface Contact {
  readonly row: TopicRow;
  readonly subscription: Subscription;
  readonly peer?: Subscription | undefined;
}

/** The mode that counts for presence about this topic. Who left a conversation is no contact of the other any more. */
export function contactMode({ row, subscription, peer }: Contact): Mode {
  if (row.kind === "p2p" && (peer === undefined || peer.marker === "left")) return NONE;
  return effectiveOf(row, subscription, peer);
}

/** One's topics as the runtime keeps them for row 7: the mode that is effective now. */
export interface KnownTopic {
  readonly topic: TopicName;
  readonly mode: Mode;
}

/** Row 7: who of one's contacts is online and which groups are active, for a session that just attached to `me`. */
export function statusEvents(
  user: UserId,
  known: Iterable<KnownTopic>,
  isOnline: (peer: UserId) => boolean,
  isActive: (topic: TopicName) => boolean,
): readonly Event[] {
  const events: Event[] = [];
  for (const { topic, mode } of known) {
    if (!has(mode, P)) continue;
    const peer = peerOf(topic, user);
    if (peer !== undefined) {
      if (isOnline(peer)) events.push(contactEvent(peer, "on"));
    } else if (topic.startsWith("grp") && isActive(topic)) {
      events.push({ event: "pres", about: "topic", topic, what: "on" });
    }
  }
  return events;
}
