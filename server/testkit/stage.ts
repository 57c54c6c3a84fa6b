// The scene of a conversation: the server, its clock, and who talks to it. Nothing sleeps: that nothing more comes is proven by round trips
// through the same queues (`rest`), and time passes only on the fake clock.
import { Actor } from "./actor.ts";
import type { Body } from "./actor.ts";
import { turn } from "./fake-clock.ts";
import type { FakeClock } from "./fake-clock.ts";
import type { Bindings, JsonValue } from "./pattern.ts";
import type { House, HouseSettings, Rig } from "./rig.ts";

/** A server takes at most so long to notice that a client is gone without a word (0.4 §1.4, §1.5). */
const noticedAfterMs = 90_000;

/** The server, its clock, and who talks to it. */
export class Stage {
  readonly log: string[] = [];
  readonly actors = new Map<string, Actor>();
  bindings: Bindings = new Map();
  settings: HouseSettings = {};
  /** owner of each group that a sentence made, by `$name` */
  readonly owners = new Map<string, string>();
  readonly #rig: Rig;
  #house: House | undefined;
  #lastSpeaker: Actor | undefined;

  constructor(rig: Rig) {
    this.#rig = rig;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const actor of this.actors.values()) actor.hangUp();
    await this.#house?.close();
  }

  /** opened at first use, so that sentences may set it up before */
  async house(): Promise<House> {
    return (this.#house ??= await this.#rig.open(this.settings));
  }

  get isOpen(): boolean {
    return this.#house !== undefined;
  }

  actor(name: string): Actor {
    const actor = this.actors.get(name);
    if (actor === undefined) throw new Error(`there is no session "${name}"`);
    return actor;
  }

  bind(name: string, value: JsonValue): void {
    this.bindings = new Map(this.bindings).set(name, value);
  }

  bound(name: string): string {
    const value = this.bindings.get(name);
    if (typeof value !== "string") throw new Error(`${name} is not known`);
    return value;
  }

  /** A new connection; its greeting is the first packet. */
  async connect(name: string, id?: string): Promise<Actor> {
    const actor = new Actor(name, (line) => this.log.push(line));
    this.actors.set(name, actor);
    await this.#dial(actor, id);
    return actor;
  }

  /** A new connection whose greeting was read. */
  async arrive(name: string): Promise<Actor> {
    const actor = await this.connect(name);
    await this.takeGreeting(actor);
    return actor;
  }

  async takeGreeting(actor: Actor): Promise<void> {
    while (actor.inbox.length === 0 && actor.isUp) await actor.change();
    actor.inbox = [];
  }

  /** A session of nobody, for what a sentence needs done without a person; to be hung up. */
  async registrar(): Promise<Actor> {
    const registrar = new Actor("registrar", () => undefined);
    await this.#dial(registrar);
    await this.takeGreeting(registrar);
    return registrar;
  }

  async #dial(actor: Actor, id?: string): Promise<void> {
    const house = await this.house();
    actor.adopt(await house.connect(actor, id === undefined ? {} : { id }));
  }

  /** One speaks at a time: what the other said before was taken by the server. */
  async speak(actor: Actor, text: string): Promise<void> {
    const last = this.#lastSpeaker;
    if (last !== undefined && last !== actor && last.isBusy) await restTopics(last);
    this.#lastSpeaker = actor;
    actor.say(text);
  }

  /**
   * Nothing is under way any more: every session had an answer from each topic it named, then all had one from their `me` twice
   * (once for what the topics passed on, once for what that passed on).
   */
  async rest(): Promise<void> {
    const up = [...this.actors.values()].filter((actor) => actor.isUp);
    await Promise.all(up.map(restTopics));
    for (const _round of [1, 2]) {
      await turn();
      await Promise.all(up.map((actor) => actor.ask({ get: { topic: "me", what: "info" } })));
    }
  }

  /** `rest`, and nobody has a packet that no line named. */
  async expectRest(): Promise<void> {
    await this.rest();
    for (const actor of this.actors.values()) actor.expectNothing();
  }

  /** `rest`, and what came is of no interest. */
  async forget(names?: readonly string[]): Promise<void> {
    await this.rest();
    for (const actor of this.actors.values()) {
      if (names === undefined || names.includes(actor.name)) actor.inbox = [];
    }
  }

  async pass(ms: number): Promise<void> {
    const { clock } = await this.house();
    await this.rest();
    await Promise.all([...this.actors.values()].map((actor) => actor.sync()));
    await advance(clock, ms, [...this.actors.values()]);
    await this.rest();
  }

  async hangUp(name: string): Promise<void> {
    const actor = this.actor(name);
    if (actor.isBusy) await restTopics(actor);
    actor.hangUp();
    this.actors.delete(name);
    await this.pass(noticedAfterMs);
  }

  async restart(): Promise<void> {
    await this.rest();
    for (const actor of this.actors.values()) actor.hangUp();
    this.actors.clear();
    this.#lastSpeaker = undefined;
    await (await this.house()).restart();
  }
}

async function restTopics(actor: Actor): Promise<void> {
  const topics = [...actor.named];
  actor.rested();
  await Promise.all(topics.map((topic) => actor.ask({ get: { topic, what: "info" } })));
  if (topics.length === 0) await actor.ask({ get: { topic: "new", what: "info" } });
}

/** A name that is refused at once makes the shortest round trip; two of them carry an answer to a ping as well. */
function advance(clock: FakeClock, ms: number, actors: readonly Actor[]): Promise<void> {
  return clock.advance(ms, async () => {
    for (const _round of [1, 2]) {
      await turn();
      await Promise.all(actors.map((actor) => actor.ask({ get: { topic: "new", what: "info" } })));
    }
    await Promise.all(actors.map((actor) => actor.sync()));
  });
}

/** The password that sentences give to a person. */
export function secretOf(user: string): string {
  return `${user}:${user}-secret`;
}

/** Log in, connecting first when needed; nothing of it is seen by the transcript. */
export async function logIn(stage: Stage, name: string, tag?: string): Promise<Actor> {
  const known = stage.actors.get(name);
  const actor = known?.isUp === true ? known : await stage.arrive(name);
  const tagged = tag === undefined ? {} : { tag };
  must(
    await actor.ask({ login: { scheme: "basic", secret: secretOf(actor.user), ...tagged } }),
    `${name} logs in`,
  );
  return actor;
}

/** The answer to a request of the rig, which must have succeeded. */
export function must(body: Body | undefined, what: string): Body {
  const code = Number(body?.["code"] ?? 200);
  if (body === undefined || code >= 400) throw new Error(`${what}: answered ${JSON.stringify(body)}`);
  return body;
}

/** A member of an answer that is a text. */
export function textOf(body: Body, member: string): string {
  const text = body[member];
  if (typeof text !== "string") throw new Error(`${member} is missing in ${JSON.stringify(body)}`);
  return text;
}
