// Reads on the main thread, over a connection of their own: the write-ahead log lets them see the last commit without waiting for the writer.
// Each is a few indexed look-ups (10 to 40 µs), cheaper than asking another thread. Lists are read slice by slice by their callers.
import type { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { peerOf, type Tenant, type TopicName, type UserId } from "../../core/ids.ts";
import type { Login, Message, Subscription, Token, User } from "../../core/state.ts";
import type { TagQuery } from "../../core/tags.ts";
import type { Found } from "../../core/vocabulary.ts";
import { isAlive, ranked } from "../../ports/store-rules.ts";
import type { Listed, LoadedTopic, Slice } from "../../ports/store.ts";
import { seeker, type Seek } from "./message-id.ts";
import { prepareReads, type Statements } from "./read-sql.ts";
import { loginOf, tokenOf, userOf } from "./people-rows.ts";
import { searcher, type Hit, type Search } from "./tags.ts";
import {
  checkCounters,
  checkTopic,
  damagedMessage,
  messageOf,
  subscriptionOf,
  topicOf,
  type Place,
  type SubscriptionColumns,
  type TopicColumns,
} from "./rows.ts";
import { Damaged } from "./seal.ts";
import { namer, type NameOf } from "./sender.ts";

/** Subscriptions read in one go: about 2 ms. */
const sliceRows = 1_000;

/** Messages read before it is known how large they are. */
const firstRows = 8;

type Cursor = Pick<SubscriptionColumns, "changed" | "person">;

interface Step {
  readonly head: TopicColumns;
  readonly slice: readonly SubscriptionColumns[];
  readonly user: User | undefined;
}

export class Reader {
  readonly #db: DatabaseSync;
  readonly #sql: Statements;
  readonly #nameOf: NameOf;
  readonly #seek: Seek;
  readonly #search: Search;

  constructor(db: DatabaseSync) {
    db.exec("PRAGMA query_only = 1");
    this.#db = db;
    this.#sql = prepareReads(db);
    this.#nameOf = namer(db);
    this.#seek = seeker(db, this.#nameOf);
    this.#search = searcher(db);
  }

  close(): void {
    this.#db.close();
  }

  /**
   * Large topics come in slices, between which others get their turn. Rows are walked in the order of `changed`: one that is written meanwhile
   * moves to the end of the walk, so with the head read beside the last slice all of it is of one moment.
   */
  async loadTopic(tenant: Tenant, topic: TopicName, since: number): Promise<LoadedTopic | undefined> {
    const rows = new Map<UserId, Subscription>();
    let walked: Cursor = { changed: since, person: Number.MAX_SAFE_INTEGER };
    for (;;) {
      const step = this.#atOnce(() => this.#loadSlice(tenant, topic, walked));
      if (step === undefined) return undefined;
      for (const row of step.slice) {
        const subscription = subscriptionOf(topic, row);
        rows.set(subscription.user, subscription);
      }
      const last = step.slice.at(-1);
      if (last === undefined || step.slice.length < sliceRows) return loaded(step, rows);
      walked = last;
      await setImmediate();
    }
  }

  #loadSlice(tenant: Tenant, topic: TopicName, { changed, person }: Cursor): Step | undefined {
    const head = this.#sql.topic.get(tenant, topic);
    if (head === undefined) return undefined;
    checkTopic(topic, head);
    const slice = this.#sql.subscriptions.all(head.id, changed, person, sliceRows);
    return { head, slice, user: head.kind === "me" ? this.#user(tenant, topic.slice(3)) : undefined };
  }

  loadUsers(tenant: Tenant, users: readonly UserId[]): User[] {
    return users.map((user) => this.#user(tenant, user)).filter((user) => user !== undefined);
  }

  #user(tenant: Tenant, user: string): User | undefined {
    const row = this.#sql.user.get(tenant, user);
    return row === undefined ? undefined : userOf(row);
  }

  listUsers(tenant: Tenant, after: UserId | undefined, limit: number): User[] {
    const found = this.#sql.users.all(tenant, after ?? "", limit).map(userOf);
    return found.filter((user) => user !== undefined);
  }

  findLogin(tenant: Tenant, scheme: string, name: string): Login | undefined {
    const row = this.#sql.login.get(tenant, scheme, name);
    return row === undefined ? undefined : loginOf(row);
  }

  loginsOf(tenant: Tenant, user: UserId): Login[] {
    return this.#sql.logins.all(tenant, user).map(loginOf);
  }

  findToken(tenant: Tenant, hash: string): Token | undefined {
    const row = this.#sql.token.get(tenant, hash);
    return row === undefined ? undefined : tokenOf(row);
  }

  listSubscriptions(tenant: Tenant, user: UserId): Listed[] {
    return this.#atOnce(() => this.#sql.listed.all(tenant, user).map((row) => this.#listed(user, row)));
  }

  #listed(user: UserId, found: TopicColumns): Listed {
    checkTopic(found.topic, found);
    const row = topicOf(found);
    const own = this.#sql.subscription.get(found.id, user);
    if (own === undefined) throw new Damaged(`a subscription of ${row.topic} is damaged`, row.topic);
    const other = found.kind === "p2p" ? peerOf(found.topic, user) : undefined;
    const peer = other === undefined ? undefined : this.#sql.subscription.get(found.id, other);
    return {
      row,
      subscription: subscriptionOf(row.topic, own),
      ...(peer !== undefined && { peer: subscriptionOf(row.topic, peer) }),
    };
  }

  findSubscription(tenant: Tenant, topic: TopicName, user: UserId): Subscription | undefined {
    return this.#atOnce(() => {
      const head = this.#sql.topic.get(tenant, topic);
      const row = head === undefined ? undefined : this.#sql.subscription.get(head.id, user);
      // of a topic that is gone only what survives it
      if (head === undefined || row === undefined) return undefined;
      checkTopic(topic, head);
      const found = subscriptionOf(topic, row);
      return isAlive(head, found) ? found : undefined;
    });
  }

  async search(tenant: Tenant, query: TagQuery, limit: number, skip: number): Promise<readonly Found[]> {
    // few ask for more than the first page, and each of them costs a whole search: others get their turn before it
    if (skip > 0) await setImmediate();
    return this.#atOnce(() => {
      const hits = this.#search(tenant, query).sort((a, b) => b.tags.length - a.tags.length);
      const found = hits
        .slice(skip, skip + limit)
        .map((hit) => (hit.kind === "user" ? this.#account(hit) : this.#topic(hit)));
      return ranked(found.filter((one) => one !== undefined));
    });
  }

  #account({ owner, tags }: Hit): Found | undefined {
    const row = this.#sql.userById.get(owner);
    const user = row === undefined ? undefined : userOf(row);
    return user === undefined ? undefined : { tags: inOrder(user.tags, tags), user };
  }

  #topic({ owner, tags }: Hit): Found | undefined {
    const found = this.#sql.topicById.get(owner);
    if (found === undefined) return undefined;
    checkTopic(found.topic, found);
    const row = topicOf(found);
    return { tags: inOrder(row.tags, tags), row };
  }

  readMessages(tenant: Tenant, topic: TopicName, slice: Slice): Message[] {
    return this.#atOnce(() => {
      const found = this.#sql.bounds.get(tenant, topic);
      if (found === undefined) return [];
      checkCounters(topic, found);
      if (found.state === "gone") return [];
      const place = { id: found.id, topic };
      let low = Math.max(found.erased, slice.above ?? 0) + 1;
      let high = Math.min(found.seq, slice.upTo ?? found.seq);
      const seek = (at: number): number => {
        const span = low === 1 ? { from: found.created, to: found.last_ts } : undefined;
        return this.#seek(place, low, high, at, span);
      };
      if (slice.since !== undefined) low = seek(slice.since);
      if (slice.before !== undefined) high = seek(slice.before) - 1;
      return low > high ? [] : this.#page(place, low, high, slice);
    });
  }

  /**
   * A few rows first: they tell how many more fit into `maxChars`, so that large messages are not read in vain.
   * What is not erased has no holes: one that is missing is damage like any other.
   */
  #page(place: Place, low: number, high: number, { ascending, limit, maxChars }: Slice): Message[] {
    const rows = ascending ? this.#sql.ascending : this.#sql.descending;
    const page: Message[] = [];
    let chars = 0;
    while (page.length < limit && chars <= maxChars) {
      const fitting =
        page.length === 0 ? firstRows : Math.ceil(((maxChars - chars) * page.length) / chars) + 1;
      const wanted = Math.min(limit - page.length, fitting);
      const found = rows.all(place.id, low, high, wanted);
      for (const row of found) {
        if (chars > maxChars) break;
        const message = messageOf(place, ascending ? low : high, row, this.#nameOf);
        page.push(message);
        chars += message.content.length;
        if (ascending) low = message.seq + 1;
        else high = message.seq - 1;
      }
      if (found.length === wanted) continue;
      if (low <= high && chars <= maxChars) throw damagedMessage(place, ascending ? low : high);
      break;
    }
    return page;
  }

  newest(): number {
    return this.#sql.newest.get()?.ts ?? 0;
  }

  /** All statements of `read` see the same commit. */
  #atOnce<T>(read: () => T): T {
    this.#sql.begin();
    try {
      return read();
    } finally {
      this.#end();
    }
  }

  /** What it read is given up all the same when the end of it fails: an open transaction would refuse every later one. */
  #end(): void {
    try {
      if (this.#db.isTransaction) this.#sql.end();
    } catch {
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
    }
  }
}

/** In the order in which they were said. */
function inOrder(all: readonly string[], some: readonly string[]): readonly string[] {
  return all.filter((tag) => some.includes(tag));
}

function loaded({ head, user }: Step, rows: ReadonlyMap<UserId, Subscription>): LoadedTopic {
  const subscriptions = [...rows.values()].filter((row) => isAlive(head, row));
  return { row: topicOf(head), subscriptions, ...(user !== undefined && { user }) };
}
