// Retry keys: the same message once, whoever repeats it and however often.
import type { Bench } from "../store-suite.ts";
import { commit, group, groupOf, makeTopic, message, placeOf, seqs, tenant } from "./values.ts";

const key = (name: string, scope = "usr1"): object => ({ key: { scope, name } });

export function keyTests({ check, assert }: Bench): void {
  check("a key used before: the same bytes repeat, others clash, neither is stored", async (store) => {
    await makeTopic(store, group);
    const first = await commit(store, [], [message(group, '{"a":1}', 100, key("k"))]);
    assert.deepEqual(first.assigned, [{ seq: 1, ts: 100 }]);
    const again = await commit(store, [], [message(group, '{"a":1}', 200, key("k"))]);
    assert.deepEqual(again.assigned, [{ seq: 1, ts: 100, repeat: true }]);
    const other = await commit(store, [], [message(group, '{"a": 1}', 200, key("k"))]);
    assert.deepEqual(other.assigned, [{ clash: true }]);
    assert.deepEqual(await seqs(store, group), [1]);
    assert.equal((await store.loadTopic(tenant, group))?.row.lastTs, 100);
  });

  check("keys are unique per topic and scope, not further", async (store) => {
    await makeTopic(store, group);
    await makeTopic(store, groupOf(2));
    const { assigned } = await commit(
      store,
      [],
      [
        message(group, "1", 1, key("k", "a")),
        message(group, "1", 1, key("k", "b")),
        message(group, "1", 1, key("K", "a")),
        message(groupOf(2), "1", 1, key("k", "a")),
        message(group, "1", 1, key("a", "k")),
        message(group, "1", 1),
        message(group, "1", 1),
      ],
    );
    assert.deepEqual(
      assigned.map(placeOf).map(({ seq }) => seq),
      [1, 2, 3, 1, 4, 5, 6],
    );
  });

  check("several keyed messages in one commit, also one key twice", async (store) => {
    await makeTopic(store, group);
    const { assigned } = await commit(
      store,
      [],
      [
        message(group, '"a"', 10, key("1")),
        message(group, '"b"', 10, key("2")),
        message(group, '"a"', 10, key("1")),
        message(group, '"c"', 10, key("2")),
        message(group, '"d"', 10, key("3")),
      ],
    );
    assert.deepEqual(assigned, [
      { seq: 1, ts: 10 },
      { seq: 2, ts: 11 },
      { seq: 1, ts: 10, repeat: true },
      { clash: true },
      { seq: 3, ts: 12 },
    ]);
  });

  check("retries at the same moment store one row and give one answer", async (store) => {
    await makeTopic(store, group);
    const tries = await Promise.all(
      Array.from({ length: 20 }, () => commit(store, [], [message(group, '"a"', 10, key("1"))])),
    );
    const places = tries.map(({ assigned }) => placeOf(assigned[0]));
    assert.ok(places.every(({ seq, ts }) => seq === 1 && ts === 10));
    assert.equal(places.filter(({ repeat }) => repeat !== true).length, 1);
    assert.deepEqual(await seqs(store, group), [1]);
  });

  check("a key outlives its message: erased is not unsent", async (store) => {
    await makeTopic(store, group);
    await commit(store, [], [message(group, '"a"', 100, key("k"))]);
    await commit(store, [], [{ put: "erasure", topic: group, at: 200 }]);
    assert.equal(await store.sweep(300, 0, 10), 1);
    const { assigned } = await commit(
      store,
      [],
      [message(group, '"a"', 200, key("k")), message(group, '"b"', 200, key("k"))],
    );
    assert.deepEqual(assigned, [{ seq: 1, ts: 100, repeat: true }, { clash: true }]);
  });
}
