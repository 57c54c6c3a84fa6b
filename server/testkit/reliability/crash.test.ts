// Crashes of the real server: R-01 (kill -9 at any moment under full load), R-02 (kill at each step of a message), R-09 (a second server),
// R-13 (marks), R-69 (what nobody caught).
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { expectKept } from "../checker.ts";
import type { Client } from "../client.ts";
import { ServerProcess, TempFolder } from "../crash.ts";
import {
  another,
  Dice,
  enroll,
  enrollAll,
  gather,
  names,
  readLog,
  readLogs,
  seedOf,
  sized,
} from "../crowd.ts";
import { boom, faultPoints } from "../faults.ts";
import { History } from "../history.ts";
import { hasOutbursts } from "../outburst.ts";
import { Publishers } from "../publisher.ts";

const preload = new URL("../faults.ts", import.meta.url);

const rounds = 20;

for (let run = 1; run <= sized(1, 25); run++)
  test(`R-01 kill -9 under eight publishers at full rate, ${rounds} rounds on one data folder, run ${run}`, async () => {
    const seed = seedOf("R-01");
    const dice = new Dice(seed);
    using folder = new TempFolder();
    const history = new History();
    let server = await ServerProcess.start({ data: folder.path });
    try {
      const people = await enrollAll(history, server.webSocket, names("p", 8));
      const topics = [await gather(people), await gather(people)];
      const publishers = new Publishers(topics);
      let clients = people;
      for (let round = 1; round <= rounds; round++) {
        for (const client of clients) client.forgetful = true;
        const killedAfter = dice.int(50, round % 5 === 0 ? 2_000 : 400);
        const publishing = publishers.run(clients, 4);
        await delay(killedAfter); // the moment of the crash, not a wait for anything
        history.note(`round ${round}: killed after ${killedAfter} ms`);
        await server.kill();
        await publishing;
        server = await ServerProcess.start({ data: folder.path });
        const dial = round % 2 === 0 ? server.longPoll : server.webSocket;
        clients = await Promise.all(clients.map((client) => another(history, dial, client)));
        await Promise.all(clients.flatMap((client) => topics.map((topic) => client.attach(topic))));
        await publishers.retry(clients);
      }
      const infos = clients.flatMap((client) => topics.map((topic) => client.meta(topic, "info")));
      await Promise.all(infos);
      const [first] = clients;
      assert.ok(first !== undefined);
      const logs = await readLogs(history, server.webSocket, first, topics);
      const published = [...logs.values()].reduce((sum, { messages }) => sum + messages.length, 0);
      assert.ok(published > 200, `only ${published} messages in ${rounds} rounds (seed ${seed})`);
      console.log(`R-01: ${published} messages in ${rounds} rounds`);
      expectKept(history, { logs }, `seed ${seed}`);
    } finally {
      await server.kill();
    }
  });

for (const point of faultPoints) {
  test(`R-02 killed ${point}`, async () => {
    using folder = new TempFolder();
    const history = new History();
    const content = JSON.stringify(boom);
    const people: Client[] = [];
    let topic = "";
    {
      await using server = await ServerProcess.start({
        data: folder.path,
        env: { CRASH_AT: point },
        preload,
      });
      people.push(...(await enrollAll(history, server.webSocket, names("p", 3))));
      topic = await gather(people);
      const [ann, bob] = people;
      assert.ok(ann !== undefined && bob !== undefined);
      for (let n = 1; n <= 5; n++) await bob.mustPublish({ topic, content: `"before ${n}"`, key: `b${n}` });
      const answer = await ann.publish({ topic, content, key: "the-one" });
      assert.equal((await server.ended()).signal, "SIGKILL");
      assert.equal(answer?.code, point === "before-fan-out" ? 202 : undefined);
      await Promise.all(people.map((client) => client.untilEnded()));
    }
    history.note(`killed ${point}`);
    await using server = await ServerProcess.start({ data: folder.path });
    const back = await Promise.all(people.map((client) => another(history, server.webSocket, client)));
    await Promise.all(back.map((client) => client.attach(topic, { get: "data" })));
    const [ann, bob] = back;
    assert.ok(ann !== undefined && bob !== undefined);
    const before = (await readLog(bob, topic)).messages;
    const isStored = before.some((message) => message.content === content);
    const isCommitted = ["after-commit", "before-ack", "before-fan-out"].includes(point);
    assert.equal(isStored, isCommitted);
    const again = await ann.mustPublish({ topic, content, key: "the-one" });
    assert.equal(again.params["repeat"], isCommitted ? true : undefined);
    if (isCommitted) assert.equal(again.ts, before.at(-1)?.ts);
    await bob.mustPublish({ topic, content: '"after"' });
    await Promise.all(back.map((client) => client.meta(topic, "info")));
    const log = await readLog(bob, topic);
    assert.deepEqual(
      log.messages.map((message) => message.content),
      [1, 2, 3, 4, 5].map((n) => `"before ${n}"`).concat(content, '"after"'),
    );
    expectKept(history, { logs: new Map([[topic, log]]) }, point);
  });
}

for (const outburst of ["rejection", "exception"] as const) {
  const then =
    outburst === "rejection" ? "the process lives" : "the process ends with 1, after what was taken";
  test(`R-69 a defect that nobody waits for (${outburst}) under load: it is logged, and ${then}`, async () => {
    using folder = new TempFolder();
    const history = new History();
    const start = { data: folder.path, env: { OUTBURST: outburst }, preload: hasOutbursts };
    let server = await ServerProcess.start(start);
    try {
      const people = await enrollAll(history, server.webSocket, names("p", 4));
      const topic = await gather(people);
      const [first] = people;
      assert.ok(first !== undefined);
      const publishers = new Publishers([topic]);
      const publishing = publishers.run(people, 4);
      const comes = (count: number): Promise<void> =>
        first.until("messages", () => first.packets.length >= count);
      await comes(100);
      const logged = server.line("a defect that nobody waits for");
      server.signal("SIGUSR2");
      assert.match(await logged, /was not (caught|awaited)/);
      if (outburst === "rejection") {
        await comes(first.packets.length + 100);
        assert.match(await server.metrics(), /^natter_uncaught_exceptions_total 1$/m);
        await server.kill();
      } else assert.deepEqual(await server.ended(), { code: 1, signal: null });
      await publishing;
      server = await ServerProcess.start(start);
      const { webSocket } = server;
      const back = await Promise.all(people.map((client) => another(history, webSocket, client)));
      await Promise.all(back.map((client) => client.attach(topic)));
      await publishers.retry(back);
      await Promise.all(back.map((client) => client.meta(topic, "info")));
      expectKept(history, { logs: await readLogs(history, webSocket, first, [topic]) }, outburst);
    } finally {
      await server.kill();
    }
  });
}

test("R-09 a second server on the same data ends with a clear message, the first goes on", async () => {
  using folder = new TempFolder();
  const history = new History();
  await using server = await ServerProcess.start({ data: folder.path });
  const ann = await enroll(history, server.webSocket, "ann");
  const topic = await ann.attach("new");
  await assert.rejects(ServerProcess.start({ data: folder.path }), (error: Error) => {
    assert.match(error.message, /the server ended with [1-9]/);
    assert.match(error.message, /another process/);
    assert.match(error.message, /--data/);
    return true;
  });
  await ann.mustPublish({ topic, content: '"still here"' });
  // what a killed server leaves behind locks nobody out
  await server.kill();
  await using next = await ServerProcess.start({ data: folder.path });
  const back = await another(history, next.webSocket, ann);
  await back.attach(topic);
  assert.deepEqual(
    (await back.all(topic)).map(({ content }) => content),
    ['"still here"'],
  );
});

/** `seen` of a topic, in ms, as the user's own list says. */
async function seenOf(client: Client, topic: string): Promise<number> {
  const { sub = [] } = await client.meta("me", "sub");
  const seen = sub.find((entry) => entry["topic"] === topic)?.["seen"];
  assert.ok(typeof seen === "object" && seen !== null && "when" in seen, `${topic} is not shown as seen`);
  return Date.parse(String(seen.when));
}

test("R-13 marks: all there after SIGTERM, after SIGKILL at most a second old and never ahead", async () => {
  using folder = new TempFolder();
  const history = new History();
  const seed = seedOf("R-13");
  const dice = new Dice(seed);
  let ann: Client;
  let topic: string;
  let lastLeft: number;
  {
    await using server = await ServerProcess.start({ data: folder.path });
    ann = await enroll(history, server.webSocket, "ann");
    topic = await ann.attach("new");
    lastLeft = Date.parse((await ann.must("leave", { topic })).ts);
    assert.equal((await server.stop()).code, 0);
  }
  for (let round = 1; round <= 3; round++) {
    const server = await ServerProcess.start({ data: folder.path });
    try {
      const client = await another(history, server.webSocket, ann);
      await client.attach("me");
      const seen = await seenOf(client, topic);
      if (round === 1) assert.ok(seen >= lastLeft, `after SIGTERM: seen ${seen}, left ${lastLeft}`);
      else {
        assert.ok(
          seen <= lastLeft + 5,
          `a mark ahead of what happened: seen ${seen}, left ${lastLeft} (seed ${seed})`,
        );
        assert.ok(seen >= lastLeft - 2_000, `a mark ${lastLeft - seen} ms old (seed ${seed})`);
      }
      const end = performance.now() + dice.int(1_100, 1_800);
      while (performance.now() < end) {
        await client.attach(topic);
        lastLeft = Date.parse((await client.must("leave", { topic })).ts);
      }
    } finally {
      await server.kill();
    }
  }
});
