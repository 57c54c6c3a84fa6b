// Reads of the memory store, by the same rules as any other: the erased, the gone and a former life do not exist.
import { peerOf, type TopicName, type UserId } from "../../core/ids.ts";
import type { Message, Subscription, User } from "../../core/state.ts";
import { isFindable, matching, type TagQuery } from "../../core/tags.ts";
import type { Found } from "../../core/vocabulary.ts";
import { ranked } from "../../ports/store-rules.ts";
import type { Listed, LoadedTopic, Slice } from "../../ports/store.ts";
import { versionOfUser } from "./commit.ts";
import { aliveRow, isAliveIn, rowOf, type MemoryData, type MemoryTenant } from "./data.ts";

export function loadTopic(data: MemoryTenant, name: TopicName, since: number): LoadedTopic | undefined {
  const topic = data.topics.get(name);
  if (topic === undefined) return undefined;
  const subscriptions = [...topic.rows.values()].filter(
    (row) => row.changed > since && isAliveIn(topic, row),
  );
  const user = topic.head.kind === "me" ? loadUser(data, name.slice(3) as UserId) : undefined;
  return { row: rowOf(topic), subscriptions, ...(user !== undefined && { user }) };
}

export function loadUser(data: MemoryTenant, id: UserId): User | undefined {
  const user = data.users.get(id);
  return user === undefined ? undefined : { ...user, version: versionOfUser(data, id) };
}

export function listUsers(data: MemoryTenant, after: UserId | undefined, limit: number): User[] {
  const ids = [...data.users.keys()].filter((id) => after === undefined || id > after).toSorted();
  return ids
    .slice(0, limit)
    .map((id) => loadUser(data, id))
    .filter((user) => user !== undefined);
}

export function listSubscriptions(data: MemoryTenant, user: UserId): Listed[] {
  const listed: Listed[] = [];
  for (const [name, topic] of [...data.topics].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const row = topic.head.state === "active" && topic.head.kind !== "me" ? aliveRow(topic, user) : undefined;
    if (row === undefined || row.marker === "left") continue;
    const other = topic.head.kind === "p2p" ? peerOf(name, user) : undefined;
    const peer = other === undefined ? undefined : aliveRow(topic, other);
    listed.push({ row: rowOf(topic), subscription: row, ...(peer !== undefined && { peer }) });
  }
  return listed;
}

export function findSubscription(
  data: MemoryTenant,
  name: TopicName,
  user: UserId,
): Subscription | undefined {
  const topic = data.topics.get(name);
  return topic === undefined ? undefined : aliveRow(topic, user);
}

export function search(data: MemoryTenant, query: TagQuery, limit: number, skip: number): readonly Found[] {
  const found: Found[] = [];
  for (const id of data.users.keys()) {
    const user = loadUser(data, id);
    const tags = user !== undefined && isFindable(user) ? matching(user.tags, query) : undefined;
    if (user !== undefined && tags !== undefined) found.push({ tags, user });
  }
  for (const topic of data.topics.values()) {
    const tags = isFindable(topic.head) ? matching(topic.head.tags, query) : undefined;
    if (tags !== undefined) found.push({ tags, row: rowOf(topic) });
  }
  return ranked(found).slice(skip, skip + limit);
}

export function readMessages(data: MemoryTenant, name: TopicName, slice: Slice): Message[] {
  const topic = data.topics.get(name);
  if (topic === undefined || topic.head.state === "gone") return [];
  const { above = 0, upTo = Infinity, since = -Infinity, before = Infinity } = slice;
  const low = Math.max(above, topic.erased);
  const found = topic.messages.filter(
    ({ seq, ts }) => seq > low && seq <= upTo && ts >= since && ts < before,
  );
  const page: Message[] = [];
  let chars = 0;
  for (const message of slice.ascending ? found : found.toReversed()) {
    if (page.length >= slice.limit || chars > slice.maxChars) break;
    page.push(message);
    chars += message.content.length;
  }
  return page;
}

export function newest(data: MemoryData): number {
  let found = 0;
  for (const { topics } of data.values())
    for (const { lastTs } of topics.values()) found = Math.max(found, lastTs);
  return found;
}
