// The rows of people and topics that are there before a measurement, and the times at which they came to be.
import { createHash } from "node:crypto";
import { BANNED, NONE, PUBLIC, type Mode } from "../../server/src/core/access/mode.ts";
import { groupName, kindOf, userId, type TopicName, type UserId } from "../../server/src/core/ids.ts";
import type { Subscription, Token, TopicHead, User } from "../../server/src/core/state.ts";

export interface Person {
  readonly id: UserId;
  /** for {login scheme:"token"} */
  readonly token: string;
}

/** Everything lies in the past, and tokens last for a year. */
export const created: number = Date.now() - 86_400_000;
const expires: number = created + 365 * 86_400_000;

export function timeOf(number: number): number {
  return created + 10 * number;
}

export function personOf(number: number): Person {
  const id = userId(Uint8Array.of(number & 255, (number >> 8) & 255, (number >> 16) & 255, 7, 7, 7, 7, 1));
  return { id, token: `ntr_bench_${number}` };
}

export function groupOf(number: number): TopicName {
  return groupName(Uint8Array.of(number & 255, (number >> 8) & 255, (number >> 16) & 255, 7, 7, 7, 7, 7, 1));
}

/** The row behind a person's token. */
export function tokenOf({ id, token }: Person): Token {
  const hash = createHash("sha256").update(token, "utf8").digest("hex");
  return { hash, user: id, issued: created, expires };
}

export function accountOf(id: UserId): User {
  const defacs = { auth: PUBLIC, anon: NONE };
  const about = JSON.stringify(`Person ${id}`);
  return { id, state: "active", defacs, public: about, tags: [], created, updated: created, version: 0 };
}

export function headOf(topic: TopicName, cap: number): TopicHead {
  const kind = kindOf(topic);
  const access = kind === "p2p" ? BANNED : NONE;
  const defacs = { auth: access, anon: access };
  return { topic, kind, state: "active", defacs, tags: [], cap, level: "strict", created, updated: created };
}

export function rowOf(user: UserId, mode: Mode): Subscription {
  const modes = { want: mode, given: mode, granted: false, marker: "member" } as const;
  const marks = { recv: 0, read: 0, cleared: 0, seen: {} };
  return { user, ...modes, ...marks, created, updated: created, changed: 0 };
}
