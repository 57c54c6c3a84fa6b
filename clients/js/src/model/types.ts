// What the application sees: accounts, topics, members, messages. Immutable; times are ms since the epoch, modes are letters.
import type { NatterError } from "../values/natter-error.ts";

/** The application's types: what it keeps in `public` of users and of groups, in `private`, and in messages. */
export interface Types {
  readonly user?: unknown;
  readonly topic?: unknown;
  readonly content?: unknown;
  readonly private?: unknown;
}

export type UserOf<T extends Types> = T extends { user: infer U } ? U : unknown;
export type GroupOf<T extends Types> = T extends { topic: infer U } ? U : unknown;
export type ContentOf<T extends Types> = T extends { content: infer U } ? U : unknown;
export type PrivateOf<T extends Types> = T extends { private: infer U } ? U : unknown;
/** `public` of a topic: a group's own, in a conversation that of the other user. */
export type PublicOf<T extends Types> = GroupOf<T> | UserOf<T>;

export interface Access {
  readonly want: string;
  readonly given: string;
}

export interface DefaultAccess {
  readonly auth?: string | undefined;
  readonly anon?: string | undefined;
}

/** The token of a bearer group. */
export interface Bearer {
  readonly mode: string;
  /** absent while the group is closed */
  readonly token?: string | undefined;
}

/** A topic, or with `me` the own account. */
export interface Description<P = unknown, Q = unknown> {
  readonly created: number;
  readonly updated: number;
  readonly public?: P | undefined;
  readonly private?: Q | undefined;
  /** absent for strangers */
  readonly access?: Access | undefined;
  readonly defaultAccess?: DefaultAccess | undefined;
  readonly lastMessage?: number | undefined;
  readonly bearer?: Bearer | undefined;
  readonly memberCount?: number | undefined;
  readonly tags?: readonly string[] | undefined;
}

export interface Member<P = unknown, Q = unknown> {
  readonly user: string;
  readonly updated: number;
  /** what is both wanted and given; `N`: invited, waiting or declined; `X`: banned */
  readonly mode: string;
  readonly public?: P | undefined;
  readonly private?: Q | undefined;
  readonly isOnline?: boolean | undefined;
}

/** A topic in one's list. */
export interface Contact<T extends Types = Types> {
  readonly topic: string;
  /** in a conversation: the other user */
  readonly user?: string | undefined;
  readonly updated: number;
  readonly mode: string;
  readonly public?: PublicOf<T> | undefined;
  readonly private?: PrivateOf<T> | undefined;
  readonly isOnline: boolean;
  /** when something was last said */
  readonly lastMessage?: number | undefined;
  /** when any client of the user, and when this one, was last there */
  readonly seen?: number | undefined;
  readonly seenHere?: number | undefined;
  /** at most 1000, which means that or more; without the extension `inbox` 1 says "some" */
  readonly unread: number;
  readonly last?:
    | { readonly at: number; readonly from?: string | undefined; readonly content?: ContentOf<T> | undefined }
    | undefined;
}

export interface Message<C = unknown> {
  /** grows from message to message of a topic, and names the message within it; absent until it was sent */
  readonly position?: number | undefined;
  readonly at: number;
  /** absent: published without login */
  readonly from?: string | undefined;
  readonly content: C;
  readonly state: "queued" | "sent" | "failed";
  /** of the user's own messages while they are queued or failed */
  readonly key?: string | undefined;
  /** why it failed */
  readonly error?: NatterError | undefined;
  /** of a failed message: try again */
  readonly retry?: (() => void) | undefined;
  /** of a queued or failed message: forget it. One that is on its way may arrive all the same. */
  readonly discard?: (() => void) | undefined;
}

/** One that is stored. */
export type Sent<C = unknown> = Message<C> & { readonly position: number };

/** An invitation, a request for approval, or news of one. */
export interface Notice extends Message<unknown> {
  readonly act: "join" | "appr" | "info";
  readonly topic: string;
  readonly user: string;
  readonly access?: Access | undefined;
  readonly info?: unknown;
}

/** A user or a group that a search found. */
export interface Found<T extends Types = Types> {
  readonly user?: string | undefined;
  readonly topic?: string | undefined;
  readonly public?: PublicOf<T> | undefined;
  readonly tags: readonly string[];
}

export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
  /** ms, waiting for a connection included; default 30 s */
  readonly timeoutMs?: number | undefined;
}
