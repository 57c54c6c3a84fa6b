// Erasures and the end of topics. Both are markers of one small row that every read respects at once; rows are removed by sweep.ts.
// A missing seq is always explained by a line of the delete log.
import type { DatabaseSync } from "node:sqlite";
import type { UserId } from "../../core/ids.ts";
import type { Assigned, Write } from "../../core/vocabulary.ts";
import type { Head, Heads } from "./heads.ts";
import { seeker, type Seek } from "./message-id.ts";
import { command } from "./query.ts";
import type { SubscriptionRows } from "./subscription-rows.ts";

type ErasureWrite = Extract<Write, { put: "erasure" }>;

const everybody = 0;

export class Eraser {
  readonly #heads: Heads;
  readonly #seek: Seek;
  readonly #subscriptions: SubscriptionRows;
  readonly #sql: ReturnType<typeof prepare>;

  constructor(db: DatabaseSync, heads: Heads, subscriptions: SubscriptionRows) {
    this.#heads = heads;
    this.#subscriptions = subscriptions;
    this.#seek = seeker(db);
    this.#sql = prepare(db);
  }

  erase(tenant: number, write: ErasureWrite): Assigned {
    const head = this.#heads.topic(tenant, write.topic);
    if (head === undefined) return { upTo: 0 };
    const upTo = this.#upTo(head, write.before);
    return {
      upTo:
        write.user === undefined
          ? this.#hard(head, upTo, write.at)
          : this.#soft(tenant, head, write.user, upTo, write.at),
    };
  }

  /** The newest seq with ts < before; decided here and now, so a later message is never reached, whatever `before` says. */
  #upTo(head: Head, before: number | undefined): number {
    if (before === undefined || before > head.lastTs) return head.seq;
    // what is gone keeps nothing of what it counts
    if (head.state === "gone") return head.erased;
    return this.#seek(head, head.erased + 1, head.seq, before) - 1;
  }

  #hard(head: Head, upTo: number, at: number): number {
    if (upTo <= head.erased) return head.erased;
    this.#heads.touch(head);
    this.#sql.log(head.id, ++head.deletes, everybody, head.erased + 1, upTo, at);
    this.#sql.needsSweep(head.id);
    return (head.erased = upTo);
  }

  /** Hidden from one user: his row says so, without a new version, and a reader never goes below it. */
  #soft(tenant: number, head: Head, name: UserId, upTo: number, at: number): number {
    const user = this.#heads.user(tenant, name);
    const row = this.#subscriptions.alive(head, name, user);
    if (row === undefined) return upTo;
    const { cleared } = row;
    if (upTo <= cleared) return cleared;
    this.#heads.touch(head);
    this.#sql.log(head.id, ++head.deletes, user, cleared + 1, upTo, at);
    this.#subscriptions.setMarks(row, user, { cleared: upTo });
    return upTo;
  }

  /**
   * The topic ends, or begins again under the same name (p2p only). Either way everything so far is of the former life:
   * messages, retry keys, and subscriptions written up to this version.
   */
  turn(head: Head, state: Head["state"], at: number): void {
    this.#heads.touch(head);
    this.#hard(head, head.seq, at);
    head.floor = head.seq;
    // the version of this very commit ends the life; one that begins keeps the rows of its own commit
    head.ended = state === "gone" ? head.version : head.version - 1;
    head.state = state;
    this.#sql.needsSweep(head.id);
  }
}

function prepare(db: DatabaseSync) {
  return {
    log: command(db, "INSERT INTO delete_log VALUES (?, ?, ?, ?, ?, ?)"),
    needsSweep: command(db, "UPDATE topics SET sweep = 1 WHERE id = ? AND sweep = 0"),
  };
}
