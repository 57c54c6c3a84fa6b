// Order and repetition: R-20 (many sessions at once), R-21 (one session that does not wait), R-22 (retries with a key), R-23 (one millisecond).
import assert from "node:assert/strict";
import { test } from "node:test";
import { expectKept } from "../checker.ts";
import type { Client } from "../client.ts";
import { ServerProcess, TempFolder } from "../crash.ts";
import { another, Dice, enroll, enrollAll, gather, names, readLog, seedOf, sized } from "../crowd.ts";
import { FakeClock } from "../fake-clock.ts";
import { History, type Browse, type Data, type Log } from "../history.ts";
import { Lab } from "../lab.ts";

const [each, roomCount] = [sized(50, 200), sized(32, 50)];

test(`R-20 sequence under concurrency: 64 sessions publish ${each} messages each, to one topic and to ${roomCount}`, async () => {
  using folder = new TempFolder();
  await using server = await ServerProcess.start({ data: folder.path });
  const history = new History();
  const people = await enrollAll(history, server.webSocket, names("p", 16));
  const more = people.flatMap((client) => [client, client, client]);
  const sessions = [
    ...people,
    ...(await Promise.all(more.map((client) => another(history, server.webSocket, client)))),
  ];
  assert.equal(sessions.length, 64);
  const one = await gather(sessions);
  // session i is in topics i and i + 1: each has sessions of two or more users
  const firsts = sessions.slice(0, roomCount);
  const many = await Promise.all(firsts.map((client) => client.attach("new")));
  const rooms = sessions.map((_client, i) => [many[i % roomCount] ?? "", many[(i + 1) % roomCount] ?? ""]);
  await Promise.all(
    sessions.map(async (client, i) => {
      for (const room of rooms[i] ?? []) await client.attach(room);
    }),
  );
  const publish = async (client: Client, topics: readonly string[], i: number): Promise<void> => {
    const lanes = [0, 1].map(async (lane) => {
      for (let n = lane; n < each; n += 2) {
        const topic = topics[n % topics.length] ?? "";
        await client.mustPublish({ topic, content: JSON.stringify({ session: i, n, of: topics.length }) });
      }
    });
    await Promise.all(lanes);
  };
  await Promise.all(sessions.map((client, i) => publish(client, [one], i)));
  await Promise.all(sessions.map((client, i) => publish(client, rooms[i] ?? [], i)));
  for (const topic of [one]) await Promise.all(sessions.map((client) => client.meta(topic, "info")));
  await Promise.all(
    sessions.flatMap((client, i) => (rooms[i] ?? []).map((room) => client.meta(room, "info"))),
  );
  const logs = new Map<string, Log>();
  for (const topic of [one, ...many]) {
    const reader = await another(
      history,
      server.webSocket,
      topic === one ? first(people) : (firsts[many.indexOf(topic)] ?? first(people)),
    );
    await reader.attach(topic);
    logs.set(topic, await readLog(reader, topic));
    reader.hangUp();
  }
  assert.equal(logs.get(one)?.messages.length, 64 * each);
  assert.equal(
    many.reduce((sum, topic) => sum + (logs.get(topic)?.messages.length ?? 0), 0),
    64 * each,
  );
  expectKept(history, { logs }, "R-20");
});

for (const transport of ["webSocket", "longPoll"] as const) {
  const count = transport === "webSocket" ? 1_000 : 300;
  test(`R-21 sender FIFO: ${count} pipelined {pub} are acknowledged and stored in their order, ${transport}`, async () => {
    using folder = new TempFolder();
    await using server = await ServerProcess.start({ data: folder.path });
    const history = new History();
    const ann = await enroll(history, server[transport], "ann");
    const other = await enroll(history, server.webSocket, "bob");
    const topic = await gather([other, ann]);
    const before = ann.packets.length;
    const contents = Array.from({ length: count }, (_, n) => JSON.stringify(`message ${n}`));
    const answers = await Promise.all(contents.map((content) => ann.publish({ topic, content })));
    assert.deepEqual(
      answers.filter((answer) => answer?.code !== 202),
      [],
    );
    const acknowledged = ann.packets
      .slice(before)
      .flatMap((packet) => (packet.kind === "ctrl" ? [packet.ts] : []));
    const echoed = ann.packets
      .slice(before)
      .flatMap((packet) => (packet.kind === "data" ? [packet.content] : []));
    assert.deepEqual(
      acknowledged,
      answers.map((answer) => answer?.ts),
    );
    await ann.meta(topic, "info");
    await other.meta(topic, "info");
    const reader = await another(history, server.webSocket, ann);
    await reader.attach(topic);
    const log = await readLog(reader, topic);
    assert.deepEqual(
      log.messages.map(({ content }) => content),
      contents,
    );
    assert.deepEqual(
      log.messages.map(({ ts }) => ts),
      acknowledged,
    );
    assert.deepEqual(echoed, contents.slice(0, echoed.length));
    expectKept(history, { logs: new Map([[topic, log]]) }, "R-21");
  });
}

test("R-22 idempotent retry: each message 1 to 5 times, over sessions, transports and a kill -9", async () => {
  const seed = seedOf("R-22");
  const dice = new Dice(seed);
  using folder = new TempFolder();
  const history = new History();
  const tries = Array.from({ length: 120 }, (_, n) => ({
    content: JSON.stringify({ n, roll: dice.int(0, 9) }),
    key: `key-${n}`,
    times: dice.int(1, 5),
  }));
  let server = await ServerProcess.start({ data: folder.path });
  try {
    const [ann, bob] = await enrollAll(history, server.webSocket, ["ann", "bob"]);
    assert.ok(ann !== undefined && bob !== undefined);
    const topic = await gather([bob, ann]);
    const dials = (): readonly Client[] | Promise<readonly Client[]> =>
      Promise.all(
        [server.webSocket, server.webSocket, server.longPoll].map((dial) => another(history, dial, ann)),
      );
    let sessions = await dials();
    await Promise.all(sessions.map((client) => client.attach(topic)));
    const publish = ({ content, key, times }: (typeof tries)[number]): Promise<unknown> =>
      Promise.all(Array.from({ length: times }, () => dice.pick(sessions).publish({ topic, content, key })));
    for (let at = 0; at < 60; at += 10) await Promise.all(tries.slice(at, at + 10).map(publish));
    const underWay = tries.slice(60, 100).map(publish);
    await dice.pick(sessions).publish({ topic, content: '"in between"' });
    history.note("kill -9");
    await server.kill();
    await Promise.all(underWay);

    server = await ServerProcess.start({ data: folder.path });
    sessions = await dials();
    const listener = await another(history, server.webSocket, bob);
    await Promise.all(
      [listener, ...sessions].map((client) =>
        client.attach(topic, { get: "data", browse: { limit: 1_024 } }),
      ),
    );
    for (let at = 0; at < tries.length; at += 20) await Promise.all(tries.slice(at, at + 20).map(publish));
    const clash = await dice.pick(sessions).publish({ topic, content: '"something else"', key: "key-7" });
    assert.equal(clash?.code, 409, `other bytes under a used key (seed ${seed})`);
    // white space is other bytes, too
    const spaced = (tries[8]?.content ?? "").replace("{", "{ ");
    assert.equal((await dice.pick(sessions).publish({ topic, content: spaced, key: "key-8" }))?.code, 409);
    await Promise.all([listener, ...sessions].map((client) => client.meta(topic, "info")));
    const reader = await another(history, server.webSocket, bob);
    await reader.attach(topic);
    const log = await readLog(reader, topic);
    for (const { content } of tries)
      assert.equal(
        log.messages.filter((message) => message.content === content).length,
        1,
        `${content} (seed ${seed})`,
      );
    expectKept(history, { logs: new Map([[topic, log]]) }, `seed ${seed}`);
  } finally {
    await server.kill();
  }
});

test("R-23 the same millisecond: 5,000 messages under a frozen clock have growing times, and pages by time split nowhere", async () => {
  const clock = new FakeClock();
  const history = new History();
  await using lab = await Lab.open({ clock });
  const people = await enrollAll(history, lab.dial, names("p", 5));
  for (const client of people) client.forgetful = true;
  const topic = await gather(people);
  await Promise.all(
    people.map(async (client) => {
      for (let n = 0; n < 1_000; n += 100) {
        const content = (i: number): string => JSON.stringify(`${client.user} ${n + i}`);
        await Promise.all(
          Array.from({ length: 100 }, (_, i) => client.mustPublish({ topic, content: content(i) })),
        );
      }
    }),
  );
  await Promise.all(people.map((client) => client.meta(topic, "info")));
  const reader = await another(history, lab.dial, first(people));
  await reader.attach(topic);
  const log = await readLog(reader, topic);
  assert.equal(log.messages.length, 5_000);
  expectKept(history, { logs: new Map([[topic, log]]) }, "R-23");

  const expected = log.messages.map(({ content }) => content);
  const walks: Readonly<Record<string, () => Promise<readonly Data[]>>> = {
    "ascending by since": () =>
      walk(reader, topic, (last) => ({
        ascnd: true,
        limit: 100,
        ...(last === undefined ? {} : { since: plus(last.ts, 1) }),
      })),
    "descending by before": async () =>
      (
        await walk(reader, topic, (last) => ({
          limit: 100,
          ...(last === undefined ? {} : { before: last.ts }),
        }))
      ).toReversed(),
    "ascending in windows": () => windows(reader, topic, log, true),
    "descending in windows": () => windows(reader, topic, log, false),
  };
  for (const [name, pages] of Object.entries(walks)) {
    const found = await pages();
    assert.deepEqual(
      found.map(({ content }) => content),
      expected,
      name,
    );
  }
});

/** Page by page until one is empty. */
async function walk(
  client: Client,
  topic: string,
  next: (last: Data | undefined) => Browse,
): Promise<readonly Data[]> {
  const found: Data[] = [];
  for (;;) {
    const page = await client.page(topic, next(found.at(-1)));
    if (page.length === 0) return found;
    found.push(...page);
  }
}

/** All of the log in windows of time, `since` inclusive and `before` exclusive; oldest first. */
async function windows(
  client: Client,
  topic: string,
  { messages }: Log,
  ascnd: boolean,
): Promise<readonly Data[]> {
  const found: Data[] = [];
  const end = plus(messages.at(-1)?.ts ?? "", 1);
  for (let since = messages[0]?.ts ?? ""; since < end; since = plus(since, 701)) {
    const page = await client.page(topic, { since, before: plus(since, 701), ascnd, limit: 1_024 });
    found.push(...(ascnd ? page : page.toReversed()));
  }
  return found;
}

function plus(ts: string, ms: number): string {
  return new Date(Date.parse(ts) + ms).toISOString();
}

function first<T>(from: readonly T[]): T {
  const [found] = from;
  if (found === undefined) throw new Error("nobody is there");
  return found;
}
