// Removes rows that nobody can read any more, a bounded slice at a time and in the order below, so that it can stop and go on anywhere.
// A topic keeps its row and its counters for ever: its name is not used again, and a p2p topic that comes back counts on.
import type { DatabaseSync } from "node:sqlite";
import { idOf, maxSeq } from "./message-id.ts";
import { command, limitTo, query, type Value } from "./query.ts";
import { checkTopic, topicSelect, type TopicColumns } from "./rows.ts";
import { Damaged } from "./seal.ts";

export type Sweep = (tokensUpTo: number, keysBefore: number, limit: number) => number;

export function sweeper(db: DatabaseSync): Sweep {
  const waiting = query<TopicColumns>(
    db,
    `${topicSelect} WHERE t.sweep = 1 AND t.id > ? ORDER BY t.id LIMIT 1`,
  );
  const isClean = command(db, "UPDATE topics SET sweep = 0 WHERE id = ?");
  const expired = [remover(db, expiredTokens), remover(db, oldKeys)] as const;
  const leftovers = [erasedMessages, deadSubscriptions, deadKeys, deadLog].map((sql) => remover(db, sql));
  return (tokensUpTo, keysBefore, limit) => {
    let left = limit;
    left -= expired[0](tokensUpTo, left);
    left -= expired[1](keysBefore, left);
    for (let after = 0; left > 0;) {
      const topic = waiting.get(after);
      if (topic === undefined) break;
      after = topic.id;
      if (!isWhole(topic)) continue;
      for (const remove of leftovers) left -= remove(topic.id, left);
      if (left > 0) isClean(topic.id);
    }
    return limit - left;
  };
}

/** A damaged topic keeps its rows: what it says of itself must not decide what is removed. */
function isWhole(topic: TopicColumns): boolean {
  try {
    checkTopic(topic.topic, topic);
    return true;
  } catch (error) {
    if (error instanceof Damaged) return false;
    throw error;
  }
}

/** Runs a DELETE with ?1 = what to go by and ?2 = most rows; returns how many went. */
function remover(db: DatabaseSync, sql: string): (by: Value, limit: number) => number {
  const statement = query<{ gone: 1 }>(db, `${sql} RETURNING 1 AS gone`);
  return (by, limit) => (limit > 0 ? statement.all(by, limit).length : 0);
}

const expiredTokens = `DELETE FROM tokens WHERE (tenant, hash) IN (SELECT tenant, hash FROM tokens WHERE expires <= ?1 ${limitTo("?2")})`;

const oldKeys = `DELETE FROM message_keys WHERE (topic, scope, name) IN
  (SELECT topic, scope, name FROM message_keys WHERE ts < ?1 ${limitTo("?2")})`;

const erasedMessages = `DELETE FROM messages WHERE id IN (SELECT id FROM messages WHERE id >= ${idOf("?1", "0")}
  AND id <= ${idOf("?1", "(SELECT erased FROM counters WHERE topic = ?1)")} AND id <= ${idOf("?1", String(maxSeq))} ${limitTo("?2")})`;

/** The rows that isAlive (ports/store-rules.ts) denies. */
const deadSubscriptions = `DELETE FROM subscriptions WHERE topic = ?1 AND user IN (SELECT subscriptions.user FROM subscriptions
  JOIN topics ON topics.id = subscriptions.topic JOIN counters ON counters.topic = subscriptions.topic
  WHERE subscriptions.topic = ?1 AND NOT (topics.kind = 'p2p' AND granted)
  AND (topics.state = 'gone' OR changed <= counters.ended) ${limitTo("?2")})`;

/** Only a topic that once was gone has such; the keys of any other are not looked at. */
const deadKeys = `DELETE FROM message_keys WHERE topic = ?1 AND (scope, name) IN (SELECT scope, name FROM message_keys
  WHERE topic = ?1 AND (SELECT floor FROM counters WHERE topic = ?1) > 0
  AND seq <= (SELECT floor FROM counters WHERE topic = ?1) ${limitTo("?2")})`;

const deadLog = `DELETE FROM delete_log WHERE topic = ?1 AND number IN (SELECT number FROM delete_log
  JOIN topics ON topics.id = delete_log.topic WHERE delete_log.topic = ?1 AND topics.state = 'gone' AND topics.kind <> 'p2p' ${limitTo("?2")})`;
