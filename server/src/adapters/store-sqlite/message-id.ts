// Row ids of messages: topic << 32 | seq. They pass 2^53, so they are made and taken apart inside SQL and never reach JavaScript.
// Also the search by time: ts grows with seq, so a moment is a place in the sequence and is found by bisection.
import type { DatabaseSync } from "node:sqlite";
import { limitTo, query, tuples } from "./query.ts";
import { damagedMessage, messageOf, type MessageColumns, type Place } from "./rows.ts";

/** Largest topic id and seq that fit. */
export const maxTopicId = 0x7fffffff;
export const maxSeq = 0xffffffff;

/** SQL of the row id for bound parameters (numbers are bound as floating point; << works on their integers). */
export function idOf(topic: string, seq: string): string {
  return `((${topic} << 32) | ${seq})`;
}

/** SQL of the seq in a row id. */
export function seqOf(id: string): string {
  return `(${id} & ${maxSeq})`;
}

/** Messages ?2..?3 of topic ?1, at most ?4. */
export function messagesOf(order: "ASC" | "DESC"): string {
  return `SELECT ${seqOf("m.id")} AS seq, m.ts, u.user AS sender, m.head, m.content, m.seal
    FROM messages m LEFT JOIN users u ON u.id = m.sender
    WHERE m.id BETWEEN ${idOf("?1", "?2")} AND ${idOf("?1", "?3")} ORDER BY m.id ${order} ${limitTo("?4")}`;
}

/** Finds places by time. */
export type Seek = (place: Place, low: number, high: number, at: number) => number;

/**
 * A function that gives the place of `at` among the messages low..high of a topic: those before that seq have ts < at,
 * those from it on have ts >= at. high + 1 when all are older. None of them may be erased.
 * The bisection believes what it reads; then both neighbours of the place are compared with their seals, which proves it.
 * Throws Damaged.
 */
export function seeker(db: DatabaseSync): Seek {
  const next = query<{ seq: number; ts: number }>(
    db,
    `SELECT ${seqOf("id")} AS seq, ts FROM messages WHERE id >= ${idOf("?1", "?2")} AND id <= ${idOf("?1", "?3")} ORDER BY id LIMIT 1`,
  );
  const row = tuples<MessageColumns>(db, messagesOf("ASC"));
  /** Of two neighbours the first is before `at` and the second is not; at the ends there is one of them. */
  const prove = (place: Place, low: number, high: number, split: number, at: number): void => {
    const found = row.all(place.id, low, high, 2);
    for (let seq = low; seq <= high; seq++) {
      const columns = found[seq - low];
      const message = columns === undefined ? undefined : messageOf(place, columns);
      if (message?.seq !== seq || message.ts < at !== seq < split) throw damagedMessage(place, seq);
    }
  };
  return (place, first, high, at) => {
    let low = first;
    let end = high + 1;
    while (low < end) {
      const middle = Math.floor((low + end) / 2);
      const found = next.get(place.id, middle, high);
      if (found === undefined || found.ts >= at) end = middle;
      else low = found.seq + 1;
    }
    prove(place, Math.max(first, low - 1), Math.min(high, low), low, at);
    return low;
  };
}
