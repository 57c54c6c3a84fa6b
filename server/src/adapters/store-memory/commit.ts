// A commit in memory: everything that can refuse it is looked at first, then the writes are done in their order and cannot fail.
import { meTopic, type TopicName, type UserId } from "../../core/ids.ts";
import type { Subscription, TopicHead } from "../../core/state.ts";
import type { Assigned, Expect, Write } from "../../core/vocabulary.ts";
import { isAlive, movedTopics, seenAfter } from "../../ports/store-rules.ts";
import type { Committed, Mark } from "../../ports/store.ts";
import { aliveRow, newTopic, type MemoryTenant, type MemoryTopic } from "./data.ts";

export function commit(data: MemoryTenant, expects: readonly Expect[], writes: readonly Write[]): Committed {
  for (const { topic, version } of expects) {
    if ((data.topics.get(topic)?.version ?? 0) !== version) return { done: "conflict", topic };
  }
  const moved = movedTopics(expects, writes);
  if (isTaken(data, writes)) return { done: "taken" };
  const created = writes.filter((write) => write.put === "topic" && !data.topics.has(write.topic));
  requireStored(data, moved, writes);
  for (const write of created) {
    if (write.put === "topic" && !data.topics.has(write.topic))
      data.topics.set(write.topic, newTopic(write.head));
  }
  const versions = new Map<TopicName, number>();
  for (const topic of moved) versions.set(topic, ++stored(data, topic).version);
  return { done: "ok", versions, assigned: writes.map((write) => perform(data, write)) };
}

export function loginKey(scheme: string, name: string): string {
  return JSON.stringify([scheme, name]);
}

/** Is a name claimed that belongs to another user, before this commit or within it? */
function isTaken(data: MemoryTenant, writes: readonly Write[]): boolean {
  const claims = new Map<string, UserId>();
  return writes.some((write) => {
    if (write.put !== "login") return false;
    const key = loginKey(write.login.scheme, write.login.name);
    const holder = claims.get(key) ?? data.logins.get(key)?.user;
    claims.set(key, write.login.user);
    return holder !== undefined && holder !== write.login.user;
  });
}

function requireStored(data: MemoryTenant, moved: ReadonlySet<TopicName>, writes: readonly Write[]): void {
  const made = new Set(writes.map((write) => (write.put === "topic" ? write.topic : undefined)));
  const needed = [...moved, ...writes.flatMap((write) => (write.put === "message" ? [write.topic] : []))];
  for (const topic of needed) if (!made.has(topic)) stored(data, topic);
}

function stored(data: MemoryTenant, topic: TopicName): MemoryTopic {
  const found = data.topics.get(topic);
  if (found === undefined) throw new Error(`a write to ${topic}, which is not stored`);
  return found;
}

function perform(data: MemoryTenant, write: Write): Assigned {
  switch (write.put) {
    case "message":
      return append(stored(data, write.topic), write);
    case "erasure":
      return erase(data.topics.get(write.topic), write);
    case "topic":
      return putTopic(stored(data, write.topic), write.head);
    case "subscription":
      return putSubscription(stored(data, write.topic), write.row);
    case "user":
      data.users.set(write.user.id, write.user);
      return undefined;
    case "login":
      data.logins.set(loginKey(write.login.scheme, write.login.name), write.login);
      return undefined;
    case "token":
      data.tokens.set(write.token.hash, write.token);
      return undefined;
    case "revocation":
      for (const [hash, token] of data.tokens) if (token.user === write.user) data.tokens.delete(hash);
      return undefined;
  }
}

function putTopic(topic: MemoryTopic, head: TopicHead): undefined {
  if (topic.head.state !== head.state) {
    eraseAll(topic, topic.seq, head.updated);
    topic.floor = topic.seq;
    topic.ended = head.state === "gone" ? topic.version : topic.version - 1;
  }
  topic.head = head;
}

/** Marks are kept, except those of a former life of the topic. */
function putSubscription(topic: MemoryTopic, row: Subscription): undefined {
  const old = topic.rows.get(row.user);
  // asked as of an active topic: it is `ended` alone that tells the lives apart here
  const kept =
    old !== undefined && isAlive({ kind: topic.head.kind, state: "active", ended: topic.ended }, old)
      ? old
      : row;
  const { recv, read, cleared, seen } = kept;
  topic.rows.set(row.user, { ...row, recv, read, cleared, seen, changed: topic.version });
}

function append(topic: MemoryTopic, write: Extract<Write, { put: "message" }>): Assigned {
  const key = write.key === undefined ? undefined : JSON.stringify([write.key.scope, write.key.name]);
  const used = key === undefined ? undefined : topic.keys.get(key);
  if (used !== undefined && used.seq > topic.floor) {
    return used.content === write.content ? { seq: used.seq, ts: used.ts, repeat: true } : { clash: true };
  }
  const seq = ++topic.seq;
  const ts = (topic.lastTs = Math.max(write.at, topic.lastTs + 1));
  if (topic.head.state === "gone") return { seq, ts };
  const { from, head, content } = write;
  topic.messages.push({
    seq,
    ts,
    ...(from !== undefined && { from }),
    ...(head !== undefined && { head }),
    content,
  });
  if (key !== undefined) topic.keys.set(key, { seq, ts, content });
  return { seq, ts };
}

function erase(topic: MemoryTopic | undefined, write: Extract<Write, { put: "erasure" }>): Assigned {
  if (topic === undefined) return { upTo: 0 };
  const upTo = newestBefore(topic, write.before);
  return {
    upTo:
      write.user === undefined ? eraseAll(topic, upTo, write.at) : hide(topic, write.user, upTo, write.at),
  };
}

function newestBefore(topic: MemoryTopic, before: number | undefined): number {
  if (before === undefined || before > topic.lastTs) return topic.seq;
  return topic.messages.findLast(({ seq, ts }) => ts < before && seq > topic.erased)?.seq ?? topic.erased;
}

function eraseAll(topic: MemoryTopic, upTo: number, at: number): number {
  if (upTo <= topic.erased) return topic.erased;
  topic.log.push({ number: ++topic.deletes, user: undefined, low: topic.erased + 1, hi: upTo, at });
  return (topic.erased = upTo);
}

function hide(topic: MemoryTopic, user: UserId, upTo: number, at: number): number {
  const row = aliveRow(topic, user);
  if (row === undefined) return upTo;
  if (upTo <= row.cleared) return row.cleared;
  topic.log.push({ number: ++topic.deletes, user, low: row.cleared + 1, hi: upTo, at });
  topic.rows.set(user, { ...row, cleared: upTo });
  return upTo;
}

export function mark(data: MemoryTenant, marks: readonly Mark[]): void {
  for (const { topic, user, seen, recv = 0, read = 0 } of marks) {
    const stored = data.topics.get(topic);
    const row = stored === undefined ? undefined : aliveRow(stored, user);
    if (row === undefined) continue;
    stored?.rows.set(user, {
      ...row,
      recv: Math.max(row.recv, recv),
      read: Math.max(row.read, read),
      seen: seen === undefined ? row.seen : seenAfter(row.seen, seen),
    });
  }
}

/** The version of an account is that of its `me` topic. */
export function versionOfUser(data: MemoryTenant, user: UserId): number {
  return data.topics.get(meTopic(user))?.version ?? 0;
}
