// The sweep: slices of a bounded size, resumable, and nothing that can be read goes.
import type { Bench } from "../store-suite.ts";
import type { Store } from "../store.ts";
import {
  alice,
  bob,
  carol,
  commit,
  group,
  groupOf,
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

/** Sweeps until nothing is left; returns how much each slice removed. */
async function sweepAll(store: Store, limit: number, now = 0, keysBefore = 0): Promise<number[]> {
  const slices: number[] = [];
  for (;;) {
    const removed = await store.sweep(now, keysBefore, limit);
    if (removed === 0) return slices;
    slices.push(removed);
  }
}

export function sweepTests({ check, assert }: Bench): void {
  check("nothing to sweep is 0", async (store) => {
    await makeTopic(store, group, [rowOf(alice)]);
    await publish(store, group, 3, 100);
    assert.equal(await store.sweep(1_000, 0, 500), 0);
    assert.deepEqual(await seqs(store, group), [1, 2, 3]);
  });

  check("erased messages go in slices, others stay; a restart goes on", async (store, home) => {
    await makeTopic(store, group);
    await publish(store, group, 25, 100);
    await commit(store, [], [{ put: "erasure", topic: group, before: 123, at: 200 }]);
    assert.equal(await store.sweep(0, 0, 10), 10);
    await store.close();
    const again = await home.open();
    assert.deepEqual(await seqs(again, group), [24, 25]);
    assert.deepEqual(await sweepAll(again, 10), [10, 3]);
    assert.deepEqual(await seqs(again, group), [24, 25]);
    await commit(again, [], [{ put: "erasure", topic: group, at: 300 }]);
    assert.deepEqual(await sweepAll(again, 10), [2]);
    await again.close();
  });

  check("a topic that is gone loses its rows and keeps its name", async (store) => {
    await makeTopic(store, group, [rowOf(alice), rowOf(bob, { granted: true }), rowOf(carol)]);
    await makeTopic(store, groupOf(2), [rowOf(alice)]);
    const key = { key: { scope: "s", name: "k" } };
    await commit(store, [], [message(group, "1", 5, key), message(groupOf(2), "1", 5, key)]);
    await publish(store, group, 6, 100);
    const head = headOf(group, { state: "gone" });
    await commit(store, [{ topic: group, version: 1 }], [{ put: "topic", topic: group, head }]);
    const slices = await sweepAll(store, 4);
    assert.ok(
      slices.every((removed) => removed <= 4),
      slices.join(),
    );
    // 7 messages, 3 subscriptions, 1 key, 1 line of the delete log
    assert.equal(
      slices.reduce((sum, removed) => sum + removed, 0),
      12,
    );
    assert.deepEqual(
      [(await store.loadTopic(tenant, group))?.row.state, await seqs(store, groupOf(2))],
      ["gone", [1]],
    );
    assert.equal((await rowIn(store, groupOf(2), alice))?.user, alice);
    const { assigned } = await commit(store, [], [message(groupOf(2), "1", 5, key)]);
    assert.deepEqual(assigned, [{ seq: 1, ts: 5, repeat: true }]);
  });

  check("what was set on purpose in a p2p topic survives its end", async (store) => {
    await makeTopic(store, pair, [rowOf(alice), rowOf(bob, { granted: true, given: 256, marker: "left" })]);
    const head = headOf(pair, { state: "gone" });
    await commit(store, [{ topic: pair, version: 1 }], [{ put: "topic", topic: pair, head }]);
    assert.deepEqual(await sweepAll(store, 10), [1]);
    assert.equal(await rowIn(store, pair, alice), undefined);
    assert.equal((await rowIn(store, pair, bob))?.given, 256);
  });

  check("expired tokens and old keys go at their time", async (store) => {
    await makeAccount(store, alice);
    await makeTopic(store, group);
    const token = (hash: string, expires: number) =>
      ({ put: "token", token: { hash, user: alice, issued: 1, expires } }) as const;
    const keyed = (name: string, at: number) => message(group, "1", at, { key: { scope: "s", name } });
    await commit(
      store,
      [],
      [token("a", 100), token("b", 101), token("c", 200), keyed("x", 100), keyed("y", 200)],
    );
    assert.deepEqual(await sweepAll(store, 1, 100, 100), [1]);
    assert.equal(await store.findToken(tenant, "a"), undefined);
    assert.equal((await store.findToken(tenant, "b"))?.hash, "b");
    assert.deepEqual(await sweepAll(store, 10, 101, 200), [2]);
    const { assigned } = await commit(store, [], [keyed("y", 300), keyed("x", 300)]);
    assert.deepEqual(assigned, [
      { seq: 2, ts: 200, repeat: true },
      { seq: 3, ts: 300 },
    ]);
    assert.deepEqual(await seqs(store, group), [1, 2, 3]);
  });

  check("sweeping while commits go on", async (store) => {
    await makeTopic(store, group);
    await publish(store, group, 60, 100);
    await commit(store, [], [{ put: "erasure", topic: group, before: 150, at: 200 }]);
    await Promise.all([
      sweepAll(store, 7),
      ...Array.from({ length: 20 }, (_, n) => publish(store, group, 1, 300 + n)),
    ]);
    assert.deepEqual(
      await seqs(store, group),
      Array.from({ length: 30 }, (_, n) => n + 51),
    );
  });
}
