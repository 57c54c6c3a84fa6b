// Rows of the file as values of core, once their seals were compared: a damaged row throws Damaged and never becomes a value.
// Optional parts that are NULL are absent, never undefined.
// Seals are over the names of users, not their integers, so that a wrong join is found, too.
import type { Mode } from "../../core/access/mode.ts";
import type { TopicKind, TopicName, UserId } from "../../core/ids.ts";
import type { Level, Marker, Message, Subscription, TopicRow } from "../../core/state.ts";
import { Damaged, sealOf } from "./seal.ts";
import type { NameOf } from "./sender.ts";

/** What moves with every message. */
export interface Counters {
  readonly id: number;
  readonly version: number;
  readonly seq: number;
  readonly last_ts: number;
  readonly deletes: number;
  readonly erased: number;
  readonly ended: number;
  readonly floor: number;
}

export interface CounterColumns extends Counters {
  readonly counted: number;
}

export const counterColumns = `c.version, c.seq, c.last_ts, c.deletes, c.erased, c.ended, c.floor, c.seal AS counted`;

export function countersSeal(row: Counters): number {
  return sealOf([row.id, row.version, row.seq, row.last_ts, row.deletes, row.erased, row.ended, row.floor]);
}

/** @throws Damaged */
export function checkCounters(topic: TopicName, row: CounterColumns): void {
  if (countersSeal(row) !== row.counted) throw new Damaged(`the counters of ${topic} are damaged`, topic);
}

export interface TopicColumns extends CounterColumns {
  readonly tenant: number;
  readonly topic: TopicName;
  readonly kind: TopicKind;
  readonly state: "active" | "gone";
  readonly owner: UserId | null;
  readonly auth: Mode;
  readonly anon: Mode;
  readonly tags: string;
  readonly cap: number;
  readonly level: Level;
  readonly bearer_mode: Mode | null;
  readonly bearer_generation: number | null;
  readonly bearer_updated: number | null;
  readonly created: number;
  readonly updated: number;
  readonly public: string | null;
  readonly seal: number;
}

/** FROM and columns of a topic, to be followed by WHERE. */
export const topicSelect = `SELECT t.id, t.tenant, t.topic, t.kind, t.state, o.user AS owner, t.auth, t.anon, t.tags, t.cap, t.level,
  t.bearer_mode, t.bearer_generation, t.bearer_updated, t.created, t.updated, t.public, t.seal, ${counterColumns}
  FROM topics t JOIN counters c ON c.topic = t.id LEFT JOIN users o ON o.id = t.owner`;

/** All of the row but `sweep`, which decides nothing that is shown. */
export function topicSeal(row: Omit<TopicColumns, keyof CounterColumns | "seal"> & { id: number }): number {
  return sealOf([
    ...[row.id, row.tenant, row.topic, row.kind, row.state, row.owner, row.auth, row.anon, row.tags, row.cap],
    ...[row.level, row.bearer_mode, row.bearer_generation, row.bearer_updated, row.created, row.updated],
    row.public,
  ]);
}

/** @throws Damaged, naming the topic that was asked for */
export function checkTopic(asked: TopicName, row: TopicColumns): void {
  if (topicSeal(row) !== row.seal || row.topic !== asked)
    throw new Damaged(`the description of ${asked} is damaged`, asked);
  checkCounters(asked, row);
}

/** The row must have been checked. */
export function topicOf(row: TopicColumns): TopicRow {
  const { bearer_mode: mode, bearer_generation: generation, bearer_updated: updated } = row;
  return {
    topic: row.topic,
    kind: row.kind,
    state: row.state,
    ...(row.owner !== null && { owner: row.owner }),
    defacs: { auth: row.auth, anon: row.anon },
    ...(row.public !== null && { public: row.public }),
    tags: JSON.parse(row.tags) as string[],
    cap: row.cap,
    level: row.level,
    ...(mode !== null &&
      generation !== null &&
      updated !== null && { bearer: { mode, generation, updated } }),
    created: row.created,
    updated: row.updated,
    version: row.version,
    seq: row.seq,
    lastTs: row.last_ts,
    deletes: row.deletes,
    erased: row.erased,
  };
}

export interface SubscriptionColumns {
  /** integers of topic and user */
  readonly topic: number;
  readonly person: number;
  readonly user: UserId | null;
  readonly want: Mode;
  readonly given: Mode | null;
  readonly granted: number;
  readonly marker: Marker;
  readonly request_want: Mode | null;
  readonly request_info: string | null;
  readonly recv: number;
  readonly read: number;
  readonly cleared: number;
  readonly seen: string;
  readonly created: number;
  readonly updated: number;
  readonly changed: number;
  readonly private: string | null;
  readonly seal: number;
}

export const subscriptionColumns = `s.topic, s.user AS person, u.user, s.want, s.given, s.granted, s.marker, s.request_want, s.request_info, s.recv, s.read,
  s.cleared, s.seen, s.created, s.updated, s.changed, s.private, s.seal`;

export function subscriptionSeal(row: Omit<SubscriptionColumns, "person" | "seal">): number {
  return sealOf([
    ...[
      row.topic,
      row.user,
      row.want,
      row.given,
      row.granted,
      row.marker,
      row.request_want,
      row.request_info,
    ],
    ...[row.recv, row.read, row.cleared, row.seen, row.created, row.updated, row.changed, row.private],
  ]);
}

type StoredSubscription = Omit<SubscriptionColumns, "person">;

/** @throws Damaged */
export function checkSubscription(
  topic: TopicName,
  row: StoredSubscription,
): asserts row is StoredSubscription & { readonly user: UserId } {
  if (row.user === null || subscriptionSeal(row) !== row.seal)
    throw new Damaged(`a subscription of ${topic} is damaged`, topic);
}

/** @throws Damaged */
export function subscriptionOf(topic: TopicName, row: StoredSubscription): Subscription {
  checkSubscription(topic, row);
  const { request_want: want, request_info: info } = row;
  return {
    user: row.user,
    want: row.want,
    given: row.given,
    granted: row.granted === 1,
    marker: row.marker,
    ...(want !== null && { request: { want, ...(info !== null && { info }) } }),
    ...(row.private !== null && { private: row.private }),
    recv: row.recv,
    read: row.read,
    cleared: row.cleared,
    seen: JSON.parse(row.seen) as Record<string, number>,
    created: row.created,
    updated: row.updated,
    changed: row.changed,
  };
}

/** ts, sender, head, content, seal. Each column of a message costs, and its seq is known: that of the one before and one. */
export type MessageColumns = readonly [number, number | null, string | null, string, number];

/** Where a message stands: integer and name of its topic. */
export interface Place {
  readonly id: number;
  readonly topic: TopicName;
}

export type MessageParts = readonly [
  seq: number,
  ts: number,
  from: UserId | null,
  head: string | null,
  content: string,
];

export function messageSeal({ id, topic }: Place, [seq, ts, from, head, content]: MessageParts): number {
  return sealOf([id, topic, seq, ts, from, head, content]);
}

/** @throws Damaged, also when it is another message than that with this seq: the seal is over it */
export function messageOf(place: Place, seq: number, row: MessageColumns, nameOf: NameOf): Message {
  const [ts, sender, head, content, seal] = row;
  const from = nameOf(sender);
  if (messageSeal(place, [seq, ts, from, head, content]) !== seal) throw damagedMessage(place, seq);
  return { seq, ts, ...(from !== null && { from }), ...(head !== null && { head }), content };
}

export function damagedMessage({ topic }: Place, seq: number): Damaged {
  return new Damaged(`message ${seq} of ${topic} is damaged or missing`, topic);
}
