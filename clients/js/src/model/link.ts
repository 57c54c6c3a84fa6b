// What the model asks of a wire: one live session in the words of the model. Another wire is another implementation of `Backend`.
// Every request may be rejected with a NatterError. Requests take effect in the order in which they were made.
import type { Access, Contact, DefaultAccess, Description, Found, Member, Sent } from "./types.ts";

export type Feature = "key" | "bearer" | "find" | "inbox";

export interface Limits {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
}

export type Credentials = { readonly name: string; readonly password: string } | { readonly token: string };

export interface Login {
  readonly user: string;
  readonly token: string;
  /** of the token */
  readonly expires: number;
}

/** What somebody may say of an account or a topic. `null` clears. */
export interface Changes {
  readonly public?: unknown;
  readonly private?: unknown;
  readonly defaultAccess?: DefaultAccess | undefined;
  readonly tags?: readonly string[] | null | undefined;
  /** a mode: open the group by token; "renew": a new token; null: close */
  readonly bearer?: { readonly mode: string } | "renew" | null;
}

export interface Subscription {
  readonly mode?: string | undefined;
  /** for whoever decides on it */
  readonly info?: unknown;
  readonly private?: unknown;
  readonly bearer?: string | undefined;
}

/** Which messages: the newest before `before`, or with `after` the oldest after it. Both exclusive. */
export interface Range {
  readonly after?: number | undefined;
  readonly before?: number | undefined;
  readonly limit: number;
}

export interface Page {
  /** ascending */
  readonly messages: readonly Sent[];
  /** as many came as were asked for, so there may be more */
  readonly isFull: boolean;
}

export interface Link {
  readonly transport: string;
  has(feature: Feature): boolean;
  /** the same link, whose requests end by these */
  within(limits: Limits): Link;
  createAccount(name: string, password: string, about: Changes): Promise<string>;
  /** a password of null deletes the scheme */
  setPassword(name: string, password: string | null): Promise<void>;
  logIn(by: Credentials, tag: string, tokenLife: string | undefined): Promise<Login>;
  createGroup(about: Changes): Promise<string>;
  /** "attached", or "waiting" for somebody's approval */
  subscribe(topic: string, how: Subscription): Promise<"attached" | "waiting">;
  leave(topic: string, forGood: boolean): Promise<void>;
  /** @returns its position and time */
  publish(
    topic: string,
    json: string,
    key: string,
  ): Promise<{ readonly position: number; readonly at: number }>;
  describe(topic: string): Promise<Description>;
  /** Members, a page of them where `after` is a user id. */
  members(topic: string, after?: string): Promise<readonly Member[]>;
  contacts(): Promise<readonly Contact[]>;
  history(topic: string, range: Range): Promise<Page>;
  change(
    topic: string,
    changes: Changes,
  ): Promise<{ readonly bearer?: { readonly mode: string; readonly token?: string | undefined } }>;
  /** without a user: what oneself wants */
  setAccess(topic: string, user: string | undefined, mode: string | undefined, info: unknown): Promise<void>;
  /** messages before a position, by default all */
  erase(topic: string, before: number | undefined, forAll: boolean): Promise<void>;
  deleteTopic(topic: string): Promise<void>;
  find(query: string): Promise<readonly Found[]>;
  /** Ask whether anybody is there. The link is over when nothing is heard within so many ms. */
  probe(timeoutMs: number): void;
  close(): void;
}

/** What happens without being asked for. */
export interface LinkListener {
  /** on `me` the content is a notice */
  message(topic: string, message: Sent): void;
  presence(topic: string, user: string | undefined, what: string): void;
  evicted(topic: string): void;
  /** the link is over */
  closed(text: string): void;
}

export interface Backend {
  open(listener: LinkListener, signal: AbortSignal): Promise<Link>;
}

export type { Access };
