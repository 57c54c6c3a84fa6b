// Marks: how far a user got and when he was last there. They only grow, move no version, and nobody waits for them.
import { seenAfter } from "../../ports/store-rules.ts";
import type { Mark } from "../../ports/store.ts";
import type { Heads } from "./heads.ts";
import { Damaged } from "./seal.ts";
import type { SubscriptionRows } from "./subscription-rows.ts";

export type WriteMarks = (tenant: number, marks: readonly Mark[]) => void;

/** Marks of users without a row in the topic are dropped: the row is what they are marks of. So are those of a damaged row. */
export function marker(heads: Heads, subscriptions: SubscriptionRows): WriteMarks {
  const write = (tenant: number, { topic, user, seen, recv = 0, read = 0 }: Mark): void => {
    const head = heads.topic(tenant, topic);
    if (head === undefined) return;
    const person = heads.user(tenant, user);
    const row = subscriptions.alive(head, user, person);
    if (row === undefined) return;
    subscriptions.setMarks(row, person, {
      recv: Math.max(row.recv, recv),
      read: Math.max(row.read, read),
      seen: seen === undefined ? row.seen : withVisit(row.seen, seen),
    });
  };
  return (tenant, marks) => {
    for (const mark of marks) {
      try {
        write(tenant, mark);
      } catch (error) {
        if (!(error instanceof Damaged)) throw error;
      }
    }
  };
}

function withVisit(visits: string, seen: NonNullable<Mark["seen"]>): string {
  return JSON.stringify(seenAfter(JSON.parse(visits) as Record<string, number>, seen));
}
