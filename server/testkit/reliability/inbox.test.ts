// Unread counts against what reading all histories would count, whatever people did before (extensions-0.4 §8.8); and after crashes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "../client.ts";
import { ServerProcess, TempFolder } from "../crash.ts";
import { another, Dice, enroll, enrollAll, gather, names, readLogs, seedOf, sized } from "../crowd.ts";
import { FakeClock } from "../fake-clock.ts";
import { History, type Data, type Log, type Meta } from "../history.ts";
import { Lab } from "../lab.ts";
import { Publishers } from "../publisher.ts";
import { defaultSettings } from "../../src/runtime/settings.ts";
import type { TopicName } from "../../src/core/ids.ts";

const { tenant } = defaultSettings;
const everything = { ascending: true, limit: 10_000, maxChars: 1e9 };

interface Entry {
  readonly topic: string;
  readonly unread?: number;
  readonly last?: { readonly ts: string; readonly content?: unknown };
}

async function inbox(client: Client): Promise<ReadonlyMap<string, Entry>> {
  const first = client.packets.length;
  client.say(JSON.stringify({ get: { topic: "me", what: "sub", subs: { inbox: true } } }));
  const isList = (packet: { readonly kind: string }): boolean => packet.kind === "meta" && "sub" in packet;
  await client.until("for the inbox", () => client.packets.slice(first).some(isList));
  const meta = client.packets.slice(first).find(isList) as Meta | undefined;
  const entries = (meta?.["sub"] ?? []) as unknown as readonly Entry[];
  return new Map(entries.map((entry) => [entry.topic, entry]));
}

/** The newest message that any session of the user was sent, or that he published. */
function newestSeen(clients: readonly Client[], topic: string): string {
  let newest = "";
  for (const { packets } of clients) {
    for (const packet of packets) {
      if (packet.kind === "data" && packet.topic === topic && packet.ts > newest) newest = packet.ts;
    }
  }
  return newest;
}

test("the counts of the inbox are those of all histories", async () => {
  const seed = seedOf("inbox");
  const dice = new Dice(seed);
  const clock = new FakeClock();
  await using lab = await Lab.open({ clock });
  const history = new History();
  const users = await enrollAll(history, lab.dial, names("u", 4));
  /** all that a user ever had; the last two are those that he has now */
  const sessions = new Map(users.map((user) => [user.uid, [user]]));
  const topics: string[] = [];
  for (let n = 0; n < 4; n++) topics.push(await gather(users, { init: { defacs: { auth: "RWPD" } } }));
  const connect = async (): Promise<readonly Client[]> => {
    const clients = await Promise.all([...users, ...users].map((user) => another(history, lab.dial, user)));
    for (const client of clients) {
      sessions.get(client.uid)?.push(client);
      await client.attach("me");
    }
    return clients;
  };
  for (const user of users) user.hangUp();
  let all = await connect();
  /** who is banned from what */
  const banned = new Set<string>();
  const banOrUnban = async (topic: string): Promise<void> => {
    // the first made all groups
    const owner = all.find(({ uid }) => uid === users[0]?.uid);
    const { uid: user } = dice.pick(users.slice(1));
    const who = `${user} ${topic}`;
    const mode = banned.has(who) ? "RWPD" : "X";
    await owner?.ask("sub", { topic });
    await owner?.must("set", { topic, what: "sub", sub: { user, mode } });
    if (!banned.delete(who)) banned.add(who);
  };
  /** Once what was read is written: that a crash loses no more than the last second is the next test. */
  const crash = async (): Promise<void> => {
    await clock.advance(1_000);
    await lab.crash();
    all = await connect();
  };

  for (let step = 0; step < 600; step++) {
    const client = dice.pick(all);
    const topic = dice.pick(topics);
    const act = dice.int(0, 9);
    if (act < 4) await client.publish({ topic, content: String(step) });
    else if (act < 6) await client.ask("leave", { topic });
    else if (act === 6) await client.ask("sub", { topic });
    else if (act === 7) await client.ask("sub", { topic, get: "data", browse: { limit: dice.int(1, 5) } });
    else if (act === 8) await banOrUnban(topic);
    else if (dice.int(0, 9) === 0) await crash();
    else if (dice.int(0, 1) === 0) {
      const log = await lab.store.readMessages(tenant, topic as TopicName, everything);
      const before = log[dice.int(0, Math.max(0, log.length - 1))]?.ts;
      const hard = dice.int(0, 1) === 1;
      if (before !== undefined)
        await client.ask("del", { topic, what: "msg", hard, before: new Date(before).toISOString() });
    }
    await clock.advance(dice.int(1, 700));
  }

  for (const mine of sessions.values()) {
    const [reader, other] = mine.slice(-2);
    assert.ok(reader !== undefined && other !== undefined);
    for (const client of [reader, other]) for (const topic of topics) await client.ask("leave", { topic });
    const shown = await inbox(reader);
    const seen = new Map(topics.map((topic) => [topic, newestSeen(mine, topic)]));
    for (const topic of topics) {
      if (banned.has(`${reader.uid} ${topic}`)) {
        const { unread: counted, last: told } = shown.get(topic) ?? {};
        assert.deepEqual([counted, told], [undefined, undefined], `banned (seed ${seed})`);
        continue;
      }
      await reader.attach(topic);
      const log: readonly Data[] = await reader.all(topic);
      const unread = log.filter(({ ts }) => ts > (seen.get(topic) ?? "")).length;
      const { unread: got, last } = shown.get(topic) ?? {};
      const says: string = `${reader.user} in ${topic} (seed ${seed})`;
      assert.equal(got, unread, says);
      const newest = log.at(-1);
      const text = last === undefined ? undefined : JSON.stringify(last.content);
      assert.deepEqual([last?.ts, text], [newest?.ts, newest?.content], says);
    }
  }
});

test("after a crash a message may count as unread again, and never the reverse; marks are written within a second", async () => {
  const clock = new FakeClock();
  await using lab = await Lab.open({ clock });
  const history = new History();
  const [alice, bob] = await enrollAll(history, lab.dial, ["alice", "bob"]);
  assert.ok(alice !== undefined && bob !== undefined);
  const topic = await gather([alice, bob]);
  await alice.mustPublish({ topic, content: "1" });
  await bob.meta(topic, "info");
  await clock.advance(1_000);
  await alice.mustPublish({ topic, content: "2" });
  await bob.meta(topic, "info");
  assert.equal((await inbox(await sessionOnMe(history, lab, bob))).get(topic)?.unread, 0);
  await lab.crash();
  const again = await sessionOnMe(history, lab, bob);
  assert.equal((await inbox(again)).get(topic)?.unread, 1, "the last second was lost, no more");
});

const rounds = sized(3, 50);
/** the inbox counts no further (extensions-0.4 §7) */
const mostCounted = 1_000;

test(`kill -9 under full rate, ${rounds} times: the newest message is the last of the log, and nothing unread is forgotten`, async () => {
  const seed = seedOf("inbox, kill -9");
  const dice = new Dice(seed);
  using folder = new TempFolder();
  let server = await ServerProcess.start({ data: folder.path });
  try {
    const history = new History();
    let [alice, bob] = await enrollAll(history, server.webSocket, ["alice", "bob"]);
    assert.ok(alice !== undefined && bob !== undefined);
    const [left, open, beside] = [
      await gather([alice, bob]),
      await gather([alice, bob]),
      await alice.attach("new"),
    ];
    const publishers = new Publishers([left, open]);
    for (let round = 1; round <= rounds; round++) {
      /** the newest that he was sent before he left, by topic: times of one may be ahead of those of the other */
      const read = new Map<string, string>();
      for (const topic of [left, open]) {
        read.set(topic, (await alice.mustPublish({ topic, content: `"read ${round}"` })).ts);
        await bob.must("leave", { topic });
      }
      // what he read is waiting to be written, then handed to the writer, and written before what is published then
      while ((await server.stats())["marks"] !== 0);
      await alice.mustPublish({ topic: beside, content: `"flushed ${round}"` });
      await bob.attach(open);
      const publishing = publishers.run([alice], 4);
      await delay(dice.int(50, 1_200)); // the moment of the crash, not a wait for anything
      await server.kill();
      await publishing;
      await bob.untilEnded();
      const sent = newestSeen([bob], open);

      server = await ServerProcess.start({ data: folder.path });
      const back = await another(history, server.webSocket, bob);
      await back.attach("me");
      const shown = await inbox(back);
      alice = await another(history, server.webSocket, alice);
      const logs = await readLogs(history, server.webSocket, alice, [left, open]);
      for (const topic of [left, open]) {
        const { messages = [] } = logs.get(topic) ?? {};
        const { unread = -1, last } = shown.get(topic) ?? {};
        const says = `${topic === left ? "left" : "open"}, round ${round} (seed ${seed})`;
        assert.deepEqual([last?.ts, last?.content], newestOf(messages), says);
        const newer = (than: string): number =>
          Math.min(mostCounted, messages.filter(({ ts }) => ts > than).length);
        const most = newer(read.get(topic) ?? "");
        if (topic === left) assert.equal(unread, most, says);
        // of those that he was sent in the last second some may count again
        else
          assert.ok(unread >= newer(sent) && unread <= most, `${says}: ${newer(sent)} ≤ ${unread} ≤ ${most}`);
      }
      bob = back;
      for (const topic of [left, open]) await Promise.all([alice.attach(topic), bob.attach(topic)]);
      await alice.attach(beside);
      await publishers.retry([alice]);
    }
  } finally {
    await server.kill();
  }
});

function newestOf(messages: Log["messages"]): readonly unknown[] {
  const newest = messages.at(-1);
  return [newest?.ts, newest === undefined ? undefined : (JSON.parse(newest.content) as unknown)];
}

test("300 topics in one reply", async () => {
  await using lab = await Lab.open();
  const history = new History();
  const [alice, bob] = [await enroll(history, lab.dial, "alice"), await enroll(history, lab.dial, "bob")];
  const topics = new Set<string>();
  for (let n = 0; n < 300; n++) {
    const topic = await gather([alice, bob]);
    await bob.must("leave", { topic });
    for (let k = 0; k <= n % 3; k++) await alice.mustPublish({ topic, content: String(n) });
    await alice.must("leave", { topic });
    topics.add(topic);
  }
  await bob.attach("me");
  const entries = [...(await inbox(bob))];
  assert.equal(entries.length, 300);
  for (const [topic, { unread, last }] of entries) {
    assert.ok(topics.has(topic));
    assert.equal(unread, (Number(last?.content) % 3) + 1);
  }
});

async function sessionOnMe(history: History, lab: Lab, user: Client): Promise<Client> {
  const client = await another(history, lab.dial, user);
  await client.attach("me");
  return client;
}
