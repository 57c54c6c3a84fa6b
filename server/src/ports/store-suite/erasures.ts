// Erasures: for everybody and for one user, resolved at the commit, in force from the commit on.
import type { Bench } from "../store-suite.ts";
import {
  alice,
  bob,
  commit,
  group,
  groupOf,
  makeTopic,
  message,
  publish,
  rowIn,
  rowOf,
  seqs,
  tenant,
} from "./values.ts";

export function erasureTests({ check, assert }: Bench): void {
  check("hard erasure: ts < before is gone at once, ts = before survives", async (store) => {
    await makeTopic(store, group);
    await commit(
      store,
      [],
      [10, 20, 30, 40].map((at) => message(group, `${at}`, at)),
    );
    const { assigned } = await commit(store, [], [{ put: "erasure", topic: group, before: 30, at: 99 }]);
    assert.deepEqual(assigned, [{ upTo: 2 }]);
    assert.deepEqual(await seqs(store, group), [3, 4]);
    assert.deepEqual(await seqs(store, group, { ascending: false, before: 40 }), [3]);
    const row = (await store.loadTopic(tenant, group))?.row;
    assert.deepEqual([row?.seq, row?.lastTs, row?.erased, row?.deletes, row?.version], [4, 40, 2, 1, 1]);
  });

  check(
    "without `before`, and with one in the future, everything so far goes and nothing later",
    async (store) => {
      for (const [n, before] of [undefined, 1e12].entries()) {
        const topic = groupOf(n + 1);
        await makeTopic(store, topic);
        const bound = before === undefined ? {} : { before };
        const { assigned } = await commit(
          store,
          [],
          [
            message(topic, "1", 50),
            message(topic, "2", 50), // ts 51, after the time of the request: also "so far"
            { put: "erasure", topic, at: 50, ...bound },
            message(topic, "3", 50),
          ],
        );
        assert.deepEqual(assigned[2], { upTo: 2 });
        assert.deepEqual(await seqs(store, topic), [3]);
      }
    },
  );

  check("an erasure that reaches nothing new says how far it already was", async (store) => {
    await makeTopic(store, group);
    const none = await commit(store, [], [{ put: "erasure", topic: group, at: 5 }]);
    assert.deepEqual(none.assigned, [{ upTo: 0 }]);
    await publish(store, group, 4, 100);
    await commit(store, [], [{ put: "erasure", topic: group, before: 103, at: 200 }]);
    for (const before of [1, 100, 102, 103]) {
      const { assigned } = await commit(store, [], [{ put: "erasure", topic: group, before, at: 200 }]);
      assert.deepEqual(assigned, [{ upTo: 3 }], `before ${before}`);
    }
    const row = (await store.loadTopic(tenant, group))?.row;
    assert.deepEqual([row?.erased, row?.deletes], [3, 1]);
    const absent = await commit(store, [], [{ put: "erasure", topic: groupOf(9), at: 5 }]);
    assert.deepEqual(absent.assigned, [{ upTo: 0 }]);
  });

  check("erased messages stay erased and the numbers go on", async (store, home) => {
    await makeTopic(store, group);
    await publish(store, group, 5, 100);
    await commit(store, [], [{ put: "erasure", topic: group, at: 200 }]);
    await store.close();
    const again = await home.open();
    assert.deepEqual(await publish(again, group, 1, 100), [{ seq: 6, ts: 105 }]);
    assert.deepEqual(await seqs(again, group), [6]);
    assert.deepEqual(await seqs(again, group, { since: 0, before: 105 }), []);
    while ((await again.sweep(0, 0, 2)) > 0);
    assert.deepEqual(await seqs(again, group, { since: 0 }), [6]);
    await again.close();
  });

  check("soft erasure moves `cleared` of that user alone, upward alone, without a version", async (store) => {
    await makeTopic(store, group, [rowOf(alice), rowOf(bob)]);
    await publish(store, group, 5, 100);
    const soft = async (before: number | undefined): Promise<unknown> => {
      const bound = before === undefined ? {} : { before };
      const { assigned } = await commit(
        store,
        [],
        [{ put: "erasure", topic: group, user: bob, at: 200, ...bound }],
      );
      return assigned[0];
    };
    assert.deepEqual(await soft(103), { upTo: 3 });
    assert.deepEqual(await soft(101), { upTo: 3 });
    assert.equal((await rowIn(store, group, bob))?.cleared, 3);
    assert.equal((await rowIn(store, group, alice))?.cleared, 0);
    assert.deepEqual(await seqs(store, group), [1, 2, 3, 4, 5]);
    assert.deepEqual(await soft(undefined), { upTo: 5 });
    const loaded = await store.loadTopic(tenant, group);
    assert.deepEqual([loaded?.row.version, loaded?.row.erased, loaded?.row.deletes], [1, 0, 2]);
    assert.deepEqual(
      loaded?.subscriptions.map(({ changed }) => changed),
      [1, 1],
    );
  });

  check("a subscription written later keeps `cleared`; a user without one clears nothing", async (store) => {
    await makeTopic(store, group, [rowOf(alice)]);
    await publish(store, group, 3, 100);
    const erasures = [alice, bob].map((user) => ({ put: "erasure", topic: group, user, at: 200 }) as const);
    await commit(store, [], erasures);
    const rows = [alice, bob].map(
      (user) => ({ put: "subscription", topic: group, row: rowOf(user) }) as const,
    );
    await commit(store, [{ topic: group, version: 1 }], rows);
    assert.equal((await rowIn(store, group, alice))?.cleared, 3);
    assert.equal((await rowIn(store, group, bob))?.cleared, 0);
  });

  check("hard and soft together: each reaches its own", async (store) => {
    await makeTopic(store, group, [rowOf(alice)]);
    await publish(store, group, 6, 100);
    const { assigned } = await commit(
      store,
      [],
      [
        { put: "erasure", topic: group, user: alice, before: 104, at: 200 },
        { put: "erasure", topic: group, before: 102, at: 200 },
        { put: "erasure", topic: group, user: alice, before: 101, at: 200 },
      ],
    );
    assert.deepEqual(assigned, [{ upTo: 4 }, { upTo: 2 }, { upTo: 4 }]);
    assert.deepEqual(await seqs(store, group), [3, 4, 5, 6]);
    assert.equal((await rowIn(store, group, alice))?.cleared, 4);
  });
}
