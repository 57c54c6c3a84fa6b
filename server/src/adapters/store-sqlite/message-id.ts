// Row ids of messages: topic << 32 | seq. They pass 2^53, so they are made and taken apart inside SQL and never reach JavaScript.
// Also the search by time: ts grows with seq, so a moment is a place in the sequence and is found by bisection.
import type { DatabaseSync } from "node:sqlite";
import { query } from "./query.ts";

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

/** Finds places by time. */
export type Seek = (topic: number, low: number, high: number, at: number) => number;

/**
 * A function that gives the place of `at` among the messages low..high of a topic: those before that seq have ts < at,
 * those from it on have ts >= at. high + 1 when all are older. Erased messages may leave holes.
 */
export function seeker(db: DatabaseSync): Seek {
  const next = query<{ seq: number; ts: number }>(
    db,
    `SELECT ${seqOf("id")} AS seq, ts FROM messages WHERE id >= ${idOf("?1", "?2")} AND id <= ${idOf("?1", "?3")} ORDER BY id LIMIT 1`,
  );
  return (topic, low, high, at) => {
    let end = high + 1;
    while (low < end) {
      const middle = Math.floor((low + end) / 2);
      const found = next.get(topic, middle, high);
      if (found === undefined || found.ts >= at) end = middle;
      else low = found.seq + 1;
    }
    return low;
  };
}
