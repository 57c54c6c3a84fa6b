// Tags as rows of an index of their own, written beside the account or topic they belong to, and the search through them.
// A search walks at most so many rows of its rarest words as `mostTagged` says, so that it costs the same however many there are.
import type { DatabaseSync } from "node:sqlite";
import { matching, type TagQuery, type TagWord } from "../../core/tags.ts";
import { mostTagged } from "../../ports/store-rules.ts";
import { command, query } from "./query.ts";

export type Owner = "user" | "topic";

const kinds = { user: 0, topic: 1 } as const;

/** Replaces the tags of one owner. */
export type PutTags = (tenant: number, kind: Owner, owner: number, tags: readonly string[]) => void;

export function tagger(db: DatabaseSync): PutTags {
  const drop = command(db, "DELETE FROM tags WHERE kind = ? AND owner = ?");
  const add = command(db, "INSERT INTO tags VALUES (?, ?, ?, ?, ?)");
  return (tenant, kind, owner, tags) => {
    drop(kinds[kind], owner);
    for (const tag of tags) add(tenant, tag.includes(":") ? 1 : 0, tag, kinds[kind], owner);
  };
}

export interface Hit {
  readonly kind: Owner;
  readonly owner: number;
  /** those that fit */
  readonly tags: readonly string[];
}

interface Row {
  readonly kind: number;
  readonly owner: number;
}

export type Search = (tenant: number, asked: TagQuery) => Hit[];

export function searcher(db: DatabaseSync): Search {
  // above every text that begins like the word
  const range = "tenant = ?1 AND scoped = ?2 AND tag >= ?3 AND tag < ?3 || char(1114111)";
  const whole = "tenant = ?1 AND scoped = ?2 AND tag = ?3";
  const owners = (where: string): string => `SELECT kind, owner FROM tags WHERE ${where} LIMIT ${mostTagged}`;
  const byWord = query<Row>(db, owners(whole));
  const byPrefix = query<Row>(db, owners(range));
  const tagsOf = query<{ tag: string }>(db, "SELECT tag FROM tags WHERE kind = ? AND owner = ? ORDER BY tag");
  const rowsOf = (tenant: number, { text, isPrefix }: TagWord): Row[] =>
    (isPrefix ? byPrefix : byWord).all(tenant, text.includes(":") ? 1 : 0, text);

  return (tenant, asked) => {
    const hits = new Map<string, Hit | undefined>();
    for (const words of asked) {
      const [rarest = []] = words.map((word) => rowsOf(tenant, word)).sort((a, b) => a.length - b.length);
      for (const { kind, owner } of rarest) {
        const key = `${kind} ${owner}`;
        if (hits.has(key)) continue;
        const tags = matching(
          tagsOf.all(kind, owner).map(({ tag }) => tag),
          asked,
        );
        hits.set(key, tags && { kind: kind === kinds.user ? "user" : "topic", owner, tags });
      }
    }
    return Array.from(hits.values()).filter((hit) => hit !== undefined);
  };
}
