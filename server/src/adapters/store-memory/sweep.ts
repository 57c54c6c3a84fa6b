// Removes what nobody can read any more, a bounded number of rows a call.
import type { MemoryData, MemoryTenant, MemoryTopic } from "./data.ts";
import { isAliveIn } from "./data.ts";

export function sweep(data: MemoryData, tokensUpTo: number, keysBefore: number, limit: number): number {
  let left = limit;
  for (const tenant of data.values()) {
    left -= drop(tenant.tokens, ({ expires }) => expires <= tokensUpTo, left);
    left -= sweepTopics(tenant, keysBefore, left);
  }
  return limit - left;
}

function sweepTopics({ topics }: MemoryTenant, keysBefore: number, limit: number): number {
  let left = limit;
  for (const topic of topics.values()) {
    left -= drop(topic.keys, ({ seq, ts }) => ts < keysBefore || seq <= topic.floor, left);
    left -= drop(topic.rows, (row) => !isAliveIn(topic, row), left);
    left -= dropErased(topic, left);
    if (topic.head.state === "gone" && topic.head.kind !== "p2p") left -= topic.log.splice(0, left).length;
  }
  return limit - left;
}

function dropErased(topic: MemoryTopic, limit: number): number {
  const firstKept = topic.messages.findIndex(({ seq }) => seq > topic.erased);
  const erased = firstKept === -1 ? topic.messages.length : firstKept;
  return topic.messages.splice(0, Math.min(erased, limit)).length;
}

function drop<K, V>(rows: Map<K, V>, isDead: (row: V) => boolean, limit: number): number {
  let dropped = 0;
  for (const [key, row] of rows) {
    if (dropped >= limit) break;
    if (isDead(row) && rows.delete(key)) dropped++;
  }
  return dropped;
}
