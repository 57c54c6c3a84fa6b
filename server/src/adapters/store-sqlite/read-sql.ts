// The statements of read.ts. Each is a look-up by an index; none walks a table.
import type { DatabaseSync } from "node:sqlite";
import type { UserId } from "../../core/ids.ts";
import type { Token } from "../../core/state.ts";
import { idOf, seqOf } from "./message-id.ts";
import { command, query, tuples } from "./query.ts";
import {
  subscriptionColumns,
  topicSelect,
  userSelect,
  type MessageColumns,
  type SubscriptionColumns,
  type TopicColumns,
  type UserColumns,
} from "./rows.ts";

export interface LoginColumns {
  readonly scheme: "basic";
  readonly name: string;
  readonly user: UserId;
  readonly secret: string | null;
}

export type Statements = ReturnType<typeof prepareReads>;

export function prepareReads(db: DatabaseSync) {
  const messages = (order: "ASC" | "DESC"): string =>
    `SELECT ${seqOf("m.id")} AS seq, m.ts, u.user AS sender, m.head, m.content
     FROM messages m LEFT JOIN users u ON u.id = m.sender
     WHERE m.id BETWEEN ${idOf("?1", "?2")} AND ${idOf("?1", "?3")} ORDER BY m.id ${order} LIMIT ?4`;
  const logins = "SELECT l.scheme, l.name, u.user, l.secret FROM logins l JOIN users u ON u.id = l.user";
  return {
    begin: command(db, "BEGIN"),
    end: command(db, "COMMIT"),
    topic: query<TopicColumns>(db, `${topicSelect} WHERE t.tenant = ? AND t.topic = ?`),
    bounds: query<{ id: number; state: string; seq: number; erased: number }>(
      db,
      `SELECT t.id, t.state, c.seq, c.erased FROM topics t JOIN counters c ON c.topic = t.id WHERE t.tenant = ? AND t.topic = ?`,
    ),
    subscriptions: query<SubscriptionColumns>(
      db,
      `SELECT ${subscriptionColumns} FROM subscriptions s JOIN users u ON u.id = s.user
       WHERE s.topic = ?1 AND (s.changed, s.user) > (?2, ?3) ORDER BY s.changed, s.user LIMIT ?4`,
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
    user: query<UserColumns>(db, `${userSelect} AND u.tenant = ? AND u.user = ?`),
    userById: query<UserColumns>(db, `${userSelect} AND u.id = ?`),
    topicById: query<TopicColumns>(db, `${topicSelect} WHERE t.id = ?`),
    users: query<UserColumns>(db, `${userSelect} AND u.tenant = ? AND u.user > ? ORDER BY u.user LIMIT ?`),
    login: query<LoginColumns>(db, `${logins} WHERE l.tenant = ? AND l.scheme = ? AND l.name = ?`),
    logins: query<LoginColumns>(db, `${logins} WHERE u.tenant = ? AND u.user = ? ORDER BY l.scheme, l.name`),
    token: query<Token>(
      db,
      `SELECT k.hash, u.user, k.issued, k.expires FROM tokens k JOIN users u ON u.id = k.user WHERE k.tenant = ? AND k.hash = ?`,
    ),
    ascending: tuples<MessageColumns>(db, messages("ASC")),
    descending: tuples<MessageColumns>(db, messages("DESC")),
    newest: query<{ ts: number | null }>(db, "SELECT max(last_ts) AS ts FROM counters"),
  };
}
