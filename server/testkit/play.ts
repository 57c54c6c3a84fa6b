// Performs one conversation on one rig: each line does something, or compares what came with what it expects. A packet that is expected is
// waited for until it comes or until it is certain that it will not.
import type { Actor, Packet } from "./actor.ts";
import { matchAnyOrder, matchPacket, render, toJson } from "./pattern.ts";
import type { Bindings, Pattern } from "./pattern.ts";
import type { Rig } from "./rig.ts";
import { performSentence } from "./sentences.ts";
import { logIn, Stage } from "./stage.ts";
import type { Conversation, Step } from "./transcript.ts";

/** how long a packet is waited for before it is made certain that none comes, and at the very most; real ms */
const patienceMs = 40;
const limitMs = 10_000;

/** A line of a transcript does not hold. The message has file, line, what was expected, what came, and the packets so far. */
export class TranscriptFailure extends Error {
  override readonly name = "TranscriptFailure";
}

/** Perform `conversation` on a server of its own. Throws TranscriptFailure. */
export async function play(rig: Rig, conversation: Conversation): Promise<void> {
  await using stage = new Stage(rig);
  for (const step of conversation.steps) {
    try {
      await perform(stage, step, conversation.steps);
    } catch (error) {
      throw failure(rig, conversation, step, stage, error);
    }
  }
  try {
    await stage.expectRest();
  } catch (error) {
    throw failure(rig, conversation, conversation.steps.at(-1), stage, error);
  }
}

async function perform(stage: Stage, step: Step, all: readonly Step[]): Promise<void> {
  switch (step.step) {
    case "send":
      return stage.speak(stage.actor(step.session), toJson(step.packet, stage.bindings));
    case "send raw":
      return stage.speak(stage.actor(step.session), fill(step.raw, stage.bindings));
    case "expect":
      return expectPackets(stage, step, all);
    case "silence":
      await stage.rest();
      for (const actor of actorsOf(stage, step.sessions)) actor.expectNothing();
      return;
    case "anything":
      return stage.forget(step.sessions.includes("all") ? undefined : step.sessions);
    case "closed":
      return expectClosed(stage, step.sessions, step.code);
    case "connect":
      return void (await stage.connect(step.session, step.id));
    case "arrive":
      return void (await stage.arrive(step.session));
    case "log in":
      return void (await logIn(stage, step.session, step.tag));
    case "hang up":
      return stage.hangUp(step.session);
    case "pass":
      return stage.pass(step.ms);
    case "restart":
      return stage.restart();
    case "sentence":
      return performSentence(stage, step.text);
  }
}

/** `$name` in a raw line is filled in like everywhere. */
function fill(raw: string, bindings: Bindings): string {
  return raw.replaceAll(/\$[A-Za-z]\w*/g, (name) => {
    const value = bindings.get(name);
    return typeof value === "string" ? value : name;
  });
}

function actorsOf(stage: Stage, names: readonly string[]): readonly Actor[] {
  return names.includes("all") ? [...stage.actors.values()] : names.map((name) => stage.actor(name));
}

/** A session that goes on has answered `rest`. The code of the close frame is compared where the transport has one. */
async function expectClosed(stage: Stage, names: readonly string[], code: number | undefined): Promise<void> {
  await stage.rest();
  for (const name of names) {
    const actor = stage.actor(name);
    actor.expectNoPacket();
    if (actor.ended === undefined) throw new Error(`the session of ${name} goes on`);
    const was = actor.ended.code;
    if (code !== undefined && was !== undefined && was !== code) {
      throw new Error(`the session of ${name} was closed with ${was}`);
    }
    stage.actors.delete(name);
  }
}

type ExpectStep = Step & { readonly step: "expect" };

async function expectPackets(stage: Stage, step: ExpectStep, all: readonly Step[]): Promise<void> {
  if (step.how === "many") return expectMany(stage, step);
  const group = step.how === "any order" ? groupOf(step, all) : [step];
  if (group[0] !== step) return; // done with the first of its group
  for (const name of step.sessions) {
    await expectOf(
      stage,
      stage.actor(name),
      group.map(({ packet }) => packet),
    );
  }
}

/** The `<~` lines of the same sessions that stand together. */
function groupOf(step: ExpectStep, all: readonly Step[]): readonly ExpectStep[] {
  const isLike = (other: Step | undefined): other is ExpectStep =>
    other?.step === "expect" && other.how === "any order" && String(other.sessions) === String(step.sessions);
  let from = all.indexOf(step);
  while (isLike(all[from - 1])) from--;
  const after = all.slice(from);
  const end = after.findIndex((other) => !isLike(other));
  return after.slice(0, end < 0 ? after.length : end).filter(isLike);
}

/** At least one packet like this, then all that follow. What a variable is bound to holds for all of them. */
async function expectMany(stage: Stage, { sessions, packet }: ExpectStep): Promise<void> {
  for (const name of sessions) {
    const actor = stage.actor(name);
    await expectOf(stage, actor, [packet]);
    for (;;) {
      await arrivalOf(stage, actor, 1);
      const [next] = actor.inbox;
      const matched = next === undefined ? undefined : matchPacket(packet, next.json, stage.bindings);
      if (matched === undefined || "differs" in matched) break;
      stage.bindings = matched.bindings;
      actor.inbox.shift();
    }
  }
}

async function expectOf(stage: Stage, actor: Actor, patterns: readonly Pattern[]): Promise<void> {
  await arrivalOf(stage, actor, patterns.length);
  const packets: readonly Packet[] = actor.inbox.splice(0, patterns.length);
  const wanted = (): string =>
    patterns.map((pattern) => render(pattern, stage.bindings)).join("\n              ");
  if (packets.length < patterns.length) {
    const came = packets.map(({ text }) => text).join("\n              ");
    const why = actor.ended === undefined ? "nothing" : "nothing: its session was ended";
    throw new Error(
      `${actor.name} expected ${wanted()}\n    but got   ${came === "" ? why : `only ${came}`}`,
    );
  }
  const matched = matchAnyOrder(
    patterns,
    packets.map(({ json }) => json),
    stage.bindings,
    "",
    matchPacket,
  );
  if ("differs" in matched) {
    const got = packets.map(({ text }) => text).join("\n              ");
    throw new Error(`${actor.name} expected ${wanted()}\n    but got   ${got}\n    ${matched.differs}`);
  }
  stage.bindings = matched.bindings;
}

/** Wait until so many packets are there, or until it is certain that they will not come. */
async function arrivalOf(stage: Stage, actor: Actor, count: number): Promise<void> {
  const isThere = (): boolean => actor.inbox.length >= count || actor.ended !== undefined;
  const wait = async (): Promise<void> => {
    while (!isThere()) await actor.change();
  };
  if (isThere()) return;
  await within(patienceMs, wait);
  if (!isThere()) await within(limitMs, () => stage.rest());
}

/** Until `done`, at most so many real milliseconds. */
async function within(ms: number, done: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([done(), late]);
  clearTimeout(timer);
}

function failure(
  rig: Rig,
  conversation: Conversation,
  step: Step | undefined,
  stage: Stage,
  cause: unknown,
): TranscriptFailure {
  const message = cause instanceof Error ? cause.message : String(cause);
  const place = `${conversation.file}:${step?.line ?? conversation.line} (${rig.name}) ${conversation.title}`;
  const packets = stage.log.slice(-40).map((line) => `      ${line}`);
  return new TranscriptFailure(
    `${place}\n    ${step?.text ?? ""}\n    ${message}\n    the packets so far:\n${packets.join("\n")}`,
    { cause },
  );
}
