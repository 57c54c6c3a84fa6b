// Accounts, login records and tokens.
import { meTopic } from "../../core/ids.ts";
import type { Login } from "../../core/state.ts";
import type { Bench } from "../store-suite.ts";
import {
  accountOf,
  alice,
  bob,
  carol,
  commit,
  group,
  makeAccount,
  makeTopic,
  otherTenant,
  rowOf,
  tenant,
  userOf,
} from "./values.ts";

const login = (user: typeof alice, name: string, secret?: string): Login => ({
  scheme: "basic",
  name,
  user,
  ...(secret !== undefined && { secret }),
});

export function accountTests({ check, assert }: Bench): void {
  check("every field of an account comes back, absent ones absent", async (store) => {
    await makeAccount(store, alice);
    const user = accountOf(alice, {
      state: "disabled",
      defacs: { auth: 0, anon: 256 },
      public: "[1, 2]",
      tags: ["x", "'\""],
      updated: 9,
    });
    await commit(store, [{ topic: meTopic(alice), version: 1 }], [{ put: "user", user }]);
    assert.deepEqual(await store.loadUsers(tenant, [alice]), [{ ...user, version: 2 }]);
    await commit(store, [{ topic: meTopic(alice), version: 2 }], [{ put: "user", user: accountOf(alice) }]);
    assert.deepEqual(await store.loadUsers(tenant, [alice]), [{ ...accountOf(alice), version: 3 }]);
  });

  check("users that were only named have no account", async (store) => {
    await makeTopic(store, group, [rowOf(bob)]);
    await makeAccount(store, alice);
    assert.deepEqual(
      (await store.loadUsers(tenant, [bob, alice, carol])).map(({ id }) => id),
      [alice],
    );
    assert.deepEqual(await store.loadUsers(tenant, []), []);
    assert.deepEqual(
      (await store.listUsers(tenant, undefined, 9)).map(({ id }) => id),
      [alice],
    );
  });

  check("accounts are listed in ascending order of id, page by page", async (store) => {
    const users = Array.from({ length: 25 }, (_, n) => userOf(n * 7 + 1));
    await Promise.all(users.map((user) => makeAccount(store, user)));
    await makeAccount(store, userOf(500), otherTenant);
    const walked = [];
    for (;;) {
      const page = await store.listUsers(tenant, walked.at(-1), 10);
      walked.push(...page.map(({ id }) => id));
      if (page.length < 10) break;
    }
    assert.deepEqual(walked, users.toSorted());
  });

  check("login names: claimed, claimed again by their owner, refused to others", async (store) => {
    await Promise.all([makeAccount(store, alice), makeAccount(store, bob)]);
    const claim = (
      user: typeof alice,
      version: number,
      name: string,
      secret?: string,
    ): Promise<{ done: string }> =>
      store.commit(
        tenant,
        [{ topic: meTopic(user), version }],
        [{ put: "login", login: login(user, name, secret) }],
      );
    assert.equal((await claim(alice, 1, "name", "one")).done, "ok");
    assert.deepEqual(await store.findLogin(tenant, "basic", "name"), login(alice, "name", "one"));
    assert.equal((await claim(bob, 1, "name", "two")).done, "taken");
    assert.equal((await claim(alice, 2, "name", "three")).done, "ok");
    assert.deepEqual(await store.findLogin(tenant, "basic", "name"), login(alice, "name", "three"));
    assert.equal((await claim(alice, 3, "name")).done, "ok");
    assert.deepEqual(await store.findLogin(tenant, "basic", "name"), login(alice, "name"));
    assert.equal((await claim(bob, 1, "name", "two")).done, "taken", "the name stays reserved");
    assert.equal((await claim(alice, 4, "another", "x")).done, "ok");
    assert.deepEqual((await store.loginsOf(tenant, alice)).map(({ name }) => name).toSorted(), [
      "another",
      "name",
    ]);
    assert.deepEqual(await store.loginsOf(tenant, bob), []);
    assert.equal(await store.findLogin(tenant, "basic", "Name"), undefined);
    assert.equal(await store.findLogin(tenant, "other", "name"), undefined);
    assert.equal(await store.findLogin(otherTenant, "basic", "name"), undefined);
  });

  check("a name claimed by two users in one commit is taken", async (store) => {
    await Promise.all([makeAccount(store, alice), makeAccount(store, bob)]);
    const expects = [alice, bob].map((user) => ({ topic: meTopic(user), version: 1 }));
    const writes = [alice, bob].map((user) => ({ put: "login", login: login(user, "name") }) as const);
    assert.deepEqual(await store.commit(tenant, expects, writes), { done: "taken" });
    assert.equal(await store.findLogin(tenant, "basic", "name"), undefined);
  });

  check("names are texts, whatever they contain", async (store) => {
    await makeAccount(store, alice);
    const names = [
      "'; DROP TABLE logins; --",
      "%",
      "_",
      "a\u0000b",
      "a",
      "\u2421",
      "\u{1f600}",
      "e\u0301",
      "\u00e9",
      "$.x",
      "",
    ];
    const writes = names.map((name, n) => ({ put: "login", login: login(alice, name, `${n}`) }) as const);
    await commit(store, [{ topic: meTopic(alice), version: 1 }], writes);
    for (const [n, name] of names.entries()) {
      assert.deepEqual(
        await store.findLogin(tenant, "basic", name),
        login(alice, name, `${n}`),
        JSON.stringify(name),
      );
    }
  });

  check("tokens: found by hash, revoked by user", async (store) => {
    await Promise.all([makeAccount(store, alice), makeAccount(store, bob)]);
    const tokens = [
      ["a1", alice],
      ["a2", alice],
      ["b1", bob],
    ] as const;
    const rows = tokens.map(([hash, user]) => ({ hash, user, issued: 5, expires: 1_000 }));
    await commit(
      store,
      [],
      rows.map((token) => ({ put: "token", token })),
    );
    assert.deepEqual(await store.findToken(tenant, "a1"), rows[0]);
    assert.equal(await store.findToken(otherTenant, "a1"), undefined);
    assert.equal(await store.findToken(tenant, "a"), undefined);
    const fresh = { hash: "a3", user: alice, issued: 6, expires: 2_000 };
    await commit(
      store,
      [],
      [
        { put: "revocation", user: alice },
        { put: "token", token: fresh },
      ],
    );
    assert.equal(await store.findToken(tenant, "a1"), undefined);
    assert.equal(await store.findToken(tenant, "a2"), undefined);
    assert.deepEqual(
      await store.findToken(tenant, "a3"),
      fresh,
      "issued after the revocation in the same commit",
    );
    assert.deepEqual(await store.findToken(tenant, "b1"), rows[2]);
  });
}
