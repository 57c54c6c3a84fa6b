// One session as a device has it: requests with ids, answers that come or do not, what the session is attached to as far as it was told.
// All it does and sees goes into the history. Contents are raw JSON text.
import {
  readPacket,
  type Asked,
  type Browse,
  type Ctrl,
  type Data,
  type History,
  type Meta,
} from "../history.ts";
import type { Link, Reader } from "./link.ts";
import type { Scheduler } from "./scheduler.ts";

/** A client that gets no answer for so long takes the connection for dead. */
const patienceMs = 8_000;

/** undefined = the session ended before it came: nobody knows */
export type Answer = Ctrl | Meta | undefined;

/** A request without its answer. */
interface Open {
  readonly asked: Asked;
  readonly resolve: (answer: Answer) => void;
}

export interface LineParts {
  readonly scheduler: Scheduler;
  readonly history: History;
  /** nothing is asked any more from then on */
  readonly quietMs: number;
  /** unique; begins with the name of the user */
  readonly session: string;
  readonly user: string;
  /** each packet as it was on the wire */
  readonly trace: (text: string) => void;
  readonly onData: (data: Data) => void;
  /** the session is attached to the topic, lost it, or heard of it */
  readonly onAttached: (topic: string) => void;
  readonly onLoss: (topic: string) => void;
  readonly onPresence: (topic: string) => void;
}

export class Line implements Reader {
  readonly session: string;
  /** topics that this session is attached to, by their names on the wire */
  readonly attached = new Set<string>();
  readonly #parts: LineParts;
  #link: Link | undefined;
  #asked = 0;
  readonly #open = new Map<string, Open>();

  constructor(parts: LineParts) {
    this.#parts = parts;
    this.session = parts.session;
  }

  get isUp(): boolean {
    return this.#link !== undefined;
  }

  opened(link: Link): void {
    this.#link = link;
    const { session, user } = this.#parts;
    this.#parts.history.add({ event: "opened", session, user });
  }

  ask(verb: string, members: Readonly<Record<string, unknown>> = {}): Promise<Answer> {
    const id = String(++this.#asked);
    const text = JSON.stringify({ [verb]: { id, ...members } });
    return this.#send(id, text, { verb: nameOf(verb, members), id, ...noted(verb, members) });
  }

  publish(topic: string, content: string, key?: string): Promise<Answer> {
    const id = String(++this.#asked);
    const named = key === undefined ? "" : `,"key":${JSON.stringify(key)}`;
    const text = `{"pub":{"id":"${id}","topic":"${topic}"${named},"content":${content}}}`;
    return this.#send(id, text, { verb: "pub", id, topic, content, ...(key === undefined ? {} : { key }) });
  }

  page(topic: string, browse: Browse): Promise<Answer> {
    return this.ask("get", { topic, what: "data", browse });
  }

  pause(): void {
    this.#link?.pause();
  }

  read(): void {
    this.#link?.read();
  }

  /** Break the network under it. */
  breakDown(): void {
    this.#link?.breakDown();
  }

  hangUp(): void {
    if (this.#link === undefined) return;
    this.#link.hangUp();
    this.#over("client");
  }

  closed(code: number): void {
    if (this.#link === undefined) return;
    this.#parts.trace(`${this.session} is closed: ${code}`);
    this.#over("server");
  }

  packet(text: string): void {
    if (this.#link === undefined) return;
    this.#parts.trace(`${this.session} < ${text}`);
    const packet = readPacket(text);
    this.#parts.history.add({ event: "got", session: this.session, packet });
    if (packet.kind === "data") this.#parts.onData(packet);
    if (packet.kind === "pres") this.#parts.onPresence(packet.topic);
    if (packet.kind === "ctrl" && packet.code === 205) {
      this.attached.delete(packet.topic ?? "");
      this.#parts.onLoss(packet.topic ?? "");
    }
    if (packet.kind !== "ctrl" && packet.kind !== "meta") return;
    const open = this.#open.get(packet.id ?? "");
    if (open === undefined) return;
    this.#open.delete(packet.id ?? "");
    if (packet.kind === "ctrl") this.#learn(open.asked, packet);
    open.resolve(packet);
  }

  /** What an answer says about being attached; after a change of one's own access nobody knows. */
  #learn({ verb, topic = "", isOwn }: Asked, answer: Ctrl): void {
    const { code } = answer;
    if (verb === "sub" && (code === 200 || code === 304)) {
      const name = realName(answer) ?? topic;
      this.attached.add(name);
      this.#parts.onAttached(name);
    }
    if (code < 300 && (verb === "leave" || isOwn === true)) this.attached.delete(topic);
  }

  #send(id: string, text: string, asked: Asked): Promise<Answer> {
    const { scheduler, quietMs } = this.#parts;
    if (this.#link === undefined || scheduler.now >= quietMs) return Promise.resolve(undefined);
    this.#parts.trace(`${this.session} > ${text}`);
    this.#parts.history.add({ event: "asked", session: this.session, asked });
    const answer = new Promise<Answer>((resolve) => this.#open.set(id, { asked, resolve }));
    this.#link.send(text);
    scheduler.after(patienceMs, () => this.#open.has(id) && this.hangUp());
    return answer;
  }

  #over(by: "server" | "client"): void {
    this.#link = undefined;
    this.attached.clear();
    this.#parts.history.add({ event: "ended", session: this.session, by });
    for (const { resolve } of this.#open.values()) resolve(undefined);
    this.#open.clear();
  }
}

/** The code of a {ctrl}; 0 for no answer, 200 for a {meta}. */
export function codeOf(answer: Answer): number {
  if (answer === undefined) return 0;
  return "code" in answer ? answer.code : 200;
}

/** The name that the server gave to what was asked for. */
export function realName(answer: Answer): string | undefined {
  const info = answer !== undefined && "code" in answer ? answer.params["info"] : undefined;
  const name = typeof info === "object" && info !== null && "name" in info ? info.name : undefined;
  return typeof name === "string" ? name : answer?.topic;
}

/** A search is answered by a {meta} and a {ctrl}, which is its own kind of request to the checker. */
function nameOf(verb: string, { topic }: Readonly<Record<string, unknown>>): string {
  return topic === "fnd" ? "find" : verb;
}

function noted(
  verb: string,
  { topic, get, what, browse, sub }: Readonly<Record<string, unknown>>,
): Omit<Asked, "verb" | "id"> {
  const asked = verb === "get" ? what : get;
  return {
    topic: typeof topic === "string" ? topic : undefined,
    ...(typeof asked === "string" ? { get: asked } : {}),
    ...(typeof browse === "object" && browse !== null ? { browse } : {}),
    ...(verb === "set" && typeof sub === "object" && sub !== null ? { isOwn: !("user" in sub) } : {}),
  };
}
