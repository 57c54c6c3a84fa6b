// From the text of a packet to a command in a queue. The requests of one session take effect in the order sent: the next packet is taken only
// when the previous one was posted to its topic (after acc and login: answered). Packets of one topic may be under way together, and {pub} of
// several; whatever else concerns another topic waits for the answers.
import { meTopic, groupName, type TopicName } from "../core/ids.ts";
import { needsOf } from "../core/verbs/index.ts";
import type { Refusal } from "../core/faults.ts";
import type { Command, Reply, TopicCommand } from "../core/vocabulary.ts";
import { decode } from "../core/wire-04/index.ts";
import { Busy } from "../ports/auth.ts";
import { Unavailable } from "../ports/store.ts";
import { runAlone } from "./alone.ts";
import { answer } from "./fanout.ts";
import { gather, noFacts } from "./gather.ts";
import { exceeds } from "./limits.ts";
import type { Session } from "./session.ts";
import type { World } from "./world.ts";

/** So many refusals in a row for exceeding a rate end the session. */
const maxStrikes = 500;

/** Take what waits, as far as the order of effects allows; then let the connection go on reading, for that hands over more at once. */
export function takeInput(session: Session): void {
  takeWaiting(session);
  if (!session.isPaused || session.input.length > session.world.settings.inputQueue / 2) return;
  session.isPaused = false;
  session.connection.resume();
}

function takeWaiting(session: Session): void {
  while (!session.isTaking && !session.isClosed) {
    const command = session.held ?? next(session);
    if (command === undefined) return;
    session.held = undefined;
    if (!mayPass(session, command)) {
      session.held = command;
      return;
    }
    take(session, command);
  }
}

export function answerBinary(session: Session): void {
  const { rates, settings } = session.world;
  if (!rates.take(`bad ${session.name}`, settings.rates.malformed)) {
    tooFast(session, undefined);
    return;
  }
  answer(
    session,
    undefined,
    { fault: "malformed", detail: "binary frames are not accepted" },
    session.world.clock.now(),
  );
}

// ---------------------------------------------------------------- taking

/** The next packet that is a command; those that are none are answered. */
function next(session: Session): Command | undefined {
  for (;;) {
    const text = session.input.shift();
    if (text === undefined || session.isClosed) return undefined;
    const command = read(session, text);
    if (command !== undefined) return command;
  }
}

function read(session: Session, text: string): Command | undefined {
  const { world } = session;
  const decoded = decode(
    text,
    { user: session.user },
    { groupName: () => groupName(world.crypto.random(9)) },
    world.settings.off,
    world.settings.json,
  );
  const { bytesSession, malformed } = world.settings.rates;
  const who = decoded.ok ? decoded.command : undefined;
  const isOver =
    who !== undefined ? exceeds(session, who) : !world.rates.take(`bad ${session.name}`, malformed);
  if (isOver || !world.rates.take(`bytes ${session.name}`, bytesSession, text.length)) {
    return tooFast(session, decoded.ok ? decoded.command.id : decoded.id);
  }
  if (decoded.ok) {
    session.strikes = 0;
    if (isOpenTo(session, decoded.command)) return decoded.command;
    answer(session, decoded.command.id, { fault: "authentication-required" }, world.clock.now());
    return undefined;
  }
  const named = decoded.topic === undefined ? {} : { topic: decoded.topic };
  answer(session, decoded.id, { ...decoded.refusal, ...named }, world.clock.now());
  return undefined;
}

/** The operator may ask for a login before anything else. */
function isOpenTo(session: Session, command: Command): boolean {
  const isLogin = command.verb === "login" || (command.verb === "acc" && command.act === "create");
  return session.user !== undefined || session.world.settings.anonymous || isLogin;
}

function tooFast(session: Session, id: string | undefined): undefined {
  answer(session, id, { fault: "try-later" }, session.world.clock.now());
  if (++session.strikes >= maxStrikes) session.close("flood");
  return undefined;
}

/** One topic at a time, but for messages: those of several topics do not depend on each other. */
function mayPass(session: Session, command: Command): boolean {
  const { pending } = session;
  if (pending.count === 0) return true;
  if (command.verb === "pub" && pending.onlyPub) return true;
  return topicOf(session, command) === pending.topic;
}

function take(session: Session, command: Command): void {
  const at = session.world.clock.now();
  const topic = topicOf(session, command);
  if (
    topic === undefined ||
    command.verb === "login" ||
    command.verb === "find" ||
    (command.verb === "acc" && command.act === "create")
  ) {
    session.isTaking = true;
    const done = (): void => {
      session.isTaking = false;
      takeInput(session);
    };
    runAlone(session.world, session, command, at).then(done, done);
    return;
  }
  post(session, command, topic, at);
}

function post(session: Session, command: TopicCommand, topic: TopicName, at: number): void {
  const caller = {
    user: session.user,
    tag: session.tag,
    session: session.name,
    attached: session.attachments.has(topic),
  };
  const needs = needsOf(command, caller);
  const settle = begin(session, command, topic, at);
  const job = { job: "command", command, session, needs, facts: noFacts, at, settle } as const;
  const full = (): void => settle({ fault: "try-later" });
  const { topics } = session.world;
  if (needs.length === 0) {
    if (!topics.activate(topic).post(job)) full();
    return;
  }
  session.isTaking = true;
  gather(session.world, session, needs)
    .then(
      (facts) => {
        if (!topics.activate(topic).post({ ...job, facts })) full();
      },
      (error: unknown) => settle(refusalFor(session.world, session, error)),
    )
    .finally(() => {
      session.isTaking = false;
      takeInput(session);
    });
}

/** The command is under way until its answer; returns how to answer it. */
function begin(
  session: Session,
  command: Command,
  topic: TopicName,
  at: number,
): (reply: Reply | undefined) => void {
  const { pending } = session;
  pending.onlyPub = command.verb === "pub" && (pending.count === 0 || pending.onlyPub);
  pending.topic = topic;
  pending.count++;
  let isOpen = true;
  return (reply) => {
    if (!isOpen) return;
    isOpen = false;
    if (--pending.count === 0) pending.topic = undefined;
    if (session.isClosed) return;
    if (reply !== undefined) answer(session, command.id, reply, at);
    if (session.input.length > 0 || session.held !== undefined) takeInput(session);
  };
}

/** What a failed gathering means to the client; `session` undefined = to the operator. */
export function refusalFor(world: World, session: Session | undefined, error: unknown): Refusal {
  if (error instanceof Busy) return { fault: "try-later" };
  if (error instanceof Unavailable) return { fault: "storage" };
  world.metrics.counts.bugs++;
  world.log.error({ err: error, session: session?.name }, "facts could not be gathered");
  return { fault: "internal" };
}

function topicOf(session: Session, command: Command): TopicName | undefined {
  if ("ref" in command) return command.ref.topic;
  return command.verb === "acc" && session.user !== undefined ? meTopic(session.user) : undefined;
}
