// What stands below each other in a conversation: days, the line before what is unread, and messages joined into groups.
import { indexOf } from "./slice.ts";
import type { Bounds } from "./slice.ts";

/** What the rows need to know of a message. */
export interface Said {
  readonly position?: number | undefined;
  readonly key?: string | undefined;
  readonly at: number;
  readonly from?: string | undefined;
}

export type Row<M extends Said = Said> =
  | { readonly kind: "day"; readonly id: string; readonly at: number }
  | { readonly kind: "unread"; readonly id: string }
  | {
      readonly kind: "message";
      readonly id: string;
      readonly message: M;
      /** of a group of bubbles */
      readonly isFirst: boolean;
      readonly isLast: boolean;
    };

const togetherMs = 5 * 60_000;

/** The same on one day of the calendar of this device. */
function dayOf(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}

function isTogether(one: Said | undefined, next: Said | undefined): boolean {
  if (!one || !next) return false;
  return one.from === next.from && next.at - one.at < togetherMs && dayOf(one.at) === dayOf(next.at);
}

export function idOf({ position, key }: Said): string {
  return position === undefined ? `k${key}` : `m${position}`;
}

/** @param unread the position of the first unread message */
export function rowsOf<M extends Said>(
  messages: readonly M[],
  { from, to }: Bounds,
  unread: number | undefined,
): readonly Row<M>[] {
  const rows: Row<M>[] = [];
  for (let index = from; index < to; index++) {
    const [before, message, after] = [messages[index - 1], messages[index], messages[index + 1]];
    if (!message) break;
    const day = dayOf(message.at);
    if (!before || dayOf(before.at) !== day) rows.push({ kind: "day", id: `d${day}`, at: message.at });
    const isLine = unread !== undefined && message.position === unread;
    if (isLine) rows.push({ kind: "unread", id: "unread" });
    const isFirst = isLine || !isTogether(before, message);
    const isLast = !isTogether(message, after) || (unread !== undefined && after?.position === unread);
    rows.push({ kind: "message", id: idOf(message), message, isFirst, isLast });
  }
  return rows;
}

/** How much was unread when the conversation was opened, and what was the newest message then. */
export interface Arrival {
  readonly unread: number;
  readonly newest: number;
}

/** So many are counted; it means "or more", so nobody knows which one is the first. */
const mostCounted = 1000;

/** The position of the first unread message; undefined if there is none, or as long as it is not to be drawn. */
export function firstUnread(
  messages: readonly Said[],
  { unread, newest }: Arrival,
  self: string | undefined,
  oldest = 0,
): number | undefined {
  if (unread === 0 || unread >= mostCounted) return undefined;
  let index = indexOf(messages, newest + 1);
  // what waited here to be sent may have come after it, and was never unread
  for (let left = unread; left > 0;) {
    index--;
    if (index < oldest) return undefined;
    if (messages[index]?.from !== self) left--;
  }
  return messages[index]?.position;
}

/** How many of others came after a position. */
export function countAfter(messages: readonly Said[], position: number, self: string | undefined): number {
  return messages.slice(indexOf(messages, position + 1)).filter(({ from }) => from !== self).length;
}
