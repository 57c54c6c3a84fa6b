// Who gets which packet. An event is encoded once, whoever reads it; per recipient there is nothing but handing the frame to an outbox.
// The only place, beside receive, that knows a wire.
import { answers, faults } from "../core/faults.ts";
import { effective } from "../core/access/effective.ts";
import { meTopic, type UserId } from "../core/ids.ts";
import { has, type Mode } from "../core/access/mode.ts";
import { isThere } from "../core/state.ts";
import type { Time } from "../core/time.ts";
import type { Emission, Event, Reply } from "../core/vocabulary.ts";
import { encode, greeting } from "../core/wire-04/index.ts";
import type { Frame } from "../ports/transport.ts";
import type { Session } from "./session.ts";
import type { TopicActor } from "./topic-actor.ts";
import type { World } from "./world.ts";

/** Announced in the greeting (extensions-0.4 §1). */
const extensions: Readonly<Record<string, number>> = { key: 1 };

export function greet(session: Session, hello: { readonly id?: string; readonly sid?: string }): void {
  const world = session.world;
  session.outbox.push({ text: greeting(world.settings.build, hello, extensions, world.clock.now()) });
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
    if (emission.to === "topic") world.topics.signal(emission.topic, emission.signal);
    else if (emission.to === "attached") emitAttached(actor, emission.event, emission.letters, emission.not);
    else emitMembers(world, actor, emission.event, emission.letters, emission.not, emission.away === true);
  }
}

function emitAttached(actor: TopicActor, event: Event, letters: Mode, not: UserId | undefined): void {
  const frame = frameOf(event);
  if (frame === undefined) return;
  const isData = event.event === "data";
  let count = 0;
  for (const attachment of actor.attachments.values()) {
    if (!has(attachment.mode, letters)) continue;
    if (not !== undefined && attachment.user === not) continue;
    // A session that still reads the snapshot of its {sub get:"data"} gets this message from its reader, in its turn.
    if (isData && attachment.isCatchingUp) continue;
    attachment.session.outbox.push(frame);
    count++;
  }
  actor.world.metrics.counts.packetsOut += count;
  if (isData) actor.world.metrics.counts.messagesOut += count;
}

function emitMembers(
  world: World,
  actor: TopicActor,
  event: Event,
  letters: Mode,
  not: UserId | undefined,
  away: boolean,
): void {
  let frame: Frame | undefined;
  for (const row of actor.state.members.values()) {
    if (row.user === not || (away && actor.attachments.has(row.user))) continue;
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
