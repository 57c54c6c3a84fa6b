// Slow readers: R-44 (one that stops reading), R-45 (a long answer to one that reads in small bursts).
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { expectKept } from "../checker.ts";
import type { Client, Dial } from "../client.ts";
import { ServerProcess, TempFolder } from "../crash.ts";
import { another, enroll, enrollAll, gather, names, readLog, sized } from "../crowd.ts";
import { History } from "../history.ts";
import { Lab } from "../lab.ts";

/** A text of so many bytes that names message n. */
function large(n: number, bytes: number): string {
  const head = `${n} `;
  return JSON.stringify(head + "x".repeat(bytes - head.length - 2));
}

function hasNumber({ packets }: Client, n: number): boolean {
  return packets.some((packet) => packet.kind === "data" && packet.content.startsWith(`"${n} `));
}

const subscribers = sized(40, 1_000);

test(`R-44 one of ${subscribers} stops reading and is ended with a reason within its bound; the others get all; it reads on`, async () => {
  using folder = new TempFolder();
  await using server = await ServerProcess.start({ data: folder.path });
  const history = new History();
  const [ann, bob, slow] = await enrollAll(history, server.webSocket, ["ann", "bob", "slow"]);
  assert.ok(ann !== undefined && bob !== undefined && slow !== undefined);
  const topic = await gather([ann, bob, slow]);
  const crowd = Array.from({ length: subscribers - 3 }, () => new Counter(server));
  const owners = await enrollAll(history, server.webSocket, names("c", Math.ceil(crowd.length / 50)));
  for (const [n, one] of crowd.entries()) await one.attach(owners[n % owners.length] ?? bob, topic);
  for (const client of owners) client.hangUp();
  await ann.mustPublish({ topic, content: '"first"' });
  await slow.until("the first", () => slow.packets.some((packet) => packet.kind === "data"));
  slow.pause();
  // both systems' socket buffers take some megabytes before the server's own queue begins to fill
  let count = 0;
  while ((await server.sessions()) === subscribers) {
    assert.ok(count < 2_000, "60 MB wait for a client that does not read");
    const some = Array.from({ length: 20 }, () => large(count++, 30_000));
    await Promise.all(some.map((content) => ann.mustPublish({ topic, content })));
  }
  slow.resume();
  await slow.untilEnded();
  // who comes to read the good-bye later than a few seconds finds only the end, which at full size may happen
  assert.ok(slow.ended?.code === 1013 || slow.ended?.code === 1006, String(slow.ended?.code));
  for (const one of crowd) await one.untilCounted(count);
  await Promise.all([ann, bob].map((client) => client.meta(topic, "info")));
  const last = slow.packets.findLast((packet) => packet.kind === "data");
  assert.ok(last?.kind === "data");
  const back = await another(history, server.webSocket, slow);
  await back.attach(topic, { get: "data", browse: { since: last.ts, ascnd: true, limit: 1_024 } });
  await back.until("the end", () => hasNumber(back, count - 1));
  const reader = await another(history, server.webSocket, bob);
  await reader.attach(topic);
  const log = await readLog(reader, topic);
  assert.equal(log.messages.length, count + 1);
  expectKept(history, { logs: new Map([[topic, log]]) }, "R-44");
});

test("R-44 who stopped reading and reads on in time is told why it was ended: 1013", async () => {
  using folder = new TempFolder();
  await using server = await ServerProcess.start({ data: folder.path });
  const history = new History();
  const [ann, slow] = await enrollAll(history, server.webSocket, ["ann", "slow"]);
  assert.ok(ann !== undefined && slow !== undefined);
  const topic = await gather([ann, slow]);
  slow.pause();
  for (let count = 0; (await server.sessions()) === 2; count++) {
    assert.ok(count < 2_000, "60 MB wait for a client that does not read");
    await ann.mustPublish({ topic, content: large(count, 30_000) });
  }
  slow.resume();
  await slow.untilEnded();
  assert.equal(slow.ended?.code, 1013);
});

for (const [what, bytes, most] of [
  ["512 packets", 100, 513],
  ["1 MiB", 30_000, 36],
] as const) {
  test(`R-44 who stops polling is ended when more than ${what} wait, and reads on by the history`, async () => {
    using folder = new TempFolder();
    await using server = await ServerProcess.start({ data: folder.path });
    const history = new History();
    const ann = await enroll(history, server.webSocket, "ann");
    const slow = await enroll(history, server.longPoll, "slow");
    const topic = await gather([ann, slow]);
    slow.pause();
    let count = 0;
    const publish = (): Promise<unknown> => ann.mustPublish({ topic, content: large(count++, bytes) });
    await Promise.all(Array.from({ length: most - 8 }, publish));
    assert.equal(await server.sessions(), 2, "ended before its bound");
    // the poll that was open takes one
    for (; (await server.sessions()) === 2; await publish())
      assert.ok(count <= most + 1, `${count} packets were kept`);
    slow.resume();
    await slow.untilEnded();
    assert.equal(slow.ended?.status, 403, "its session is over");
    const last = slow.packets.findLast((packet) => packet.kind === "data");
    const since = last?.kind === "data" ? { since: last.ts } : {};
    const back = await another(history, server.longPoll, slow);
    await back.attach(topic, { get: "data", browse: { ...since, ascnd: true, limit: 1_024 } });
    await back.until("the end", () => hasNumber(back, count - 1));
    const reader = await another(history, server.webSocket, ann);
    await reader.attach(topic);
    const log = await readLog(reader, topic);
    assert.equal(log.messages.length, count);
    expectKept(history, { logs: new Map([[topic, log]]) }, "R-44, long polling");
  });
}

/** A session that keeps nothing of the messages but how many there were, all in their order. */
class Counter {
  /** of its own: the messages that it does not keep are not to be missed */
  readonly #history = new History();
  readonly #server: ServerProcess;
  #client: Client | undefined;
  #count = 0;

  constructor(server: ServerProcess) {
    this.#server = server;
  }

  async attach(like: Client, topic: string): Promise<void> {
    const dial: Dial = (listener) =>
      this.#server.webSocket({
        packet: (text) => (text.startsWith('{"data"') ? this.#data(text) : listener.packet(text)),
        closed: (code) => listener.closed(code),
      });
    this.#client = await another(this.#history, dial, like);
    await this.#client.attach(topic);
  }

  /** What was published before the answer to this came before it. */
  async untilCounted(count: number): Promise<void> {
    await this.#client?.ask("leave", { topic: "grpNotThere00" });
    assert.equal(this.#count, count);
  }

  #data(text: string): void {
    const n = /"content":"(\d+) /.exec(text)?.[1];
    if (n !== undefined) assert.equal(Number(n), this.#count++);
  }
}

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
  await slow.until("the last", () => hasNumber(slow, 1_999));
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
