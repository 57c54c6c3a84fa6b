// People for a load: accounts, sessions, a topic for all of them, and publishers that keep so many messages under way.
import { Client, type Dial } from "./client.ts";
import type { Data, History, Log } from "./history.ts";

/** Eight characters at least, and on no list. */
export function passwordOf(name: string): string {
  return `${name}-secret-7`;
}

/** An account and its first session, logged in. */
export async function enroll(history: History, dial: Dial, name: string): Promise<Client> {
  const client = await Client.open(history, name, dial);
  const secret = `${name}:${passwordOf(name)}`;
  await client.must("acc", { user: "new", auth: [{ scheme: "basic", secret }] });
  await client.logIn({ secret });
  return client;
}

export async function enrollAll(
  history: History,
  dial: Dial,
  names: readonly string[],
): Promise<readonly Client[]> {
  return Promise.all(names.map((name) => enroll(history, dial, name)));
}

/** Another session of the same user; logs in with a token, which costs no password hash. */
export async function another(history: History, dial: Dial, { user, token }: Client): Promise<Client> {
  const client = await Client.open(history, user, dial);
  await client.logIn({ scheme: "token", secret: token });
  return client;
}

/** A new group of the first, that the others join; all are attached. Resolves with its name. */
export async function gather(
  clients: readonly Client[],
  members: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const [owner, ...others] = clients;
  if (owner === undefined) throw new Error("nobody is there");
  const topic = await owner.attach("new", { init: { defacs: { auth: "RWPD" } }, ...members });
  await Promise.all(others.map((client) => client.attach(topic)));
  return topic;
}

/** Whether the other was shown as "on" or "off" on the watcher's `me`, in order. */
export function shown(watcher: Client, other: Client): readonly string[] {
  return watcher.packets.flatMap((one) =>
    one.kind === "pres" && one.topic === "me" && one.user === other.uid && /^o(n|ff)$/.test(one.what)
      ? [one.what]
      : [],
  );
}

/** Names of people: `kind1`, `kind2` … */
export function names(kind: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `${kind}${i + 1}`);
}

/** The finished log of a topic, as its history says. */
export async function readLog(client: Client, topic: string): Promise<Log> {
  return { messages: (await client.all(topic)).map(storedOf) };
}

/** The logs of these topics, read through a session of their own. */
export async function readLogs(
  history: History,
  dial: Dial,
  like: Client,
  topics: readonly string[],
): Promise<ReadonlyMap<string, Log>> {
  const reader = await another(history, dial, like);
  const logs = new Map<string, Log>();
  for (const topic of topics) {
    await reader.attach(topic);
    logs.set(topic, await readLog(reader, topic));
  }
  return logs;
}

export function storedOf({ ts, from, content }: Data): Log["messages"][number] {
  return { ts, from, content };
}

/** A deterministic source of choices; say its seed in every failure. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** mulberry32: 0 ≤ x < 1 */
  roll(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** low ≤ n ≤ high */
  int(low: number, high: number): number {
    return low + Math.floor(this.roll() * (high - low + 1));
  }

  pick<T>(from: readonly T[]): T {
    const found = from[this.int(0, from.length - 1)];
    if (found === undefined) throw new Error("nothing to pick from");
    return found;
  }
}

/** SEED repeats a run; else every run has its own. */
export function seedOf(name: string): number {
  const given = process.env["SEED"];
  const seed = given === undefined ? Math.floor(Math.random() * 1e9) : Number(given);
  if (given !== undefined) console.log(`${name}: seed ${seed}`);
  return seed;
}

/** FULL=1 runs a test at the size of its definition, which takes long; else it has a size for every run. Both: reliability/README.md. */
export const isFullSize: boolean = process.env["FULL"] === "1";

export function sized(usual: number, full: number): number {
  return isFullSize ? full : usual;
}
