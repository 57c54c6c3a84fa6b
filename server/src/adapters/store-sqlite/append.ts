// How a message is stored: its number and time from the topic's counters, its retry key in the same transaction.
import { hash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { Assigned, Write } from "../../core/vocabulary.ts";
import type { Head, Heads } from "./heads.ts";
import { idOf, maxSeq } from "./message-id.ts";
import { command, query } from "./query.ts";
import { messageSeal } from "./rows.ts";
import { Damaged, sealOf } from "./seal.ts";
import { isTaken } from "./sqlite-error.ts";

export type MessageWrite = Extract<Write, { put: "message" }>;
export type Append = (tenant: number, head: Head, write: MessageWrite) => Assigned;

export function appender(db: DatabaseSync, heads: Heads): Append {
  const insert = command(db, `INSERT INTO messages VALUES (${idOf("?1", "?2")}, ?3, ?4, ?5, ?6, ?7)`);
  const keys = keyTable(db);
  return (tenant, head, write) => {
    const digest = write.key === undefined ? undefined : hash("sha256", write.content, "buffer");
    if (write.key !== undefined && digest !== undefined) {
      const used = keys.find(head, write.key, digest);
      if (used !== undefined) return used;
    }
    if (head.seq >= maxSeq) throw new RangeError("the topic has no more numbers");
    heads.touch(head);
    const seq = ++head.seq;
    const ts = (head.lastTs = Math.max(write.at, head.lastTs + 1));
    // a topic that is gone counts on and keeps nothing: a notice to a deleted account must not fail the commit it stands in
    if (head.state === "gone") return { seq, ts };
    const sender = write.from === undefined ? null : heads.user(tenant, write.from);
    const about = write.head ?? null;
    const seal = messageSeal(head, [seq, ts, write.from ?? null, about, write.content]);
    try {
      insert(head.id, seq, ts, sender, seal, about, write.content);
    } catch (error) {
      if (!isTaken(error)) throw error;
      throw new Damaged(`the counters of ${head.topic} are behind its messages`, head.topic, {
        cause: error,
      });
    }
    if (write.key !== undefined && digest !== undefined) keys.add(head, write.key, { seq, ts, digest });
    return { seq, ts };
  };
}

type Key = NonNullable<MessageWrite["key"]>;

interface Used {
  readonly seq: number;
  readonly ts: number;
  readonly digest: Uint8Array;
}

function keySeal(head: Head, { scope, name }: Key, { seq, ts, digest }: Used): number {
  return sealOf([head.id, scope, name, seq, ts, digest]);
}

/** Retry keys: unique per (topic, scope, name), with a digest of the raw content, so that "the same bytes" outlives the message. */
function keyTable(db: DatabaseSync) {
  const find = query<Used & { readonly seal: number }>(
    db,
    "SELECT seq, ts, digest, seal FROM message_keys WHERE topic = ? AND scope = ? AND name = ?",
  );
  const put = command(db, "INSERT OR REPLACE INTO message_keys VALUES (?, ?, ?, ?, ?, ?, ?)");
  return {
    find(head: Head, key: Key, digest: Buffer): Assigned {
      const used = find.get(head.id, key.scope, key.name);
      if (used !== undefined && keySeal(head, key, used) !== used.seal)
        throw new Damaged(`a retry key of ${head.topic} is damaged`, head.topic);
      if (used === undefined || used.seq <= head.floor) return undefined;
      return digest.equals(used.digest) ? { seq: used.seq, ts: used.ts, repeat: true } : { clash: true };
    },
    add(head: Head, key: Key, used: Used): void {
      put(head.id, key.scope, key.name, used.seq, used.ts, used.digest, keySeal(head, key, used));
    },
  };
}
