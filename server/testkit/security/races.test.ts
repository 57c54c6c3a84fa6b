// Two who act at once, on one server and on two over one store (S-44).
import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryData } from "../../src/adapters/store-memory/data.ts";
import { has, O, X } from "../../src/core/access/mode.ts";
import { type TopicName, type UserId } from "../../src/core/ids.ts";
import { Dice, seedOf } from "../crowd.ts";
import { FakeClock, turn } from "../fake-clock.ts";
import { readPacket } from "./guest.ts";
import { Site } from "./site.ts";

interface Arena {
  readonly sites: readonly [Site, Site];
  readonly dice: Dice;
}

const raceCount = 100;
const races: Readonly<Record<string, (arena: Arena) => Promise<void>>> = {
  "ban and publish": async ({ sites, dice }) => {
    const [here, there] = sites;
    const [owner, member] = [await here.enroll(nameOf()), await there.enroll(nameOf())];
    const topic = await owner.attach("new");
    await member.attach(topic);
    const codes = await Promise.all(
      shuffled(dice, [
        () => owner.code("set", { topic, what: "sub", sub: { user: member.uid, mode: "X" } }),
        ...Array.from({ length: 5 }, (_, i) => () => member.code("pub", { topic, content: i })),
      ]).map(async (act) => {
        for (let i = dice.int(0, 3); i > 0; i--) await turn();
        return act();
      }),
    );
    const acked = codes.filter((code) => code === 202).length;
    assert.equal(codes.filter((code) => [200, 202, 403].includes(code)).length, codes.length, codes.join());
    assert.ok(
      (await member.code("pub", { topic, content: "later" })) === 403,
      "after the ban was acknowledged",
    );
    assert.equal(here.rows.topics.get(topic as TopicName)?.messages.length, acked);
    const at = member.packets().findIndex(({ body }) => body["code"] === 205);
    assert.ok(!member.packets(at + 1).some(({ kind }) => kind === "data") || at < 0);
  },
  "two offers of ownership, taken at once": async ({ sites, dice }) => {
    const [here, there] = sites;
    const [owner, bob, carol] = [
      await here.enroll(nameOf()),
      await here.enroll(nameOf()),
      await there.enroll(nameOf()),
    ];
    const topic = await owner.attach("new");
    await bob.attach(topic);
    await carol.attach(topic);
    await Promise.all(
      shuffled(dice, [bob, carol]).map(({ uid }) =>
        owner.ask("set", { topic, what: "sub", sub: { user: uid, mode: "RWPO" } }),
      ),
    );
    await Promise.all(
      shuffled(dice, [bob, carol, owner]).map((guest) =>
        guest.ask("set", { topic, what: "sub", sub: { mode: "RWPSDO" } }),
      ),
    );
    const stored = here.rows.topics.get(topic as TopicName);
    const rows = [...(stored?.rows.values() ?? [])];
    const owners = rows.filter(({ want, given }) => has(want & (given ?? 0), O)).map(({ user }) => user);
    assert.deepEqual(owners, [stored?.head.owner]);
    assert.ok(rows.filter(({ given }) => has(given ?? 0, O)).length <= 2);
  },
  "the end of a topic and joining it": async ({ sites, dice }) => {
    const [here, there] = sites;
    const [owner, bob, carol] = [
      await here.enroll(nameOf()),
      await here.enroll(nameOf()),
      await there.enroll(nameOf()),
    ];
    const topic = await owner.attach("new");
    const codes = await Promise.all(
      shuffled(dice, [
        () => owner.code("del", { topic, what: "topic" }),
        () => bob.code("sub", { topic, get: "info sub data" }),
        () => carol.code("sub", { topic, get: "info sub data" }),
        () => carol.code("pub", { topic, content: 1 }),
      ]).map((act) => act()),
    );
    assert.ok(
      codes.every((code) => [200, 202, 404, 409].includes(code)),
      codes.join(),
    );
    assert.equal(here.rows.topics.get(topic as TopicName)?.head.state, "gone");
    for (const guest of [bob, carol]) {
      assert.equal(await guest.code("pub", { topic, content: 1 }), 404);
      assert.equal(await guest.code("sub", { topic }), 404);
      const listed = await here.store.listSubscriptions(1 as never, guest.uid as UserId);
      assert.deepEqual(listed, [], "no orphan row");
    }
    await here.settle();
    await there.settle();
    for (const site of sites) assert.equal(site.server.stats().attachments, 0);
  },
};

let named = 0;
function nameOf(): string {
  return `racer${++named}`;
}

function shuffled<T>(dice: Dice, list: readonly T[]): readonly T[] {
  return list
    .map((one) => ({ one, at: dice.roll() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ one }) => one);
}

for (const [name, race] of Object.entries(races)) {
  for (const servers of [1, 2]) {
    test(`S-44: ${raceCount} times ${name}, on ${servers === 1 ? "one server" : "two servers of one store"}`, async () => {
      const seed = seedOf(`S-44 ${name}`);
      const dice = new Dice(seed);
      for (let round = 0; round < raceCount; round++) {
        const data = createMemoryData();
        const clock = new FakeClock();
        await using here = await Site.open({ data, clock, seed: 1 });
        await using there = servers === 1 ? undefined : await Site.open({ data, clock, seed: 2 });
        try {
          await race({ sites: [here, there ?? here], dice });
        } catch (error) {
          throw new Error(`SEED=${seed}, round ${round}`, { cause: error });
        }
      }
    });
  }
}

test("S-44: a session on another server that still seems attached can do nothing once its ban is stored", async () => {
  const data = createMemoryData();
  const clock = new FakeClock();
  await using here = await Site.open({ data, clock, seed: 1 });
  await using there = await Site.open({ data, clock, seed: 2 });
  const [owner, member] = [await here.enroll("owner"), await there.enroll("member")];
  const topic = await owner.attach("new");
  await member.attach(topic);
  await owner.must("set", { topic, what: "sub", sub: { user: member.uid, mode: "X" } });
  assert.equal(await member.code("pub", { topic, content: 1 }), 403);
  assert.equal(await member.code("set", { topic, what: "info", info: { private: 1 } }), 403);
  assert.ok(member.packets().some(({ body }) => body["code"] === 205));
  const row = here.rows.topics.get(topic as TopicName)?.rows.get(member.uid as UserId);
  assert.ok(has(row?.given ?? 0, X));
  assert.equal(readPacket(member.texts.at(-1) ?? "{}").body["code"], 403);
});
