// The pull reader: history goes out slice by slice, each only when little waits in the session's outbox, so that an answer of any length
// holds O(1) memory and never counts as slow. One answer at a time per session; the next waits its turn.
// A {sub get:"data"} attaches catching up: fan-out skips the session until the reader is level with the topic, in one step: no gap, no duplicate.
import type { Browse, Query } from "../core/vocabulary.ts";
import type { Message } from "../core/state.ts";
import { Unavailable, type Slice } from "../ports/store.ts";
import { mayStay } from "../core/topic/enforce.ts";
import { answer, send } from "./fanout.ts";
import { topicAsked, type Job } from "./mailbox.ts";
import type { Session } from "./session.ts";
import type { Attachment } from "./attachments.ts";
import type { TopicActor } from "./topic-actor.ts";

const sliceRows = 32;
const sliceChars = 65_536;

/** One answer: the page that was asked for, and for a {sub} everything since. */
export interface DataRead {
  readonly actor: TopicActor;
  /** what the session was attached by when it asked */
  readonly attachment: Attachment;
  readonly job: Job;
  readonly query: Query & { what: "data" };
  /** newest message when the request was taken */
  readonly bound: number;
}

export function readHistory(session: Session, read: DataRead): void {
  if (session.reads.push(read) === 1) runReads(session).catch((error: unknown) => broke(session, error));
}

async function runReads(session: Session): Promise<void> {
  for (let read = session.reads[0]; read !== undefined; read = session.reads[0]) {
    if (session.isClosed) break;
    await sendAnswer(session, read);
    session.reads.shift();
  }
  session.reads.length = 0;
}

async function sendAnswer(session: Session, read: DataRead): Promise<void> {
  let count: number;
  try {
    count = await sendPage(session, read, read.query.browse);
    if (read.attachment.isCatchingUp) await catchUp(session, read);
    if (read.query.live) return;
  } catch (error) {
    return failed(session, read, error);
  }
  if (session.isClosed) return;
  const named = topicAsked(read.job);
  const reply = isAlive(read)
    ? ({ answer: "ok", facts: { count }, ...named } as const)
    : ({ fault: "permission-denied", ...named } as const);
  if (read.job.command.id !== undefined) answer(session, read.job.command.id, reply, read.job.at);
}

async function sendPage(session: Session, read: DataRead, browse: Browse): Promise<number> {
  const cleared = clearedFor(read);
  let above = cleared;
  let upTo = read.bound;
  let count = 0;
  while (count < browse.limit) {
    const { since, before, ascending } = browse;
    const times = { ...(since !== undefined && { since }), ...(before !== undefined && { before }) };
    const limit = Math.min(sliceRows, browse.limit - count);
    const sent = await sendSlice(session, read, {
      above,
      upTo,
      ...times,
      ascending,
      limit,
      maxChars: sliceChars,
    });
    const last = sent?.at(-1);
    if (sent === undefined || last === undefined) break;
    count += sent.length;
    if (ascending) above = last.seq;
    else upTo = last.seq - 1;
  }
  return count;
}

/** Everything stored since the page, in order, until nothing is missing; from then on fan-out serves the session. */
async function catchUp(session: Session, read: DataRead): Promise<void> {
  let above = Math.max(read.bound, clearedFor(read));
  for (;;) {
    const upTo = read.actor.state.row?.seq ?? 0;
    if (!isAlive(read) || above >= upTo) {
      read.attachment.isCatchingUp = false;
      return;
    }
    const slice = { above, upTo, ascending: true, limit: sliceRows, maxChars: sliceChars };
    const sent = await sendSlice(session, read, slice);
    above = sent?.at(-1)?.seq ?? upTo;
  }
}

/** undefined = the session lost the topic or is gone: nothing of it is sent. */
async function sendSlice(
  session: Session,
  read: DataRead,
  slice: Slice,
): Promise<readonly Message[] | undefined> {
  await session.outbox.room();
  if (!isAlive(read)) return undefined;
  const { store, settings } = read.actor.world;
  const messages = await store.readMessages(settings.tenant, read.actor.topic, slice);
  if (!isAlive(read)) return undefined;
  for (const message of messages) send(session, { event: "data", topic: read.actor.topic, message });
  markSent(read, messages);
  return messages;
}

/** History that was sent is read as well as what comes live (extensions-0.4 §7). */
function markSent({ attachment, actor }: DataRead, messages: readonly Message[]): void {
  if (actor.state.kind === "me") return;
  const newest = Math.max(messages[0]?.seq ?? 0, messages.at(-1)?.seq ?? 0);
  if (newest <= attachment.sent) return;
  attachment.sent = newest;
  actor.attachments.markRead([attachment]);
}

/** Who leaves before the answer to his {get} is complete still gets it, while he may read; a snapshot ends with its attachment. */
function isAlive({ attachment, actor, query }: DataRead): boolean {
  const { session } = attachment;
  if (session.isClosed) return false;
  if (session.attachments.get(actor.topic) === attachment) return true;
  if (query.live || attachment.isCatchingUp || attachment.isLost) return false;
  // what an actor out of memory knows of rights is old
  return actor.world.topics.find(actor.topic) === actor && mayStay(actor.state, attachment);
}

function clearedFor({ attachment, actor }: DataRead): number {
  return attachment.user === undefined ? 0 : (actor.state.members.get(attachment.user)?.cleared ?? 0);
}

function failed(session: Session, read: DataRead, error: unknown): void {
  const isDefect = !(error instanceof Unavailable);
  if (isDefect) {
    session.world.metrics.counts.bugs++;
    session.world.log.error({ err: error, session: session.name }, "a history answer failed");
  }
  if (session.isClosed) return;
  const fault = isDefect ? "internal" : "storage";
  // a {sub} was answered before
  if (!read.query.live) answer(session, read.job.command.id, { fault, ...topicAsked(read.job) }, read.job.at);
  // A session that waits behind a snapshot it will not get would hear nothing of the topic: let the client come again.
  if (read.attachment.isCatchingUp) session.close("internal");
}

function broke(session: Session, error: unknown): void {
  session.world.log.error({ err: error, session: session.name }, "a history answer failed");
  session.close("internal");
}
