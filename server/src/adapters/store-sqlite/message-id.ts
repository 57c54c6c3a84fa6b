// Row ids of messages: topic << 32 | seq. They pass 2^53, so they are made and taken apart inside SQL and never reach JavaScript.
// Also the search by time: ts grows with seq, so a moment is a place in the sequence and is found by a few guesses.
import type { DatabaseSync } from "node:sqlite";
import { limitTo, query, tuples } from "./query.ts";
import { damagedMessage, messageOf, type MessageColumns, type Place } from "./rows.ts";
import { namer, type NameOf } from "./sender.ts";

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

const columns = "m.ts, m.sender, m.head, m.content, m.seal";

/** Messages ?2..?3 of topic ?1, at most ?4. */
export function messagesOf(order: "ASC" | "DESC", selected: string = columns): string {
  return `SELECT ${selected}
    FROM messages m WHERE m.id BETWEEN ${idOf("?1", "?2")} AND ${idOf("?1", "?3")} ORDER BY m.id ${order} ${limitTo("?4")}`;
}

/** The same, each with its seq before its columns: for one who looks for holes. */
export const numberedMessages: string = messagesOf("ASC", `${seqOf("m.id")}, ${columns}`);

/** Finds places by time. `span`: times shortly before the first and of the last of these messages, if they are known, to guess by. */
export type Seek = (place: Place, low: number, high: number, at: number, span?: Span) => number;

export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * A function that gives the place of `at` among the messages low..high of a topic: those before that seq have ts < at,
 * those from it on have ts >= at. high + 1 when all are older. None of them may be erased.
 * The search believes what it reads; then both neighbours of the place are compared with their seals, which proves it.
 * It guesses by the times around the place, for people write about evenly and every probe of old history is a page of the file;
 * after guesses that gain little it halves what is left.
 * Throws Damaged.
 */
export function seeker(db: DatabaseSync, nameOf: NameOf = namer(db)): Seek {
  const next = query<{ seq: number; ts: number }>(
    db,
    `SELECT ${seqOf("id")} AS seq, ts FROM messages WHERE id >= ${idOf("?1", "?2")} AND id <= ${idOf("?1", "?3")} ORDER BY id LIMIT 1`,
  );
  const row = tuples<MessageColumns>(db, messagesOf("ASC"));
  /** Of two neighbours the first is before `at` and the second is not; at the ends there is one of them. */
  const prove = (place: Place, low: number, high: number, split: number, at: number): void => {
    const found = row.all(place.id, low, high, 2);
    for (let seq = low; seq <= high; seq++) {
      const one = found[seq - low];
      const message = one === undefined ? undefined : messageOf(place, seq, one, nameOf);
      if (message === undefined || message.ts < at !== seq < split) throw damagedMessage(place, seq);
    }
  };
  return (place, first, high, at, span = unknown) => {
    // before `low` all is older than `at`, from `end` on nothing; with the times of both neighbours, once they are known
    let [low, end] = [first, high + 1];
    let [lowTs, endTs] = [span.from, span.to + (span.to - span.from) / (end - low)];
    for (let misses = 0; low < end;) {
      const width = end - low;
      const probe = placeOf(low, end, misses < 2 ? (at - lowTs) / (endTs - lowTs) : Number.NaN);
      const found = next.get(place.id, probe, high);
      if (found === undefined || found.ts >= at) [end, endTs] = [probe, found?.ts ?? Number.NaN];
      else [low, lowTs] = [found.seq + 1, found.ts];
      misses = 2 * (end - low) > width ? misses + 1 : 0;
    }
    prove(place, Math.max(first, low - 1), Math.min(high, low), low, at);
    return low;
  };
}

const unknown: Span = { from: Number.NaN, to: Number.NaN };

/** The seq that lies at this part of the way from before `low` to `end`; in the middle, when the part is unknown. */
function placeOf(low: number, end: number, part: number): number {
  const place = low - 1 + Math.round(part * (end - low + 1));
  return Number.isNaN(place) ? Math.floor((low + end) / 2) : Math.min(Math.max(place, low), end - 1);
}
