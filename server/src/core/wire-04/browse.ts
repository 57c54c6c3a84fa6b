// What a {get} or a {sub} asks for, and which part of the history (spec: 0.4 §2.6, §7).
import type { Browse, What } from "../vocabulary.ts";
import type { Body } from "./fields.ts";

const defaultLimit = 32;
const maxLimit = 1024;

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
