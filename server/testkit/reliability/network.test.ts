// Bad networks: R-40 (connections cut anywhere), R-41 (a peer that is gone without a word).
import assert from "node:assert/strict";
import { test } from "node:test";
import { expectKept } from "../checker.ts";
import type { Client, Dial } from "../client.ts";
import { ServerProcess, TempFolder } from "../crash.ts";
import { another, Dice, enrollAll, gather, names, readLog, seedOf, shown, sized } from "../crowd.ts";
import { CuttingProxy } from "../cutting-proxy.ts";
import { History } from "../history.ts";
import { connectLongPoll, connectWebSocket } from "../raw-clients.ts";

function through(proxy: CuttingProxy, server: ServerProcess, kind: "webSocket" | "longPoll"): Dial {
  const via = (url: string): string => url.replace(`:${server.port}/`, `:${proxy.port}/`);
  return kind === "webSocket"
    ? (listener) => connectWebSocket(via(server.webSocketAt), listener)
    : (listener) => connectLongPoll(via(server.longPollAt), listener);
}

const people = sized(8, 24);
/** What one publishes before he only repeats himself: all of it fits into one page, so that who comes back reads on without a gap. */
const mostPublished = Math.floor(1_000 / people) - 1;

/** Someone who wants to publish and to miss nothing, whatever the network does. */
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
        if (answer?.code === 202 && n < mostPublished) this.#published++;
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

const cuts = sized(300, 2_000);

test(`R-40 a proxy that cuts ${cuts} connections at random bytes: nothing lost, nothing twice, everybody reads on`, async () => {
  const seed = seedOf("R-40");
  const dice = new Dice(seed);
  using folder = new TempFolder();
  await using server = await ServerProcess.start({ data: folder.path });
  await using proxy = await CuttingProxy.open(server.port, () => dice.int(150, 12_000));
  const history = new History();
  const known = await enrollAll(history, server.webSocket, names("p", people));
  const topic = await gather(known);
  const stubborn = known.map((client, i) => {
    const dial = through(proxy, server, i < 5 ? "webSocket" : "longPoll");
    return new Stubborn(history, dial, client, topic);
  });
  for (const client of known) client.hangUp();
  const isDone = (): boolean => {
    if (proxy.cuts >= cuts) proxy.heal();
    return proxy.cuts >= cuts;
  };
  const sessions = await Promise.all(stubborn.map((one) => one.run(isDone)));
  const [first] = known;
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
  assert.ok(log.messages.length > 200, `only ${log.messages.length} messages came through (seed ${seed})`);
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
    const tookMs = performance.now() - began;
    console.log(`R-41: a silent ${kind} was noticed after ${tookMs.toFixed(0)} ms`);
    // two periods of a second, and time for a busy machine
    assert.ok(tookMs <= 6_000, `${tookMs} ms`);
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
