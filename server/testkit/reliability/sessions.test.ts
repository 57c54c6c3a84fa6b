// Sessions that come, go and are thrown out: R-46 (several devices), R-48 (a ban while messages flow), R-49 (a drain).
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { expectKept } from "../checker.ts";
import type { Client } from "../client.ts";
import { ServerProcess, TempFolder } from "../crash.ts";
import { another, Dice, enrollAll, gather, names, readLog, readLogs, seedOf, sized } from "../crowd.ts";
import { holdEnv, holdsCommits } from "../held-commits.ts";
import { History, type Ctrl, type Data, type Log } from "../history.ts";
import { Lab } from "../lab.ts";

test("R-46 five devices of one user attach, leave and vanish at random: each gets every message once while it is there", async () => {
  const seed = seedOf("R-46");
  const dice = new Dice(seed);
  using folder = new TempFolder();
  await using server = await ServerProcess.start({ data: folder.path });
  const history = new History();
  const [ann, bob] = await enrollAll(history, server.webSocket, ["ann", "bob"]);
  assert.ok(ann !== undefined && bob !== undefined);
  const topic = await gather([bob, ann]);
  await bob.attach("me");
  let isOver = false;
  const talking = (async (): Promise<void> => {
    for (let n = 0; !isOver; n++) await bob.mustPublish({ topic, content: `"bob ${n}"` });
  })();
  const devices = Array.from({ length: 5 }, async (_, d): Promise<Client> => {
    const dial = d < 3 ? server.webSocket : server.longPoll;
    let client = await another(history, dial, ann);
    let isHere = false;
    for (let n = 0; n < 25; n++) {
      if (!isHere)
        await client.attach(
          topic,
          dice.roll() < 0.5 ? { get: "data", browse: { limit: dice.int(1, 10) } } : {},
        );
      // its own echo comes like everybody else's messages
      if (dice.roll() < 0.5) await client.mustPublish({ topic, content: `"ann ${d} ${n}"` });
      const how = dice.int(1, 3);
      isHere = how === 3;
      if (how === 1) await client.must("leave", { topic });
      if (how !== 2) continue;
      client.hangUp();
      client = await another(history, dial, ann);
    }
    if (!isHere) await client.attach(topic);
    return client;
  });
  const left = await Promise.all(devices);
  isOver = true;
  await talking;
  await Promise.all([ann, bob, ...left].map((client) => client.meta(topic, "info")));
  // what one device was sent, none of them calls unread
  const all = [ann, ...left];
  await Promise.all(all.map((client) => client.attach("me")));
  const assertUnread = async (where: string, count: number): Promise<void> => {
    const counts = await Promise.all(all.map((client) => unreadOf(client, where)));
    assert.deepEqual(new Set(counts), new Set([count]), `seed ${seed}`);
  };
  await assertUnread(topic, 0);
  const quiet = await gather([bob, ann]);
  await ann.must("leave", { topic: quiet });
  for (let n = 1; n <= 3; n++) await bob.mustPublish({ topic: quiet, content: `"unread ${n}"` });
  await assertUnread(quiet, 3);
  const [device] = left;
  await device?.must("sub", { topic: quiet, get: "data", browse: { limit: 5 } });
  await device?.meta(quiet, "info");
  await assertUnread(quiet, 0);
  const reader = await another(history, server.webSocket, bob);
  await reader.attach(topic);
  expectKept(history, { logs: new Map([[topic, await readLog(reader, topic)]]) }, `seed ${seed}`);
});

/** What the user's list of topics says of that one (extensions-0.4 §8). */
async function unreadOf(client: Client, topic: string): Promise<unknown> {
  const { sub = [] } = await client.meta("me", "sub", { subs: { inbox: true } });
  return sub.find((entry) => entry["topic"] === topic)?.["unread"];
}

test("R-48 a ban while messages flow, 200 rounds: the 205 is the last of the topic, nothing after the loss gets in", async () => {
  const seed = seedOf("R-48");
  const dice = new Dice(seed);
  using folder = new TempFolder();
  await using server = await ServerProcess.start({ data: folder.path });
  const history = new History();
  const [owner, talker, victim] = await enrollAll(history, server.webSocket, ["owner", "talker", "victim"]);
  assert.ok(owner !== undefined && talker !== undefined && victim !== undefined);
  const topic = await gather([owner, talker]);
  const polled = await another(history, server.longPoll, victim);
  const slow = await another(history, server.webSocket, victim);
  const reading = await another(history, server.webSocket, victim);
  const devices = [victim, polled, slow, reading];
  for (let n = 0; n < 100; n++)
    await talker.mustPublish({ topic, content: JSON.stringify(`old ${n} ${"x".repeat(3_000)}`) });

  let isOver = false;
  const talking = (async (): Promise<void> => {
    for (let n = 0; !isOver; n++) await talker.mustPublish({ topic, content: `"flow ${n}"` });
  })();
  for (let round = 1; round <= 200; round++) {
    await Promise.all(devices.map((client) => client.attach(topic, { get: "data", browse: { limit: 1 } })));
    for (const client of devices) client.packets.length = 0;
    slow.pause();
    const answered = reading.ask("get", { topic, what: "data", browse: { limit: dice.int(20, 400) } });
    for (let n = dice.int(0, 4); n > 0; n--) await talker.meta(topic, "info");
    const asked: Promise<Ctrl | undefined>[] = [
      owner.publish({ topic, content: `"before ${round}"` }),
      owner.ask("set", { topic, what: "sub", sub: { user: victim.uid, mode: "X" } }),
      owner.publish({ topic, content: `"after ${round}"` }),
    ];
    if (dice.roll() < 0.5) asked.push(victim.publish({ topic, content: `"victim ${round}"` }));
    const [before, banned, after] = await Promise.all(asked);
    assert.deepEqual([before?.code, banned?.code, after?.code], [202, 200, 202]);
    slow.resume();
    await Promise.all(
      devices.map((client) => client.until("its 205", () => client.packets.some(isEviction))),
    );
    const answer = await answered;
    assert.ok(answer?.code === 200 || answer?.code === 403);
    // an acknowledged ban holds for the next request, and nothing follows the 205
    assert.equal((await victim.publish({ topic, content: `"too late ${round}"` }))?.code, 403);
    await Promise.all(devices.map((client) => client.ask("leave", { topic: "grpNotThere00" })));
    for (const client of devices)
      assertCut(client, topic, String(after?.ts), `round ${round}, ${client.session} (seed ${seed})`);
    await owner.must("set", { topic, what: "sub", sub: { user: victim.uid, mode: "RWP" } });
  }
  isOver = true;
  await talking;
  await Promise.all([owner, talker].map((client) => client.meta(topic, "info")));
  const reader = await another(history, server.webSocket, owner);
  await reader.attach(topic);
  const log = await readLog(reader, topic);
  assert.ok(!log.messages.some(({ content }) => content.startsWith('"too late')));
  expectKept(history, { logs: new Map([[topic, log]]) }, `seed ${seed}`);
});

test("R-48 a ban while megabytes wait for a client that does not read: they come, then its 205, and nothing after it", async () => {
  using folder = new TempFolder();
  await using server = await ServerProcess.start({ data: folder.path });
  const history = new History();
  const [owner, victim] = await enrollAll(history, server.webSocket, ["owner", "victim"]);
  assert.ok(owner !== undefined && victim !== undefined);
  const topic = await gather([owner]);
  const [many, browse] = [400, { limit: 400, ascnd: true }];
  for (let n = 0; n < many; n += 20) {
    const some = Array.from({ length: 20 }, (_, i) => JSON.stringify(`old ${n + i} ${"x".repeat(30_000)}`));
    await Promise.all(some.map((content) => owner.mustPublish({ topic, content })));
  }
  for (let round = 1; round <= 3; round++) {
    // the system's buffers of a connection grow with what was read from it
    const slow = await another(history, server.webSocket, victim);
    await slow.attach(topic);
    slow.pause();
    const answered = slow.ask("get", { topic, what: "data", browse });
    // who asks later and reads has all of it: of the 12 MB for the other one the sockets are full, and packets wait behind them
    await owner.must("get", { topic, what: "data", browse });
    const [before, banned, after]: readonly (Ctrl | undefined)[] = await Promise.all([
      owner.publish({ topic, content: `"before ${round}"` }),
      owner.ask("set", { topic, what: "sub", sub: { user: victim.uid, mode: "X" } }),
      owner.publish({ topic, content: `"after ${round}"` }),
    ]);
    assert.deepEqual([before?.code, banned?.code, after?.code], [202, 200, 202]);
    slow.resume();
    assert.equal((await answered)?.code, 403);
    const got = slow.packets.filter(({ kind }) => kind === "data").length;
    assert.ok(got > 0 && got < many, `${got} of ${many} messages had left before the ban`);
    assertCut(slow, topic, String(after?.ts), `round ${round}`);
    await owner.must("set", { topic, what: "sub", sub: { user: victim.uid, mode: "RWP" } });
    slow.hangUp();
  }
  const reader = await another(history, server.webSocket, owner);
  await reader.attach(topic);
  expectKept(history, { logs: new Map([[topic, await readLog(reader, topic)]]) }, "R-48");
});

/** In what came of the topic, one 205 is the last, and nothing is of a time after the loss. */
function assertCut({ packets }: Client, topic: string, lossAt: string, where: string): void {
  const end = packets.findIndex(isEviction);
  assert.ok(end >= 0, `a 205, ${where}`);
  const mine = (packet: Client["packets"][number]): packet is { kind: "data" } & Data =>
    packet.kind === "data" && packet.topic === topic;
  assert.deepEqual(packets.slice(end).filter(mine), [], `after the 205, ${where}`);
  assert.deepEqual(
    packets.filter((packet) => mine(packet) && packet.ts >= lossAt),
    [],
    `after the loss, ${where}`,
  );
}

function isEviction(packet: Client["packets"][number]): boolean {
  return packet.kind === "ctrl" && packet.code === 205;
}

const [rooms, devices] = [sized(1, 10), sized(20, 50)];
const members = 10;

test(`R-49 SIGTERM with ${rooms * members * devices} sessions, some of which publish: what was taken is answered, all are told, exit 0, nothing acknowledged is lost`, async () => {
  using folder = new TempFolder();
  const history = new History();
  const server = await ServerProcess.start({ data: folder.path });
  const places: {
    readonly topic: string;
    readonly people: readonly Client[];
    readonly others: readonly Client[];
  }[] = [];
  try {
    for (let room = 1; room <= rooms; room++) {
      const people = await enrollAll(history, server.webSocket, names(`r${room}p`, members));
      const topic = await gather(people);
      const dials = Array.from({ length: devices - 1 }, (_, i) =>
        i < 15 ? server.webSocket : server.longPoll,
      );
      const coming = people.flatMap((person) => dials.map((dial) => another(history, dial, person)));
      const others = await Promise.all(coming);
      await Promise.all(others.map((client) => client.attach(topic)));
      places.push({ topic, people, others });
    }
    // pollers whom nothing reaches: their poll is open when the end comes
    const quiet = await Promise.all(
      places.flatMap(({ people }) => people.map((person) => another(history, server.longPoll, person))),
    );
    let published = 0;
    const publish = async (client: Client, topic: string): Promise<void> => {
      for (let n = 0; client.isUp; n++) {
        const answer = await client.publish({ topic, content: JSON.stringify(`${client.session} ${n}`) });
        if (answer?.code === 202) published++;
      }
    };
    const publishing = places.flatMap(({ topic, people, others }) =>
      [...people, ...others.slice(0, 10)].map((client) => publish(client, topic)),
    );
    const [first] = places.flatMap(({ people }) => people);
    assert.ok(first !== undefined);
    await first.until("some messages", () => published > 500);
    await stopInTime(server);
    await Promise.all(publishing);
    const sessions = places.flatMap(({ people, others }) => [...people, ...others]);
    await Promise.all([...sessions, ...quiet].map((client) => client.untilEnded()));
    const webSockets = places.flatMap(({ people, others }) => [...people, ...others.slice(0, 15)]);
    assert.deepEqual(new Set(webSockets.map((client) => client.ended?.code)), new Set([1001]));
    assertTold(quiet);
    await assert.rejects(server.webSocket(first));
  } finally {
    await server.kill();
  }
  await using next = await ServerProcess.start({ data: folder.path });
  const logs = new Map<string, Log>();
  for (const { topic, people } of places) {
    const [like] = people;
    assert.ok(like !== undefined);
    for (const [name, log] of await readLogs(history, next.webSocket, like, [topic])) logs.set(name, log);
  }
  expectKept(history, { logs }, "R-49");
});

for (const kind of ["webSocket", "longPoll"] as const) {
  test(`R-49 all that was read by SIGTERM is answered before anybody is told to go, however long it takes to store, ${kind}`, async () => {
    using folder = new TempFolder();
    const held = join(folder.path, "held");
    const data = join(folder.path, "data");
    const history = new History();
    const options = { data, preload: holdsCommits, env: holdEnv(held) };
    const server = await ServerProcess.start(options);
    let topic = "";
    let watcher: Client | undefined;
    try {
      const people = await enrollAll(history, server.webSocket, names("p", 10));
      topic = await gather(people);
      [watcher] = people;
      assert.ok(watcher !== undefined);
      const talkers = await Promise.all(people.map((person) => another(history, server[kind], person)));
      await Promise.all(talkers.map((client) => client.attach(topic)));
      const quiet = await Promise.all(people.map((person) => another(history, server.longPoll, person)));
      writeFileSync(held, "");
      let answered = 0;
      const underWay = talkers.map(async (client) => {
        const answer = await client.publish({ topic, content: `"of ${client.session}"` });
        answered++;
        return answer?.code ?? "the session ended";
      });
      // what was sent before this is answered, was read before
      await Promise.all([...talkers, ...quiet].map((client) => client.sync()));
      await watcher.meta("me", "info");
      const stopping = server.line('"msg":"stopping"');
      const stopped = stopInTime(server);
      await stopping;
      assert.equal(answered, 0, "nothing of it is stored");
      rmSync(held);
      assert.deepEqual(new Set(await Promise.all(underWay)), new Set([202]));
      await stopped;
      const webSockets = kind === "webSocket" ? [...people, ...talkers] : people;
      await Promise.all([...people, ...talkers, ...quiet].map((client) => client.untilEnded()));
      assert.deepEqual(new Set(webSockets.map((client) => client.ended?.code)), new Set([1001]));
      assertTold(quiet);
    } finally {
      await server.kill();
    }
    await using next = await ServerProcess.start({ data });
    assert.ok(watcher !== undefined);
    const logs = await readLogs(history, next.webSocket, watcher, [topic]);
    assert.equal(logs.get(topic)?.messages.length, 10);
    expectKept(history, { logs }, "R-49");
  });
}

test("R-49 a store that never answers holds up nobody for longer than the drain may take: then all are told", async () => {
  const hanging = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  let isHanging = false;
  await using lab = await Lab.open({
    store: (store) => ({
      ...store,
      async commit(...order) {
        if (isHanging) {
          reached.resolve();
          await hanging.promise;
        }
        return store.commit(...order);
      },
    }),
  });
  const [ann, bob] = await enrollAll(new History(), lab.dial, ["ann", "bob"]);
  assert.ok(ann !== undefined && bob !== undefined);
  const topic = await gather([ann, bob]);
  isHanging = true;
  const answered = ann.publish({ topic, content: '"never stored"' });
  await reached.promise;
  await lab.server.drain(50);
  await Promise.all([ann, bob].map((client) => client.untilEnded()));
  assert.deepEqual([ann.ended?.code, bob.ended?.code, await answered], [1001, 1001, undefined]);
  hanging.resolve();
});

async function stopInTime(server: ServerProcess): Promise<void> {
  const began = performance.now();
  assert.deepEqual(await server.stop(), { code: 0, signal: null });
  const tookMs = performance.now() - began;
  assert.ok(tookMs <= 30_000, `the stop took ${Math.round(tookMs)} ms`);
}

/** To a poll that was open the end is said, in the words for a session that is over; it does not just break. */
function assertTold(pollers: readonly Client[]): void {
  assert.deepEqual(new Set(pollers.map((client) => client.ended?.status)), new Set([403]));
}
