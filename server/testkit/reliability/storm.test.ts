// all sessions are lost at once and come back, with manners (a growing pause, spread by chance) and without any. Nothing that
// was acknowledged is lost, everybody reads on where he was, and the operator is answered meanwhile.
// The figures are said, and judged only at full size, on a machine that does nothing else.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { expectKept } from "../checker.ts";
import type { Client } from "../client.ts";
import { ServerProcess, TempFolder } from "../crash.ts";
import { another, Dice, enrollAll, isFullSize, names, readLogs, seedOf, sized } from "../crowd.ts";
import { History, type Log } from "../history.ts";
import { Probe } from "../probe.ts";

/** of one user; all are in the user's own room */
const devices = 50;

interface Manners {
  /** the longest pause before the n-th try, ms; 0 = none at all */
  readonly firstMs: number;
  readonly mostMs: number;
}

for (const [id, users, manners] of [
  ["R-42", sized(20, 200), { firstMs: 250, mostMs: 10_000 }],
  ["R-43", sized(6, 40), { firstMs: 0, mostMs: 0 }],
] as const) {
  const sessions = users * devices;
  const how = manners.firstMs > 0 ? "with growing pauses" : "at once, again and again";
  test(`${id} ${sessions} sessions are dropped and come back ${how}: nothing is lost, the server answers`, async (t) => {
    const seed = seedOf(id);
    using folder = new TempFolder();
    const history = new History();
    let server = await ServerProcess.start({ data: folder.path });
    try {
      const people = await enrollAll(history, server.webSocket, names("p", users));
      const crowd = (await Promise.all(people.map((person) => settle(person)))).flat();
      assert.equal(crowd.length, sessions);
      // what is under way when the server dies: nobody knows what became of it
      const underWay = crowd.map((device, n) => device.publish(`before-${n}`));
      await Promise.race(underWay);
      await server.kill();
      await Promise.all(underWay);
      await Promise.all(crowd.map(({ client }) => client.untilEnded()));

      let isOver = false;
      const began = performance.now();
      let startedAt = 0;
      const restarted = ServerProcess.start({ data: folder.path }).then((next) => {
        startedAt = performance.now();
        server = next;
        return next;
      });
      const coming = Promise.all(
        crowd.map((device, n) => device.comeBack(new Dice(seed + n), manners, () => isOver)),
      ).finally(() => (isOver = true));
      await Promise.race([restarted, coming]);
      await using probe = new Probe(server);
      await coming;
      const [allMs, perSecond] = [
        performance.now() - began,
        (1_000 * sessions) / (performance.now() - startedAt),
      ];
      const slowestMs = await probe.stop();
      const lag = Number(/event_loop_lag_seconds\{.*p99.*\} (\S+)/.exec(await server.metrics())?.[1]) * 1_000;
      t.diagnostic(
        `all back after ${(allMs / 1_000).toFixed(1)} s, ${perSecond.toFixed(0)} a second from the start on; ` +
          `loop lag p99 ${lag.toFixed(0)} ms; slowest answer to the operator ${slowestMs.toFixed(0)} ms`,
      );
      await Promise.all(crowd.map(({ client, room }) => client.meta(room, "info")));
      const logs = new Map<string, Log>();
      for (const [n, person] of people.entries()) {
        const room = crowd[n * devices]?.room ?? "";
        for (const [topic, log] of await readLogs(history, server.webSocket, person, [room]))
          logs.set(topic, log);
      }
      for (const { messages } of logs.values()) assert.equal(messages.length, devices + 1);
      expectKept(history, { logs }, `seed ${seed}`);
      if (isFullSize && id === "R-42") assert.ok(allMs <= 30_000 && lag <= 200);
      if (isFullSize && id === "R-43") assert.ok(perSecond >= 300 && slowestMs <= 500);
    } finally {
      await server.kill();
    }

    /** All devices of a user, attached, with a message that they all have. */
    async function settle(person: Client): Promise<readonly Device[]> {
      const room = await person.attach("new");
      await person.mustPublish({ topic: room, content: JSON.stringify(`${room} begins`) });
      const others = await Promise.all(
        Array.from({ length: devices - 1 }, () => another(history, server.webSocket, person)),
      );
      await Promise.all(others.map((client) => client.attach(room, { get: "data", browse: { limit: 1 } })));
      return [person, ...others].map((client) => new Device(client, room, () => connect(client)));
    }

    function connect(client: Client): Promise<Client> {
      return another(history, server.webSocket, client);
    }
  });
}

/** Someone who wants to be there, and to have said one thing. */
class Device {
  client: Client;
  readonly room: string;
  readonly #connect: () => Promise<Client>;
  #said: { readonly content: string; readonly key: string } | undefined;

  constructor(client: Client, room: string, connect: () => Promise<Client>) {
    this.client = client;
    this.room = room;
    this.#connect = connect;
  }

  async publish(text: string): Promise<void> {
    this.#said = { content: JSON.stringify(`${this.client.user} ${text}`), key: text };
    await this.client.publish({ topic: this.room, ...this.#said });
  }

  async comeBack(dice: Dice, manners: Manners, isGivenUp: () => boolean): Promise<void> {
    for (let most = manners.firstMs; !isGivenUp(); most = Math.min(2 * most, manners.mostMs)) {
      await delay(most * dice.roll());
      const client = await this.#connect().catch(refused);
      if (client === undefined) continue;
      const browse = { ascnd: true, limit: 1_024, since: this.#last() };
      await client.attach(this.room, { get: "data", browse });
      this.client = client;
      if (this.#said !== undefined) await client.mustPublish({ topic: this.room, ...this.#said });
      return;
    }
  }

  #last(): string {
    const last = this.client.packets.findLast((one) => one.kind === "data" && one.topic === this.room);
    if (last?.kind !== "data") throw new Error("everybody has a message");
    return last.ts;
  }
}

/** Nobody listens, or not any more, or the server says that it has no time: to be tried again. Anything else is a failure. */
function refused(error: unknown): undefined {
  if (/ECONNREFUSED|ECONNRESET|socket hang up|response: (408|503)/.test(String(error))) return undefined;
  throw error;
}
