// THE order. A batch of commands of one topic is decided on a draft, stored in one commit, then performed command by command:
// evolve → enforce → attach/detach → reply → tell → read. Nothing is acknowledged before it is durable; between two commands of a batch
// everything is as if the batch had never been one. Conflict: load, ask fresh facts, decide all again; third conflict: one by one, then 503.
import type { Refusal } from "../core/faults.ts";
import { versionOf } from "../core/state.ts";
import { affected } from "../core/topic/enforce.ts";
import { evolve } from "../core/topic/evolve.ts";
import { tell } from "../core/topic/tell.ts";
import type { Assigned, Change, Outcome, Reply, Write } from "../core/vocabulary.ts";
import { Unavailable, type Committed } from "../ports/store.ts";
import type { Attachment } from "./attachments.ts";
import { gather } from "./gather.ts";
import { topicAsked, type Job } from "./mailbox.ts";
import { bug, changeOf, planBatch, type Decision, type Plan } from "./plan.ts";
import { runQueries } from "./queries.ts";
import type { TopicActor } from "./topic-actor.ts";

/** More conflicts than that and the commands go one by one, then are refused. */
const maxConflicts = 3;

/** Perform commands in order; resolves when every one was answered. Never rejects. */
export async function perform(actor: TopicActor, jobs: readonly Job[]): Promise<void> {
  try {
    await performAll(actor, jobs);
  } catch (error) {
    // Whatever was stored is right; what is in memory may not be. Commands answered before keep their answer.
    for (const job of jobs) job.settle(withTopic(job, failure(actor, job, error)));
  }
}

async function performAll(actor: TopicActor, jobs: readonly Job[]): Promise<void> {
  for (let conflicts = 0; ;) {
    const plan = planBatch(actor, jobs);
    if (plan.writes.length === 0) return finish(actor, plan, undefined);
    let committed: Committed;
    try {
      committed = await commit(actor, plan);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      return unavailable(actor, plan, error);
    }
    if (committed.done === "ok") {
      await fillGap(actor, committed.assigned, plan.writes);
      return finish(actor, plan, committed);
    }
    if (jobs.length > 1 && (committed.done === "taken" || ++conflicts === maxConflicts))
      return oneByOne(actor, jobs);
    if (committed.done === "taken") return refuseAll(jobs, { fault: "duplicate-credential" });
    if (jobs.length === 1 && ++conflicts >= maxConflicts) return refuseAll(jobs, { fault: "try-later" });
    actor.world.metrics.counts.conflicts++;
    if (!(await refresh(actor, jobs))) return;
  }
}

// ---------------------------------------------------------------- commit

async function commit(actor: TopicActor, plan: Plan): Promise<Committed> {
  const { store, settings, metrics, clock } = actor.world;
  const began = clock.monotonic();
  const committed = await store.commit(settings.tenant, plan.expects, plan.writes);
  metrics.committed(plan.decisions.length, clock.monotonic() - began);
  return committed;
}

/** Another server stored messages since ours: they come first. So does a message of an earlier try that is not known here. */
async function fillGap(
  actor: TopicActor,
  assigned: readonly Assigned[],
  writes: readonly Write[],
): Promise<void> {
  let upTo = 0;
  for (const [i, write] of writes.entries()) {
    const given = assigned[i];
    if (write.put !== "message" || write.topic !== actor.topic || given === undefined) continue;
    if (!("seq" in given)) continue;
    upTo = Math.max(upTo, given.repeat === true ? given.seq : given.seq - 1);
    // what follows is of this commit
    if (given.repeat !== true) break;
  }
  if (upTo > (actor.state.row?.seq ?? upTo)) await actor.deliverUpTo(upTo);
}

async function refresh(actor: TopicActor, jobs: readonly Job[]): Promise<boolean> {
  try {
    await actor.reload();
    for (const job of jobs) {
      if (job.needs.length > 0) job.facts = await gather(actor.world, job.session, job.needs, job.facts);
    }
    return true;
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    actor.forget();
    refuseAll(jobs, { fault: "storage" });
    return false;
  }
}

async function oneByOne(actor: TopicActor, jobs: readonly Job[]): Promise<void> {
  if (!(await refresh(actor, jobs))) return;
  for (const job of jobs) await perform(actor, [job]);
}

/** Who wrote is refused; who only read is decided again on what is committed. */
async function unavailable(actor: TopicActor, plan: Plan, error: Unavailable): Promise<void> {
  actor.world.log.warn({ err: error, topic: actor.topic, outcome: error.outcome }, "a commit was refused");
  const isWriter = ({ outcome }: Decision): boolean => (outcome?.writes ?? []).length > 0;
  refuseAll(
    plan.decisions.filter(isWriter).map(({ job }) => job),
    { fault: "storage" },
  );
  const readers = plan.decisions.filter((decision) => !isWriter(decision)).map(({ job }) => job);
  if (error.outcome === "unknown") {
    wakeOthers(actor, plan.writes);
    if (!(await refresh(actor, readers))) return;
  }
  if (readers.length > 0) await perform(actor, readers);
}

/** Messages for other topics that may have been stored. */
function wakeOthers(actor: TopicActor, writes: readonly Write[]): void {
  for (const write of writes) {
    if (write.put === "message" && write.topic !== actor.topic)
      actor.world.topics.signal(write.topic, { signal: "wake" });
  }
}

function refuseAll(jobs: readonly Job[], refusal: Refusal): void {
  for (const job of jobs) job.settle(withTopic(job, refusal));
}

// ---------------------------------------------------------------- perform, command by command

function finish(actor: TopicActor, plan: Plan, committed: (Committed & { done: "ok" }) | undefined): void {
  const version = committed?.versions.get(actor.topic) ?? versionOf(actor.state);
  for (const decision of plan.decisions) {
    try {
      performOne(actor, decision, committed?.assigned ?? [], version);
    } catch (error) {
      decision.job.settle(withTopic(decision.job, bug(actor, decision.job, error)));
    }
  }
}

function performOne(
  actor: TopicActor,
  decision: Decision,
  assigned: readonly Assigned[],
  version: number,
): void {
  const { job, outcome, refusal } = decision;
  if (outcome === undefined) return job.settle(withTopic(job, refusal ?? { fault: "internal" }));
  const writes = outcome.writes ?? [];
  const mine = assigned.slice(decision.first, decision.first + writes.length);
  const changes: Change[] = [];
  for (const [i, write] of writes.entries()) {
    const given = mine[i];
    if (given !== undefined && ("clash" in given || ("repeat" in given && given.repeat === true))) continue;
    const change = changeOf(actor.state, write, given);
    evolve(actor.state, change, version);
    // A 205 is the last packet of its topic: that the topic ended is told before it (spec: 0.4 §3.1, §2.8).
    const isEnd = write.put === "topic" && write.head.state === "gone";
    if (isEnd) actor.follow(change, tell(actor.state, change, job.session?.user));
    actor.attachments.enforce(affected(change), job.session);
    if (!isEnd) changes.push(change);
  }
  const attachment = attachOrDetach(actor, job, outcome);
  cut(actor, job, outcome);
  job.settle(typeof outcome.reply === "function" ? outcome.reply(mine) : outcome.reply);
  for (const change of changes) actor.follow(change, tell(actor.state, change, job.session?.user));
  if (job.session === undefined || job.session.isClosed) return;
  if (outcome.attach === true) actor.contacts?.status(job.session);
  if (outcome.queries !== undefined) runQueries(actor, job, job.session, outcome.queries, attachment);
}

function attachOrDetach(actor: TopicActor, job: Job, outcome: Outcome): Attachment | undefined {
  const session = job.session;
  if (session === undefined || session.isClosed) return undefined;
  const old = session.attachments.get(actor.topic);
  if (outcome.detach === true && old !== undefined) actor.attachments.detach(old);
  if (outcome.attach !== true || old !== undefined) return session.attachments.get(actor.topic);
  const isCatchingUp = outcome.queries?.some((query) => query.what === "data" && query.live) ?? false;
  return actor.attachments.attach(session, isCatchingUp, outcome.generation);
}

function cut(actor: TopicActor, job: Job, outcome: Outcome): void {
  if (outcome.cut === undefined) return;
  const { user, why, keepCaller } = outcome.cut;
  for (const session of actor.world.people.sessionsOf(user)) {
    if (keepCaller && session === job.session) continue;
    session.close(why === "deleted" ? "disabled" : why);
  }
}

function failure(actor: TopicActor, job: Job, error: unknown): Refusal {
  if (!(error instanceof Unavailable)) return bug(actor, job, error);
  actor.forget();
  return { fault: "storage" };
}

/** A refusal names the topic as the client did. */
function withTopic(job: Job, refusal: Refusal): Reply {
  return { ...refusal, ...topicAsked(job) };
}
