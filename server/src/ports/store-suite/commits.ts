// Commits: atomic, versioned, durable.
import { meTopic } from "../../core/ids.ts";
import type { Bench } from "../store-suite.ts";
import {
  accountOf,
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
  publish,
  read,
  rowOf,
  seqs,
  tenant,
} from "./values.ts";

export function commitTests({ check, assert }: Bench): void {
  check("an absent topic has version 0, its creation makes it 1", async (store) => {
    assert.equal(await store.loadTopic(tenant, group), undefined);
    const head = headOf(group);
    const made = await commit(store, [{ topic: group, version: 0 }], [{ put: "topic", topic: group, head }]);
    assert.deepEqual([...made.versions], [[group, 1]]);
    assert.equal((await store.loadTopic(tenant, group))?.row.version, 1);
    const again = await store.commit(
      tenant,
      [{ topic: group, version: 0 }],
      [{ put: "topic", topic: group, head }],
    );
    assert.deepEqual(again, { done: "conflict", topic: group });
  });

  check("a commit moves a version by one, however much it writes", async (store) => {
    await makeTopic(store, group);
    const writes = [alice, bob, carol].map(
      (user) => ({ put: "subscription", topic: group, row: rowOf(user) }) as const,
    );
    const done = await commit(store, [{ topic: group, version: 1 }], [...writes, message(group, "1", 5)]);
    assert.deepEqual([...done.versions], [[group, 2]]);
    assert.equal(done.assigned.length, 4);
    const loaded = await store.loadTopic(tenant, group);
    assert.equal(loaded?.row.version, 2);
    assert.deepEqual(
      loaded?.subscriptions.map(({ changed }) => changed),
      [2, 2, 2],
    );
  });

  check("messages, tokens, marks and erasures move no version", async (store) => {
    await makeAccount(store, alice);
    const topic = meTopic(alice);
    const token = { hash: "a1", user: alice, issued: 1, expires: 2 };
    const done = await commit(
      store,
      [],
      [
        message(topic, "1", 5),
        { put: "token", token },
        { put: "revocation", user: alice },
        { put: "erasure", topic, at: 9 },
        { put: "erasure", topic, user: alice, at: 9 },
      ],
    );
    await store.mark(tenant, [{ topic, user: alice, recv: 1 }]);
    assert.equal(done.versions.size, 0);
    assert.equal((await store.loadTopic(tenant, topic))?.row.version, 1);
  });

  check("user and login writes move the version of the user's me topic", async (store) => {
    await makeAccount(store, alice);
    const topic = meTopic(alice);
    const user = accountOf(alice, { public: '{"fn":"Alice"}' });
    const done = await commit(store, [{ topic, version: 1 }], [{ put: "user", user }]);
    assert.deepEqual([...done.versions], [[topic, 2]]);
    const login = { scheme: "basic", name: "alice", user: alice, secret: "s" } as const;
    await commit(store, [{ topic, version: 2 }], [{ put: "login", login }]);
    assert.equal((await store.loadUsers(tenant, [alice]))[0]?.version, 3);
    assert.deepEqual(await store.commit(tenant, [{ topic, version: 2 }], [{ put: "login", login }]), {
      done: "conflict",
      topic,
    });
  });

  check("a version that expects does not name is a bug, and nothing is stored", async (store) => {
    await makeTopic(store, group);
    const row = rowOf(alice);
    await assert.rejects(store.commit(tenant, [], [{ put: "subscription", topic: group, row }]), /expects/);
    assert.equal((await store.loadTopic(tenant, group))?.subscriptions.length, 0);
    await assert.rejects(store.commit(tenant, [], [message(groupOf(9), "1", 1)]), /not stored/);
  });

  check("a conflict stores nothing and names the topic that moved", async (store) => {
    await makeTopic(store, group);
    await makeTopic(store, groupOf(2));
    const expects = [
      { topic: group, version: 1 },
      { topic: groupOf(2), version: 7 },
    ];
    const writes = [
      { put: "subscription", topic: group, row: rowOf(alice) },
      message(group, "1", 5),
    ] as const;
    assert.deepEqual(await store.commit(tenant, expects, writes), { done: "conflict", topic: groupOf(2) });
    const loaded = await store.loadTopic(tenant, group);
    assert.equal(loaded?.row.version, 1);
    assert.equal(loaded?.row.seq, 0);
    assert.equal(loaded?.subscriptions.length, 0);
  });

  check("an expectation alone guards a commit without moving that topic", async (store) => {
    await makeTopic(store, group);
    await makeTopic(store, groupOf(2));
    const expects = [
      { topic: group, version: 1 },
      { topic: groupOf(2), version: 1 },
    ];
    const done = await commit(store, expects, [{ put: "subscription", topic: group, row: rowOf(alice) }]);
    assert.deepEqual([...done.versions], [[group, 2]]);
    assert.equal((await store.loadTopic(tenant, groupOf(2)))?.row.version, 1);
  });

  check("messages of other topics stand in a commit without expectation", async (store) => {
    await makeTopic(store, group);
    await makeAccount(store, bob);
    const me = meTopic(bob);
    const writes = [
      message(me, '"a"', 7),
      { put: "subscription", topic: group, row: rowOf(bob) },
      message(me, '"b"', 7),
    ] as const;
    const { assigned } = await commit(store, [{ topic: group, version: 1 }], writes);
    assert.deepEqual(assigned, [{ seq: 1, ts: 7 }, undefined, { seq: 2, ts: 8 }]);
    assert.deepEqual(await seqs(store, me), [1, 2]);
  });

  check("what was committed is there after the store was opened again", async (store, home) => {
    await makeTopic(store, group, [rowOf(alice, { private: '"p"' })]);
    await publish(store, group, 3, 100);
    const before = [await store.loadTopic(tenant, group), await read(store, group)];
    await store.close();
    await assert.rejects(store.commit(tenant, [], [message(group, "1", 5)]), /closed/);
    const again = await home.open();
    assert.deepEqual([await again.loadTopic(tenant, group), await read(again, group)], before);
    const { assigned } = await commit(again, [], [message(group, "1", 5)]);
    assert.deepEqual(assigned, [{ seq: 4, ts: 103 }]);
    await again.close();
  });

  check("close finishes the commits under way", async (store, home) => {
    await makeTopic(store, group);
    const under = Array.from({ length: 30 }, (_, n) => store.commit(tenant, [], [message(group, `${n}`, 5)]));
    const [, ...answers] = await Promise.all([store.close(), ...under]);
    assert.ok(answers.every(({ done }) => done === "ok"));
    const again = await home.open();
    assert.equal((await seqs(again, group)).length, 30);
    await again.close();
  });
}
