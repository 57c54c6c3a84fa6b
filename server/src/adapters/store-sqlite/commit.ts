// How a commit is stored: versions compared, versions moved, then each write in its order. Runs inside a transaction that it may share
// with other commits; the caller (group.ts) holds a savepoint around it and undoes it when it throws.
// Messages are in append.ts, erasures and the end of topics in erase.ts; the rows of people and rights are here.
import type { DatabaseSync } from "node:sqlite";
import type { TopicName } from "../../core/ids.ts";
import type { Login, Subscription, Token, TopicHead, User } from "../../core/state.ts";
import type { Assigned, Expect, Write } from "../../core/vocabulary.ts";
import { movedTopics } from "../../ports/store-rules.ts";
import { appender, type Append } from "./append.ts";
import { Eraser } from "./erase.ts";
import type { Head, Heads } from "./heads.ts";
import { command, query } from "./query.ts";
import { loginOf, loginSeal, loginSelect, tokenSeal, userSeal, type LoginColumns } from "./people-rows.ts";
import { topicSeal } from "./rows.ts";
import type { SubscriptionRows } from "./subscription-rows.ts";
import { tagger, type PutTags } from "./tags.ts";

/** (scheme, name) belongs to another user: the commit is undone and answered `taken`. */
export class Taken extends Error {}

export interface Applied {
  readonly versions: ReadonlyMap<TopicName, number>;
  readonly assigned: readonly Assigned[];
}

export class Committer {
  readonly #heads: Heads;
  readonly #sql: ReturnType<typeof prepare>;
  readonly #append: Append;
  readonly #putTags: PutTags;
  readonly #eraser: Eraser;
  readonly #subscriptions: SubscriptionRows;

  constructor(db: DatabaseSync, heads: Heads, subscriptions: SubscriptionRows) {
    this.#subscriptions = subscriptions;
    this.#heads = heads;
    this.#sql = prepare(db);
    this.#append = appender(db, heads);
    this.#putTags = tagger(db);
    this.#eraser = new Eraser(db, heads, subscriptions);
  }

  /** The first topic whose version is not the expected one. */
  conflict(tenant: number, expects: readonly Expect[]): TopicName | undefined {
    for (const { topic, version } of expects) {
      if ((this.#heads.topic(tenant, topic)?.version ?? 0) !== version) return topic;
    }
    return undefined;
  }

  /** @throws Taken */
  apply(tenant: number, expects: readonly Expect[], writes: readonly Write[]): Applied {
    const moved = movedTopics(expects, writes);
    if (moved.size > 0) this.#createTopics(tenant, writes);
    const versions = this.#moveVersions(tenant, moved);
    return { versions, assigned: writes.map((write) => this.#write(tenant, write)) };
  }

  #createTopics(tenant: number, writes: readonly Write[]): void {
    for (const write of writes) {
      if (write.put !== "topic" || this.#heads.topic(tenant, write.topic) !== undefined) continue;
      this.#heads.create(tenant, write.head);
    }
  }

  #moveVersions(tenant: number, moved: ReadonlySet<TopicName>): Map<TopicName, number> {
    const versions = new Map<TopicName, number>();
    for (const topic of moved) {
      const head = this.#stored(tenant, topic);
      this.#heads.touch(head);
      versions.set(topic, ++head.version);
    }
    return versions;
  }

  #stored(tenant: number, topic: TopicName): Head {
    const head = this.#heads.topic(tenant, topic);
    if (head === undefined) throw new Error(`a write to ${topic}, which is not stored`);
    return head;
  }

  #write(tenant: number, write: Write): Assigned {
    switch (write.put) {
      case "message":
        return this.#append(tenant, this.#stored(tenant, write.topic), write);
      case "erasure":
        return this.#eraser.erase(tenant, write);
      case "topic":
        return this.#putTopic(tenant, write.topic, write.head);
      case "subscription":
        return this.#putSubscription(tenant, write.topic, write.row);
      case "user":
        return this.#putUser(tenant, write.user);
      case "login":
        return this.#putLogin(tenant, write.login);
      case "token":
        return this.#putToken(tenant, write.token);
      case "revocation":
        this.#sql.dropTokens(this.#heads.user(tenant, write.user));
        return undefined;
    }
  }

  #putTopic(tenant: number, topic: TopicName, row: TopicHead): undefined {
    const head = this.#stored(tenant, topic);
    if (head.state !== row.state) this.#eraser.turn(head, row.state, row.updated);
    const { auth, anon } = row.defacs;
    const { mode = null, generation = null, updated = null } = row.bearer ?? {};
    const owner = row.owner === undefined ? null : this.#heads.user(tenant, row.owner);
    const tags = JSON.stringify(row.tags);
    this.#putTags(tenant, "topic", head.id, row);
    const seal = topicSeal({
      ...{
        id: head.id,
        tenant,
        topic,
        kind: head.kind,
        state: row.state,
        owner: row.owner ?? null,
        auth,
        anon,
        tags,
      },
      ...{ cap: row.cap, level: row.level, bearer_mode: mode, bearer_generation: generation },
      ...{ bearer_updated: updated, created: row.created, updated: row.updated, public: row.public ?? null },
    });
    this.#sql.setTopic(
      ...[head.id, row.state, owner, auth, anon, tags, row.cap, row.level],
      ...[mode, generation, updated, row.created, row.updated, row.public ?? null, seal],
    );
  }

  #putSubscription(tenant: number, topic: TopicName, row: Subscription): undefined {
    const head = this.#stored(tenant, topic);
    this.#subscriptions.put(head, this.#heads.user(tenant, row.user), row);
  }

  #putUser(tenant: number, user: User): undefined {
    const { auth, anon } = user.defacs;
    const tags = JSON.stringify(user.tags);
    const id = this.#heads.user(tenant, user.id);
    this.#putTags(tenant, "user", id, user);
    const about = user.public ?? null;
    const { state, created, updated } = user;
    const seal = userSeal({
      tenant,
      user: user.id,
      state,
      auth,
      anon,
      tags,
      created,
      updated,
      public: about,
    });
    this.#sql.setUser(id, state, auth, anon, tags, created, updated, about, seal);
  }

  #putLogin(tenant: number, { scheme, name, user, secret }: Login): undefined {
    const id = this.#heads.user(tenant, user);
    const holder = this.#sql.loginHolder.get(tenant, scheme, name);
    if (holder !== undefined && loginOf(holder).user !== user) throw new Taken();
    const seal = loginSeal({ tenant, scheme, name, user, secret: secret ?? null });
    this.#sql.setLogin(tenant, scheme, name, id, secret ?? null, seal);
  }

  #putToken(tenant: number, { hash, user, issued, expires }: Token): undefined {
    const seal = tokenSeal({ tenant, hash, user, issued, expires });
    this.#sql.setToken(tenant, hash, this.#heads.user(tenant, user), issued, expires, seal);
  }
}

function prepare(db: DatabaseSync) {
  return {
    setTopic: command(
      db,
      `UPDATE topics SET state = ?2, owner = ?3, auth = ?4, anon = ?5, tags = ?6, cap = ?7, level = ?8, bearer_mode = ?9,
       bearer_generation = ?10, bearer_updated = ?11, created = ?12, updated = ?13, public = ?14, seal = ?15 WHERE id = ?1`,
    ),
    setUser: command(
      db,
      `UPDATE users SET state = ?2, auth = ?3, anon = ?4, tags = ?5, created = ?6, updated = ?7, public = ?8, seal = ?9 WHERE id = ?1`,
    ),
    loginHolder: query<LoginColumns>(db, `${loginSelect} WHERE l.tenant = ? AND l.scheme = ? AND l.name = ?`),
    setLogin: command(db, "INSERT OR REPLACE INTO logins VALUES (?, ?, ?, ?, ?, ?)"),
    setToken: command(db, "INSERT OR REPLACE INTO tokens VALUES (?, ?, ?, ?, ?, ?)"),
    dropTokens: command(db, "DELETE FROM tokens WHERE user = ?"),
  };
}
