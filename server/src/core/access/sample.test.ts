// Builders for the tests of the rules: people, rows and topics from 0.4 letters. Holds no test of its own.
import assert from "node:assert/strict";
import { meTopic, p2pName, parseGroupName, userId, type TopicName, type UserId } from "../ids.ts";
import { Members } from "../members.ts";
import type { Subscription, TopicHead, TopicRow, TopicState, User } from "../state.ts";
import type { TokenOf } from "../verb.ts";
import type { Policy } from "../vocabulary.ts";
import { BANNED, NONE, SELF, X, formatMode04, parseMode04, type Mode } from "./mode.ts";

/** The people of all tests, in ascending order of their ids. */
export const [alice, bob, carol, dave, eve, frank] = [1, 2, 3, 4, 5, 6].map((n) =>
  userId(Uint8Array.of(n, 0, 0, 0, 0, 0, 0, 0)),
) as [UserId, UserId, UserId, UserId, UserId, UserId];

export function person(n: number): UserId {
  return userId(Uint8Array.of(n & 255, n >> 8, 1, 0, 0, 0, 0, 0));
}

export function mode(letters: string): Mode {
  const parsed = parseMode04(letters);
  assert.ok(parsed !== undefined, `no mode: ${letters}`);
  return parsed;
}

export const groupTopic = parseGroupName("grpTEST") as TopicName;

/** A group's token, for tests: no secret. */
export const tokenOf: TokenOf = (topic, generation) => `${topic}-${generation}`;

export const policy: Policy = {
  groupMembers: 32,
  groupRequests: 256,
  groupsPerUser: 3,
  bearerMembers: 10_000,
  largeTopic: 64,
  defacs: { auth: mode("RWP"), anon: NONE },
};

/** A subscription by its letters "want/given". */
export function row(user: UserId, modes: string, more: Partial<Subscription> = {}): Subscription {
  const [want = "N", given = "N"] = modes.split("/");
  return {
    user,
    want: mode(want),
    given: mode(given),
    granted: false,
    marker: "member",
    recv: 0,
    read: 0,
    cleared: 0,
    seen: {},
    created: 100,
    updated: 100,
    changed: 1,
    ...more,
  };
}

export function head(topic: TopicName, more: Partial<TopicHead> = {}): TopicHead {
  const defacs = { auth: BANNED, anon: BANNED };
  const kind = topic.startsWith("grp") ? "grp" : topic.startsWith("p2p") ? "p2p" : "me";
  return {
    topic,
    kind,
    state: "active",
    defacs,
    tags: [],
    cap: 32,
    level: "strict",
    created: 100,
    updated: 100,
    ...more,
  };
}

export function state(
  topicHead: TopicHead | undefined,
  topic: TopicName,
  rows: readonly Subscription[] = [],
): TopicState {
  const kind = topic.startsWith("grp") ? "grp" : topic.startsWith("p2p") ? "p2p" : "me";
  const counters = { version: 1, seq: 0, lastTs: 0, deletes: 0, erased: 0 };
  const stored: TopicRow | undefined = topicHead === undefined ? undefined : { ...topicHead, ...counters };
  return { topic, kind, row: stored, members: new Members(X, rows), user: undefined };
}

/** A group owned by Alice; `auth/anon` are its default access. */
export function group(
  rows: readonly Subscription[],
  defacs = "RWP/N",
  more: Partial<TopicHead> = {},
): TopicState {
  const [auth = "N", anon = "N"] = defacs.split("/");
  const owned = { owner: alice, defacs: { auth: mode(auth), anon: mode(anon) }, ...more };
  const owner = rows.some((one) => one.user === alice) ? [] : [row(alice, "RWPSDO/RWPSDO")];
  return state(head(groupTopic, owned), groupTopic, [...owner, ...rows]);
}

/** The p2p topic of Alice and Bob. */
export function pair(aliceModes: Subscription, bobModes: Subscription): TopicState {
  const topic = p2pName(alice, bob);
  return state(head(topic, { cap: 2 }), topic, [aliceModes, bobModes]);
}

export function user(id: UserId, auth = "RWP", more: Partial<User> = {}): User {
  const defacs = { auth: mode(auth), anon: NONE };
  return { id, state: "active", defacs, tags: [], created: 100, updated: 100, version: 7, ...more };
}

export function meState(id: UserId, more: Partial<User> = {}): TopicState {
  const topic = meTopic(id);
  const own = { ...row(id, "N/N"), want: SELF, given: SELF };
  return { ...state(head(topic, { cap: 1 }), topic, [own]), user: user(id, "RWP", more) };
}

/** A row as "user want/given marker", to compare at a glance. */
export function show(one: Subscription | undefined): string {
  if (one === undefined) return "-";
  const asks = one.request === undefined ? "" : ` asks ${formatMode04(one.request.want)}`;
  return `${formatMode04(one.want)}/${one.given === null ? "token" : formatMode04(one.given)} ${one.marker}${asks}`;
}
