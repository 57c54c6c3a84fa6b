// Rows of the file as values of core. Optional parts that are NULL are absent, never undefined.
import type { Mode } from "../../core/access/mode.ts";
import type { TopicKind, TopicName, UserId } from "../../core/ids.ts";
import type { Level, Marker, Message, Subscription, TopicRow, User } from "../../core/state.ts";

export interface TopicColumns {
  readonly id: number;
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
  readonly version: number;
  readonly seq: number;
  readonly last_ts: number;
  readonly deletes: number;
  readonly erased: number;
  readonly ended: number;
}

/** FROM and columns of a topic, to be followed by WHERE. */
export const topicSelect = `SELECT t.id, t.topic, t.kind, t.state, o.user AS owner, t.auth, t.anon, t.tags, t.cap, t.level,
  t.bearer_mode, t.bearer_generation, t.bearer_updated, t.created, t.updated, t.public,
  c.version, c.seq, c.last_ts, c.deletes, c.erased, c.ended
  FROM topics t JOIN counters c ON c.topic = t.id LEFT JOIN users o ON o.id = t.owner`;

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
  /** integer of the user */
  readonly person: number;
  readonly user: UserId;
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
}

export const subscriptionColumns = `s.user AS person, u.user, s.want, s.given, s.granted, s.marker, s.request_want, s.request_info, s.recv, s.read,
  s.cleared, s.seen, s.created, s.updated, s.changed, s.private`;

export function subscriptionOf(row: SubscriptionColumns): Subscription {
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

export interface UserColumns {
  readonly user: UserId;
  readonly state: User["state"];
  readonly auth: Mode;
  readonly anon: Mode;
  readonly tags: string;
  readonly created: number;
  readonly updated: number;
  readonly public: string | null;
  readonly version: number | null;
}

/** FROM and columns of an account with the version of its `me` topic, to be followed by more conditions (AND …). */
export const userSelect = `SELECT u.user, u.state, u.auth, u.anon, u.tags, u.created, u.updated, u.public, c.version
  FROM users u LEFT JOIN topics t ON t.tenant = u.tenant AND t.topic = 'me:' || u.user
  LEFT JOIN counters c ON c.topic = t.id WHERE u.state IS NOT NULL`;

export function userOf(row: UserColumns): User {
  return {
    id: row.user,
    state: row.state,
    defacs: { auth: row.auth, anon: row.anon },
    ...(row.public !== null && { public: row.public }),
    tags: JSON.parse(row.tags) as string[],
    created: row.created,
    updated: row.updated,
    version: row.version ?? 0,
  };
}

/** seq, ts, sender, head, content */
export type MessageColumns = readonly [number, number, UserId | null, string | null, string];

export function messageOf([seq, ts, from, head, content]: MessageColumns): Message {
  return { seq, ts, ...(from !== null && { from }), ...(head !== null && { head }), content };
}
