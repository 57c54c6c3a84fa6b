// {get}: description, subscribers, history, always in this order (spec: 0.4 §2.6). One who is not attached gets the stranger view only.
// What is to be read is said here; the runtime reads it and ends a history with its closing answer.
import { R, has } from "../access/mode.ts";
import { attachmentMode } from "../topic/enforce.ts";
import { refuse, type Refusal } from "../faults.ts";
import { isThere, seenWith, type TopicState } from "../state.ts";
import type { Time } from "../time.ts";
import type { Browse, Caller, Get, Need, Outcome, Query, SubPage, What } from "../vocabulary.ts";
import type { Checks, Moment, Verb } from "../verb.ts";

/** Messages sent when the client names no number. */
const defaultLimit = 32;

export const get: Verb<Get> = {
  needs: ({ ref }: Get): readonly Need[] =>
    ref.peer === undefined ? [] : [{ fresh: "user", user: ref.peer }],
  /** A user exists whether or not there is a topic with him. */
  checks({ ref }: Get, caller: Caller): Checks {
    const login = ref.kind === "grp" ? {} : ({ login: true } as const);
    return ref.peer !== undefined && !caller.attached ? login : { ...login, known: true };
  },
  decide(moment: Moment<Get>): Outcome | Refusal {
    const { state, caller, command } = moment;
    if (!caller.attached) return asStranger(moment);
    if (command.what.includes("data") && !has(attachmentMode(state, caller), R)) {
      return refuse("permission-denied");
    }
    const { browse, page, inbox } = command;
    const reader = { caller, live: false, named: false, browse, page, inbox, since: caller.lastVisit };
    return { queries: queriesFor(state, command.what, reader) };
  },
};

function asStranger({ command, facts }: Moment<Get>): Outcome | Refusal {
  const { ref, what } = command;
  if (ref.peer !== undefined) {
    const peer = facts.users.get(ref.peer);
    if (peer === undefined || peer.state === "gone") return refuse("user-not-found");
  }
  if (what.length !== 1 || what[0] !== "info") return refuse("permission-denied");
  return { queries: [{ what: "info", label: ref.as, named: false, view: "stranger" }] };
}

export interface Reader {
  readonly caller: Caller;
  /** part of a {sub} */
  readonly live: boolean;
  /** the description tells the topic's name */
  readonly named: boolean;
  readonly browse: Browse | undefined;
  readonly page: SubPage | undefined;
  readonly inbox: true | undefined;
  /** the last visit of this client instance, where history begins when no `browse` is sent (spec: 0.4 §7) */
  readonly since: Time | undefined;
}

/** What an attached session asked for, in the order in which it is answered. */
export function queriesFor(state: TopicState, what: readonly What[], reader: Reader): readonly Query[] {
  const { caller, live, named, since, page, inbox } = reader;
  const queries: Query[] = [];
  const label = state.topic;
  // Without login there is no relation of one's own to show (spec: 0.4 §4.3).
  const view = caller.user === undefined ? "stranger" : "subscriber";
  if (what.includes("info")) queries.push({ what: "info", label, named, view });
  if (what.includes("sub"))
    queries.push({ what: "sub", label, ...(page && { page }), ...(inbox && { inbox }) });
  if (what.includes("data")) queries.push({ what: "data", browse: reader.browse ?? sinceLast(since), live });
  return queries;
}

function sinceLast(since: Time | undefined): Browse {
  return { ...(since === undefined ? {} : { since }), limit: defaultLimit, ascending: false };
}

/** When a session of this client instance was last in the topic, by what is stored now. Sessions without a tag have no instance. */
export function lastVisit(state: TopicState, caller: Caller): Time | undefined {
  if (caller.user === undefined || caller.tag === undefined || !isThere(state)) return undefined;
  return seenWith(state.members.get(caller.user), caller.tag);
}
