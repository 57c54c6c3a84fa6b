// {set}: a description, or somebody's access (spec: 0.4 §2.7, §4.4, §4.5). Being subscribed is enough.
// Both parts are decided before either is written; `info` is applied first. What is the same already is a success without a write.
import { askedDefaults, checkPlaces, closedDefaults, headOf, withPrivate } from "../access/entry.ts";
import { changeGiven } from "../access/given.ts";
import { changeWant } from "../access/want.ts";
import { refuse, type Refusal } from "../faults.ts";
import { meTopic, peerOf, type UserId } from "../ids.ts";
import { draftOf, isThere, type TopicState } from "../state.ts";
import { isReserved } from "../tags.ts";
import type { AnswerFacts, Caller, Expect, Need, Outcome, Patch, SetMeta, Write } from "../vocabulary.ts";
import { isRefusal, type Checks, type Moment, type Verb } from "../verb.ts";
import { changeBearer } from "./bearer.ts";
import { givenWrites, shownTo, wantWrites } from "./rights.ts";

export const set: Verb<SetMeta> = {
  needs({ ref, sub }: SetMeta, caller: Caller): readonly Need[] {
    if (sub === undefined || caller.user === undefined) return [];
    const peer = ref.kind === "p2p" ? peerOf(ref.topic, caller.user) : undefined;
    const users = new Set([peer, sub.user]);
    return Array.from(users).flatMap((user) =>
      user === undefined ? [] : [{ fresh: "user", user } as const],
    );
  },
  checks({ sub }: SetMeta, caller: Caller): Checks {
    const isOwn = sub?.user === undefined || sub.user === caller.user;
    const lifts = isOwn && typeof sub?.mode === "number";
    return {
      login: true,
      known: true,
      user: sub?.user,
      notBanned: lifts ? "own-lifts" : true,
      subscribed: true,
    };
  },
  decide(moment: Moment<SetMeta>): Outcome | Refusal {
    const { command, caller } = moment;
    if (caller.user === undefined) return refuse("authentication-required");
    const info = command.info === undefined ? { writes: [] } : describe(moment, caller.user);
    if (isRefusal(info)) return info;
    const { writes: described, bearer } = info;
    const access = command.sub === undefined ? { writes: [] } : changeAccess(moment, caller.user, described);
    if (isRefusal(access)) return access;
    return {
      reply: { answer: "ok", topic: command.ref.as, ...(bearer && { facts: { bearer } }) },
      writes: [...described, ...access.writes],
      ...(access.expects === undefined ? {} : { expects: access.expects }),
    };
  },
};

interface Described {
  readonly writes: readonly Write[];
  /** the group got a new token */
  readonly bearer?: NonNullable<AnswerFacts["bearer"]> | undefined;
}

/** Part `info`: who may change what (table in §2.7). */
function describe(moment: Moment<SetMeta>, user: UserId): Described | Refusal {
  const { state, command, at, policy } = moment;
  const { defacs, public: shown, private: note, bearer: asked, tags } = command.info ?? {};
  const isForAll = defacs !== undefined || shown !== undefined || tags !== undefined;
  if (!isForAll && note === undefined && asked === undefined)
    return refuse("malformed", "set.info has nothing to set");
  if (isForAll && state.kind === "p2p")
    return refuse("malformed", "a p2p topic has no public, defacs or tags of its own");
  if (isForAll && state.kind === "grp" && state.row?.owner !== user) return refuse("permission-denied");
  if (tags?.some(isReserved))
    return refuse("permission-denied", "a tag of this prefix is the server's to set");
  const current = state.user ?? state.row;
  const row = state.members.get(user);
  if (current === undefined || row === undefined) return refuse("internal");
  const usual = state.row?.bearer === undefined ? policy.defacs : closedDefaults;
  const access = askedDefaults(defacs, current.defacs, usual);
  if (isRefusal(access)) return access;
  const token = asked === undefined ? undefined : changeBearer(moment, user, asked);
  if (token !== undefined && isRefusal(token)) return token;
  const writes: Write[] = [];
  const isSame =
    (shown === undefined || shown === (current.public ?? null)) &&
    access.auth === current.defacs.auth &&
    access.anon === current.defacs.anon &&
    (token === undefined || token.bearer === state.row?.bearer) &&
    (tags === undefined || isSameList(tags, current.tags));
  if (!isSame && state.user !== undefined) {
    writes.push({
      put: "user",
      user: { ...withPublic(state.user, shown), defacs: access, ...(tags && { tags }), updated: at },
    });
  } else if (!isSame && state.row !== undefined) {
    const bearer = token?.bearer === undefined ? {} : { bearer: token.bearer };
    const head = {
      ...withPublic(headOf(state.row), shown),
      defacs: access,
      ...bearer,
      ...(tags && { tags }),
      updated: at,
    };
    writes.push({ put: "topic", topic: state.topic, head });
  }
  if (note !== undefined && note !== (row.private ?? null)) {
    const next = { ...withPrivate(row, note), updated: at };
    writes.push({ put: "subscription", topic: state.topic, row: next });
  }
  return { writes, bearer: token?.shown };
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, at) => item === b[at]);
}

function withPublic<T extends { readonly public?: string }>(of: T, patch: Patch): T {
  if (patch === undefined) return of;
  const { public: _public, ...rest } = of;
  return (patch === null ? rest : { ...rest, public: patch }) as T;
}

interface Access {
  readonly writes: readonly Write[];
  readonly expects?: readonly Expect[];
}

/** Part `sub`: one's own want, or what somebody else is given. */
function changeAccess(moment: Moment<SetMeta>, user: UserId, described: readonly Write[]): Access | Refusal {
  const { state, command, at, policy, facts } = moment;
  const { user: target = user, mode, info } = command.sub ?? {};
  if (state.kind === "me") return refuse("permission-denied", "nobody's me is shared");
  if (target !== user) return changeOther(moment, user, target);
  if (command.sub?.user === undefined && mode === undefined && info === undefined) {
    return refuse("malformed", "set.sub has nothing to set");
  }
  const draft = after(state, described);
  const row = draft.members.get(user);
  if (row === undefined) return refuse("permission-denied");
  const change = changeWant(draft, row, { mode, info, joins: false, at });
  if (isRefusal(change)) return change;
  const full = checkPlaces(draft, row, change.row, policy);
  return full ?? { writes: wantWrites(draft, change, { info, shown: shownTo(draft, user, facts), at }) };
}

/** The topic with the rows and the description that the first part writes. */
function after(state: TopicState, writes: readonly Write[]): TopicState {
  const draft = draftOf(state);
  for (const write of writes) {
    if (write.put === "subscription") draft.members.set(write.row);
    else if (write.put === "topic" && isThere(draft)) draft.row = { ...draft.row, ...write.head };
  }
  return draft;
}

function changeOther(moment: Moment<SetMeta>, manager: UserId, target: UserId): Access | Refusal {
  const { state, command, at, policy, facts } = moment;
  const { mode, info } = command.sub ?? {};
  if (state.kind === "p2p" && peerOf(state.topic, manager) !== target) return refuse("permission-denied");
  const change = changeGiven(state, { manager, target, mode, at });
  if (isRefusal(change)) return change;
  const account = facts.users.get(target);
  if (change.invites && account?.state !== "active") return refuse("user-not-found");
  const full = checkPlaces(state, state.members.get(target), change.row, policy);
  if (full !== undefined) return full;
  const writes = givenWrites(state, manager, change, info, at);
  if (!change.invites || account === undefined) return { writes };
  return { writes, expects: [{ topic: meTopic(target), version: account.version }] };
}
