// A client that speaks the 0.4 wire and writes down all it does and sees. It waits for answers and packets, never for time;
// what does not come within `patienceMs` is a failure that says what was waited for.
import {
  readPacket,
  type Asked,
  type Browse,
  type Ctrl,
  type Data,
  type History,
  type Meta,
  type Packet,
} from "./history.ts";
import type { Listener, PausableClient } from "./raw-clients.ts";

/** Opens connections to the server under test. */
export type Dial = (listener: Listener) => Promise<PausableClient>;

/** Longer than anything takes on a busy machine with two cores; reached only by what never comes. */
const patienceMs = 60_000;

interface Wait {
  readonly isIt: () => boolean;
  readonly resolve: () => void;
}

/** A {pub}: content as raw JSON text. */
export interface Publication {
  readonly topic: string;
  readonly content: string;
  readonly key?: string;
}

let sessions = 0;

export class Client implements Listener {
  /** unique in this process, begins with the name of the user */
  readonly session: string;
  readonly user: string;
  /** id of the account, after login */
  uid = "";
  token = "";
  /** all packets, unless `forgetful` */
  readonly packets: Packet[] = [];
  /** the server ended the session, with that code of the close frame, or that status of the answer to a poll */
  ended: { readonly code: number | undefined; readonly status: number | undefined } | undefined;
  /** keep no packets here (the history has them) */
  forgetful = false;
  readonly #history: History;
  #raw: PausableClient | undefined;
  #asked = 0;
  readonly #answers = new Map<string, (packet: Ctrl | Meta | undefined) => void>();
  #waits: Wait[] = [];

  constructor(history: History, user: string) {
    this.#history = history;
    this.user = user;
    this.session = `${user}#${++sessions}`;
  }

  static async open(history: History, user: string, dial: Dial): Promise<Client> {
    const client = new Client(history, user);
    history.add({ event: "opened", session: client.session, user });
    client.#raw = await dial(client);
    return client;
  }

  get isUp(): boolean {
    return this.#raw !== undefined && this.ended === undefined;
  }

  // ------------------------------------------------------------ asking

  /** Resolves with the one answer; undefined when the session ends before it, so that nobody knows. */
  ask(verb: string, members: Readonly<Record<string, unknown>>): Promise<Ctrl | undefined> {
    const { topic, get, what, browse, sub } = members;
    const id = String(++this.#asked);
    const asked = {
      verb,
      id,
      topic: typeof topic === "string" ? topic : undefined,
      ...(typeof get === "string" ? { get } : {}),
      ...(verb === "get" && typeof what === "string" ? { get: what } : {}),
      ...(isBrowse(browse) ? { browse } : {}),
      ...(typeof sub === "object" && sub !== null
        ? { isOwn: !("user" in sub) || sub.user === this.uid }
        : {}),
      ...(verb === "pub" ? { content: JSON.stringify(members["content"]) } : {}),
    };
    return this.#send(id, JSON.stringify({ [verb]: { id, ...members } }), asked).then(asCtrl);
  }

  publish({ topic, content, key }: Publication): Promise<Ctrl | undefined> {
    const id = String(++this.#asked);
    const named = key === undefined ? "" : `,"key":${JSON.stringify(key)}`;
    const text = `{"pub":{"id":"${id}","topic":"${topic}"${named},"content":${content}}}`;
    return this.#send(id, text, {
      verb: "pub",
      id,
      topic,
      content,
      ...(key === undefined ? {} : { key }),
    }).then(asCtrl);
  }

  /** {get info} or {get sub}: the {meta}; a refusal is thrown. */
  async meta(
    topic: string,
    what: "info" | "sub",
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<Meta> {
    const id = String(++this.#asked);
    const asked = { verb: "get", id, topic, get: what };
    const answer = await this.#send(id, JSON.stringify({ get: { id, topic, what, ...more } }), asked);
    if (answer === undefined || "code" in answer)
      throw new Error(`${this.session}: {get ${what}} ${topic}: ${show(answer)}`);
    return answer;
  }

  /** {get data}: the messages of the answer, in their order. Only for sessions that hear of nothing new meanwhile. */
  async page(topic: string, browse: Browse): Promise<readonly Data[]> {
    const first = this.packets.length;
    await this.must("get", { topic, what: "data", browse });
    return this.packets
      .slice(first)
      .filter((packet) => packet.kind === "data" && packet.topic === topic) as Data[];
  }

  /** All of a topic, oldest first. */
  async all(topic: string): Promise<readonly Data[]> {
    const found: Data[] = [];
    for (let since: string | undefined; ;) {
      const page = await this.page(topic, {
        ascnd: true,
        limit: 1_024,
        ...(since === undefined ? {} : { since }),
      });
      found.push(...page.slice(since === undefined ? 0 : 1));
      if (page.length < 1_024) return found;
      since = page.at(-1)?.ts;
    }
  }

  /** `ask`, which must succeed. */
  async must(verb: string, members: Readonly<Record<string, unknown>>): Promise<Ctrl> {
    const answer = await this.ask(verb, members);
    if (answer === undefined || answer.code >= 400)
      throw new Error(`${this.session}: {${verb}} ${JSON.stringify(members)}: ${show(answer)}`);
    return answer;
  }

  /** `publish`, which must succeed. */
  async mustPublish(publication: Publication): Promise<Ctrl> {
    const answer = await this.publish(publication);
    if (answer?.code !== 202) throw new Error(`${this.session}: {pub}: ${show(answer)}`);
    return answer;
  }

  async logIn(by: Readonly<Record<string, unknown>>): Promise<void> {
    const { params } = await this.must("login", by);
    this.uid = String(params["uid"]);
    this.token = String(params["token"]);
  }

  /** Attach; resolves with the real name of the topic. */
  async attach(topic: string, members: Readonly<Record<string, unknown>> = {}): Promise<string> {
    return realName(await this.must("sub", { topic, ...members }));
  }

  /** A text that is no request of ours to be answered, or whose answer is of no interest. */
  say(text: string): void {
    this.#raw?.send(text);
  }

  // ------------------------------------------------------------ waiting

  /** Over long polling: resolves when the server has taken what was sent. */
  async sync(): Promise<void> {
    await this.#raw?.sync();
  }

  /** Resolves when a packet, or the end of the session, makes it so. */
  until(what: string, isIt: () => boolean): Promise<void> {
    if (isIt()) return Promise.resolve();
    const came = new Promise<void>((resolve) => this.#waits.push({ isIt, resolve }));
    return within(came, `${this.session} waits ${what}`);
  }

  /** Resolves when the session is over, whoever ended it. */
  untilEnded(): Promise<void> {
    return this.until("to be ended", () => !this.isUp);
  }

  // ------------------------------------------------------------ the connection

  /** Stop reading, as a client on a bad network would. */
  pause(): void {
    this.#raw?.pause();
  }

  resume(): void {
    this.#raw?.resume();
  }

  hangUp(): void {
    if (!this.isUp) return;
    this.#raw?.hangUp();
    this.#raw = undefined;
    this.#history.add({ event: "ended", session: this.session, by: "client" });
    this.#over();
  }

  packet(text: string): void {
    const packet = readPacket(text);
    this.#history.add({ event: "got", session: this.session, packet });
    if (!this.forgetful) this.packets.push(packet);
    if (packet.kind === "ctrl" || packet.kind === "meta") this.#answered(packet);
    this.#wake();
  }

  closed(code: number | undefined, status?: number): void {
    this.ended = { code, status };
    this.#history.add({ event: "ended", session: this.session, by: "server" });
    this.#over();
  }

  #send(id: string, text: string, asked: Asked): Promise<Ctrl | Meta | undefined> {
    this.#history.add({ event: "asked", session: this.session, asked });
    const raw = this.#raw;
    if (raw === undefined || this.ended !== undefined) return Promise.resolve(undefined);
    const answer = new Promise<Ctrl | Meta | undefined>((resolve) => this.#answers.set(id, resolve));
    raw.send(text);
    return within(answer, `${this.session} waits for the answer to ${text.slice(0, 200)}`);
  }

  #answered(packet: Ctrl | Meta): void {
    if (packet.id === undefined) return;
    const answer = this.#answers.get(packet.id);
    this.#answers.delete(packet.id);
    answer?.(packet);
  }

  #over(): void {
    for (const answer of this.#answers.values()) answer(undefined);
    this.#answers.clear();
    this.#wake();
  }

  #wake(): void {
    if (this.#waits.length === 0) return;
    const waits = this.#waits;
    this.#waits = [];
    for (const wait of waits) {
      if (wait.isIt()) wait.resolve();
      else this.#waits.push(wait);
    }
  }
}

/** The name that the server gave to what was asked for. */
export function realName({ params, topic }: Ctrl): string {
  const { info } = params;
  const name = typeof info === "object" && info !== null && "name" in info ? info.name : undefined;
  return typeof name === "string" ? name : (topic ?? "");
}

/** The promise, or a failure that says what never came. */
export async function within<T>(promise: Promise<T>, what: string, ms = patienceMs): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: in vain for ${ms / 1_000} s`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function asCtrl(answer: Ctrl | Meta | undefined): Ctrl | undefined {
  if (answer !== undefined && !("code" in answer))
    throw new Error(`a {meta} where a {ctrl} was due: ${show(answer)}`);
  return answer;
}

function isBrowse(value: unknown): value is Browse {
  return typeof value === "object" && value !== null;
}

function show(answer: unknown): string {
  return answer === undefined ? "the session ended" : JSON.stringify(answer);
}
