// All verbs, and the checks that come before each, in their one order: login 401, topic known 404, user known 404, banned 403,
// attached 409, subscribed 403, letters 403 (spec: 0.4 §2 "Order of checks"; shape and name were checked at the edge).
import { isBannedFrom } from "../access/effective.ts";
import { has, isBanned } from "../access/mode.ts";
import { refuse, type Refusal } from "../faults.ts";
import type { UserId } from "../ids.ts";
import { isThere, type TopicState } from "../state.ts";
import { attachmentMode } from "../topic/enforce.ts";
import type { Caller, Command, Need, Outcome } from "../vocabulary.ts";
import { isRefusal, type Checks, type Moment, type Verb } from "../verb.ts";
import { acc } from "./acc.ts";
import { administer } from "./administer.ts";
import { del } from "./del.ts";
import { find } from "./find.ts";
import { get } from "./get.ts";
import { leave } from "./leave.ts";
import { login } from "./login.ts";
import { pub } from "./pub.ts";
import { set } from "./set.ts";
import { sub } from "./sub.ts";
import { succeed } from "./succeed.ts";

type Verbs = { readonly [V in Command["verb"]]: Verb<Extract<Command, { readonly verb: V }>> };

const verbs: Verbs = { acc, login, sub, leave, pub, get, set, del, find, administer, succeed };

/** The one cast of the rules: a command is handed to the verb of its own name. */
function verbOf(command: Command): Verb<Command> {
  return verbs[command.verb] as Verb<Command>;
}

/** What must be known before `decide`; asked before the command enters its topic's queue. */
export function needsOf(command: Command, caller: Caller): readonly Need[] {
  return verbOf(command).needs(command, caller);
}

/**
 * The decision of the rule on this state. A refusal carries the name to echo. Nothing is changed, neither here nor in what is handed in.
 * For {acc new} and {login} the state is not looked at.
 */
export function decide(moment: Moment<Command>): Outcome | (Refusal & { readonly topic?: string }) {
  const { command } = moment;
  const verb = verbOf(command);
  const decided = firstFailed(verb.checks(command, moment.caller), moment) ?? verb.decide(moment);
  return isRefusal(decided) && "ref" in command ? { ...decided, topic: command.ref.as } : decided;
}

function firstFailed(checks: Checks, { state, caller, facts }: Moment<Command>): Refusal | undefined {
  const { user } = caller;
  if (checks.login && user === undefined) return refuse("authentication-required");
  if (checks.known && !isThere(state)) return refuse("topic-not-found");
  if (checks.user !== undefined && !facts.users.has(checks.user)) return refuse("user-not-found");
  if (checks.notBanned !== undefined && isBarred(state, user, checks.notBanned))
    return refuse("permission-denied");
  if (checks.attached && !caller.attached) return refuse("must-attach");
  if (checks.subscribed && !isSubscribed(state, user)) return refuse("permission-denied");
  if (checks.letters !== undefined && !has(attachmentMode(state, caller), checks.letters)) {
    return refuse("permission-denied");
  }
  return undefined;
}

function isBarred(state: TopicState, user: UserId | undefined, rule: true | "own-lifts"): boolean {
  if (user === undefined) return false;
  if (!isBannedFrom(state, user)) return false;
  const row = state.members.get(user);
  const isOwn = row !== undefined && row.marker !== "left" && isBanned(row.want);
  return !(rule === "own-lifts" && isOwn);
}

function isSubscribed(state: TopicState, user: UserId | undefined): boolean {
  const row = user === undefined ? undefined : state.members.get(user);
  return row !== undefined && row.marker !== "left";
}
