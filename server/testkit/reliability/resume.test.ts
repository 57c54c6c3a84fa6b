// coming back in every odd way. To resume in 0.4 is a new session that logs in by its token and asks for what is newer than the newest
// message it has; each case below has one answer, that of docs/protocol (get.md, sub.md, connecting.md).
import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryData } from "../../src/adapters/store-memory/data.ts";
import { expectKept } from "../checker.ts";
import type { Client } from "../client.ts";
import { ServerProcess, TempFolder } from "../crash.ts";
import { another, enrollAll, gather, readLogs, shown } from "../crowd.ts";
import { CuttingProxy } from "../cutting-proxy.ts";
import { History, type Browse, type Data } from "../history.ts";
import { Lab } from "../lab.ts";
import { connectWebSocket } from "../raw-clients.ts";

/** Two servers on one store, a topic with ten messages, and where somebody stopped reading: at the fourth. */
async function begun(): Promise<{
  readonly one: Lab;
  readonly two: Lab;
  readonly history: History;
  readonly ann: Client;
  readonly topic: string;
  readonly times: readonly string[];
  [Symbol.asyncDispose](): Promise<void>;
}> {
  const data = createMemoryData();
  const one = await Lab.open({ data, seed: 1 });
  const two = await Lab.open({ data, seed: 2 });
  const history = new History();
  const [ann] = await enrollAll(history, one.dial, ["ann"]);
  assert.ok(ann !== undefined);
  const topic = await gather([ann]);
  const times: string[] = [];
  for (let n = 1; n <= 10; n++) times.push((await ann.mustPublish({ topic, content: `"${n}"` })).ts);
  return {
    ...{ one, two, history, ann, topic, times },
    async [Symbol.asyncDispose]() {
      await one.close();
      await two.close();
    },
  };
}

function contents(client: Client): readonly string[] {
  const data = client.packets.filter(({ kind }) => kind === "data") as readonly ({ kind: "data" } & Data)[];
  return data.map(({ content }) => content.slice(1, -1));
}

/** The history that a {sub} brings has no end of its own: what is said afterwards comes when all of it came. */
async function untilLevel(speaker: Client, topic: string, clients: readonly Client[]): Promise<void> {
  await speaker.mustPublish({ topic, content: '"later"' });
  await Promise.all(
    clients.map((client) => client.until("for the end", () => contents(client).includes("later"))),
  );
}

/** From where one stopped: that message comes again, it is how one sees that nothing is missing. */
function from(since: string | undefined, more: Browse = {}): Readonly<Record<string, unknown>> {
  return {
    get: "data",
    browse: { ascnd: true, limit: 1_024, ...more, ...(since === undefined ? {} : { since }) },
  };
}

const missed = ["4", "5", "6", "7", "8", "9", "10"];

test("R-47 twice from one place, on one server and on two at once: each gets all of it once, and what comes later", async () => {
  await using all = await begun();
  const { one, two, history, ann, topic, times } = all;
  const dials = [one.dial, one.dial, two.dial];
  const back = await Promise.all(dials.map((dial) => another(history, dial, ann)));
  await Promise.all(back.map((client) => client.attach(topic, from(times[3]))));
  const [first, second, far] = back;
  assert.ok(first !== undefined && second !== undefined && far !== undefined);
  await untilLevel(ann, topic, [first, second]);
  // the other server hears of it with the next thing it has to do with the topic
  await far.mustPublish({ topic, content: '"from afar"' });
  await far.until("its own", () => contents(far).includes("from afar"));
  assert.deepEqual(back.map(contents), [
    [...missed, "later"],
    [...missed, "later"],
    [...missed, "later", "from afar"],
  ]);
});

test("R-47 twice in one session: the second answer is the history again, no message comes twice as news", async () => {
  await using all = await begun();
  const { one, history, ann, topic, times } = all;
  const back = await another(history, one.dial, ann);
  await back.attach(topic, from(times[3]));
  assert.equal((await back.must("sub", { topic, ...from(times[3]) })).code, 304);
  await untilLevel(ann, topic, [back]);
  assert.deepEqual(contents(back), [...missed, ...missed, "later"]);
});

test("R-47 from beyond the newest: nothing of the history, everything from now on", async () => {
  await using all = await begun();
  const { one, history, ann, topic, times } = all;
  const back = await another(history, one.dial, ann);
  const future = new Date(Date.parse(times[9] ?? "") + 86_400_000).toISOString();
  await back.attach(topic, from(future));
  assert.equal(
    (await back.must("get", { topic, what: "data", browse: { since: future } })).params["count"],
    0,
  );
  await untilLevel(ann, topic, [back]);
  assert.deepEqual(contents(back), ["later"]);
});

test("R-47 from before the first, or from nowhere: all of it; from what is no time: 400", async () => {
  await using all = await begun();
  const { one, history, ann, topic } = all;
  const early = await another(history, one.dial, ann);
  const fresh = await another(history, one.dial, ann);
  await early.attach(topic, from("1970-01-01T00:00:00Z"));
  await fresh.attach(topic, from(undefined));
  await untilLevel(ann, topic, [early, fresh]);
  assert.deepEqual([contents(early).length, contents(fresh).length], [11, 11]);
  const back = await another(history, one.dial, ann);
  assert.equal((await back.ask("sub", { topic, ...from("seven") }))?.code, 400);
  assert.ok((await back.meta(topic, "info")).info !== undefined, "the session goes on");
});

test("R-47 from what was deleted meanwhile: what is left of it, without a word about the rest", async () => {
  await using all = await begun();
  const { one, history, ann, topic, times } = all;
  await ann.must("del", { topic, what: "msg", hard: true, before: times[6] });
  const back = await another(history, one.dial, ann);
  await back.attach(topic, from(times[3]));
  await untilLevel(ann, topic, [back]);
  assert.deepEqual(contents(back), ["7", "8", "9", "10", "later"]);
});

test("R-47 after the right to read was lost: 403, and nothing of it", async () => {
  await using all = await begun();
  const { one, history, topic, times, ann } = all;
  const [bob] = await enrollAll(history, one.dial, ["bob"]);
  assert.ok(bob !== undefined);
  await bob.attach(topic);
  bob.hangUp();
  await ann.must("set", { topic, what: "sub", sub: { user: bob.uid, mode: "X" } });
  const back = await another(history, one.dial, bob);
  assert.equal((await back.ask("sub", { topic, ...from(times[3]) }))?.code, 403);
  assert.deepEqual(contents(back), []);
});

test("R-47 while the old socket is still there, dead or alive: both get everything, the dead one is ended, nobody sees him go or come", async () => {
  using folder = new TempFolder();
  await using server = await ServerProcess.start({ data: folder.path, flags: ["--websocket-ping", "1s"] });
  await using proxy = await CuttingProxy.open(server.port, () => Infinity);
  const history = new History();
  const [ann, bob] = await enrollAll(history, server.webSocket, ["ann", "bob"]);
  assert.ok(ann !== undefined && bob !== undefined);
  const topic = await ann.attach(bob.uid);
  await bob.attach("me");
  await bob.attach(topic);
  const mobile = server.webSocketAt.replace(`:${server.port}/`, `:${proxy.port}/`);
  const old = await another(history, (listener) => connectWebSocket(mobile, listener), ann);
  await old.attach("me");
  await old.attach(topic);
  const { ts } = await bob.mustPublish({ topic, content: '"1"' });
  await old.until("the first", () => contents(old).includes("1"));

  const back = await another(history, server.webSocket, ann);
  await back.attach("me");
  await back.attach(topic, from(ts));
  await bob.mustPublish({ topic, content: '"2"' });
  await Promise.all([old, back].map((client) => client.meta(topic, "info")));
  assert.deepEqual(
    [contents(old), contents(back)],
    [
      ["1", "2"],
      ["1", "2"],
    ],
  );

  proxy.freeze();
  await bob.mustPublish({ topic, content: '"3"' });
  while ((await server.sessions()) > 3);
  await bob.mustPublish({ topic, content: '"4"' });
  await back.until("the fourth", () => contents(back).includes("4"));
  await bob.meta(topic, "info");
  assert.deepEqual(contents(back), ["1", "2", "3", "4"]);
  assert.deepEqual(shown(bob, ann), ["on"]);
  old.hangUp();
  const logs = await readLogs(history, server.webSocket, bob, [topic]);
  expectKept(history, { logs }, "R-47");
});
