// Tags as rows of an index of their own, written beside the account or topic they belong to, and the search through them. Who is found by
// nobody has no rows there, so that no number of such accounts stands in the way of others.
// A search costs the same however many tags there are: it walks so many rows of the rarest word of each alternative and no more.
import type { DatabaseSync } from "node:sqlite";
import type { TopicHead, User } from "../../core/state.ts";
import { isFindable, matching, type TagQuery, type TagWord } from "../../core/tags.ts";
import { mostTagged } from "../../ports/store-rules.ts";
import { command, limitTo, query, tuples, type Query } from "./query.ts";

export type Owner = "user" | "topic";

const kinds = { user: 0, topic: 1 } as const;

/** Rows looked at in one search, about: 0.4 µs each. Said in docs/protocol/extensions.md. */
const mostWalked = 6_000;

/** Replaces the tags of one owner. */
export type PutTags = (
  tenant: number,
  kind: Owner,
  owner: number,
  of: Pick<User | TopicHead, "state" | "defacs" | "tags">,
) => void;

export function tagger(db: DatabaseSync): PutTags {
  const drop = command(db, "DELETE FROM tags WHERE kind = ? AND owner = ?");
  const add = command(db, "INSERT INTO tags VALUES (?, ?, ?, ?, ?)");
  return (tenant, kind, owner, of) => {
    drop(kinds[kind], owner);
    if (isFindable(of)) for (const tag of of.tags) add(tenant, scopeOf(tag), tag, kinds[kind], owner);
  };
}

/** 1: it has a prefix of its own */
function scopeOf(tag: string): 0 | 1 {
  return tag.includes(":") ? 1 : 0;
}

export interface Hit {
  readonly kind: Owner;
  readonly owner: number;
  /** those that fit */
  readonly tags: readonly string[];
}

/** kind, owner, all its tags as JSON */
type Tagged = readonly [number, number, string];

/** At most `mostTagged`. */
export type Search = (tenant: number, asked: TagQuery) => Hit[];

export function searcher(db: DatabaseSync): Search {
  const count = query<{ rows: number }>(
    db,
    `SELECT count(*) AS rows FROM (SELECT 1 FROM tags WHERE tenant = ?1 AND ${isWord(2, 3, 4)} ${limitTo("?5")})`,
  );
  /** by the number of further words that must all be there */
  const byOthers: Pick<Query<Tagged>, "all">[] = [];

  return (tenant, asked) => {
    const hits = new Map<string, Hit | undefined>();
    const mostRows = Math.floor(mostWalked / asked.flat().length);
    const mostHits = Math.floor(mostTagged / asked.length);
    for (const words of asked) {
      const [rarest, ...others] = rarestFirst(tenant, words, mostRows);
      const tagged = (byOthers[others.length] ??= taggedWith(db, others.length));
      const bound = [rarest, ...others].flatMap((word) => (word === undefined ? [] : rangeOf(word)));
      for (const [kind, owner, json] of tagged.all(tenant, mostRows, mostHits, ...bound)) {
        const key = `${kind} ${owner}`;
        if (hits.has(key)) continue;
        const tags = matching(JSON.parse(json) as readonly string[], asked);
        hits.set(key, tags && { kind: kind === kinds.user ? "user" : "topic", owner, tags });
      }
    }
    return Array.from(hits.values()).filter((hit) => hit !== undefined);
  };

  function rarestFirst(tenant: number, words: readonly TagWord[], most: number): readonly TagWord[] {
    // there is nothing to choose for a single word
    if (words.length === 1) return words;
    const counted = words.map((word) => ({
      word,
      rows: count.get(tenant, ...rangeOf(word), most)?.rows ?? 0,
    }));
    return counted.toSorted((a, b) => a.rows - b.rows).map(({ word }) => word);
  }
}

/** Scope, first and last of the tags that a word matches; the last of a prefix is above every tag that begins like it. */
function rangeOf({ text, isPrefix }: TagWord): readonly [number, string, string] {
  return [scopeOf(text), text, isPrefix ? `${text}\u{10ffff}` : text];
}

/** That a tag is in the range whose scope, first and last are bound to these parameters. */
function isWord(scope: number, first: number, last: number): string {
  return `scoped = ?${scope} AND tag BETWEEN ?${first} AND ?${last}`;
}

/** Who has a word, among so many rows of it, and so many others. Bound: tenant, rows, hits, the ranges. */
function taggedWith(db: DatabaseSync, others: number): Pick<Query<Tagged>, "all"> {
  let where = "TRUE";
  for (let at = 7; at < 7 + 3 * others; at += 3) {
    const isOther = isWord(at, at + 1, at + 2);
    where += ` AND EXISTS (SELECT 1 FROM tags o WHERE o.kind = some.kind AND o.owner = some.owner AND tenant = ?1 AND ${isOther})`;
  }
  return tuples(
    db,
    `SELECT kind, owner, (SELECT json_group_array(o.tag ORDER BY o.tag) FROM tags o WHERE o.kind = some.kind AND o.owner = some.owner)
     FROM (SELECT kind, owner FROM tags WHERE tenant = ?1 AND ${isWord(4, 5, 6)} ${limitTo("?2")}) AS some
     WHERE ${where} ${limitTo("?3")}`,
  );
}
