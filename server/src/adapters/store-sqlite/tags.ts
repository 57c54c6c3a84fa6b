// Tags as rows of an index of their own, written beside the account or topic they belong to, and the search through them.
// A search walks at most so many rows of its rarest words as `mostTagged` says, so that it costs the same however many there are.
import type { DatabaseSync } from "node:sqlite";
import { matching, type TagQuery, type TagWord } from "../../core/tags.ts";
import { mostTagged } from "../../ports/store-rules.ts";
import { command, query, tuples } from "./query.ts";

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

/** kind, owner, all its tags as JSON */
type Tagged = readonly [number, number, string];

export type Search = (tenant: number, asked: TagQuery) => Hit[];

export function searcher(db: DatabaseSync): Search {
  // above every text that begins like the word
  const range = "tenant = ?1 AND scoped = ?2 AND tag >= ?3 AND tag < ?3 || char(1114111)";
  const whole = "tenant = ?1 AND scoped = ?2 AND tag = ?3";
  const [byWord, byPrefix] = [statements(db, whole), statements(db, range)];

  return (tenant, asked) => {
    const hits = new Map<string, Hit | undefined>();
    for (const words of asked) {
      for (const [kind, owner, json] of taggedWithRarest(tenant, words)) {
        const key = `${kind} ${owner}`;
        if (hits.has(key)) continue;
        const tags = matching(JSON.parse(json) as readonly string[], asked);
        hits.set(key, tags && { kind: kind === kinds.user ? "user" : "topic", owner, tags });
      }
    }
    return Array.from(hits.values()).filter((hit) => hit !== undefined);
  };

  function taggedWithRarest(tenant: number, words: readonly TagWord[]): readonly Tagged[] {
    const asked = words.map(({ text, isPrefix }) => {
      const { count, tagged } = isPrefix ? byPrefix : byWord;
      const bound = [tenant, text.includes(":") ? 1 : 0, text] as const;
      // there is nothing to choose for a single word
      const rows = words.length === 1 ? 0 : (count.get(...bound)?.rows ?? 0);
      return { rows, tagged: () => tagged.all(...bound) };
    });
    const [rarest] = asked.toSorted((a, b) => a.rows - b.rows);
    return rarest?.tagged() ?? [];
  }
}

/** Of the rows in this range the number, and who they belong to. */
function statements(db: DatabaseSync, where: string) {
  const some = `SELECT kind, owner FROM tags WHERE ${where} LIMIT ${mostTagged}`;
  return {
    count: query<{ rows: number }>(db, `SELECT count(*) AS rows FROM (${some})`),
    tagged: tuples<Tagged>(
      db,
      `SELECT kind, owner, (SELECT json_group_array(o.tag ORDER BY o.tag) FROM tags o WHERE o.kind = some.kind AND o.owner = some.owner)
       FROM (${some}) AS some`,
    ),
  };
}
