// Floods of packets and of connections: slowed down, closed, and gone from memory afterwards (S-10, S-15). The attacks on the parsers of HTTP
// and of websocket frames (S-05, S-06, S-11 to S-14, S-16) are tested beside those.
import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultSettings, type Settings } from "../../src/runtime/settings.ts";
import { Dice, seedOf } from "../crowd.ts";
import { FakeClock, turn } from "../fake-clock.ts";
import { secretOf, type Guest } from "./guest.ts";
import { Site } from "./site.ts";

const { rates } = defaultSettings;
const endless = { burst: 1e9, perSecond: 1e9 };
/** limits hold, but for these rates */
function limitedBut(...names: readonly (keyof Settings["rates"])[]): Partial<Settings> {
  return { limits: true, rates: { ...rates, ...Object.fromEntries(names.map((name) => [name, endless])) } };
}

const calm = {
  sessions: { websocket: 0, longpoll: 0 },
  users: 0,
  strangers: 0,
  attempts: 0,
  topics: 0,
  attachments: 0,
  queued: 0,
  presence: 0,
  marks: 0,
  unwritten: 0,
};

// ---------------------------------------------------------------- S-10

const floods: readonly (readonly [name: string, text: string])[] = [
  ["no JSON", "x"],
  ["malformed", '{"pub":{}}'],
  ["queries", '{"get":{"topic":"grpAAAAAAAAAAAA","what":"info"}}'],
  ["random topics", '{"sub":{"topic":"grpAAAAAAAAAAAB"}}'],
  ["long texts", `{"leave":{"topic":"grpA","a":"${"x".repeat(16_000)}"}}`],
  ["token guesses", '{"login":{"scheme":"token","secret":"ntr_guess"}}'],
];
for (const [name, text] of floods) {
  test(`S-10: a flood of ${name} is slowed down, then closed`, async () => {
    await using site = await Site.open({ settings: limitedBut("loginAddress") });
    const victim = await site.enroll("victim");
    const flood = site.visit("flood", "198.51.100.1");
    let sent = 0;
    while (flood.ended === undefined && sent < 50_000) {
      for (let i = 0; i < 500; i++, sent++) flood.say(text);
      await turn();
      await turn();
    }
    assert.deepEqual(flood.ended, { code: 1008 });
    const codes = flood.packets(1).map(({ body }) => body["code"]);
    const slowed = codes.indexOf(503);
    assert.ok(slowed >= 0 && slowed <= 101, `served ${slowed} before it was slowed down`);
    assert.ok(codes.length <= 700, `${codes.length} answers`);
    assert.equal(await victim.code("get", { topic: "me", what: "info" }), 200);
  });
}

test("S-10: a flood of binary frames is closed, too", async () => {
  await using site = await Site.open({ settings: { limits: true } });
  const flood = site.visit();
  while (flood.ended === undefined && flood.texts.length < 50_000) {
    for (let i = 0; i < 100; i++) flood.sayBinary();
    await turn();
  }
  assert.deepEqual(flood.ended, { code: 1008 });
  assert.ok(flood.texts.length <= 700, `${flood.texts.length} answers`);
});

test("S-10: one who keeps to the rate afterwards is served again", async () => {
  await using site = await Site.open({ settings: { limits: true } });
  const guest = site.visit();
  for (let i = 0; i < 300; i++) guest.say("x");
  await site.settle();
  assert.equal(guest.packets().at(-1)?.body["code"], 503);
  await site.pass(1_000);
  assert.equal(await guest.code("get", { topic: "grpAAAAAAAAAAAA", what: "info" }), 404);
  guest.say("x");
  await site.settle();
  assert.equal(guest.packets().at(-1)?.body["code"], 400);
});

test("S-10: strangers of a topic do not use up the rate of its members", async () => {
  await using site = await Site.open({ settings: limitedBut("publishUser", "accountsAddress") });
  const owner = await site.enroll("owner");
  const topic = await owner.attach("new");
  const others = await Promise.all(
    Array.from({ length: 5 }, (_, i) => site.enroll(`other${i}`, {}, `198.51.100.${i}`)),
  );
  const tries = others.flatMap((other) =>
    Array.from({ length: 50 }, () => other.code("pub", { topic, content: 1 })),
  );
  assert.deepEqual([...new Set(await Promise.all(tries))], [409]);
  assert.equal(await owner.code("pub", { topic, content: 1 }), 202);
});

test("S-10: members together keep to the rate of a topic", async () => {
  await using site = await Site.open({ settings: limitedBut("publishUser") });
  const owner = await site.enroll("owner");
  const topic = await owner.attach("new");
  const codes: number[] = [];
  for (let i = 0; i < 10; i++)
    codes.push(
      ...(await Promise.all(Array.from({ length: 50 }, () => owner.code("pub", { topic, content: 1 })))),
    );
  assert.equal(codes.filter((code) => code === 202).length, rates.publishTopic.burst);
  assert.equal(codes.filter((code) => code === 503).length, 500 - rates.publishTopic.burst);
});

// ---------------------------------------------------------------- S-15

test("S-15: 2,000 connections that come and go at any moment leave nothing behind", async () => {
  const seed = seedOf("S-15");
  const dice = new Dice(seed);
  const clock = new FakeClock();
  const site = await Site.open({ clock, settings: limitedBut("loginAddress", "loginFailuresAccount") });
  const alice = await site.enroll("alice");
  const topic = await alice.attach("new", { init: { defacs: { anon: "R" } } });
  alice.hangUp();
  const acts = [
    () => undefined,
    (guest: Guest) => guest.say('{"get":'),
    (guest: Guest) => guest.say(JSON.stringify({ sub: { id: "1", topic, get: "info sub data" } })),
    (guest: Guest) => guest.say(JSON.stringify({ login: { id: "1", secret: secretOf("alice"), tag: "t" } })),
    (guest: Guest) => guest.say(JSON.stringify({ login: { id: "1", secret: "alice:wrong-one" } })),
    (guest: Guest) => guest.say(JSON.stringify({ get: { id: "1", topic: "grpNone", what: "info" } })),
  ];
  for (let i = 0; i < 2_000; i++) {
    const guest = site.visit("guest", `198.51.100.${i % 250}`);
    for (let k = dice.int(0, 3); k > 0; k--) dice.pick(acts)(guest);
    for (let k = dice.int(0, 6); k > 0; k--) await turn();
    guest.hangUp();
    site.guests.delete(guest);
  }
  await site.settle();
  await site.pass(120_000);
  assert.deepEqual(site.server.stats(), calm, `SEED=${seed}`);
  await site[Symbol.asyncDispose]();
  assert.equal(site.metrics.counts.bugs, 0);
});

test("S-15: connections without login are counted by address; logging in and leaving make room", async () => {
  await using site = await Site.open({ settings: { limits: true, anonymousAddress: 5 } });
  const first = Array.from({ length: 5 }, () => site.visit("guest", "198.51.100.1"));
  assert.equal(site.visit("guest", "198.51.100.1").ended?.code, 1008);
  assert.equal(site.visit("guest", "198.51.100.2").ended, undefined);
  const [alice, bob] = first;
  assert.ok(alice && bob);
  await alice.must("acc", { user: "new", auth: [{ secret: secretOf("alice") }] });
  await alice.logIn({ secret: secretOf("alice") });
  assert.equal(site.visit("guest", "198.51.100.1").ended, undefined);
  assert.equal(site.visit("guest", "198.51.100.1").ended?.code, 1008);
  bob.hangUp();
  assert.equal(site.visit("guest", "198.51.100.1").ended, undefined);
});
