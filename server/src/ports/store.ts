// The store: what is durable, and the only place that assigns sequence numbers.
//
// Contract
// - commit is atomic, durable when it returns (flushed to disk for a store that offers `strict`), and serialisable against other commits.
//   Commits made at the same time may share one transaction; one that is refused never harms its neighbours.
// - Every topic named in a topic, subscription, user or login write moves its version by exactly one per commit (user and login: `me:<user>`)
//   and must be named in `expects`; messages, tokens, revocations, marks and erasures move no version and may stand without expectation.
// - Counters of several topics are taken in ascending topic order, so that stores with row locks cannot dead-lock.
// - ts of a message = max(at, lastTs of the topic + 1); seq = seq of the topic + 1.
// - conflict and taken are returned; only Unavailable is thrown. After `Unavailable.outcome === "unknown"` the caller reloads before deciding again.
// - Erasures and topics with state "gone" hold for every read that starts after the commit; rows go later, by `sweep`.
// - Writing a subscription row keeps `recv`, `read`, `cleared` and `seen` of the stored row: only marks and erasures move those, and only upward.
// - Reads see every commit that returned before the read began. What is not as it was written is refused (Unavailable), never returned.
import type { Tenant, TopicName, UserId } from "../core/ids.ts";
import type { Login, Message, Subscription, Token, TopicRow, User } from "../core/state.ts";
import type { TagQuery } from "../core/tags.ts";
import type { Time } from "../core/time.ts";
import type { Assigned, Expect, Found, Write } from "../core/vocabulary.ts";

/** The store could not do it now: disk full, I/O error, locked, closed, read-only after a failed flush, or what it needs is damaged. */
export class Unavailable extends Error {
  override readonly name = "Unavailable";
  /** none: nothing was stored · unknown: all or nothing was */
  readonly outcome: "none" | "unknown";
  constructor(message: string, outcome: "none" | "unknown" = "none", options?: ErrorOptions) {
    super(message, options);
    this.outcome = outcome;
  }
}

/** The store cannot be opened; the message ends with what to try. */
export class CannotOpen extends Error {
  override readonly name = "CannotOpen";
}

export type Committed =
  | {
      readonly done: "ok";
      readonly versions: ReadonlyMap<TopicName, number>;
      readonly assigned: readonly Assigned[];
    }
  /** a version moved */
  | { readonly done: "conflict"; readonly topic: TopicName }
  /** (scheme, name) of a login belongs to another user */
  | { readonly done: "taken" };

export interface LoadedTopic {
  readonly row: TopicRow;
  /** all rows, or those with changed > since */
  readonly subscriptions: readonly Subscription[];
  /** for a `me` topic */
  readonly user?: User;
}

/** One line of a user's list of topics. The `me` topic and rows with marker "left" are not listed, nor topics that are gone. */
export interface Listed {
  readonly row: TopicRow;
  readonly subscription: Subscription;
  /** p2p: the row of the other party */
  readonly peer?: Subscription;
}

/** A slice of a topic's messages: every bound narrows; erased messages are never returned. */
export interface Slice {
  /** seq bounds, exclusive / inclusive */
  readonly above?: number;
  readonly upTo?: number;
  /** time bounds, inclusive / exclusive */
  readonly since?: Time;
  readonly before?: Time;
  readonly ascending: boolean;
  /** at most so many rows, and no further row once their contents have passed so many characters (at least one row is returned) */
  readonly limit: number;
  readonly maxChars: number;
}

/** Written without version and without anybody waiting: lost up to 1 s at a crash. Values only grow. */
export interface Mark {
  readonly topic: TopicName;
  readonly user: UserId;
  readonly seen?: { readonly tag: string; readonly at: Time };
  readonly recv?: number;
  readonly read?: number;
}

export interface Store {
  /** Open, creating or migrating what is there. Throws CannotOpen (newer schema, locked by another process, no permission, corrupt). */
  open(): Promise<void>;
  /** Finish what is under way and close. */
  close(): Promise<void>;
  commit(tenant: Tenant, expects: readonly Expect[], writes: readonly Write[]): Promise<Committed>;
  /** In any order and number of steps; commits may come between. Resolves when all are stored. */
  mark(tenant: Tenant, marks: readonly Mark[]): Promise<void>;
  loadTopic(tenant: Tenant, topic: TopicName, since?: number): Promise<LoadedTopic | undefined>;
  /** accounts in any state; those never stored are absent from the answer */
  loadUsers(tenant: Tenant, users: readonly UserId[]): Promise<readonly User[]>;
  /** accounts in ascending id order, for the operator */
  listUsers(tenant: Tenant, after: UserId | undefined, limit: number): Promise<readonly User[]>;
  findLogin(tenant: Tenant, scheme: string, name: string): Promise<Login | undefined>;
  loginsOf(tenant: Tenant, user: UserId): Promise<readonly Login[]>;
  findToken(tenant: Tenant, hash: string): Promise<Token | undefined>;
  listSubscriptions(tenant: Tenant, user: UserId): Promise<readonly Listed[]>;
  /** the row of a user in a topic, of one who left too; undefined = none, or of a former life of the topic */
  findSubscription(tenant: Tenant, topic: TopicName, user: UserId): Promise<Subscription | undefined>;
  /**
   * Accounts and topics with tags that fit the query, those with the most of them first: `limit` of them after the first `skip`; fewer
   * are the end. Who is not findable (core/tags.ts) is left out, and takes nobody's place. A store may find no more than `mostTagged`
   * in all, and may look for them among a part only of those who have the rarest word; it says in its docs how large a part.
   */
  search(tenant: Tenant, query: TagQuery, limit: number, skip?: number): Promise<readonly Found[]>;
  readMessages(tenant: Tenant, topic: TopicName, slice: Slice): Promise<readonly Message[]>;
  /**
   * Remove at most `limit` rows of what is erased, gone, or expired (tokens that expired at `tokensUpTo` or before, retry keys older than `keysBefore`) in one short
   * transaction; returns how many went. 0 = nothing is left to do.
   */
  sweep(tokensUpTo: Time, keysBefore: Time, limit: number): Promise<number>;
  /** The newest message time over all topics, 0 when there is none: a clock that is behind it is reported. */
  newest(): Promise<Time>;
  /** Write a consistent copy of everything to a new file, while commits go on. Throws Unavailable when it cannot. */
  backup(file: string): Promise<void>;
  /** Why commits are refused at present, in words for the operator; undefined = they are not. */
  trouble(): string | undefined;
  /** What was found damaged or unreadable although the rest goes on, in words for the operator; undefined = nothing. */
  damage(): string | undefined;
}
