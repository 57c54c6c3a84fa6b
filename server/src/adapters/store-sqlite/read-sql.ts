// The statements of read.ts. Each is a look-up by an index; none walks a table.
import type { DatabaseSync } from "node:sqlite";
import { messagesOf } from "./message-id.ts";
import { command, limitTo, query, tuples } from "./query.ts";
import {
  loginSelect,
  tokenSelect,
  userSelect,
  type LoginColumns,
  type TokenColumns,
  type UserColumns,
} from "./people-rows.ts";
import {
  counterColumns,
  subscriptionColumns,
  topicSelect,
  type CounterColumns,
  type MessageColumns,
  type SubscriptionColumns,
  type TopicColumns,
} from "./rows.ts";

export type Statements = ReturnType<typeof prepareReads>;

export function prepareReads(db: DatabaseSync) {
  return {
    begin: command(db, "BEGIN"),
    end: command(db, "COMMIT"),
    topic: query<TopicColumns>(db, `${topicSelect} WHERE t.tenant = ? AND t.topic = ?`),
    bounds: query<CounterColumns & { readonly state: string; readonly created: number }>(
      db,
      `SELECT t.id, t.state, t.created, ${counterColumns} FROM topics t JOIN counters c ON c.topic = t.id WHERE t.tenant = ? AND t.topic = ?`,
    ),
    subscriptions: query<SubscriptionColumns>(
      db,
      `SELECT ${subscriptionColumns} FROM subscriptions s LEFT JOIN users u ON u.id = s.user
       WHERE s.topic = ?1 AND (s.changed, s.user) > (?2, ?3) ORDER BY s.changed, s.user ${limitTo("?4")}`,
    ),
    subscription: query<SubscriptionColumns>(
      db,
      `SELECT ${subscriptionColumns} FROM subscriptions s JOIN users u ON u.id = s.user
       JOIN topics t ON t.id = s.topic JOIN counters c ON c.topic = s.topic
       WHERE s.topic = ?1 AND u.tenant = t.tenant AND u.user = ?2 AND (s.changed > c.ended OR (t.kind = 'p2p' AND s.granted))`,
    ),
    listed: query<TopicColumns>(
      db,
      `${topicSelect} JOIN subscriptions s ON s.topic = t.id JOIN users u ON u.id = s.user
       WHERE u.tenant = ?1 AND u.user = ?2 AND t.state = 'active' AND t.kind <> 'me' AND s.marker <> 'left'
       AND (s.changed > c.ended OR (t.kind = 'p2p' AND s.granted)) ORDER BY t.topic`,
    ),
    user: query<UserColumns>(db, `${userSelect} WHERE u.tenant = ? AND u.user = ?`),
    userById: query<UserColumns>(db, `${userSelect} WHERE u.state IS NOT NULL AND u.id = ?`),
    topicById: query<TopicColumns>(db, `${topicSelect} WHERE t.id = ?`),
    users: query<UserColumns>(
      db,
      `${userSelect} WHERE u.state IS NOT NULL AND u.tenant = ? AND u.user > ? ORDER BY u.user ${limitTo("?")}`,
    ),
    login: query<LoginColumns>(db, `${loginSelect} WHERE l.tenant = ? AND l.scheme = ? AND l.name = ?`),
    logins: query<LoginColumns>(
      db,
      `${loginSelect} WHERE u.tenant = ? AND u.user = ? ORDER BY l.scheme, l.name`,
    ),
    token: query<TokenColumns>(db, `${tokenSelect} WHERE k.tenant = ? AND k.hash = ?`),
    ascending: tuples<MessageColumns>(db, messagesOf("ASC")),
    descending: tuples<MessageColumns>(db, messagesOf("DESC")),
    newest: query<{ ts: number | null }>(db, "SELECT max(last_ts) AS ts FROM counters"),
  };
}
