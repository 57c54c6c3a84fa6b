// Subscription rows for the writer: each is read whole and compared with its seal before a part of it moves, and written with a new one.
import type { DatabaseSync } from "node:sqlite";
import type { UserId } from "../../core/ids.ts";
import type { Subscription } from "../../core/state.ts";
import { isAlive } from "../../ports/store-rules.ts";
import type { Head } from "./heads.ts";
import { command, query } from "./query.ts";
import { checkSubscription, subscriptionSeal, type SubscriptionColumns } from "./rows.ts";

/** A row without integers of its own and without its seal. */
export type SubscriptionRow = Omit<SubscriptionColumns, "person" | "seal"> & { readonly user: UserId };

type Marks = Pick<SubscriptionRow, "recv" | "read" | "cleared" | "seen">;

/** What only marks and erasures move. */
function marksOf({ recv, read, cleared, seen }: SubscriptionRow): Marks {
  return { recv, read, cleared, seen };
}

export class SubscriptionRows {
  readonly #sql: ReturnType<typeof prepare>;

  constructor(db: DatabaseSync) {
    this.#sql = prepare(db);
  }

  /** The row, of this life of the topic or of a former one. @throws Damaged */
  #find(head: Head, user: UserId, person: number): SubscriptionRow | undefined {
    const found = this.#sql.find.get(head.id, person);
    if (found === undefined) return undefined;
    const row = { ...found, user };
    checkSubscription(head.topic, row);
    return row;
  }

  /** undefined also for a row of a former life. @throws Damaged */
  alive(head: Head, user: UserId, person: number): SubscriptionRow | undefined {
    const row = this.#find(head, user, person);
    return row !== undefined && isAlive(head, lifeOf(row)) ? row : undefined;
  }

  setMarks(row: SubscriptionRow, person: number, changes: Partial<Marks>): void {
    const next = { ...row, ...changes };
    const { topic, recv, read, cleared, seen } = next;
    this.#sql.setMarks(topic, person, recv, read, cleared, seen, subscriptionSeal(next));
  }

  /** A row of a former life of the topic keeps nothing of it; any other keeps its marks. @throws Damaged */
  put(head: Head, person: number, row: Subscription): void {
    const before = this.#find(head, row.user, person);
    const isKept = before !== undefined && isAlive({ ...head, state: "active" }, lifeOf(before));
    const next = { ...columnsOf(head, row), ...(isKept && marksOf(before)) };
    this.#sql.put(
      ...[next.topic, person, next.want, next.given, next.granted, next.marker, next.request_want],
      ...[next.request_info, next.recv, next.read, next.cleared, next.seen, next.created, next.updated],
      ...[next.changed, next.private, subscriptionSeal(next)],
    );
  }
}

function lifeOf(row: SubscriptionRow): { granted: boolean; changed: number } {
  return { granted: row.granted === 1, changed: row.changed };
}

function columnsOf(head: Head, row: Subscription): SubscriptionRow {
  const { user, want, given, marker, recv, read, cleared, created, updated } = row;
  return {
    ...{ topic: head.id, user, want, given, marker, recv, read, cleared, created, updated },
    granted: row.granted ? 1 : 0,
    request_want: row.request?.want ?? null,
    request_info: row.request?.info ?? null,
    seen: JSON.stringify(row.seen),
    changed: head.version,
    private: row.private ?? null,
  };
}

function prepare(db: DatabaseSync) {
  const moved = "want given granted marker request_want request_info recv read cleared seen created updated";
  const changes = [...moved.split(" "), "changed", "private", "seal"].map(
    (name) => `${name} = excluded.${name}`,
  );
  return {
    find: query<Omit<SubscriptionColumns, "person" | "user">>(
      db,
      `SELECT topic, want, given, granted, marker, request_want, request_info, recv, read, cleared, seen, created, updated,
       changed, private, seal FROM subscriptions WHERE topic = ? AND user = ?`,
    ),
    put: command(
      db,
      `INSERT INTO subscriptions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (topic, user) DO UPDATE SET ${changes.join(", ")}`,
    ),
    setMarks: command(
      db,
      `UPDATE subscriptions SET recv = ?3, read = ?4, cleared = ?5, seen = ?6, seal = ?7 WHERE topic = ?1 AND user = ?2`,
    ),
  };
}
