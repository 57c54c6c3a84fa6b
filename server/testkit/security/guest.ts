// One session as an attacker has it: any text goes out, every text that comes is kept as it came. Answers are found by id.
import type { Listener, RawClient } from "../raw-clients.ts";

/** How a guest reaches the server. What only some transports can do is optional. */
export interface Wire extends RawClient {
  sendBinary?(): void;
  /** take nothing more from the server */
  stall?(): void;
}

/** The members of a packet's one body. */
export type Body = Readonly<Record<string, unknown>>;

export interface Packet {
  readonly kind: string;
  readonly body: Body;
  readonly text: string;
}

export class Guest implements Listener {
  readonly name: string;
  /** everything that came, in order */
  readonly texts: string[] = [];
  /** the server ended the session */
  ended: { readonly code: number | undefined } | undefined;
  uid = "";
  token = "";
  #wire: Wire | undefined;
  #asked = 0;
  readonly #answers = new Map<string, (body: Body | undefined) => void>();
  #waits: { readonly isIt: () => boolean; readonly resolve: () => void }[] = [];

  constructor(name: string) {
    this.name = name;
  }

  adopt(wire: Wire): void {
    this.#wire = wire;
  }

  /** Send a text as it is. */
  say(text: string): void {
    if (this.ended === undefined) this.#wire?.send(text);
  }

  sayBinary(): void {
    this.#wire?.sendBinary?.();
  }

  stall(): void {
    this.#wire?.stall?.();
  }

  /** Send `{verb: {id, ...members}}`; resolves with the body of the answer, undefined when the session ends before it. */
  ask(verb: string, members: Body): Promise<Body | undefined> {
    const id = `#${++this.#asked}`;
    if (this.ended !== undefined) return Promise.resolve(undefined);
    const answer = new Promise<Body | undefined>((resolve) => this.#answers.set(id, resolve));
    this.say(JSON.stringify({ [verb]: { id, ...members } }));
    return answer;
  }

  /** The code of the answer; 0 when the session ended before it. A {meta} counts as 200. */
  async code(verb: string, members: Body): Promise<number> {
    const body = await this.ask(verb, members);
    return body === undefined ? 0 : Number(body["code"] ?? 200);
  }

  /** `ask`, which must succeed. */
  async must(verb: string, members: Body): Promise<Body> {
    const body = await this.ask(verb, members);
    if (body === undefined || Number(body["code"] ?? 200) >= 400)
      throw new Error(`${this.name}: {${verb}} ${JSON.stringify(members)}: ${JSON.stringify(body)}`);
    return body;
  }

  async logIn(by: Body): Promise<void> {
    const params = (await this.must("login", by))["params"] as Body;
    this.uid = String(params["uid"]);
    this.token = String(params["token"]);
  }

  /** Attach; resolves with the real name of the topic. */
  async attach(topic: string, members: Body = {}): Promise<string> {
    const { topic: named, params } = await this.must("sub", { topic, ...members });
    const info = (params as Body | undefined)?.["info"] as Body | undefined;
    return String(info?.["name"] ?? named);
  }

  /** `params` of the first packet: the version, over long polling the sid. */
  get greeting(): Body {
    return (this.packets()[0]?.body["params"] ?? {}) as Body;
  }

  /** What came since `from`, read. */
  packets(from = 0): readonly Packet[] {
    return this.texts.slice(from).map(readPacket);
  }

  /** Resolves when a packet, or the end of the session, makes it so. */
  until(isIt: () => boolean): Promise<void> {
    if (isIt()) return Promise.resolve();
    return new Promise((resolve) => this.#waits.push({ isIt, resolve }));
  }

  hangUp(): void {
    this.#wire?.hangUp();
    this.#over();
  }

  packet(text: string): void {
    this.texts.push(text);
    if (this.#answers.size > 0) this.#take(readPacket(text));
    this.#wake();
  }

  closed(code: number | undefined): void {
    this.ended = { code };
    this.#over();
  }

  #take({ kind, body }: Packet): void {
    const id = body["id"];
    if (typeof id !== "string" || (kind !== "ctrl" && kind !== "meta")) return;
    this.#answers.get(id)?.(body);
    this.#answers.delete(id);
  }

  #over(): void {
    for (const answer of this.#answers.values()) answer(undefined);
    this.#answers.clear();
    this.#wake();
  }

  #wake(): void {
    const waits = this.#waits;
    this.#waits = [];
    for (const wait of waits) {
      if (wait.isIt() || this.ended !== undefined) wait.resolve();
      else this.#waits.push(wait);
    }
  }
}

export function readPacket(text: string): Packet {
  const [kind = "", body = {}] = Object.entries(JSON.parse(text) as Record<string, Body>)[0] ?? [];
  return { kind, body, text };
}

/** Eight characters at least, and on no list. */
export function passwordOf(name: string): string {
  return `${name}-secret-7`;
}

export function secretOf(name: string): string {
  return `${name}:${passwordOf(name)}`;
}
