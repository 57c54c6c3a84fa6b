// What the writer knows of topics and users without asking the file: integer ids and counters. It is the only writer, so this is always right.
// A row is compared with its seal before it is believed: what was damaged is never written back as if it were good.
// Counters change here and reach the file once per transaction (`flush`), however many messages a topic got in it.
// `begin` starts a commit; `undo` takes back what it changed here, as ROLLBACK TO does in the file.
import type { DatabaseSync } from "node:sqlite";
import type { TopicKind, TopicName, UserId } from "../../core/ids.ts";
import type { TopicHead } from "../../core/state.ts";
import { Generations } from "../../core/generations.ts";
import { maxTopicId } from "./message-id.ts";
import { command, query } from "./query.ts";
import { namedSeal } from "./people-rows.ts";
import { checkTopic, countersSeal, topicSelect, type Place, type TopicColumns } from "./rows.ts";
import { Damaged } from "./seal.ts";

const topicsKept = 50_000;
const usersKept = 100_000;

export interface Head extends Place {
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
    const row = this.#sql.findTopic.get(tenant, topic);
    if (row === undefined) return undefined;
    checkTopic(topic, row);
    const { id, kind, state, version, seq, last_ts: lastTs, deletes, erased, ended, floor } = row;
    const head: Head = { id, topic, kind, state, version, seq, lastTs, deletes, erased, ended, floor };
    this.#topics.set(key, head);
    return head;
  }

  /** Makes the rows of a new topic, counters at 0. */
  create(tenant: number, head: TopicHead): Head {
    const added = this.#sql.addTopic.get(tenant, head.topic, head.kind, head.state);
    if (added === undefined || added.id > maxTopicId)
      throw new RangeError("no more topics fit into this file");
    this.#sql.addCounters(added.id, countersSeal({ ...noCounters, id: added.id }));
    const made: Head = {
      id: added.id,
      topic: head.topic,
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
    const known = this.#users.get(key);
    if (known !== undefined) return known;
    const found = this.#sql.findUser.get(tenant, user);
    if (found !== undefined) {
      if (found.name !== user) throw new Damaged(`the account of ${user} is damaged`);
      this.#users.set(key, found.id);
      return found.id;
    }
    const added = this.#sql.addUser.get(tenant, user, namedSeal({ tenant, user }));
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
      const seal = countersSeal({ id, version, seq, last_ts: lastTs, deletes, erased, ended, floor });
      this.#sql.setCounters(id, version, seq, lastTs, deletes, erased, ended, floor, seal);
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

const noCounters = { version: 0, seq: 0, last_ts: 0, deletes: 0, erased: 0, ended: 0, floor: 0 };

function prepare(db: DatabaseSync) {
  return {
    findTopic: query<TopicColumns>(db, `${topicSelect} WHERE t.tenant = ? AND t.topic = ?`),
    // the rest of the row is written by the same commit's `put topic`
    addTopic: query<{ id: number }>(
      db,
      `INSERT INTO topics (tenant, topic, kind, state, auth, anon, tags, cap, level, created, updated, seal)
       VALUES (?, ?, ?, ?, 0, 0, '[]', 0, 'strict', 0, 0, 0) RETURNING id`,
    ),
    addCounters: command(db, "INSERT INTO counters VALUES (?, 0, 0, 0, 0, 0, 0, 0, ?)"),
    setCounters: command(
      db,
      `UPDATE counters SET version = ?2, seq = ?3, last_ts = ?4, deletes = ?5, erased = ?6, ended = ?7, floor = ?8, seal = ?9 WHERE topic = ?1`,
    ),
    // the name once more from the row itself: an index that leads to another user is damaged
    findUser: query<{ id: number; name: string | null }>(
      db,
      `SELECT i.id, u.user AS name FROM users i LEFT JOIN users u ON u.id = i.id WHERE i.tenant = ? AND i.user = ?`,
    ),
    addUser: query<{ id: number }>(
      db,
      "INSERT INTO users (tenant, user, seal) VALUES (?, ?, ?) RETURNING id",
    ),
  };
}
