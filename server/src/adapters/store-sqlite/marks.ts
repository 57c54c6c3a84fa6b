// Marks: how far a user got and when he was last there. They only grow, move no version, and nobody waits for them.
import type { DatabaseSync } from "node:sqlite";
import { seenAfter } from "../../ports/store-rules.ts";
import type { Mark } from "../../ports/store.ts";
import { lifeOf, rowIsAlive, type Heads } from "./heads.ts";
import { command, query } from "./query.ts";

export type WriteMarks = (tenant: number, marks: readonly Mark[]) => void;

/** Marks of users without a row in the topic are dropped: the row is what they are marks of. */
export function marker(db: DatabaseSync, heads: Heads): WriteMarks {
  const find = query<{ seen: string }>(
    db,
    `SELECT seen FROM subscriptions WHERE topic = ?1 AND user = ?2 AND ${rowIsAlive}`,
  );
  const grow = command(
    db,
    `UPDATE subscriptions SET recv = max(recv, ?3), read = max(read, ?4), seen = ?5 WHERE topic = ?1 AND user = ?2`,
  );
  return (tenant, marks) => {
    for (const { topic, user, seen, recv = 0, read = 0 } of marks) {
      const head = heads.topic(tenant, topic);
      if (head === undefined) continue;
      const id = heads.user(tenant, user);
      const row = find.get(head.id, id, ...lifeOf(head));
      if (row !== undefined)
        grow(
          head.id,
          id,
          recv,
          read,
          seen === undefined
            ? row.seen
            : JSON.stringify(seenAfter(JSON.parse(row.seen) as Record<string, number>, seen)),
        );
    }
  };
}
