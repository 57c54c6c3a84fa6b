// What a memory store holds. Several stores may share one of these: two servers on one database, in one process.
// Rows are values and are replaced, never changed; only these containers and the counters of a topic change.
import type { Tenant, TopicName, UserId } from "../../core/ids.ts";
import type { Login, Message, Subscription, Token, TopicHead, TopicRow, User } from "../../core/state.ts";
import { isAlive } from "../../ports/store-rules.ts";

export interface MemoryKey {
  readonly seq: number;
  readonly ts: number;
  readonly content: string;
}

/** A line of the delete log: seqs low..hi are gone, for one user or for all. */
export interface MemoryErasure {
  readonly number: number;
  readonly user: UserId | undefined;
  readonly low: number;
  readonly hi: number;
  readonly at: number;
}

export interface MemoryTopic {
  head: TopicHead;
  version: number;
  seq: number;
  lastTs: number;
  erased: number;
  /** version and seq at which the topic last was gone */
  ended: number;
  floor: number;
  rows: Map<UserId, Subscription>;
  /** ascending seq */
  messages: Message[];
  /** by scope and name, as JSON */
  keys: Map<string, MemoryKey>;
  log: MemoryErasure[];
  /** number of the newest line, also after the log was swept */
  deletes: number;
}

export interface MemoryTenant {
  readonly topics: Map<TopicName, MemoryTopic>;
  readonly users: Map<UserId, User>;
  /** by scheme and name, as JSON */
  readonly logins: Map<string, Login>;
  readonly tokens: Map<string, Token>;
}

export type MemoryData = Map<Tenant, MemoryTenant>;

export function createMemoryData(): MemoryData {
  return new Map();
}

export function tenantOf(data: MemoryData, tenant: Tenant): MemoryTenant {
  let found = data.get(tenant);
  if (found === undefined) {
    found = { topics: new Map(), users: new Map(), logins: new Map(), tokens: new Map() };
    data.set(tenant, found);
  }
  return found;
}

export function newTopic(head: TopicHead): MemoryTopic {
  return {
    head,
    version: 0,
    seq: 0,
    lastTs: 0,
    erased: 0,
    ended: 0,
    floor: 0,
    rows: new Map(),
    messages: [],
    keys: new Map(),
    log: [],
    deletes: 0,
  };
}

export function rowOf({ head, version, seq, lastTs, deletes, erased }: MemoryTopic): TopicRow {
  return { ...head, version, seq, lastTs, deletes, erased };
}

/** The row of a user, unless it belongs to a former life of the topic. */
export function aliveRow(topic: MemoryTopic, user: UserId): Subscription | undefined {
  const row = topic.rows.get(user);
  return row !== undefined && isAliveIn(topic, row) ? row : undefined;
}

export function isAliveIn(topic: MemoryTopic, row: Subscription): boolean {
  return isAlive({ kind: topic.head.kind, state: topic.head.state, ended: topic.ended }, row);
}
