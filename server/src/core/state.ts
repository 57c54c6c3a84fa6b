// The rows of the canonical model (house rule: both wires render it, neither shapes it) and one topic in memory.
// Rows are values: a change is a new row handed to `evolve`. Only TopicState is mutable, and only through `evolve`.
// Payloads of the application (`public`, `private`, `content`, `info`) are raw JSON text and are never parsed.
import type { TopicKind, TopicName, UserId } from "./ids.ts";
import type { Mode } from "./access/mode.ts";
import type { Members } from "./members.ts";
import type { Time } from "./time.ts";

/** JSON text exactly as the client wrote it. */
export type Json = string;

/** Default access that others get: authenticated users, and sessions without login. */
export interface DefaultAccess {
  readonly auth: Mode;
  readonly anon: Mode;
}

/** An account. `version` is that of the user's `me` topic: user and login changes move it. */
export interface User {
  readonly id: UserId;
  readonly state: "active" | "disabled" | "gone";
  readonly defacs: DefaultAccess;
  readonly public?: Json;
  readonly tags: readonly string[];
  readonly created: Time;
  readonly updated: Time;
  readonly version: number;
}

/** A credential. (scheme, name) is unique; `secret` is a PHC string, absent once the scheme was deleted (the name stays reserved). */
export interface Login {
  readonly scheme: "basic";
  readonly name: string;
  readonly user: UserId;
  readonly secret?: string;
}

/** A login token. Only its SHA-256 (lower-case hex) is ever stored. */
export interface Token {
  readonly hash: string;
  readonly user: UserId;
  readonly issued: Time;
  readonly expires: Time;
}

/** How durable the messages of a topic are (extensions-0.4 §4). */
export type Level = "strict" | "relaxed" | "delivered" | "ephemeral";

/** The token of a bearer group. `generation`: 0 = never had one, negative = closed. */
export interface Bearer {
  readonly mode: Mode;
  readonly generation: number;
  readonly updated: Time;
}

/** What a rule may write of a topic. */
export interface TopicHead {
  readonly topic: TopicName;
  readonly kind: TopicKind;
  readonly state: "active" | "gone";
  readonly owner?: UserId;
  readonly defacs: DefaultAccess;
  readonly public?: Json;
  readonly tags: readonly string[];
  readonly cap: number;
  readonly level: Level;
  readonly bearer?: Bearer;
  readonly created: Time;
  readonly updated: Time;
}

/** What only the store assigns. */
export interface TopicCounters {
  /** moves with every commit that changes user, login, topic or subscription; not with messages, tokens, marks, erasures */
  readonly version: number;
  /** number of the newest message; 0 = none yet */
  readonly seq: number;
  /** time of the newest message; 0 = none yet. Strictly increasing with seq */
  readonly lastTs: Time;
  /** delete counter: number of the newest delete-log entry */
  readonly deletes: number;
  /** messages with seq <= erased are gone for everyone */
  readonly erased: number;
}

export type TopicRow = TopicHead & TopicCounters;

/**
 * Where a subscription stands beside its modes:
 * `member` the ordinary case (a ban is the X bit in want or given, not a marker) · `invited` an invitation not answered yet (want N) ·
 * `requested` waits for approval, result lacks R · `decided` a request that a manager declined · `left` unsubscribed; the row stays so that
 * a given which somebody set survives and other nodes see the loss.
 */
export type Marker = "member" | "invited" | "requested" | "decided" | "left";

export interface Subscription {
  readonly user: UserId;
  readonly want: Mode;
  /** null = follows the bearer token of the topic */
  readonly given: Mode | null;
  /** true when somebody set `given` (invitation, approval, ban …); false when it came from a default. Only the former survives {leave unsub} */
  readonly granted: boolean;
  readonly marker: Marker;
  /** the last request made to the managers, so that an unchanged one asks nobody again (0.4 §4.4.8); absent when none is open */
  readonly request?: { readonly want: Mode; readonly info?: Json };
  readonly private?: Json;
  /** marks: seq up to which a session of the user was sent / has read the topic */
  readonly recv: number;
  readonly read: number;
  /** messages with seq <= cleared are hidden from this user (soft deletion) */
  readonly cleared: number;
  /** last access by client tag; "" is the client without a tag */
  readonly seen: Readonly<Record<string, Time>>;
  readonly created: Time;
  readonly updated: Time;
  /** version of the topic at which this row last changed (delta reload); assigned by the store */
  readonly changed: number;
}

/** When a session with that tag was last in the topic; "" is the client without one. A tag is any text of a client, also "toString". */
export function seenWith(row: Pick<Subscription, "seen"> | undefined, tag: string): Time | undefined {
  return row !== undefined && Object.hasOwn(row.seen, tag) ? row.seen[tag] : undefined;
}

/** A stored message; also an invitation or approval request, which is a message of the topic `me:<user>`. */
export interface Message {
  readonly seq: number;
  readonly ts: Time;
  readonly from?: UserId;
  readonly head?: Json;
  readonly content: Json;
}

/** A topic in memory. `row` is absent while nothing of that name was ever stored. */
export interface TopicState {
  readonly topic: TopicName;
  readonly kind: TopicKind;
  row: TopicRow | undefined;
  members: Members;
  /** the account, for a `me` topic only */
  user: User | undefined;
}

/** A copy to decide a batch on; the committed state stays untouched until the commit. */
export function draftOf(state: TopicState): TopicState {
  return { ...state, members: state.members.draft() };
}

/** The topic exists: it was stored and not deleted. */
export function isThere(state: TopicState): state is TopicState & { row: TopicRow } {
  return state.row !== undefined && state.row.state === "active";
}

/** More subscribers than that: the rules for large topics hold (extensions-0.4 §3.5). */
export function isLarge(state: TopicState, largeTopic: number): boolean {
  return state.members.counts.counted > largeTopic;
}

export function versionOf(state: TopicState): number {
  return state.row?.version ?? 0;
}
