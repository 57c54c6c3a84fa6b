// Commands that concern no topic: {acc} that makes an account, {login}, and whatever a session without login asks in vain.
// The same steps as in perform, for one command: gather, decide, commit (a moved version: again), become, answer.
import { decide, needsOf } from "../core/verbs/index.ts";
import { kindOf, type TopicName } from "../core/ids.ts";
import { X } from "../core/access/mode.ts";
import { Members } from "../core/members.ts";
import type { TopicState } from "../core/state.ts";
import type { Caller, Command, Facts, Outcome, Reply } from "../core/vocabulary.ts";
import type { Refusal } from "../core/faults.ts";
import { answer, send } from "./fanout.ts";
import { gather, noFacts } from "./gather.ts";
import { limitsOf } from "./limits.ts";
import { refusalFor } from "./receive.ts";
import type { Session } from "./session.ts";
import type { World } from "./world.ts";

const maxConflicts = 3;

/** Never rejects. `session` undefined = an order of the operator; returns the answer, which a session has been sent. */
export async function runAlone(
  world: World,
  session: Session | undefined,
  command: Command,
  at: number,
): Promise<Reply | undefined> {
  const limits = session !== undefined && command.verb === "login" ? limitsOf(session, command) : [];
  if (!(await world.attempts.begin(limits))) {
    if (session !== undefined && !session.isClosed) answer(session, command.id, { fault: "try-later" }, at);
    return { fault: "try-later" };
  }
  if (session?.isClosed === true) {
    world.attempts.ended(limits, false);
    return undefined;
  }
  let reply: Reply | undefined;
  try {
    reply = await run(world, session, command, at);
  } catch (error) {
    reply = refusalFor(world, session, error);
  }
  world.attempts.ended(limits, isFailedLogin(reply));
  session?.arrived();
  if (session === undefined || session.isClosed) return reply;
  if (reply !== undefined) answer(session, command.id, reply, at);
  return reply;
}

async function run(
  world: World,
  session: Session | undefined,
  command: Command,
  at: number,
): Promise<Reply | undefined> {
  const caller = callerOf(session);
  const needs = needsOf(command, caller);
  let facts: Facts = noFacts;
  for (let conflicts = 0; conflicts < maxConflicts; conflicts++) {
    facts = await gather(world, session, needs, facts);
    const decided: Outcome | Refusal = decide({
      state: nowhere(),
      caller,
      command,
      facts,
      at,
      policy: world.settings.policy,
      tokenOf: world.tokenOf,
    });
    if ("fault" in decided) return decided;
    const { writes = [], expects = [] } = decided;
    if (writes.length === 0) return conclude(world, session, decided, []);
    const committed = await world.store.commit(world.settings.tenant, expects, writes);
    if (committed.done === "ok") return conclude(world, session, decided, committed.assigned);
    if (committed.done === "taken") return { fault: "duplicate-credential" };
    world.metrics.counts.conflicts++;
  }
  return { fault: "try-later" };
}

function conclude(
  world: World,
  session: Session | undefined,
  outcome: Outcome,
  assigned: Parameters<Extract<Outcome["reply"], Function>>[0],
): Reply | undefined {
  if (outcome.become !== undefined && session !== undefined && !session.isClosed) {
    const { user, tag } = outcome.become;
    if (world.settings.limits && world.people.count(user) > world.settings.sessionsUser)
      return { fault: "try-later" };
    session.become(user, tag);
    world.metrics.counts.logins++;
  }
  if (outcome.shows !== undefined && session !== undefined && !session.isClosed) send(session, outcome.shows);
  return typeof outcome.reply === "function" ? outcome.reply(assigned) : outcome.reply;
}

function callerOf(session: Session | undefined): Caller {
  if (session === undefined) return { session: "operator", attached: false, operator: true };
  return { user: session.user, tag: session.tag, session: session.name, attached: false };
}

/** A topic that nothing is stored under, for rules that look at none. */
function nowhere(): TopicState {
  const topic = "grp" as TopicName;
  return { topic, kind: kindOf(topic), row: undefined, members: new Members(X), user: undefined };
}

function isFailedLogin(reply: Reply | undefined): boolean {
  return reply !== undefined && "fault" in reply && reply.fault === "authentication-failed";
}
