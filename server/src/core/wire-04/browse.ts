// What a {get} or a {sub} asks for, and which part of the history (spec: 0.4 §2.6, §7).
import { refuse, type Refusal } from "../faults.ts";
import type { Browse, SubPage, What } from "../vocabulary.ts";
import type { Body } from "./fields.ts";

const defaultLimit = 32;
const maxLimit = 1024;
const defaultPage = 64;
const maxPage = 128;

/** The words that mean something, each once, in the order in which they are answered. */
export function readWhat(words: readonly string[] | undefined): readonly What[] {
  const all: readonly What[] = ["info", "sub", "data"];
  return words === undefined ? [] : all.filter((word) => words.includes(word));
}

/** undefined = no `browse` at all, which may mean "since my last visit" (spec: 0.4 §7). */
export function readBrowse(browse: Body<"get">["browse"]): Browse | undefined {
  if (browse === undefined) return undefined;
  return {
    ...(browse.since !== undefined && { since: browse.since }),
    ...(browse.before !== undefined && { before: browse.before }),
    limit: Math.min(browse.limit || defaultLimit, maxLimit),
    ascending: browse.ascnd ?? false,
  };
}

/** undefined = no `subs`: the list as it ever was (extensions-0.4 §3.5). */
export function readPage(subs: Body<"get">["subs"]): SubPage | undefined | Refusal {
  if (subs === undefined) return undefined;
  const { after, limit = defaultPage } = subs;
  if (subs.inbox === true && after === undefined && subs.limit === undefined) return undefined;
  if (limit < 1 || limit > maxPage) return refuse("malformed", "subs.limit must be 1 to 128");
  return { ...(after !== undefined && { after }), limit };
}

/** Entries of one's own list tell what is unread, and the last message (extensions-0.4 §7). */
export function readInbox(subs: Body<"get">["subs"]): { readonly inbox?: true } {
  return subs?.inbox === true ? { inbox: true } : {};
}
