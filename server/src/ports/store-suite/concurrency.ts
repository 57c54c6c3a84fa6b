// Commits at the same time: each for itself, whatever transaction they share.
import { meTopic } from "../../core/ids.ts";
import type { Bench } from "../store-suite.ts";
import {
  accountOf,
  alice,
  bob,
  commit,
  group,
  groupOf,
  makeAccount,
  makeTopic,
  message,
  placeOf,
  read,
  rowOf,
  tenant,
} from "./values.ts";

export function concurrencyTests({ check, assert }: Bench): void {
  check("of two users who claim one name at once, one gets it", async (store) => {
    await Promise.all([makeAccount(store, alice), makeAccount(store, bob)]);
    const claims = [alice, bob].map((user) =>
      store.commit(
        tenant,
        [{ topic: meTopic(user), version: 1 }],
        [
          { put: "user", user: accountOf(user, { public: '"changed"' }) },
          { put: "login", login: { scheme: "basic", name: "name", user, secret: "x" } },
        ],
      ),
    );
    const answers = await Promise.all(claims);
    assert.deepEqual(answers.map(({ done }) => done).toSorted(), ["ok", "taken"]);
    const holder = answers[0]?.done === "ok" ? alice : bob;
    assert.equal((await store.findLogin(tenant, "basic", "name"))?.user, holder);
    const loser = (await store.loadUsers(tenant, [holder === alice ? bob : alice]))[0];
    assert.equal(loser?.public, undefined, "what was taken stored nothing else either");
    assert.equal(loser?.version, 1);
  });

  check("100 commits at once: one conflicts, one is taken, the neighbours are unharmed", async (store) => {
    await Promise.all([makeAccount(store, alice), makeAccount(store, bob)]);
    const login = { scheme: "basic", name: "name", user: alice, secret: "x" } as const;
    await commit(store, [{ topic: meTopic(alice), version: 1 }], [{ put: "login", login }]);
    await Promise.all(Array.from({ length: 10 }, (_, n) => makeTopic(store, groupOf(n + 1))));
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, n) => {
        const topic = groupOf((n % 10) + 1);
        const writes = [message(topic, `"${n}"`, 50)];
        if (n === 37) return store.commit(tenant, [{ topic, version: 8 }], writes);
        if (n !== 62) return store.commit(tenant, [], writes);
        const expects = [{ topic: meTopic(bob), version: 1 }];
        return store.commit(tenant, expects, [...writes, { put: "login", login: { ...login, user: bob } }]);
      }),
    );
    assert.deepEqual(answers[37], { done: "conflict", topic: groupOf(8) });
    assert.deepEqual(answers[62], { done: "taken" });
    for (let n = 1; n <= 10; n++) {
      const found = await read(store, groupOf(n));
      const wanted = Array.from({ length: 10 }, (_, k) => k * 10 + n - 1).filter((k) => k !== 37 && k !== 62);
      assert.deepEqual(
        found.map(({ seq }) => seq),
        wanted.map((_, k) => k + 1),
      );
      assert.deepEqual(
        found.map(({ ts }) => ts),
        wanted.map((_, k) => 50 + k),
      );
      assert.deepEqual(
        found.map(({ content }) => Number(JSON.parse(content))).toSorted((a, b) => a - b),
        wanted,
      );
      for (const { seq, ts, content } of found) {
        const answer = answers[Number(JSON.parse(content))];
        assert.deepEqual(answer?.done === "ok" ? answer.assigned.map(placeOf) : [], [{ seq, ts }]);
      }
    }
  });

  check("many versioned commits at once on one topic: one wins", async (store) => {
    await makeTopic(store, group);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        store.commit(
          tenant,
          [{ topic: group, version: 1 }],
          [{ put: "subscription", topic: group, row: rowOf(alice, { private: `${n}` }) }],
        ),
      ),
    );
    assert.equal(answers.filter(({ done }) => done === "ok").length, 1);
    assert.equal((await store.loadTopic(tenant, group))?.row.version, 2);
  });
}
