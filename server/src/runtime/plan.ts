// A batch of commands of one topic, decided on a draft of its state: each command sees what those before it will have done, in the rows and
// in who is attached. Nothing here changes the state or waits; what the store assigns is provisional until the commit.
import type { Refusal } from "../core/faults.ts";
import { draftOf, versionOf, type TopicState } from "../core/state.ts";
import { affected, mayStay } from "../core/topic/enforce.ts";
import { evolve } from "../core/topic/evolve.ts";
import { decide } from "../core/verbs/index.ts";
import type { Assigned, Caller, Change, Expect, Outcome, Write } from "../core/vocabulary.ts";
import { countWrongToken, withinTries } from "./limits.ts";
import type { Job } from "./mailbox.ts";
import type { Session } from "./session.ts";
import type { TopicActor } from "./topic-actor.ts";

export interface Decision {
  readonly job: Job;
  readonly outcome: Outcome | undefined;
  readonly refusal: Refusal | undefined;
  /** where the writes of this command begin among those of the batch */
  readonly first: number;
}

export interface Plan {
  readonly decisions: readonly Decision[];
  readonly writes: readonly Write[];
  readonly expects: readonly Expect[];
}

export function planBatch(actor: TopicActor, jobs: readonly Job[]): Plan {
  const draft = draftOf(actor.state);
  const present: Seats = new Map();
  const decisions: Decision[] = [];
  const writes: Write[] = [];
  const expects = new Map<string, Expect>();
  for (const job of jobs) {
    const decided = decideOne(actor, draft, job, present);
    const isRefused = "fault" in decided;
    const outcome = isRefused ? undefined : decided;
    decisions.push({ job, outcome, refusal: isRefused ? decided : undefined, first: writes.length });
    if (outcome === undefined) continue;
    writes.push(...(outcome.writes ?? []));
    for (const expect of outcome.expects ?? []) expects.set(expect.topic, expect);
    fold(actor, draft, job, outcome, present);
  }
  expects.set(actor.topic, { topic: actor.topic, version: versionOf(actor.state) });
  return { decisions, writes, expects: [...expects.values()] };
}

function decideOne(
  actor: TopicActor,
  draft: TopicState,
  job: Job,
  present: ReadonlySeats,
): Outcome | Refusal {
  try {
    const { facts, at } = job;
    const { settings, tokenOf } = actor.world;
    const caller = callerOf(actor, job, present);
    const command = withinTries(actor.world, job);
    const decided = decide({ state: draft, caller, command, facts, at, policy: settings.policy, tokenOf });
    if ("fault" in decided && decided.fault === "bearer-token") countWrongToken(actor.world, job);
    return decided;
  } catch (error) {
    return bug(actor, job, error);
  }
}

/** Sessions that commands of the batch attach or detach: false, or by what they are attached. */
type Seats = Map<Session, false | Pick<Caller, "generation">>;
type ReadonlySeats = ReadonlyMap<Session, false | Pick<Caller, "generation">>;

function callerOf(actor: TopicActor, job: Job, present: ReadonlySeats): Caller {
  const session = job.session;
  if (session === undefined) return { session: "operator", attached: false, operator: true };
  const attachment = session.attachments.get(actor.topic);
  const seat = present.get(session) ?? attachment ?? false;
  const { user, tag, name } = session;
  const by = seat === false ? {} : { generation: seat.generation };
  return { user, tag, session: name, attached: seat !== false, ...by, lastVisit: attachment?.lastVisit };
}

/** What the next command of the batch will see. Numbers that the store will assign are provisional here. */
function fold(actor: TopicActor, draft: TopicState, job: Job, outcome: Outcome, present: Seats): void {
  for (const write of outcome.writes ?? []) {
    const change = changeOf(draft, write, provisional(draft, write));
    evolve(draft, change, versionOf(draft));
    for (const attachment of actor.attachments.of(affected(change))) {
      if (!mayStay(draft, attachment)) present.set(attachment.session, false);
    }
  }
  if (job.session === undefined) return;
  if (outcome.attach === true) present.set(job.session, { generation: outcome.generation });
  if (outcome.detach === true) present.set(job.session, false);
}

function provisional(draft: TopicState, write: Write): Assigned {
  const { seq = 0, lastTs = 0 } = draft.row ?? {};
  if (write.put === "message") return { seq: seq + 1, ts: Math.max(write.at, lastTs + 1) };
  if (write.put === "erasure") return { upTo: write.before === undefined ? seq : 0 };
  return undefined;
}

/** A write as a change, with what it replaces. */
export function changeOf(state: TopicState, write: Write, assigned: Assigned): Change & { change: "write" } {
  const isHere = "topic" in write && write.topic === state.topic;
  const subscription = write.put === "subscription" && isHere ? state.members.get(write.row.user) : undefined;
  return { change: "write", write, assigned, before: { row: state.row, subscription, user: state.user } };
}

/** A defect: said once with its cause, answered 500; what is in memory is not trusted any more. */
export function bug(actor: TopicActor, job: Job, error: unknown): Refusal {
  actor.world.metrics.counts.bugs++;
  actor.world.log.error({ err: error, verb: job.command.verb, topic: actor.topic }, "a command failed");
  actor.forget();
  return { fault: "internal" };
}
