// Values for the tests of a store: users, topics, rows, and commits that are known to succeed.
import { BANNED, FULL, NONE, PUBLIC } from "../../core/access/mode.ts";
import {
  groupName,
  kindOf,
  meTopic,
  p2pName,
  tenant as asTenant,
  userId,
  type Tenant,
  type TopicName,
  type UserId,
} from "../../core/ids.ts";
import type { Message, Subscription, TopicHead, User } from "../../core/state.ts";
import type { Assigned, Expect, Write } from "../../core/vocabulary.ts";
import type { Committed, Slice, Store } from "../store.ts";

export const tenant: Tenant = asTenant(1);
export const otherTenant: Tenant = asTenant(2);

/** The n-th user, from 1 on. */
export function userOf(n: number): UserId {
  return userId(Uint8Array.of(n & 255, n >> 8, 0, 0, 0, 0, 0, 1));
}

export const [alice, bob, carol] = [userOf(1), userOf(2), userOf(3)] as const;

/** The n-th group, from 1 on. */
export function groupOf(n: number): TopicName {
  return groupName(Uint8Array.of(n & 255, n >> 8, 1, 2, 3, 4, 5, 6, 7));
}

export const group: TopicName = groupOf(1);
export const pair: TopicName = p2pName(alice, bob);

export function headOf(topic: TopicName, changes: Partial<TopicHead> = {}): TopicHead {
  const defacs = { auth: PUBLIC, anon: NONE };
  const [created, updated] = [1_000, 1_000];
  return {
    ...{
      topic,
      kind: kindOf(topic),
      state: "active",
      defacs,
      tags: [],
      cap: 32,
      level: "strict",
      created,
      updated,
    },
    ...changes,
  } as TopicHead;
}

export function rowOf(user: UserId, changes: Partial<Subscription> = {}): Subscription {
  return {
    user,
    want: PUBLIC,
    given: PUBLIC,
    granted: false,
    marker: "member",
    recv: 0,
    read: 0,
    cleared: 0,
    seen: {},
    created: 1_000,
    updated: 1_000,
    changed: 0,
    ...changes,
  };
}

export function accountOf(id: UserId, changes: Partial<User> = {}): User {
  const defacs = { auth: PUBLIC, anon: NONE };
  return { id, state: "active", defacs, tags: [], created: 1_000, updated: 1_000, version: 0, ...changes };
}

export type Done = Extract<Committed, { done: "ok" }>;

/** A commit that must succeed. */
export async function commit(
  store: Store,
  expects: readonly Expect[],
  writes: readonly Write[],
  of: Tenant = tenant,
): Promise<Done> {
  const committed = await store.commit(of, expects, writes);
  if (committed.done !== "ok") throw new Error(`expected ok, got ${JSON.stringify(committed)}`);
  return committed;
}

/** Stores a topic with these members. Version 1. */
export async function makeTopic(
  store: Store,
  topic: TopicName,
  rows: readonly Subscription[] = [],
  of: Tenant = tenant,
): Promise<void> {
  const subscriptions = rows.map((row): Write => ({ put: "subscription", topic, row }));
  await commit(
    store,
    [{ topic, version: 0 }],
    [{ put: "topic", topic, head: headOf(topic) }, ...subscriptions],
    of,
  );
}

/** Stores an account with its `me` topic. Version 1. */
export function makeAccount(store: Store, user: UserId, of: Tenant = tenant): Promise<Done> {
  const topic = meTopic(user);
  return commit(
    store,
    [{ topic, version: 0 }],
    [
      { put: "user", user: accountOf(user) },
      { put: "topic", topic, head: headOf(topic, { defacs: { auth: NONE, anon: BANNED } }) },
      { put: "subscription", topic, row: rowOf(user, { want: FULL, given: FULL }) },
    ],
    of,
  );
}

export function message(topic: TopicName, content: string, at: number, changes: object = {}): Write {
  return { put: "message", topic, from: alice, content, at, ...changes };
}

/** Publishes texts "1", "2", … `count` at `at` and returns their places. */
export async function publish(store: Store, topic: TopicName, count: number, at: number): Promise<Place[]> {
  const writes = Array.from({ length: count }, (_, n) => message(topic, `"${n + 1}"`, at));
  const { assigned } = await commit(store, [], writes);
  return assigned.map(placeOf);
}

export interface Place {
  readonly seq: number;
  readonly ts: number;
  readonly repeat?: true;
}

export function placeOf(assigned: Assigned): Place {
  if (assigned === undefined || !("seq" in assigned))
    throw new Error(`no place: ${JSON.stringify(assigned)}`);
  return assigned;
}

export const everything: Slice = { ascending: true, limit: 10_000, maxChars: 10_000_000 };

export function read(
  store: Store,
  topic: TopicName,
  bounds: Partial<Slice> = {},
): Promise<readonly Message[]> {
  return store.readMessages(tenant, topic, { ...everything, ...bounds });
}

export async function seqs(store: Store, topic: TopicName, bounds: Partial<Slice> = {}): Promise<number[]> {
  return (await read(store, topic, bounds)).map(({ seq }) => seq);
}

export async function rowIn(store: Store, topic: TopicName, user: UserId): Promise<Subscription | undefined> {
  const loaded = await store.loadTopic(tenant, topic);
  return loaded?.subscriptions.find((row) => row.user === user);
}
