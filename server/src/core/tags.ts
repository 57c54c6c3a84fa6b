// Words by which accounts and groups are found (extensions-0.4 §5), and queries for them. Tags and queries are folded in the same way.
// A query is alternatives, separated by commas; each is words, of which a tag must match every one. A word matches a whole tag; one word may
// be the beginning of a tag, but never of one with a prefix such as `email:`, so that nobody walks through those.
import { isBanned } from "./access/mode.ts";
import type { TopicHead, User } from "./state.ts";

/** `isPrefix`: a beginning of a tag without a prefix of its own. */
export interface TagWord {
  readonly text: string;
  readonly isPrefix: boolean;
}

export type TagQuery = readonly (readonly TagWord[])[];

const maxTags = 16;
const maxWords = 16;
const maxQuery = 256;
/** letters of a prefix word, without its star */
const shortestPrefix = 3;
const form = /^(?:[\p{L}\p{M}\p{N}_-]+:)?[\p{L}\p{M}\p{N}\-_+.!?#@]+$/u;
const reserved = ["basic:", "email:", "tel:"];

function fold(text: string): string {
  return text.normalize("NFC").toLowerCase();
}

/** Folded; undefined when one of them has not the form of a tag, when there are two of a kind, or too many. */
export function parseTags(texts: readonly string[]): readonly string[] | undefined {
  const tags = texts.map(fold);
  const isGood = (tag: string): boolean => {
    const length = Array.from(tag).length;
    return length >= 2 && length <= 96 && form.test(tag);
  };
  return tags.length <= maxTags && new Set(tags).size === tags.length && tags.every(isGood)
    ? tags
    : undefined;
}

/** What only the server may say of somebody. */
export function isReserved(tag: string): boolean {
  return reserved.some((prefix) => tag.startsWith(prefix));
}

/** undefined = too long, too many words, none, or a star where none may be. */
export function parseQuery(text: string): TagQuery | undefined {
  if (Array.from(text).length > maxQuery) return undefined;
  const alternatives = fold(text)
    .split(",")
    .map((words) => words.split(/\s+/).filter((word) => word !== ""))
    .filter((words) => words.length > 0);
  const words = alternatives.flat();
  if (words.length === 0 || words.length > maxWords) return undefined;
  const starred = words.filter((word) => word.includes("*"));
  if (starred.length > 1 || !starred.every(isPrefixWord)) return undefined;
  return alternatives.map((some) => some.map(wordOf));
}

function isPrefixWord(word: string): boolean {
  const begin = word.slice(0, -1);
  return word.endsWith("*") && !/[*:]/.test(begin) && Array.from(begin).length >= shortestPrefix;
}

function wordOf(word: string): TagWord {
  return word.endsWith("*") ? { text: word.slice(0, -1), isPrefix: true } : { text: word, isPrefix: false };
}

export function matches(tag: string, { text, isPrefix }: TagWord): boolean {
  return isPrefix ? tag.startsWith(text) && !tag.includes(":") : tag === text;
}

/** False for who is found by nobody, whatever the tags: who is not there, and who lets nobody in. */
export function isFindable({ state, defacs }: Pick<User | TopicHead, "state" | "defacs">): boolean {
  return state === "active" && !isBanned(defacs.auth);
}

/** The tags by which this is found; undefined when it is not. */
export function matching(tags: readonly string[], query: TagQuery): readonly string[] | undefined {
  const fits = (word: TagWord): boolean => tags.some((tag) => matches(tag, word));
  if (!query.some((words) => words.every(fits))) return undefined;
  return tags.filter((tag) => query.some((words) => words.some((word) => matches(tag, word))));
}
