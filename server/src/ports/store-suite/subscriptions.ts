// Subscriptions: rows, marks, reloading by delta, and a user's list of topics.
import { meTopic } from "../../core/ids.ts";
import type { Subscription } from "../../core/state.ts";
import type { Bench } from "../store-suite.ts";
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
  pair,
  publish,
  rowIn,
  rowOf,
  tenant,
  userOf,
} from "./values.ts";

export function subscriptionTests({ check, assert }: Bench): void {
  check("every field of a subscription comes back, absent ones absent", async (store) => {
    const full: Subscription = {
      user: alice,
      want: 511,
      given: null,
      granted: true,
      marker: "requested",
      request: { want: 0, info: '"please"' },
      private: "{}",
      recv: 3,
      read: 2,
      cleared: 1,
      seen: { "": 5, phone: 6 },
      created: 7,
      updated: 8,
      changed: 1,
    };
    const plain = rowOf(bob, { given: 0, marker: "invited", request: { want: 256 } });
    await makeTopic(store, group, [full, plain]);
    assert.deepEqual(await rowIn(store, group, alice), full);
    assert.deepEqual(await rowIn(store, group, bob), { ...plain, changed: 1 });
    for (const [n, marker] of (["member", "decided", "left"] as const).entries()) {
      const row = rowOf(alice, { marker });
      await commit(store, [{ topic: group, version: n + 1 }], [{ put: "subscription", topic: group, row }]);
      const stored = await rowIn(store, group, alice);
      assert.deepEqual(stored, { ...row, recv: 3, read: 2, cleared: 1, seen: full.seen, changed: n + 2 });
    }
  });

  check("marks only grow; a row written later keeps them", async (store) => {
    await makeTopic(store, group, [rowOf(alice), rowOf(bob)]);
    const mark = (changes: object): Promise<void> =>
      store.mark(tenant, [{ topic: group, user: alice, ...changes }]);
    await mark({ recv: 5, read: 3, seen: { tag: "a", at: 50 } });
    await mark({ recv: 4, read: 4, seen: { tag: "a", at: 40 } });
    await mark({ seen: { tag: "b", at: 10 } });
    await mark({ seen: { tag: "", at: 20 } });
    await mark({ seen: { tag: "__proto__", at: 30 } });
    const seen = JSON.parse('{"a":50,"b":10,"":20,"__proto__":30}') as Record<string, number>;
    const stored = await rowIn(store, group, alice);
    assert.deepEqual([stored?.recv, stored?.read, stored?.changed], [5, 4, 1]);
    assert.deepEqual(new Map(Object.entries(stored?.seen ?? {})), new Map(Object.entries(seen)));
    const row = rowOf(alice, { recv: 1, read: 99, seen: { c: 1 }, private: '"new"' });
    await commit(store, [{ topic: group, version: 1 }], [{ put: "subscription", topic: group, row }]);
    const later = await rowIn(store, group, alice);
    assert.deepEqual([later?.recv, later?.read, later?.private, later?.changed], [5, 4, '"new"', 2]);
    assert.deepEqual(later?.seen, stored?.seen);
    assert.deepEqual((await rowIn(store, group, bob))?.seen, {});
  });

  check("several marks at once, also of topics and users that are not there", async (store) => {
    await makeTopic(store, group, [rowOf(alice)]);
    await makeTopic(store, groupOf(2), [rowOf(alice)]);
    await store.mark(tenant, [
      { topic: group, user: alice, recv: 1 },
      { topic: groupOf(9), user: alice, recv: 2 },
      { topic: group, user: carol, recv: 3 },
      { topic: groupOf(2), user: alice, recv: 4 },
      { topic: group, user: alice, recv: 5 },
    ]);
    await store.mark(tenant, []);
    assert.equal((await rowIn(store, group, alice))?.recv, 5);
    assert.equal((await rowIn(store, groupOf(2), alice))?.recv, 4);
    assert.equal(await rowIn(store, group, carol), undefined);
    assert.equal(await store.loadTopic(tenant, groupOf(9)), undefined);
  });

  check("a delta load gives the rows changed since a version", async (store) => {
    await makeTopic(store, group, [rowOf(alice), rowOf(bob)]);
    await commit(
      store,
      [{ topic: group, version: 1 }],
      [{ put: "subscription", topic: group, row: rowOf(carol) }],
    );
    const left = rowOf(alice, { marker: "left" });
    await commit(store, [{ topic: group, version: 2 }], [{ put: "subscription", topic: group, row: left }]);
    await publish(store, group, 2, 100);
    for (const [since, users] of [
      [undefined, [alice, bob, carol]],
      [0, [alice, bob, carol]],
      [1, [alice, carol]],
      [2, [alice]],
      [3, []],
    ] as const) {
      const loaded = await store.loadTopic(tenant, group, since);
      assert.deepEqual(
        loaded?.subscriptions.map(({ user }) => user).toSorted(),
        [...users].toSorted(),
        `since ${since}`,
      );
      assert.deepEqual([loaded?.row.version, loaded?.row.seq], [3, 2]);
    }
  });

  check("a large topic is loaded whole, as of one moment, while it is written", async (store) => {
    const people = Array.from({ length: 2_500 }, (_, n) => userOf(n + 1));
    await makeTopic(
      store,
      group,
      people.map((user) => rowOf(user)),
    );
    const write = (version: number, user: (typeof people)[number]): Promise<unknown> =>
      commit(
        store,
        [{ topic: group, version }],
        [{ put: "subscription", topic: group, row: rowOf(user, { private: `${version + 1}` }) }],
      );
    const [loaded] = await Promise.all([
      store.loadTopic(tenant, group),
      write(1, userOf(1)).then(() => write(2, userOf(2_500))),
    ]);
    const rows = loaded?.subscriptions ?? [];
    assert.equal(new Set(rows.map(({ user }) => user)).size, 2_500);
    assert.equal(rows.length, 2_500);
    const newest = Math.max(...rows.map(({ changed }) => changed));
    assert.equal(loaded?.row.version, newest, "the head belongs to the rows");
  });

  check("a user's list: not me, not left, not gone; p2p with the row of the peer", async (store) => {
    await Promise.all([makeAccount(store, alice), makeAccount(store, bob)]);
    await makeTopic(store, group, [rowOf(alice), rowOf(bob)]);
    await makeTopic(store, groupOf(2), [rowOf(alice, { marker: "left" })]);
    await makeTopic(store, groupOf(3), [rowOf(alice)]);
    await makeTopic(store, groupOf(4), [rowOf(bob)]);
    await makeTopic(store, groupOf(5), [rowOf(alice, { marker: "invited", want: 0 })]);
    await makeTopic(store, pair, [rowOf(alice, { private: '"a"' }), rowOf(bob, { marker: "left" })]);
    await publish(store, pair, 2, 100);
    const gone = headOf(groupOf(3), { state: "gone" });
    await commit(
      store,
      [{ topic: groupOf(3), version: 1 }],
      [{ put: "topic", topic: groupOf(3), head: gone }],
    );
    const listed = await store.listSubscriptions(tenant, alice);
    assert.deepEqual(listed.map(({ row }) => row.topic).toSorted(), [group, groupOf(5), pair].toSorted());
    const found = listed.find(({ row }) => row.topic === pair);
    assert.deepEqual(found, {
      row: (await store.loadTopic(tenant, pair))?.row,
      subscription: await rowIn(store, pair, alice),
      peer: await rowIn(store, pair, bob),
    });
    assert.equal(found?.row.seq, 2);
    assert.ok(listed.every((line) => line.row.topic === pair || !("peer" in line)));
    assert.deepEqual(await store.listSubscriptions(tenant, userOf(99)), []);
    assert.equal((await store.loadTopic(tenant, meTopic(alice)))?.subscriptions.length, 1);
  });
}
