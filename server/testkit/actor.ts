// One session in a conversation: what it received and nobody looked at yet, what it asked and is not answered yet.
// Requests of the rig itself have ids that begin with "~"; their answers are never seen by a transcript.
import type { RawClient } from "./raw-clients.ts";
import type { JsonValue } from "./pattern.ts";

export interface Packet {
  readonly text: string;
  readonly json: JsonValue;
}

/** The members of a packet's one body, for looking at id, code and params. */
export type Body = { readonly [key: string]: JsonValue | undefined };

/** real ms; only a server that hangs takes so long */
const answerWithinMs = 30_000;

export class Actor {
  readonly name: string;
  /** packets that no line of the transcript took yet */
  inbox: Packet[] = [];
  /** the server ended the session */
  ended: { readonly code: number | undefined } | undefined;
  /** topics named in requests since the last rest */
  readonly named = new Set<string>();
  #client: RawClient | undefined;
  #asked = 0;
  #answers = new Map<string, (body: Body | undefined) => void>();
  #open = new Set<string>();
  #silent = 0;
  #changed: (() => void)[] = [];
  readonly #log: (line: string) => void;

  constructor(name: string, log: (line: string) => void) {
    this.name = name;
    this.#log = log;
  }

  /** the user whose account the session uses: alice2 is a session of alice */
  get user(): string {
    return this.name.replace(/\d+$/, "");
  }

  get isUp(): boolean {
    return this.#client !== undefined && this.ended === undefined;
  }

  /** requests without an answer so far; those without id count until the next rest */
  get isBusy(): boolean {
    return this.#open.size + this.#silent > 0;
  }

  adopt(client: RawClient): void {
    this.#client = client;
  }

  /** Send a text of the transcript. */
  say(text: string): void {
    this.#log(`${this.name} > ${text}`);
    this.#remember(text);
    this.#up().send(text);
  }

  /** Send a request of the rig; resolves with the body of its answer, undefined when the session ends instead. */
  ask(packet: {
    readonly [verb: string]: { readonly [member: string]: unknown };
  }): Promise<Body | undefined> {
    const [verb = "", members = {}] = Object.entries(packet)[0] ?? [];
    const id = `~${++this.#asked}`;
    if (!this.isUp) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`${this.name} got no answer to ${JSON.stringify(packet)} in ${answerWithinMs} ms`));
      }, answerWithinMs);
      this.#answers.set(id, (body) => {
        clearTimeout(timer);
        resolve(body);
      });
      this.#up().send(JSON.stringify({ [verb]: { id, ...members } }));
    });
  }

  /** Resolves when the server has seen what the transport sent; see RawClient. */
  async sync(): Promise<void> {
    if (this.isUp) await this.#up().sync();
  }

  hangUp(): void {
    this.#client?.hangUp();
    this.#client = undefined;
    this.#settle();
  }

  packet(text: string): void {
    const json: JsonValue = JSON.parse(text);
    const id = idOf(json);
    const answer = id === undefined ? undefined : this.#answers.get(id);
    if (id !== undefined && answer !== undefined) {
      this.#answers.delete(id);
      answer(bodyOf(json));
    } else {
      this.#log(`${this.name} < ${text}`);
      if (id !== undefined) this.#open.delete(id);
      this.inbox.push({ text, json });
    }
    this.#notify();
  }

  closed(code: number | undefined): void {
    this.#log(`${this.name}: closed ${code ?? ""}`);
    this.ended = { code };
    this.#settle();
  }

  /** Resolves at the next packet or at the end of the session. */
  change(): Promise<void> {
    return new Promise((resolve) => this.#changed.push(resolve));
  }

  /** Everything asked so far is known to have been taken. */
  rested(): void {
    this.#silent = 0;
    this.named.clear();
  }

  /** Throws when a packet came that no line took, or the session was ended. */
  expectNothing(): void {
    this.expectNoPacket();
    if (this.ended !== undefined) throw new Error(`the session of ${this.name} was ended`);
  }

  expectNoPacket(): void {
    const [first] = this.inbox;
    if (first !== undefined) throw new Error(`${this.name} got what no line expects: ${first.text}`);
  }

  #remember(text: string): void {
    const packet = safeParse(text);
    const body = packet === undefined ? undefined : bodyOf(packet);
    const topic = body?.["topic"];
    if (typeof topic === "string" && topic !== "new") this.named.add(topic);
    if (typeof body?.["id"] === "string") this.#open.add(body["id"]);
    else this.#silent++;
  }

  #up(): RawClient {
    if (this.#client === undefined) throw new Error(`${this.name} is not connected`);
    return this.#client;
  }

  #settle(): void {
    for (const answer of this.#answers.values()) answer(undefined);
    this.#answers.clear();
    this.#open.clear();
    this.#notify();
  }

  #notify(): void {
    const changed = this.#changed;
    this.#changed = [];
    for (const resolve of changed) resolve();
  }
}

function safeParse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function bodyOf(packet: JsonValue): Body | undefined {
  if (typeof packet !== "object" || packet === null) return undefined;
  const body: unknown = Object.values(packet)[0];
  return typeof body === "object" && body !== null ? (body as Body) : undefined;
}

function idOf(packet: JsonValue): string | undefined {
  const id = bodyOf(packet)?.["id"];
  return typeof id === "string" ? id : undefined;
}
