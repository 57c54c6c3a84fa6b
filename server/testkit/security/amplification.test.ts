// What little can make much of: JSON bombs, long answers, presence, hashes, names of nothing (S-17 to S-19c).
import assert from "node:assert/strict";
import { test } from "node:test";
import { createPasswords } from "../../src/adapters/auth-basic/index.ts";
import { readPacket as readFront } from "../../src/core/json/front.ts";
import { jsonLimits, Reader } from "../../src/core/json/reader.ts";
import { defaultSettings, type Settings } from "../../src/runtime/settings.ts";
import { Dice, seedOf } from "../crowd.ts";
import { Site } from "./site.ts";

const { rates } = defaultSettings;
const endless = { burst: 1e9, perSecond: 1e9 };
/** limits hold, but for these rates */
function limitedBut(...names: readonly (keyof Settings["rates"])[]): Partial<Settings> {
  return { limits: true, rates: { ...rates, ...Object.fromEntries(names.map((name) => [name, endless])) } };
}

// ---------------------------------------------------------------- S-17

const bombs: readonly (readonly [name: string, value: string])[] = [
  ["depth 100,000", "[".repeat(100_000) + "]".repeat(100_000)],
  ["depth 100,000, never closed", "[".repeat(100_000)],
  ["objects 100,000 deep", '{"a":'.repeat(100_000) + "1" + "}".repeat(100_000)],
  [
    "a million members",
    `{${Array.from({ length: 1_000_000 }, (_, i) => `"${i.toString(36)}":1`).join(",")}}`,
  ],
  ["a number of 100 KB", "9".repeat(100_000)],
  ["a name of 1 MB", `{"${"k".repeat(1_000_000)}":1}`],
  ["a million escapes", `"${"\\u0041".repeat(1_000_000)}"`],
];
for (const [name, value] of bombs) {
  test(`S-17: ${name}: refused, or passed on unread inside content`, async () => {
    const text = `{"get":{"id":"1","topic":"me","what":"info","extra":${value}}}`;
    assert.equal(typeof readFront(text).ok, "boolean");
    const content = `{"pub":{"id":"1","topic":"me","content":${value}}}`;
    const read = readFront(content);
    assert.equal(read.ok, isJson(value));
  });
}

test("S-17: what is built is bounded by the limits, whatever the text", () => {
  const [, million] = bombs[3] ?? [];
  const { top, fault } = new Reader(`{"get":${million}}`, new Map(), jsonLimits);
  const inner = top["get"];
  assert.ok(fault !== undefined);
  assert.ok(typeof inner !== "object" || Object.keys(inner ?? {}).length <= 2_001);
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    // JSON.parse itself gives up on depth; the scanner does not need a stack
    return error instanceof RangeError;
  }
}

// ---------------------------------------------------------------- S-18

test("S-18: a list of subscribers has 128 entries at most, the asker and the managers first", async () => {
  await using site = await Site.open({
    settings: { policy: { ...defaultSettings.policy, groupMembers: 200 } },
  });
  const owner = await site.enroll("owner");
  const topic = await owner.attach("new");
  const members = await Promise.all(Array.from({ length: 150 }, (_, i) => site.enroll(`member${i}`)));
  for (const member of members) await member.attach(topic);
  const last = members.at(-1);
  assert.ok(last);
  const { sub } = await last.must("get", { topic, what: "sub" });
  assert.ok(Array.isArray(sub));
  assert.equal(sub.length, 128);
  const users = (sub as { user: string }[]).map(({ user }) => user);
  assert.ok(users.includes(owner.uid) && users.includes(last.uid));
});

test("S-18: answers of history go one after the other, whatever is asked at once, and hold one page each", async () => {
  await using site = await Site.open();
  const alice = await site.enroll("alice");
  const topic = await alice.attach("new");
  for (let i = 0; i < 1_100; i++) alice.say(JSON.stringify({ pub: { topic, content: i } }));
  await site.settle();
  const from = alice.texts.length;
  const counts = await Promise.all(
    [1, 2, 3].map(async () => {
      const answer = await alice.must("get", { topic, what: "data", browse: { limit: 100_000 } });
      return (answer["params"] as { count: number }).count;
    }),
  );
  assert.deepEqual(counts, [1_024, 1_024, 1_024]);
  const kinds = alice
    .packets(from)
    .map(({ kind, body }) => (kind === "data" ? "d" : `c${String(body["code"])}`));
  assert.equal(kinds.join(""), `${"d".repeat(1_024)}c200`.repeat(3));
});

test("S-18: a reader that takes nothing makes the server read and hold next to nothing", async () => {
  let reads = 0;
  const { createMemoryStore } = await import("../../src/adapters/store-memory/index.ts");
  const inner = createMemoryStore();
  await inner.open();
  const store = {
    ...inner,
    readMessages: (...asked: Parameters<typeof inner.readMessages>) => {
      reads++;
      return inner.readMessages(...asked);
    },
  };
  await using site = await Site.open({ store });
  const alice = await site.enroll("alice");
  const topic = await alice.attach("new");
  const content = "x".repeat(20_000);
  for (let i = 0; i < 200; i++) alice.say(JSON.stringify({ pub: { topic, content } }));
  await site.settle();
  const slow = await site.again(alice);
  await slow.attach(topic);
  slow.stall();
  for (let i = 0; i < 20; i++)
    slow.say(JSON.stringify({ get: { topic, what: "data", browse: { limit: 1_024 } } }));
  await site.settle();
  assert.ok(reads <= 2, `${reads} slices were read for one who takes nothing`);
  assert.equal(slow.ended, undefined);
});

// ---------------------------------------------------------------- S-19

test("S-19: one who comes and goes 500 times is told of at once, then every 5 s, and the last state is right", async () => {
  await using site = await Site.open({
    settings: limitedBut("sub", "other", "get", "accountsAddress"),
  });
  const friends = await Promise.all(
    Array.from({ length: 20 }, (_, i) => site.enroll(`friend${i}`, {}, `198.51.100.${i}`)),
  );
  const star = await site.enroll("star");
  for (const friend of friends) {
    await star.attach(friend.uid);
    await friend.attach(star.uid);
    await friend.attach("me");
  }
  await site.settle();
  const from = friends.map(({ texts }) => texts.length);
  const newsOf = (at: number): readonly unknown[] =>
    (friends[at]?.packets(from[at]) ?? [])
      .filter(({ kind, body }) => kind === "pres" && body["topic"] === "me" && body["user"] === star.uid)
      .map(({ body }) => body["what"]);
  for (let i = 0; i < 250; i++) {
    await star.must("sub", { topic: "me" });
    if (i === 0) {
      await site.settle();
      assert.deepEqual(newsOf(0), ["on"], "the first change is told at once");
    }
    await star.must("leave", { topic: "me" });
  }
  await star.must("sub", { topic: "me" });
  await star.must("leave", { topic: "me" });
  await site.settle();
  assert.deepEqual(newsOf(0), ["on"], "the others wait");
  await site.pass(5_000);
  for (const [at] of friends.entries()) assert.deepEqual(newsOf(at), ["on", "off"]);
  await star.must("sub", { topic: "me" });
  await site.pass(4_000);
  assert.deepEqual(newsOf(0), ["on", "off"]);
  await site.pass(1_001);
  assert.deepEqual(newsOf(0), ["on", "off", "on"]);
  await site.pass(30_000);
  for (const [at] of friends.entries()) assert.deepEqual(newsOf(at), ["on", "off", "on"]);
});

// ---------------------------------------------------------------- S-19b

test("S-19b: a flood of logins: so many wait as may, the rest is 503 at once, and publishing goes on meanwhile", async () => {
  const passwords = createPasswords({ atOnce: 1, waiting: 20 });
  await using site = await Site.open({ passwords });
  const alice = await site.enroll("alice");
  const topic = await alice.attach("new");
  const flood = Array.from({ length: 300 }, () => site.visit());
  const codes = flood.map((guest) => guest.code("login", { secret: "alice:wrong-one" }));
  for (let i = 0; i < 5; i++) assert.equal(await alice.code("pub", { topic, content: i }), 202);
  assert.ok(passwords.queued > 0 && passwords.queued <= 21, `${passwords.queued} are hashed or wait`);
  const found = await Promise.all(codes);
  const refused = found.filter((code) => code === 503).length;
  assert.equal(found.filter((code) => code === 401).length + refused, 300);
  assert.ok(refused >= 250, `${refused}`);
});

// ---------------------------------------------------------------- S-19c

test("S-19c: random names of topics and users leave nothing in memory", async () => {
  const seed = seedOf("S-19c");
  const dice = new Dice(seed);
  await using site = await Site.open();
  const alice = await site.enroll("alice");
  await site.settle();
  const before = site.server.stats();
  const word = (length: number): string =>
    Array.from({ length }, () =>
      dice.pick("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_0123456789".split("")),
    ).join("");
  let most = 0;
  for (let round = 0; round < 50; round++) {
    for (let i = 0; i < 100; i++) {
      const topic = dice.pick([`grp${word(12)}`, `usr${word(10)}A`]);
      const verb = dice.pick(["sub", "get", "leave", "pub", "set", "del"]);
      alice.say(JSON.stringify({ [verb]: { topic, what: "info", content: 1, info: { public: 1 } } }));
    }
    await site.settle();
    most = Math.max(most, site.server.stats().topics);
  }
  assert.deepEqual(site.server.stats(), before, `SEED=${seed}`);
  assert.equal(most, before.topics);
  assert.equal(site.rows.topics.size, 1, "only her own me is stored");
});

test("S-19c: groups are counted by owner", async () => {
  await using site = await Site.open({
    settings: { policy: { ...defaultSettings.policy, groupsPerUser: 3 } },
  });
  const alice = await site.enroll("alice");
  const codes: number[] = [];
  for (let i = 0; i < 5; i++) codes.push(await alice.code("sub", { topic: "new" }));
  assert.deepEqual(codes, [200, 200, 200, 403, 403]);
});
