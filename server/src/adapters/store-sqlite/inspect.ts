// Every row of the file against its seal, for `natter doctor --deep`: streamed, one topic at a time, so that it needs little memory
// and may run beside a server. It changes nothing.
import type { DatabaseSync } from "node:sqlite";
import type { TopicName } from "../../core/ids.ts";
import { numberedMessages } from "./message-id.ts";
import { query, tuples } from "./query.ts";
import {
  loginOf,
  loginSelect,
  tokenOf,
  tokenSelect,
  userOf,
  userSelect,
  type LoginColumns,
  type TokenColumns,
  type UserColumns,
} from "./people-rows.ts";
import {
  checkTopic,
  messageOf,
  subscriptionColumns,
  subscriptionOf,
  topicSelect,
  type MessageColumns,
  type Place,
  type SubscriptionColumns,
  type TopicColumns,
} from "./rows.ts";
import { Damaged } from "./seal.ts";
import { namer, type NameOf } from "./sender.ts";

/** Messages read at once. */
const sliceRows = 256;

/** One thing that is not as it was written: numbers `low`..`high` of a topic's messages, or what `text` says. */
export type Finding =
  | { readonly topic: TopicName; readonly low: number; readonly high: number }
  | { readonly text: string };

/** @throws Error of SQLite where pages cannot be read at all */
export function* inspect(db: DatabaseSync): Generator<Finding> {
  yield* people(db);
  const next = query<TopicColumns>(db, `${topicSelect} WHERE t.id > ? ORDER BY t.id LIMIT 1`);
  const messages = inspector(db);
  for (let id = 0; ;) {
    const topic = next.get(id);
    if (topic === undefined) return;
    id = topic.id;
    const damage = damageOf(() => checkTopic(topic.topic, topic));
    if (damage === undefined) yield* messages(topic);
    else yield { text: damage };
  }
}

function* people(db: DatabaseSync): Generator<Finding> {
  yield* each<UserColumns>(db, userSelect, (row) => void userOf(row));
  yield* each<LoginColumns>(db, loginSelect, (row) => void loginOf(row));
  yield* each<TokenColumns>(db, tokenSelect, (row) => void tokenOf(row));
  type Row = SubscriptionColumns & { readonly name: TopicName | null };
  const subscriptions = `SELECT ${subscriptionColumns}, t.topic AS name FROM subscriptions s
    LEFT JOIN users u ON u.id = s.user LEFT JOIN topics t ON t.id = s.topic`;
  yield* each<Row>(db, subscriptions, (row) => {
    if (row.name === null) throw new Damaged("a subscription is of no topic");
    subscriptionOf(row.name, row);
  });
}

function* each<Row>(db: DatabaseSync, sql: string, check: (row: Row) => void): Generator<Finding> {
  for (const row of db.prepare(sql).iterate()) {
    const damage = damageOf(() => check(row as Row));
    if (damage !== undefined) yield { text: damage };
  }
}

/** Messages above what is erased, up to the newest: each must be there, and be as it was written. */
function inspector(db: DatabaseSync): (topic: TopicColumns) => Generator<Finding> {
  const rows = tuples<Numbered>(db, numberedMessages);
  const nameOf = namer(db);
  return function* ({ id, topic, state, erased, seq: newest }) {
    const place = { id, topic };
    let low: number | undefined;
    for (let from = state === "gone" ? newest : erased; from < newest; from += sliceRows) {
      const upTo = Math.min(newest, from + sliceRows);
      const good = goodOf(place, rows.all(id, from + 1, upTo, sliceRows), nameOf);
      for (let seq = from + 1; seq <= upTo; seq++) {
        if (!good.has(seq)) low ??= seq;
        else if (low !== undefined) {
          yield { topic, low, high: seq - 1 };
          low = undefined;
        }
      }
    }
    if (low !== undefined) yield { topic, low, high: newest };
  };
}

type Numbered = readonly [seq: number, ...MessageColumns];

function goodOf(place: Place, rows: readonly Numbered[], nameOf: NameOf): ReadonlySet<number> {
  const good = new Set<number>();
  for (const [seq, ...row] of rows) {
    if (damageOf(() => void messageOf(place, seq, row, nameOf)) === undefined) good.add(seq);
  }
  return good;
}

function damageOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof Damaged) return error.message;
    throw error;
  }
}
