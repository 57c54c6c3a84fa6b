// The composition of one server: it owns what is in memory and nothing else; every port is handed in. `drain` ends it without losing anything.
import type { Clock } from "../ports/clock.ts";
import type { Crypto } from "../ports/crypto.ts";
import type { PasswordScheme } from "../ports/auth.ts";
import type { Store } from "../ports/store.ts";
import type { Accept } from "../ports/transport.ts";
import { Topics } from "./activation.ts";
import { Attempts } from "./attempts.ts";
import { greet } from "./fanout.ts";
import type { Log } from "./log.ts";
import { Marks } from "./marks.ts";
import { Metrics } from "./metrics.ts";
import { createOperator, type Operator } from "./operator.ts";
import { Flusher } from "./outbox.ts";
import { People } from "./people.ts";
import { Presence } from "./presence.ts";
import { Rates } from "./rate.ts";
import { Session } from "./session.ts";
import type { Settings } from "./settings.ts";
import { Sweep } from "./sweep.ts";
import type { World } from "./world.ts";

export interface Parts {
  /** open already; the caller closes it after `drain` */
  readonly store: Store;
  readonly clock: Clock;
  readonly crypto: Crypto;
  readonly passwords: PasswordScheme;
  readonly settings: Settings;
  readonly log: Log;
  readonly metrics?: Metrics;
}

/** What is in memory now; after all sessions left and the timers ran, every number is back at 0. */
export interface Stats {
  readonly sessions: { readonly websocket: number; readonly longpoll: number };
  readonly users: number;
  /** addresses with sessions that have no login; logins under way, by what they are limited by */
  readonly strangers: number;
  readonly attempts: number;
  readonly topics: number;
  readonly attachments: number;
  readonly queued: number;
  readonly presence: number;
  /** marks that wait to be written, and users of whom the store does not show all yet */
  readonly marks: number;
  readonly unwritten: number;
}

export interface Server {
  start(): Promise<void>;
  /** for transports: a new connection becomes a session */
  readonly accept: Accept;
  /** Finish and answer what is under way, end all sessions, write the marks. What is not finished after `withinMs` is not waited for. */
  drain(withinMs: number): Promise<void>;
  readonly operator: Operator;
  /** why it takes no traffic, or refuses changes, in words for the operator; empty = ready */
  trouble(): readonly string[];
  /** what the operator should see to although everything goes on */
  warnings(): readonly string[];
  stats(): Stats;
}

/** A stored time so far ahead of the clock is reported: new messages take their place behind it. */
const maxAheadMs = 60_000;

/** At a drain, what waits for slow readers has so long to leave; a long poll takes one packet at a time. */
const lastPacketsMs = 1_000;

/** 132 bits */
const tokenLength = 22;

export function createServer(parts: Parts): Server {
  const { store, clock, settings, log } = parts;
  const sessions = new Set<Session>();
  const strangers = new Map<string, number>();
  let newest = 0;
  /** the clock was, when the newest message was noticed */
  let isBehind = false;
  let named = 0;
  const rates = new Rates(clock, settings.limits);
  const world: World = {
    ...parts,
    metrics: parts.metrics ?? new Metrics(),
    rates,
    tokenOf: (topic, generation) =>
      parts.crypto.hmac(`bearer ${settings.tenant} ${topic} ${generation}`).slice(0, tokenLength),
    attempts: new Attempts(rates),
    flusher: new Flusher(clock),
    people: new People(),
    topics: new Topics(() => world),
    marks: new Marks(parts),
    presence: new Presence(() => world),
    sweep: new Sweep(parts),
    isDraining: false,
    forget: (session) => {
      sessions.delete(session);
      world.metrics.counts.sessionsClosed++;
      if (session.user !== undefined) world.people.leave(session.user, session);
      session.arrived();
      if (session.user === undefined) countStranger(strangers, session.connection.address, -1);
    },
    known: (session) => void countStranger(strangers, session.connection.address, -1),
    noticeTime(ts) {
      if (ts <= newest) return;
      newest = ts;
      const aheadMs = ts - clock.now();
      const wasBehind = isBehind;
      isBehind = aheadMs > maxAheadMs;
      if (isBehind && !wasBehind) log.warn({ aheadMs }, clockTrouble(aheadMs));
    },
  };

  const accept: Accept = (connection, hello) => {
    const session = new Session(world, connection, `s${++named}`);
    sessions.add(session);
    world.metrics.counts.sessionsOpened++;
    const strangersThere = countStranger(strangers, connection.address, 1);
    if (world.isDraining) session.close("drain");
    else if (settings.limits && strangersThere > settings.anonymousAddress) session.close("flood");
    else greet(session, hello);
    if (!settings.anonymous) clock.after(settings.loginWithinMs, () => session.endUnlessKnown());
    return session;
  };

  return {
    accept,
    operator: createOperator(world),
    async start() {
      world.noticeTime(await store.newest());
      world.sweep.want();
    },
    async drain(withinMs) {
      world.isDraining = true;
      await finish(world, sessions, withinMs);
      world.sweep.stop();
      await world.marks.flush();
    },
    trouble() {
      const reasons = [store.trouble(), world.isDraining ? "the server is going away" : undefined];
      return reasons.filter((reason) => reason !== undefined);
    },
    warnings() {
      const aheadMs = newest - clock.now();
      const warnings = [store.damage(), aheadMs > maxAheadMs ? clockTrouble(aheadMs) : undefined];
      return warnings.filter((warning) => warning !== undefined);
    },
    stats: () => ({ ...stats(world, sessions), strangers: strangers.size }),
  };
}

/** What was taken is finished, and its answers are on their way, before a session ends. All are told, also when the time is over. */
async function finish(world: World, sessions: ReadonlySet<Session>, withinMs: number): Promise<void> {
  const { clock } = world;
  const end = clock.monotonic() + withinMs;
  const isBusy = (): boolean =>
    [...sessions].some((session) => session.isTaking || session.pending.count > 0) ||
    [...world.topics.all()].some((actor) => !actor.isIdle);
  const isOwed = (): boolean => [...sessions].some(({ outbox }) => outbox.length > 0);
  const whileTrue = async (condition: () => boolean, until: number): Promise<void> => {
    while (condition() && clock.monotonic() < until) await new Promise<void>((go) => clock.soon(go));
  };
  for (const session of sessions) session.stopTaking();
  await whileTrue(isBusy, end);
  await whileTrue(isOwed, Math.min(end, clock.monotonic() + lastPacketsMs));
  for (const session of sessions) session.close("drain");
  await whileTrue(isBusy, end);
}

function stats(world: World, sessions: ReadonlySet<Session>): Omit<Stats, "strangers"> {
  const byTransport = { websocket: 0, longpoll: 0 };
  let attachments = 0;
  for (const session of sessions) {
    byTransport[session.connection.transport]++;
    attachments += session.attachments.size;
  }
  let queued = 0;
  for (const actor of world.topics.all()) queued += actor.queued;
  return {
    sessions: byTransport,
    users: world.people.size,
    attempts: world.attempts.size,
    topics: world.topics.size,
    attachments,
    queued,
    presence: world.presence.size,
    marks: world.marks.waiting,
    unwritten: world.marks.unwritten,
  };
}

function countStranger(strangers: Map<string, number>, address: string, by: 1 | -1): number {
  const count = (strangers.get(address) ?? 0) + by;
  if (count === 0) strangers.delete(address);
  else strangers.set(address, count);
  return count;
}

function clockTrouble(aheadMs: number): string {
  const seconds = Math.round(aheadMs / 1_000);
  return `the newest stored message is ${seconds} s ahead of this machine's clock: check the clock (NTP); messages go on`;
}
