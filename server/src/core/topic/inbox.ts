// Unread counts and last messages of one's own list (extensions-0.4 §7). Nothing is counted one by one: messages are numbered without a hole,
// what was deleted is a prefix, for all or for one user, and the read mark is a number.
import { effectiveOf } from "../access/effective.ts";
import { canAttach } from "../access/mode.ts";
import type { Message } from "../state.ts";
import type { SubView } from "../vocabulary.ts";
import type { ListedTopic } from "./view.ts";

/** More is shown as so many. */
const mostUnread = 1_000;
/** A longer content is not shown in a list, bytes of UTF-8 */
const longestContent = 1_024;

/** Messages with a number up to this do not exist for the user. */
export function goneBelow({ row, subscription }: ListedTopic): number {
  return Math.max(row.erased, subscription.cleared);
}

/** The newest message may exist for the user, and he may read it: it is to be read from the store. */
export function hasLast(entry: ListedTopic): boolean {
  return mayRead(entry) && entry.row.seq > goneBelow(entry);
}

/** What the entry of this topic has more. `last` is the newest message that exists for the user. */
export function inboxView(entry: ListedTopic, last: Message | undefined): Pick<SubView, "unread" | "last"> {
  if (!mayRead(entry)) return {};
  const { row, subscription } = entry;
  const unread = Math.max(0, row.seq - Math.max(subscription.read, goneBelow(entry)));
  return { unread: Math.min(unread, mostUnread), ...(last !== undefined && { last: shown(last) }) };
}

function shown({ ts, from, content }: Message): NonNullable<SubView["last"]> {
  const sender = from === undefined ? {} : { from };
  return isLong(content) ? { ts, ...sender } : { ts, ...sender, content };
}

/** Invited, waiting and declined users read nothing, whatever they are given. */
function mayRead({ row, subscription, peer }: ListedTopic): boolean {
  return subscription.marker === "member" && canAttach(effectiveOf(row, subscription, peer));
}

function isLong(text: string): boolean {
  if (text.length > longestContent) return true;
  if (text.length * 3 <= longestContent) return false;
  let bytes = 0;
  // of a pair of surrogates each half is two bytes of four
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 2 : 3;
  }
  return bytes > longestContent;
}
