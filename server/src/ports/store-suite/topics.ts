// Topics: what a head holds, what only the store assigns, the end of a topic, and its second life.
import { meTopic } from "../../core/ids.ts";
import type { Write } from "../../core/vocabulary.ts";
import type { Bench } from "../store-suite.ts";
import type { Store } from "../store.ts";
import {
  alice,
  bob,
  commit,
  group,
  headOf,
  makeAccount,
  makeTopic,
  message,
  pair,
  publish,
  rowIn,
  rowOf,
  seqs,
  tenant,
} from "./values.ts";

const gone = (topic: typeof group): Write => ({
  put: "topic",
  topic,
  head: headOf(topic, { state: "gone", updated: 9_000 }),
});
const active = (topic: typeof group): Write => ({
  put: "topic",
  topic,
  head: headOf(topic, { updated: 9_500 }),
});

export function topicTests({ check, assert }: Bench): void {
  check("every field of a head comes back, absent ones absent", async (store) => {
    const full = headOf(group, {
      owner: alice,
      public: ' {"fn" : "G"} ',
      tags: ["a", "b:c"],
      cap: 128,
      level: "relaxed",
      bearer: { mode: 7, generation: -3, updated: 77 },
      created: 5,
      updated: 6,
    });
    await commit(store, [{ topic: group, version: 0 }], [{ put: "topic", topic: group, head: full }]);
    const counters = { version: 1, seq: 0, lastTs: 0, deletes: 0, erased: 0 };
    assert.deepEqual((await store.loadTopic(tenant, group))?.row, { ...full, ...counters });
    await commit(
      store,
      [{ topic: group, version: 1 }],
      [{ put: "topic", topic: group, head: headOf(group) }],
    );
    assert.deepEqual((await store.loadTopic(tenant, group))?.row, {
      ...headOf(group),
      ...counters,
      version: 2,
    });
  });

  check("writing a head leaves the counters alone", async (store) => {
    await makeTopic(store, group, [rowOf(alice)]);
    await publish(store, group, 3, 100);
    await commit(store, [], [{ put: "erasure", topic: group, before: 101, at: 200 }]);
    await commit(
      store,
      [{ topic: group, version: 1 }],
      [{ put: "topic", topic: group, head: headOf(group, { cap: 5 }) }],
    );
    const row = (await store.loadTopic(tenant, group))?.row;
    assert.deepEqual(
      [row?.seq, row?.lastTs, row?.erased, row?.deletes, row?.cap, row?.version],
      [3, 102, 1, 1, 5, 2],
    );
  });

  check("a topic and its first messages stand in one commit", async (store) => {
    const writes = [message(group, "1", 5), active(group), message(group, "2", 5)];
    const { assigned } = await commit(store, [{ topic: group, version: 0 }], writes);
    assert.deepEqual(assigned, [{ seq: 1, ts: 5 }, undefined, { seq: 2, ts: 6 }]);
    assert.deepEqual(await seqs(store, group), [1, 2]);
  });

  check("a topic that is gone reads nothing at once; its row says so", async (store) => {
    await makeTopic(store, group, [rowOf(alice), rowOf(bob, { granted: true })]);
    await publish(store, group, 3, 100);
    await commit(store, [{ topic: group, version: 1 }], [gone(group)]);
    const loaded = await store.loadTopic(tenant, group);
    assert.deepEqual(
      [loaded?.row.state, loaded?.row.version, loaded?.row.seq, loaded?.row.erased],
      ["gone", 2, 3, 3],
    );
    assert.deepEqual(loaded?.subscriptions, []);
    assert.deepEqual(await seqs(store, group), []);
    assert.deepEqual(await store.listSubscriptions(tenant, alice), []);
  });

  check("messages to a topic that is gone are counted and not kept", async (store) => {
    await makeAccount(store, bob);
    const me = meTopic(bob);
    await publish(store, me, 2, 100);
    await commit(store, [{ topic: me, version: 1 }], [gone(me)]);
    assert.deepEqual(await publish(store, me, 1, 100), [{ seq: 3, ts: 102 }]);
    assert.deepEqual(await seqs(store, me), []);
  });

  for (const swept of [false, true]) {
    check(`a p2p topic that comes back counts on, ${swept ? "after" : "before"} the sweep`, async (store) => {
      await secondLife(store, swept);
      const { row, subscriptions } = (await store.loadTopic(tenant, pair)) ?? {};
      assert.deepEqual(
        [row?.state, row?.version, row?.seq, row?.lastTs, row?.erased],
        ["active", 3, 4, 103, 3],
      );
      assert.deepEqual(await seqs(store, pair), [4]);
      // what somebody set on purpose is still there, with its marks; what came from a default starts anew
      const alices = subscriptions?.find(({ user }) => user === alice);
      const bobs = subscriptions?.find(({ user }) => user === bob);
      assert.deepEqual([alices?.read, alices?.seen, alices?.changed], [0, {}, 3]);
      assert.deepEqual([bobs?.granted, bobs?.read, bobs?.changed], [true, 2, 1]);
      const { assigned } = await commit(
        store,
        [],
        [message(pair, '"x"', 5, { key: { scope: "s", name: "k" } })],
      );
      assert.deepEqual(assigned, [{ seq: 5, ts: 104 }], "the key of the former life is free");
    });
  }

  check("a me topic carries its account", async (store) => {
    await makeAccount(store, alice);
    await makeTopic(store, group, [rowOf(alice)]);
    const loaded = await store.loadTopic(tenant, meTopic(alice));
    assert.deepEqual(loaded?.user, (await store.loadUsers(tenant, [alice]))[0]);
    assert.equal(loaded?.user?.version, 1);
    assert.equal("user" in ((await store.loadTopic(tenant, group)) ?? {}), false);
    assert.equal((await rowIn(store, meTopic(alice), alice))?.changed, 1);
  });
}

/** alice and bob (whose row was set on purpose) talk; the topic ends; alice begins it anew with one message. */
async function secondLife(store: Store, swept: boolean): Promise<void> {
  await makeTopic(store, pair, [rowOf(alice), rowOf(bob, { granted: true, marker: "left" })]);
  await commit(store, [], [message(pair, '"x"', 100, { key: { scope: "s", name: "k" } })]);
  await publish(store, pair, 2, 100);
  const marks = [alice, bob].map((user) => ({ topic: pair, user, read: 2, seen: { tag: "t", at: 5 } }));
  await store.mark(tenant, marks);
  await commit(store, [{ topic: pair, version: 1 }], [gone(pair)]);
  while (swept && (await store.sweep(0, 0, 1)) > 0);
  await commit(
    store,
    [{ topic: pair, version: 2 }],
    [active(pair), { put: "subscription", topic: pair, row: rowOf(alice) }, message(pair, '"new"', 5)],
  );
}
