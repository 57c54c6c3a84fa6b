// The history by request, by session and by message: what the checks look things up in.
import type { Asked, Ctrl, Ending, Happened, Log, Packet, Stored } from "../history.ts";

export type PromiseName =
  | "P1"
  | "P2"
  | "P3"
  | "P4"
  | "P5"
  | "P6"
  | "P7"
  | "P8"
  | "P9"
  | "P10"
  | "P11"
  | "P12";

/** A broken promise, and the events that show it. */
export interface Found {
  readonly promise: PromiseName;
  readonly text: string;
  /** places in the history */
  readonly events: readonly number[];
  readonly sessions: readonly string[];
  /** the message it is about */
  readonly content?: string;
}

export interface Request {
  readonly session: string;
  readonly user: string;
  readonly asked: Asked;
  readonly at: number;
  /** {ctrl} with its id, in order */
  readonly answers: { readonly ctrl: Ctrl; readonly at: number }[];
  /** {meta} with its id */
  metas: number;
}

export type Received = { readonly packet: Packet; readonly at: number };

/** What one session did and saw, in order. */
export interface SessionLife {
  readonly session: string;
  readonly user: string;
  readonly events: Happened[];
  /** undefined = it was up to the last */
  endedAt: number | undefined;
}

/** One topic when all was over. */
export interface LogIndex extends Log {
  readonly topic: string;
  readonly byTs: ReadonlyMap<string, number>;
  readonly byContent: ReadonlyMap<string, number>;
  /** by place: the earliest event at which this message or a later one was known to be accepted; never falls */
  readonly acceptedFrom: readonly number[];
}

export interface Evidence {
  readonly ending: Ending;
  readonly sessions: ReadonlyMap<string, SessionLife>;
  readonly requests: readonly Request[];
  readonly byId: ReadonlyMap<string, Request>;
  readonly logs: ReadonlyMap<string, LogIndex>;
  /** {pub} by topic and content */
  readonly pubs: ReadonlyMap<string, readonly Request[]>;
}

export function indexOf(events: readonly Happened[], ending: Ending): Evidence {
  const sessions = new Map<string, SessionLife>();
  const byId = new Map<string, Request>();
  for (const event of events) {
    if (event.event === "noted") continue;
    const life = lifeOf(sessions, event.session, event.event === "opened" ? event.user : "");
    life.events.push(event);
    if (event.event === "ended") life.endedAt ??= event.index;
    if (event.event === "asked" && event.asked.id !== undefined) {
      const { session, asked } = event;
      byId.set(`${session} ${asked.id}`, {
        session,
        user: life.user,
        asked,
        at: event.index,
        answers: [],
        metas: 0,
      });
    }
    if (event.event === "got") record(byId, event.session, event.packet, event.index);
  }
  const requests = [...byId.values()];
  const pubs = Map.groupBy(
    requests.filter(({ asked }) => asked.verb === "pub"),
    ({ asked }) => nameOf(asked.topic ?? "", asked.content ?? ""),
  );
  const logs = new Map([...ending.logs].map(([topic, log]) => [topic, indexLog(topic, log, pubs)]));
  return { ending, sessions, requests, byId, logs, pubs };
}

/** Names a message. */
export function nameOf(topic: string, content: string): string {
  return `${topic} ${content}`;
}

export function isErased(log: Log, ts: string): boolean {
  return log.erasedBefore !== undefined && ts < log.erasedBefore;
}

/** The 202 of a {pub}, if one came. */
export function acceptance(request: Request): { readonly ctrl: Ctrl; readonly at: number } | undefined {
  return request.answers.find(({ ctrl }) => ctrl.code === 202);
}

function lifeOf(sessions: Map<string, SessionLife>, session: string, user: string): SessionLife {
  const known = sessions.get(session);
  if (known !== undefined) return known;
  const life: SessionLife = { session, user, events: [], endedAt: undefined };
  sessions.set(session, life);
  return life;
}

function record(byId: ReadonlyMap<string, Request>, session: string, packet: Packet, at: number): void {
  if (packet.kind !== "ctrl" && packet.kind !== "meta") return;
  const request = byId.get(`${session} ${packet.id}`);
  if (request === undefined) return;
  if (packet.kind === "meta") request.metas++;
  else request.answers.push({ ctrl: packet, at });
}

function indexLog(topic: string, log: Log, pubs: Evidence["pubs"]): LogIndex {
  const of = (name: (message: Stored) => string): ReadonlyMap<string, number> =>
    new Map(log.messages.map((message, place) => [name(message), place]));
  const acceptedFrom: number[] = [];
  let earliest = Infinity;
  for (let place = log.messages.length - 1; place >= 0; place--) {
    const requests = pubs.get(nameOf(topic, log.messages[place]?.content ?? "")) ?? [];
    for (const request of requests) earliest = Math.min(earliest, acceptance(request)?.at ?? Infinity);
    acceptedFrom[place] = earliest;
  }
  return { ...log, topic, byTs: of(({ ts }) => ts), byContent: of(({ content }) => content), acceptedFrom };
}

/** Place of the first message at or after that time. */
export function placeOfTime({ messages }: Log, ts: string): number {
  return firstPlace(messages.length, (place) => (messages[place]?.ts ?? "") >= ts);
}

/** The first place from which on it is true, by bisection; `length` when it never is. */
export function firstPlace(length: number, isTrue: (place: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isTrue(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
