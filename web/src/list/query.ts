// What somebody typed in order to find people and groups: a link into a group, an id, or words for the search of the server.
import { isGroupName, isUserId } from "natter-client";

export type Query =
  | { readonly kind: "empty" }
  | { readonly kind: "short" }
  /** with the hash of the page it leads to */
  | { readonly kind: "link"; readonly hash: string }
  | { readonly kind: "user"; readonly user: string }
  | { readonly kind: "group"; readonly topic: string }
  | { readonly kind: "words"; readonly query: string };

const shortestBeginning = 3;
const mostWords = 16;

export function queryOf(typed: string): Query {
  const text = typed.trim();
  if (text === "") return { kind: "empty" };
  const [, hash] = /(#\/join\/grp[\w-]+\/[\w-]+)$/.exec(text) ?? [];
  if (hash !== undefined) return { kind: "link", hash };
  if (isUserId(text)) return { kind: "user", user: text };
  // a word may begin so, an id has always that length
  if (isGroupName(text) && text.length >= 14) return { kind: "group", topic: text };
  const words = wordsIn(text);
  const query = words.map(withStar).join(" ");
  return query === "" || words.every(isShort) ? { kind: "short" } : { kind: "words", query };
}

/** Without what has a meaning of its own in a query. */
function wordsIn(text: string): readonly string[] {
  return text
    .split(/[\s,*]+/)
    .filter(Boolean)
    .slice(0, mostWords);
}

function isShort(word: string): boolean {
  return Array.from(word).length < shortestBeginning;
}

/** The last word is still being typed. One with a prefix is whole or nothing. */
function withStar(word: string, index: number, words: readonly string[]): string {
  const isOpen = index === words.length - 1 && !isShort(word) && !word.includes(":");
  return isOpen ? `${word}*` : word;
}
