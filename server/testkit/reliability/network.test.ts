// Bad networks and clients: R-40 (connections cut anywhere), R-41 (a peer that is gone without a word), R-44 and R-45 (slow readers).
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { expectKept } from "../checker.ts";
import type { Client, Dial } from "../client.ts";
import { ServerProcess, TempFolder } from "../crash.ts";
import { another, Dice, enroll, enrollAll, gather, names, readLog, seedOf } from "../crowd.ts";
import { CuttingProxy } from "../cutting-proxy.ts";
import { History } from "../history.ts";
import { Lab } from "../lab.ts";
import { connectLongPoll, connectWebSocket } from "../raw-clients.ts";

function through(proxy: CuttingProxy, server: ServerProcess, kind: "webSocket" | "longPoll"): Dial {
  const via = (url: string): string => url.replace(`:${server.port}/`, `:${proxy.port}/`);
  return kind === "webSocket"
    ? (listener) => connectWebSocket(via(server.webSocketAt), listener)
    : (listener) => connectLongPoll(via(server.longPollAt), listener);
}

/** Someone who wants to publish `count` messages and to miss nothing, whatever the network does. */
class Stubborn {
  readonly #history: History;
  readonly #dial: Dial;
  readonly #known: Client;
  readonly #topic: string;
  #seen = "";
  #published = 0;

  constructor(history: History, dial: Dial, known: Client, topic: string) {
    this.#history = history;
    this.#dial = dial;
    this.#known = known;
    this.#topic = topic;
  }

  /** Resolves with a session that is up when it is done. */
  async run(isDone: () => boolean): Promise<Client> {
    for (;;) {
      const client = await this.#connect();
      if (client === undefined) continue;
      while (client.isUp && !isDone()) {
        const n = this.#published;
        const content = JSON.stringify({ who: client.user, n });
        const answer = await client.publish({ topic: this.#topic, content, key: `${client.user}-${n}` });
        this.#note(client);
        if (answer?.code === 202) this.#published++;
      }
      // it may have been cut a moment ago
      const answers = client.meta(this.#topic, "info").then(
        () => true,
        () => false,
      );
      if (await answers) return client;
      this.#note(client);
    }
  }

  /** undefined = the network was faster. */
  async #connect(): Promise<Client | undefined> {
    try {
      const client = await another(this.#history, this.#dial, this.#known);
      const since = this.#seen === "" ? {} : { since: this.#seen };
      const answer = await client.ask("sub", {
        topic: this.#topic,
        get: "data",
        browse: { ascnd: true, limit: 1_024, ...since },
      });
      if (answer?.code === 200) return client;
      client.hangUp();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
    }
    return undefined;
  }

  /** A client remembers only what came in order: it reads on from there. */
  #note(client: Client): void {
    const last = client.packets.findLast((packet) => packet.kind === "data" && packet.topic === this.#topic);
    if (last?.kind === "data" && last.ts > this.#seen) this.#seen = last.ts;
  }
}

test("R-40 a proxy that cuts 300 connections at random bytes: nothing lost, nothing twice, everybody reads on", async () => {
  const seed = seedOf("R-40");
  const dice = new Dice(seed);
  using folder = new TempFolder();
  await using server = await ServerProcess.start({ data: folder.path });
  await using proxy = await CuttingProxy.open(server.port, () => dice.int(150, 12_000));
  const history = new History();
  const people = await enrollAll(history, server.webSocket, names("p", 8));
  const topic = await gather(people);
  const stubborn = people.map((client, i) => {
    const dial = through(proxy, server, i < 5 ? "webSocket" : "longPoll");
    return new Stubborn(history, dial, client, topic);
  });
  for (const client of people) client.hangUp();
  const isDone = (): boolean => {
    if (proxy.cuts >= 300) proxy.heal();
    return proxy.cuts >= 300;
  };
  const sessions = await Promise.all(stubborn.map((one) => one.run(isDone)));
  const [first] = people;
  assert.ok(first !== undefined);
  const reader = await another(history, server.webSocket, first);
  await reader.attach(topic);
  await reader.mustPublish({ topic, content: '"the end"' });
  // who reads a long history by poll is level when it has this
  const hasEnd = (client: Client) => (): boolean =>
    client.packets.some((packet) => packet.kind === "data" && packet.content === '"the end"');
  await Promise.all([reader, ...sessions].map((client) => client.until("the end", hasEnd(client))));
  const log = await readLog(reader, topic);
  console.log(`R-40: ${proxy.cuts} cuts, ${log.messages.length} messages`);
  expectKept(history, { logs: new Map([[topic, log]]) }, `seed ${seed}`);
});

for (const kind of ["webSocket", "longPoll"] as const) {
  test(`R-41 half open: a peer that is gone without a word is noticed, and is off for the others once, ${kind}`, async () => {
    using folder = new TempFolder();
    const flags = ["--websocket-ping", "1s", "--poll-expire", "1s", "--poll-wait", "1s"];
    await using server = await ServerProcess.start({ data: folder.path, flags });
    await using proxy = await CuttingProxy.open(server.port, () => Infinity);
    const history = new History();
    const [ann, bob] = await enrollAll(history, server.webSocket, ["ann", "bob"]);
    assert.ok(ann !== undefined && bob !== undefined);
    await ann.attach(bob.uid);
    await bob.attach("me");
    const mobile = await another(history, through(proxy, server, kind), ann);
    await mobile.attach("me");
    await bob.until("ann to come", () => shown(bob, ann).at(-1) === "on");
    proxy.freeze();
    const began = performance.now();
    await bob.until("ann to be gone", () => shown(bob, ann).at(-1) === "off");
    console.log(`R-41: a silent ${kind} was noticed after ${(performance.now() - began).toFixed(0)} ms`);
    await bob.meta("me", "info");
    assert.deepEqual(shown(bob, ann), ["on", "off"]);
    mobile.hangUp();
    expectKept(
      history,
      { logs: new Map(), presence: new Map([[bob.session, new Map([[ann.uid, false]])]]) },
      "R-41",
    );
  });
}

function shown(watcher: Client, other: Client): readonly string[] {
  return watcher.packets.flatMap((packet) =>
    packet.kind === "pres" && packet.topic === "me" && packet.user === other.uid ? [packet.what] : [],
  );
}

/** A text of so many bytes that names message n. */
function large(n: number, bytes: number): string {
  const head = `${n} `;
  return JSON.stringify(head + "x".repeat(bytes - head.length - 2));
}

test("R-44 a subscriber that stops reading is ended with a reason within its bound; the others get all; it reads on", async () => {
  using folder = new TempFolder();
  await using server = await ServerProcess.start({ data: folder.path });
  const history = new History();
  const [ann, bob, slow] = await enrollAll(history, server.webSocket, ["ann", "bob", "slow"]);
  assert.ok(ann !== undefined && bob !== undefined && slow !== undefined);
  const topic = await gather([ann, bob, slow]);
  await ann.mustPublish({ topic, content: '"first"' });
  await slow.until("the first", () => slow.packets.some((packet) => packet.kind === "data"));
  slow.pause();
  // both systems' socket buffers take some megabytes before the server's own queue begins to fill
  let count = 0;
  const sessions = async (): Promise<unknown> =>
    ((await server.stats())["sessions"] as { websocket: number }).websocket;
  while ((await sessions()) === 3) {
    assert.ok(count < 2_000, "60 MB wait for a client that does not read");
    const some = Array.from({ length: 20 }, () => large(count++, 30_000));
    await Promise.all(some.map((content) => ann.mustPublish({ topic, content })));
  }
  await Promise.all([ann, bob].map((client) => client.meta(topic, "info")));
  slow.resume();
  await slow.untilEnded();
  assert.equal(slow.ended?.code, 1013);
  const last = slow.packets.findLast((packet) => packet.kind === "data");
  assert.ok(last?.kind === "data");
  const back = await another(history, server.webSocket, slow);
  await back.attach(topic, { get: "data", browse: { since: last.ts, ascnd: true, limit: 1_024 } });
  await back.until("the end", () =>
    back.packets.some((packet) => packet.kind === "data" && packet.content.startsWith(`"${count - 1} `)),
  );
  const reader = await another(history, server.webSocket, bob);
  await reader.attach(topic);
  const log = await readLog(reader, topic);
  assert.equal(log.messages.length, count + 1);
  expectKept(history, { logs: new Map([[topic, log]]) }, "R-44");
});

for (const [what, bytes, most] of [
  ["512 packets", 100, 513],
  ["1 MiB", 30_000, 36],
] as const) {
  test(`R-44 what waits for one session is at most ${what}`, async () => {
    await using lab = await Lab.open();
    const history = new History();
    const [ann, slow] = await enrollAll(history, lab.dial, ["ann", "slow"]);
    assert.ok(ann !== undefined && slow !== undefined);
    const topic = await gather([ann, slow]);
    slow.pause();
    let count = 0;
    while (slow.isUp && count < 2_000) await ann.mustPublish({ topic, content: large(count++, bytes) });
    await slow.untilEnded();
    assert.equal(slow.ended?.code, 1013);
    assert.ok(count <= most + 1, `${count} packets were kept`);
  });
}

test("R-44 a long history for a client that does not read holds at most 1 MiB, and goes on where it was", async () => {
  let held = 0;
  await using lab = await Lab.open({
    store: (store) => ({
      ...store,
      async readMessages(...args) {
        const messages = await store.readMessages(...args);
        for (const { content } of messages) held += content.length;
        return messages;
      },
    }),
  });
  const history = new History();
  const [ann, slow] = await enrollAll(history, lab.dial, ["ann", "slow"]);
  assert.ok(ann !== undefined && slow !== undefined);
  const topic = await gather([ann]);
  for (let n = 0; n < 1_024; n++) await ann.mustPublish({ topic, content: large(n, 4_000) });
  slow.pause();
  const attached = slow.attach(topic, { get: "data", browse: { limit: 1_024 } });
  // live messages do not fill its queue either: they come from the history when it has got so far
  for (let n = 1_024; n < 2_000; n++) await ann.mustPublish({ topic, content: large(n, 4_000) });
  assert.ok(held <= 1_048_576, `${held} characters were read for it`);
  slow.resume();
  await attached;
  await slow.until("the last", () =>
    slow.packets.some((packet) => packet.kind === "data" && packet.content.startsWith('"1999 ')),
  );
  const reader = await another(history, lab.dial, ann);
  await reader.attach(topic);
  const log = await readLog(reader, topic);
  expectKept(history, { logs: new Map([[topic, log]]) }, "R-44");
});

for (const kind of ["webSocket", "longPoll"] as const) {
  test(`R-45 a page of 1,024 × 31 KiB to a reader in small bursts: all of it, and the session stays, ${kind}`, async () => {
    using folder = new TempFolder();
    await using server = await ServerProcess.start({ data: folder.path });
    const history = new History();
    const ann = await enroll(history, server.webSocket, "ann");
    const topic = await ann.attach("new");
    for (let n = 0; n < 1_024; n += 32) {
      const some = Array.from({ length: 32 }, (_, i) => large(n + i, 31_000));
      await Promise.all(some.map((content) => ann.mustPublish({ topic, content })));
    }
    ann.hangUp();
    const slow = await another(history, server[kind], ann);
    await slow.attach(topic);
    const before = memoryOf(server);
    let most = 0;
    const count = (): number => slow.packets.filter((packet) => packet.kind === "data").length;
    const answered = slow.must("get", { topic, what: "data", browse: { limit: 1_024, ascnd: true } });
    for (let burst = 64; burst < 1_024; burst += 64) {
      await slow.until("a burst", () => count() >= burst);
      slow.pause();
      await server.stats();
      most = Math.max(most, memoryOf(server) - before);
      slow.resume();
    }
    assert.equal((await answered).params["count"], 1_024);
    assert.equal(count(), 1_024);
    assert.ok(slow.isUp);
    console.log(
      `R-45 ${kind}: the server grew by at most ${(most / 1_048_576).toFixed(1)} MiB during an answer of 31 MiB`,
    );
    await slow.mustPublish({ topic, content: '"still here"' });
    const reader = await another(history, server.webSocket, ann);
    await reader.attach(topic);
    expectKept(history, { logs: new Map([[topic, await readLog(reader, topic)]]) }, "R-45");
  });
}

/** Resident bytes of the process; 0 where the system does not say. Shown, never judged: it is not the server's alone. */
function memoryOf({ pid }: ServerProcess): number {
  if (!existsSync(`/proc/${pid}/status`)) return 0;
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1_024;
}
