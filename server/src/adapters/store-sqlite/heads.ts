// What the writer knows of topics and users without asking the file: integer ids and counters. It is the only writer, so this is always right.
// Counters change here and reach the file once per transaction (`flush`), however many messages a topic got in it.
// `begin` starts a commit; `undo` takes back what it changed here, as ROLLBACK TO does in the file.
import type { DatabaseSync } from "node:sqlite";
import type { TopicKind, TopicName, UserId } from "../../core/ids.ts";
import type { TopicHead } from "../../core/state.ts";
import { Generations } from "./generations.ts";
import { maxTopicId } from "./message-id.ts";
import { command, query } from "./query.ts";

const topicsKept = 50_000;
const usersKept = 100_000;

export interface Head {
  readonly id: number;
  readonly kind: TopicKind;
  state: "active" | "gone";
  version: number;
  seq: number;
  lastTs: number;
  deletes: number;
  erased: number;
  ended: number;
  floor: number;
}

/** SQL: the subscription row is alive (isAlive, ports/store-rules.ts), for ?3 and ?4 of `lifeOf`. */
export const rowIsAlive = "(changed > ?3 OR (?4 AND granted))";

export function lifeOf(head: Head): [number, number] {
  return [head.state === "active" ? head.ended : Number.MAX_SAFE_INTEGER, head.kind === "p2p" ? 1 : 0];
}

export class Heads {
  readonly #topics = new Generations<Head>(topicsKept);
  readonly #users = new Generations<number>(usersKept);
  /** heads that the running transaction changed */
  readonly #changed = new Set<Head>();
  /** heads as they were before the running commit, and the names it added */
  readonly #before = new Map<Head, Head>();
  #newTopics: string[] = [];
  #newUsers: string[] = [];
  readonly #sql: ReturnType<typeof prepare>;

  constructor(db: DatabaseSync) {
    this.#sql = prepare(db);
  }

  topic(tenant: number, topic: TopicName): Head | undefined {
    const key = `${tenant} ${topic}`;
    const known = this.#topics.get(key);
    if (known !== undefined) return known;
    const found = this.#sql.findTopic.get(tenant, topic);
    if (found === undefined) return undefined;
    this.#topics.set(key, found);
    return found;
  }

  /** Makes the rows of a new topic, counters at 0. */
  create(tenant: number, head: TopicHead): Head {
    const added = this.#sql.addTopic.get(tenant, head.topic, head.kind, head.state);
    if (added === undefined || added.id > maxTopicId)
      throw new RangeError("no more topics fit into this file");
    this.#sql.addCounters(added.id);
    const made: Head = {
      id: added.id,
      kind: head.kind,
      state: head.state,
      version: 0,
      seq: 0,
      lastTs: 0,
      deletes: 0,
      erased: 0,
      ended: 0,
      floor: 0,
    };
    const key = `${tenant} ${head.topic}`;
    this.#topics.set(key, made);
    this.#newTopics.push(key);
    return made;
  }

  /** To be called before a head is changed. */
  touch(head: Head): void {
    if (!this.#before.has(head)) this.#before.set(head, { ...head });
    this.#changed.add(head);
  }

  /** The integer of a user; a row is made for one who was never named before. */
  user(tenant: number, user: UserId): number {
    const key = `${tenant} ${user}`;
    const known = this.#users.get(key) ?? this.#sql.findUser.get(tenant, user)?.id;
    if (known !== undefined) {
      this.#users.set(key, known);
      return known;
    }
    const added = this.#sql.addUser.get(tenant, user);
    if (added === undefined) throw new Error("a user row was not made");
    this.#users.set(key, added.id);
    this.#newUsers.push(key);
    return added.id;
  }

  begin(): void {
    this.#before.clear();
    this.#newTopics = [];
    this.#newUsers = [];
  }

  undo(): void {
    for (const [head, before] of this.#before) Object.assign(head, before);
    for (const key of this.#newTopics) {
      const head = this.#topics.get(key);
      if (head !== undefined) this.#changed.delete(head);
      this.#topics.delete(key);
    }
    for (const key of this.#newUsers) this.#users.delete(key);
    this.begin();
  }

  /** Writes the counters that changed; then caches may shrink. */
  flush(): void {
    for (const head of this.#changed) {
      const { id, version, seq, lastTs, deletes, erased, ended, floor } = head;
      this.#sql.setCounters(id, version, seq, lastTs, deletes, erased, ended, floor);
    }
    this.#changed.clear();
    this.begin();
    this.#topics.rotate();
    this.#users.rotate();
  }

  /** After a transaction was rolled back: nothing here is true any more. */
  forget(): void {
    this.#topics.clear();
    this.#users.clear();
    this.#changed.clear();
    this.begin();
  }
}

function prepare(db: DatabaseSync) {
  return {
    findTopic: query<Head>(
      db,
      `SELECT id, kind, state, version, seq, last_ts AS lastTs, deletes, erased, ended, floor
       FROM topics JOIN counters ON counters.topic = topics.id WHERE tenant = ? AND topics.topic = ?`,
    ),
    // the rest of the row is written by the same commit's `put topic`
    addTopic: query<{ id: number }>(
      db,
      `INSERT INTO topics (tenant, topic, kind, state, auth, anon, tags, cap, level, created, updated)
       VALUES (?, ?, ?, ?, 0, 0, '[]', 0, 'strict', 0, 0) RETURNING id`,
    ),
    addCounters: command(db, "INSERT INTO counters VALUES (?, 0, 0, 0, 0, 0, 0, 0)"),
    setCounters: command(
      db,
      `UPDATE counters SET version = ?2, seq = ?3, last_ts = ?4, deletes = ?5, erased = ?6, ended = ?7, floor = ?8 WHERE topic = ?1`,
    ),
    findUser: query<{ id: number }>(db, "SELECT id FROM users WHERE tenant = ? AND user = ?"),
    addUser: query<{ id: number }>(db, "INSERT INTO users (tenant, user) VALUES (?, ?) RETURNING id"),
  };
}
