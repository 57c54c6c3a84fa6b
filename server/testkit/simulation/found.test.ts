// What simulations found in the server, each in its shortest form.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryData } from "../../src/adapters/store-memory/data.ts";
import { Unavailable, type Store } from "../../src/ports/store.ts";
import { defaultSettings } from "../../src/runtime/settings.ts";
import type { Client } from "../client.ts";
import { another, enrollAll, gather } from "../crowd.ts";
import { FakeClock, rest } from "../fake-clock.ts";
import { History } from "../history.ts";
import { Lab } from "../lab.ts";

/** What `watcher` was last told of the other; silence is "off". */
function shown(watcher: Client, other: Client): string {
  const heard = watcher.packets.filter(
    (one) => one.kind === "pres" && one.topic === "me" && one.user === other.uid && one.what !== "upd",
  );
  const last = heard.at(-1);
  return last?.kind === "pres" ? last.what : "off";
}

for (const comesBack of [true, false]) {
  const what = comesBack ? "comes back before it is told" : "stays away";
  test(`P10: who looks while a damped "off" waits is right, when the other ${what}`, async () => {
    const history = new History();
    const clock = new FakeClock();
    await using lab = await Lab.open({ clock, settings: { limits: true } });
    const [ann, bob] = await enrollAll(history, lab.dial, ["ann", "bob"]);
    assert.ok(ann !== undefined && bob !== undefined);
    await ann.attach(bob.uid);
    await bob.attach("me");
    await bob.must("leave", { topic: "me" });
    await ann.attach("me");
    if (comesBack) await bob.attach("me");
    await clock.advance(defaultSettings.contactDampMs, rest);
    assert.equal(shown(ann, bob), comesBack ? "on" : "off");
    for (const client of [ann, bob]) client.hangUp();
  });
}

test("5.4: who left a conversation and comes back to one who wants nothing of it any more gets 403", async () => {
  const history = new History();
  await using lab = await Lab.open();
  const [ann, bob] = await enrollAll(history, lab.dial, ["ann", "bob"]);
  assert.ok(ann !== undefined && bob !== undefined);
  const topic = await ann.attach(bob.uid);
  await ann.must("leave", { topic, unsub: true });
  await bob.must("set", { topic, what: "sub", sub: { mode: "X" } });
  assert.equal((await ann.ask("sub", { topic }))?.code, 403);
  assert.equal((await ann.ask("sub", { topic: bob.uid }))?.code, 403);
  assert.equal((await ann.ask("get", { topic: "me", what: "sub" }))?.code, 403);
  await bob.must("set", { topic, what: "sub", sub: { mode: "RWP" } });
  assert.equal((await ann.ask("sub", { topic }))?.code, 200);
});

test("P4, P10: what was stored by a commit of unknown outcome reaches the others it concerns", async () => {
  const history = new History();
  let isUnknown = false;
  const store = (real: Store): Store => ({
    ...real,
    async commit(...order) {
      const committed = await real.commit(...order);
      if (isUnknown) throw new Unavailable("the connection broke", "unknown");
      return committed;
    },
  });
  await using lab = await Lab.open({ store });
  const [ann, bob] = await enrollAll(history, lab.dial, ["ann", "bob"]);
  assert.ok(ann !== undefined && bob !== undefined);
  await Promise.all([ann.attach("me"), bob.attach("me")]);
  isUnknown = true;
  assert.equal((await ann.ask("sub", { topic: bob.uid }))?.code, 500);
  isUnknown = false;
  await bob.until("to be told", () => bob.packets.some(({ kind }) => kind === "data"));
  await ann.until("Bob to be shown", () => shown(ann, bob) === "on");
  await bob.until("Ann to be shown", () => shown(bob, ann) === "on");
});

test("P4: a notice that could not be read when it came is sent when the store is back", async () => {
  const history = new History();
  const clock = new FakeClock();
  let isDown = false;
  const store = (real: Store): Store => ({
    ...real,
    readMessages: (...slice) =>
      isDown ? Promise.reject(new Unavailable("the database is down")) : real.readMessages(...slice),
  });
  await using lab = await Lab.open({ clock, store });
  const [ann, bob] = await enrollAll(history, lab.dial, ["ann", "bob"]);
  assert.ok(ann !== undefined && bob !== undefined);
  await bob.attach("me");
  isDown = true;
  await ann.attach(bob.uid);
  await rest();
  isDown = false;
  assert.ok(!bob.packets.some(({ kind }) => kind === "data"));
  await clock.advance(1_000, rest);
  assert.ok(bob.packets.some(({ kind }) => kind === "data"));
});

test("P9: who repeats on another server what the first one stored finds it there", async () => {
  const history = new History();
  const data = createMemoryData();
  await using a = await Lab.open({ data, seed: 1 });
  await using b = await Lab.open({ data, seed: 2 });
  const [ann] = await enrollAll(history, a.dial, ["ann"]);
  assert.ok(ann !== undefined);
  const topic = await gather([ann]);
  const far = await another(history, b.dial, ann);
  await far.attach(topic);
  const publication = { topic, content: '"once"', key: "k" };
  await ann.mustPublish(publication);
  assert.equal((await far.mustPublish(publication)).params["repeat"], true);
  assert.equal((await far.must("get", { topic, what: "data" })).params["count"], 1);
  const got = far.packets.filter(({ kind }) => kind === "data");
  assert.equal(got.length, 2, "live, and in the page");
});

test("P7: after the end of a large group no message of it is told any more", async () => {
  const history = new History();
  const clock = new FakeClock();
  const policy = { ...defaultSettings.policy, largeTopic: 1 };
  await using lab = await Lab.open({ clock, settings: { policy } });
  const [ann, bob] = await enrollAll(history, lab.dial, ["ann", "bob"]);
  assert.ok(ann !== undefined && bob !== undefined);
  const topic = await gather([ann, bob]);
  await bob.must("leave", { topic });
  await bob.attach("me");
  for (const content of ['"told at once"', '"told when the window ends"'])
    await ann.mustPublish({ topic, content });
  await ann.must("del", { topic, what: "topic" });
  await clock.advance(2 * defaultSettings.largeMessageMs, rest);
  const heard = bob.packets.flatMap((one) => (one.kind === "pres" && one.topic === topic ? [one.what] : []));
  assert.deepEqual(heard.slice(heard.indexOf("msg")), ["msg", "off"]);
});
