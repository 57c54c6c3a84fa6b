// Who gets which packet. An event is encoded once, whoever reads it; per recipient there is nothing but handing the frame to an outbox.
// The only place, beside receive, that knows a wire.
import { announced } from "../core/extensions.ts";
import { answers, faults } from "../core/faults.ts";
import { effective } from "../core/access/effective.ts";
import { meTopic } from "../core/ids.ts";
import { has } from "../core/access/mode.ts";
import { isThere, type Subscription } from "../core/state.ts";
import type { Time } from "../core/time.ts";
import type { Emission, Event, Reply } from "../core/vocabulary.ts";
import { encode, greeting } from "../core/wire-04/index.ts";
import type { Frame } from "../ports/transport.ts";
import type { Attachment } from "./attachments.ts";
import type { Session } from "./session.ts";
import type { TopicActor } from "./topic-actor.ts";
import type { World } from "./world.ts";

export function greet(session: Session, hello: { readonly id?: string; readonly sid?: string }): void {
  const world = session.world;
  const { build, off } = world.settings;
  session.outbox.push({ text: greeting(build, hello, announced(off), world.clock.now()) });
  world.metrics.counts.packetsOut++;
}

export function send(session: Session, event: Event): void {
  const frame = frameOf(event);
  if (frame !== undefined) hand(session, frame);
}

/** The final answer to a request. */
export function answer(session: Session, id: string | undefined, reply: Reply, at: Time): void {
  const code = "fault" in reply ? faults[reply.fault].code : answers[reply.answer].code;
  if (code >= 400) session.world.metrics.refused(code);
  send(session, { event: "answer", id, reply, at: ("at" in reply ? reply.at : undefined) ?? at });
}

/** Tell everybody who is to hear of what happened in this topic. */
export function emit(world: World, actor: TopicActor, emissions: readonly Emission[]): void {
  for (const emission of emissions) {
    if (emission.to !== "topic" && actor.crowd.takes(emission)) continue;
    if (emission.to === "topic") world.topics.signal(emission.topic, emission.signal);
    else if (emission.to === "attached") toAttached(actor, emission, actor.attachments.values());
    else toMembers(actor, emission, actor.state.members.values());
  }
}

/** The part of an emission that goes to these sessions in the topic. */
export function toAttached(
  actor: TopicActor,
  { event, letters, not }: Emission & { to: "attached" },
  attachments: Iterable<Attachment>,
): void {
  const frame = frameOf(event);
  if (frame === undefined) return;
  const message = event.event === "data" ? event.message : undefined;
  let count = 0;
  for (const attachment of attachments) {
    if (!has(attachment.mode, letters)) continue;
    if (not !== undefined && attachment.user === not) continue;
    if (message !== undefined) {
      const { isCatchingUp, user } = attachment;
      if (!isCatchingUp || (user !== undefined && user === message.from)) attachment.sent = message.seq;
      // A session that still reads the snapshot of its {sub get:"data"} gets this message from its reader, in its turn.
      if (isCatchingUp) continue;
    }
    attachment.session.outbox.push(frame);
    count++;
  }
  actor.world.metrics.counts.packetsOut += count;
  if (message === undefined) return;
  actor.world.metrics.counts.messagesOut += count;
  if (actor.state.kind !== "me") actor.world.marks.touch(actor.attachments);
}

/** The part of an emission that goes to these members, at their `me`. */
export function toMembers(
  actor: TopicActor,
  { event, letters, not, away }: Emission & { to: "members" },
  rows: Iterable<Subscription>,
): void {
  const { world } = actor;
  let frame: Frame | undefined;
  for (const row of rows) {
    if (row.user === not || (away === true && actor.attachments.has(row.user))) continue;
    const me = world.topics.find(meTopic(row.user));
    if (me === undefined || !has(effective(actor.state, row.user), letters)) continue;
    for (const attachment of me.attachments.values()) {
      // Who is here was told already, but for the end of the topic.
      if (isThere(actor.state) && attachment.session.attachments.has(actor.topic)) continue;
      frame ??= frameOf(event);
      if (frame === undefined) return;
      hand(attachment.session, frame);
    }
  }
}

function hand(session: Session, frame: Frame): void {
  session.outbox.push(frame);
  session.world.metrics.counts.packetsOut++;
}

function frameOf(event: Event): Frame | undefined {
  const text = encode(event);
  return text === undefined ? undefined : { text };
}
