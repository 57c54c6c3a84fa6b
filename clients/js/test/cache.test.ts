// What is kept between two runs, in memory and in IndexedDB: shown at once, only what changed is fetched, what was deleted is gone.
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { IndexedDbCache, MemoryCache } from "../src/client.ts";
import type { Cache } from "../src/client.ts";
import { FakePlatform, rest } from "./fake-platform.ts";
import { clientOf, group, other, stage } from "./stage.ts";

const at = (n: number): string => `2026-01-05T09:30:00.${String(n).padStart(3, "0")}Z`;
let databases = 0;
const caches: Record<string, () => Cache> = {
  memory: () => new MemoryCache(),
  IndexedDB: () => new IndexedDbCache(`test${++databases}`),
};

/** what waits to be sent, in all entries */
async function unsentIn(cache: Cache): Promise<readonly unknown[]> {
  const keys = (await cache.keys()).filter((key) => key.includes("/unsent/"));
  const entries = await Promise.all(keys.map((key) => cache.read(key)));
  return entries.flatMap((entry) => Object.values(entry as object).flat() as readonly unknown[]);
}

for (const [name, make] of Object.entries(caches)) {
  suite(`in ${name}`, () => {
    test("the port: reads what was written last, removes, clears, keeps a copy", async () => {
      const cache = make();
      assert.equal(await cache.read("a"), undefined);
      const value = { list: [1, { two: "2" }] };
      await cache.write([
        ["a", value],
        ["b", 1],
      ]);
      value.list.push(3);
      assert.deepEqual(await cache.read("a"), { list: [1, { two: "2" }] });
      await cache.write([
        ["a", 2],
        ["b", undefined],
      ]);
      assert.deepEqual([await cache.read("a"), await cache.read("b")], [2, undefined]);
      await cache.clear();
      assert.equal(await cache.read("a"), undefined);
    });

    test("the next run shows the last state before it is connected, and fetches only what changed", async () => {
      const cache = make();
      const { server, platform, client } = await stage({ cache });
      for (let n = 1; n <= 3; n++) server.store({ topic: group, from: other, ts: at(n), content: n });
      void client.topic(group).open();
      await platform.advance(1000);
      server.isDown = true;
      server.lose();
      void client.topic(group).publish("typed offline");
      await platform.advance(100);
      await client.stop();

      const later = new FakePlatform();
      const next = clientOf(server, later, { cache });
      assert.equal(await next.start(), server.user);
      assert.equal(next.me.getSnapshot().contacts.length, 2);
      assert.equal(next.me.getSnapshot().isFresh, false);
      const topic = next.topic(group);
      await later.advance(0);
      assert.deepEqual(
        topic.getSnapshot().messages.map(({ content, state }) => [content, state]),
        [
          [1, "sent"],
          [2, "sent"],
          [3, "sent"],
          ["typed offline", "queued"],
        ],
      );
      assert.equal(topic.getSnapshot().members[0]?.public, "Alice");

      // one more, and the first two were deleted for all
      server.messages.set(group, server.messages.get(group)?.slice(2) ?? []);
      server.store({ topic: group, from: other, ts: at(4), content: 4 });
      server.isDown = false;
      const before = server.asked.length;
      later.goOnline();
      await later.advance(1000);
      assert.deepEqual(
        topic.getSnapshot().messages.map(({ content }) => content),
        [3, 4, "typed offline"],
      );
      const asked = server.asked.slice(before);
      const tags = new Set(server.asked.filter(({ word }) => word === "login").map(({ body }) => body.tag));
      assert.equal(tags.size, 1);
      const since = asked
        .filter(({ body }) => body.topic === group && body.what === "data")
        .map(({ body }) => body.browse?.since);
      assert.deepEqual(new Set(since), new Set([at(1), at(4)]));
      assert.ok(
        !asked.some(({ body }) => body.topic === group && body.what === "info"),
        "the description is the one that is kept",
      );
      await next.stop();
      assert.deepEqual(await unsentIn(cache), []);
    });

    test("two clients on it: what neither could send is not lost, and goes out once", async () => {
      const cache = make();
      const { server, client } = await stage({ cache });
      server.isDown = true;
      server.lose();
      const second = clientOf(server, new FakePlatform("second"), { cache });
      await second.start();
      for (const content of ["a1", "a2"]) void client.topic(group).publish(content);
      for (const content of ["b1", "b2"]) void second.topic(group).publish(content);
      await rest();
      // both end without a word, as pages that are killed; the next one takes over, and dies as well
      await clientOf(server, new FakePlatform("third"), { cache }).start();
      await rest();
      assert.equal((await unsentIn(cache)).length, 4);

      server.isDown = false;
      const platform = new FakePlatform("last");
      const last = clientOf(server, platform, { cache });
      await last.start();
      await platform.advance(1000);
      const sent = server.asked.filter(({ word }) => word === "pub").map(({ body }) => String(body.content));
      assert.deepEqual(sent.toSorted(), ["a1", "a2", "b1", "b2"]);
      assert.ok(sent.indexOf("a1") < sent.indexOf("a2") && sent.indexOf("b1") < sent.indexOf("b2"));
      assert.deepEqual(await unsentIn(cache), []);
      await last.stop();
    });

    test("what one user wrote is never sent by another", async () => {
      const cache = make();
      const { server, client } = await stage({ cache });
      server.isDown = true;
      server.lose();
      server.isDown = false;
      server.user = other;
      const platform = new FakePlatform("other");
      const second = clientOf(server, platform, { cache });
      void second.logIn({ name: "bob", password: "bob123" });
      await platform.advance(1000);
      assert.equal(second.user, other);
      // the page of the first one is still there
      void client.topic(group).publish("mine");
      await rest();
      await second.stop();
      const later = new FakePlatform("later");
      const third = clientOf(server, later, { cache });
      assert.equal(await third.start(), other);
      await later.advance(1000);
      assert.ok(!server.asked.some(({ word }) => word === "pub"));
      await third.stop();
    });

    test("written before the cache was read: what was kept is not overwritten", async () => {
      const cache = make();
      const { server, platform, client } = await stage({ cache });
      server.store({ topic: group, from: other, ts: at(1), content: "kept" });
      void client.topic(group).open();
      await platform.advance(1000);
      server.isDown = true;
      server.lose();
      await client.stop();
      const next = clientOf(server, new FakePlatform("next"), { cache });
      await next.start();
      for (const content of ["one", "two"]) void next.topic(group).publish(content);
      await rest();
      assert.deepEqual(
        next
          .topic(group)
          .getSnapshot()
          .messages.map(({ content }) => content),
        ["kept", "one", "two"],
      );
      await next.stop();
    });

    test("what is not in the list any more is not kept; logging out keeps nothing", async () => {
      const cache = make();
      const { server, platform, client } = await stage({ cache });
      void client.topic(group).open();
      await platform.advance(1000);
      assert.notEqual(await cache.read(`${server.user}/topic/${group}`), undefined);
      server.contacts = [];
      server.lose();
      await platform.advance(2000);
      assert.equal(await cache.read(`${server.user}/topic/${group}`), undefined);
      assert.notEqual(await cache.read("login"), undefined);
      await client.logOut();
      assert.deepEqual(await cache.keys(), []);
      assert.equal(client.user, undefined);
      assert.equal(client.me.getSnapshot().contacts.length, 0);
    });
  });
}

test("a cache that fails costs nothing but its content", async () => {
  const broken = (): Promise<never> => Promise.reject(new Error("the disk is full"));
  const { client, platform } = await stage({
    cache: { read: broken, keys: broken, write: broken, clear: broken },
  });
  const sent = client.topic(group).publish("hello");
  await platform.advance(1000);
  assert.equal((await sent).state, "sent");
});
