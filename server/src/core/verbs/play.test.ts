// A stage for the tests of the rules: people, topics and a clock in memory; what a verb decides is folded into the state as a server would.
// Holds no test of its own.
import assert from "node:assert/strict";
import {
  alice,
  bob,
  carol,
  dave,
  eve,
  frank,
  groupTopic,
  mode,
  policy,
  tokenOf,
} from "../access/sample.test.ts";
import { answers, faults } from "../faults.ts";
import { kindOf, meOwner, meTopic, p2pName, type TopicName, type UserId } from "../ids.ts";
import { Members } from "../members.ts";
import { isThere, versionOf, type TopicState, type User } from "../state.ts";
import { affected, mayStay } from "../topic/enforce.ts";
import { evolve } from "../topic/evolve.ts";
import { X } from "../access/mode.ts";
import type {
  Assigned,
  AskedMode,
  Caller,
  Command,
  Facts,
  Outcome,
  Policy,
  Reply,
  TopicRef,
  Write,
} from "../vocabulary.ts";
import { isRefusal } from "../verb.ts";
import { decide, needsOf } from "./index.ts";

/** Everything of a command but its topic, which `ask` fills in. */
type Bare<C> = C extends { readonly ref: TopicRef } ? Omit<C, "ref"> : C;
export type Ask = Bare<Command>;

/** What the one who asked, and everybody else, got of a command. */
export interface Heard {
  readonly code: number | undefined;
  readonly reply: Reply | undefined;
  readonly outcome: Outcome | undefined;
  /** stored notices, as "to act about want/given info" */
  readonly notices: readonly string[];
  /** users that lost the topic by it */
  readonly evicted: readonly UserId[];
}

export class Play {
  readonly topics = new Map<TopicName, TopicState>();
  /** attached users by topic; "" is a session without login */
  readonly here = new Map<TopicName, Set<UserId | "">>();
  policy: Policy = policy;
  at = 1_000;

  constructor(...states: readonly TopicState[]) {
    for (const state of states) this.topics.set(state.topic, state);
  }

  state(topic: TopicName): TopicState {
    const known = this.topics.get(topic);
    if (known !== undefined) return known;
    const made: TopicState = {
      topic,
      kind: kindOf(topic),
      row: undefined,
      members: new Members(X),
      user: undefined,
    };
    this.topics.set(topic, made);
    return made;
  }

  users(): Map<UserId, User> {
    const found = new Map<UserId, User>();
    for (const { user } of this.topics.values()) if (user !== undefined) found.set(user.id, user);
    return found;
  }

  isHere(topic: TopicName, user: UserId | undefined): boolean {
    return this.here.get(topic)?.has(user ?? "") ?? false;
  }

  /** One command by a user (undefined = without login) in a topic as he names it. */
  ask(
    user: UserId | undefined,
    name: string,
    command: Ask,
    more: Partial<Caller> = {},
    facts: Partial<Facts> = {},
  ): Heard {
    this.at += 10;
    const ref = refOf(user, name);
    const state = this.state(ref.topic);
    const attached = this.isHere(ref.topic, user);
    const caller: Caller = { user, session: "s", attached, ...more };
    const full = { id: "1", ...command, ref } as Command;
    needsOf(full, caller);
    const known: Facts = { users: this.users(), owned: 0, ...facts };
    const decided = decide({
      state,
      caller,
      command: full,
      facts: known,
      at: this.at,
      policy: this.policy,
      tokenOf,
    });
    if (isRefusal(decided)) return heard(decided, undefined, [], []);
    const assigned = (decided.writes ?? []).map((write) => this.#assign(write));
    const evicted = this.#perform(state, decided, assigned, user);
    const reply = typeof decided.reply === "function" ? decided.reply(assigned) : decided.reply;
    return heard(reply, decided, decided.writes ?? [], evicted);
  }

  #assign(write: Write): Assigned {
    if (write.put === "erasure") return { upTo: this.state(write.topic).row?.seq ?? 0 };
    if (write.put !== "message") return undefined;
    const { row } = this.state(write.topic);
    return { seq: (row?.seq ?? 0) + 1, ts: Math.max(write.at, (row?.lastTs ?? 0) + 1) };
  }

  #perform(
    state: TopicState,
    outcome: Outcome,
    assigned: readonly Assigned[],
    user: UserId | undefined,
  ): UserId[] {
    const { writes = [] } = outcome;
    const evicted: UserId[] = [];
    const concerned = writes.map((write, n) =>
      affected({ change: "write", write, assigned: assigned[n], before: { row: state.row } }),
    );
    writes.forEach((write, n) => {
      const topic = "topic" in write ? write.topic : undefined;
      const target = topic === undefined || topic === state.topic ? state : this.state(topic);
      if (target.row !== undefined || write.put === "topic") {
        evolve(target, { change: "write", write, assigned: assigned[n] }, versionOf(target) + 1);
      }
    });
    const here = this.here.get(state.topic) ?? new Set();
    this.here.set(state.topic, here);
    for (const one of [...here]) {
      const isConcerned = concerned.some((users) => users === "all" || (one !== "" && users.includes(one)));
      if (!isConcerned || mayStay(state, { user: one === "" ? undefined : one })) continue;
      here.delete(one);
      if (one !== "" && one !== user) evicted.push(one);
    }
    if (outcome.detach) here.delete(user ?? "");
    if (outcome.attach) {
      assert.ok(
        mayStay(state, { user, generation: outcome.generation }),
        "attached without the right to be there",
      );
      here.add(user ?? "");
    }
    return evicted;
  }
}

/** A topic as a 0.4 client of that user names it. */
export function refOf(user: UserId | undefined, name: string): TopicRef {
  if (name === "new") return { topic: groupTopic, kind: "grp", as: name, fresh: true };
  if (name === "me") return { topic: meTopic(user ?? missing()), kind: "me", as: name };
  if (name.startsWith("usr")) {
    return { topic: p2pName(user ?? missing(), name as UserId), kind: "p2p", as: name, peer: name as UserId };
  }
  return { topic: name as TopicName, kind: kindOf(name as TopicName), as: name };
}

function missing(): never {
  throw new Error("the name needs a user");
}

function heard(
  reply: Reply | undefined,
  outcome: Outcome | undefined,
  writes: readonly Write[],
  evicted: UserId[],
): Heard {
  const row =
    reply === undefined ? undefined : "fault" in reply ? faults[reply.fault] : answers[reply.answer];
  return { code: row?.code, reply, outcome, notices: writes.flatMap(noticeOf), evicted };
}

function noticeOf(write: Write): string[] {
  if (write.put !== "message" || kindOf(write.topic) !== "me") return [];
  const { act, user, acs, info } = JSON.parse(write.content);
  const tail = info === undefined ? "" : ` ${JSON.stringify(info)}`;
  return [
    `${nameOf(meOwner(write.topic))} ${act} ${nameOf(user)} ${acs.want}/${acs.given}${tail} by ${nameOf(write.from)}`,
  ];
}

const names = ["Alice", "Bob", "Carol", "Dave", "Eve", "Frank"];

/** The people of access/sample.test.ts by their names; `server` for nobody. */
export function nameOf(user: UserId | undefined): string {
  if (user === undefined) return "server";
  return names[[alice, bob, carol, dave, eve, frank].indexOf(user)] ?? user;
}

export function asked(letters: string | undefined): AskedMode | undefined {
  return letters === undefined ? undefined : letters === "" ? "default" : mode(letters);
}

/** {sub}; `letters` is sub.mode. */
export function sub(letters?: string, info?: string): Ask {
  return { verb: "sub", mode: asked(letters), info, get: [] };
}

/** {set what="sub"}. */
export function setSub(user: UserId | undefined, letters?: string, info?: string): Ask {
  return { verb: "set", sub: { user, mode: asked(letters), info } };
}

export function leave(unsub = false): Ask {
  return { verb: "leave", unsub };
}

export function pub(content = '"hi"'): Ask {
  return { verb: "pub", content };
}

export function wasErased(state: TopicState): boolean {
  return !isThere(state) && state.row !== undefined && state.row.erased === state.row.seq;
}
