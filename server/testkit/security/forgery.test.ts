// What a client claims that is not its to say: who sent a message, in whose name it acts (S-43), and members that belong to the server (S-47).
import assert from "node:assert/strict";
import { test } from "node:test";
import { has, O } from "../../src/core/access/mode.ts";
import { type TopicName, type UserId } from "../../src/core/ids.ts";
import { type Body } from "./guest.ts";
import { Site } from "./site.ts";
import { snapshot } from "./snapshot.ts";

// ---------------------------------------------------------------- S-43

test("S-43: what a message says of its sender, time and place is ignored", async () => {
  await using site = await Site.open();
  const [alice, bob] = [await site.enroll("alice"), await site.enroll("bob")];
  const topic = await alice.attach("new");
  await bob.attach(topic);
  const claims = {
    from: alice.uid,
    user: alice.uid,
    ts: "2001-01-01T00:00:00.000Z",
    seq: 99,
    head: { from: alice.uid },
    recv: 9,
    read: 9,
    version: 7,
    topic,
    uid: alice.uid,
    sender: alice.uid,
    scope: alice.uid,
  };
  const { ts } = await bob.must("pub", { ...claims, content: "forged?" });
  await site.settle();
  const [stored] = await site.store.readMessages(1 as never, topic as TopicName, {
    ascending: false,
    limit: 1,
    maxChars: 1e6,
  });
  assert.equal(stored?.from, bob.uid);
  assert.equal(stored?.seq, 1);
  assert.equal(new Date(stored?.ts ?? 0).toISOString(), ts);
  assert.notEqual(ts, claims.ts);
  const { body } = alice.packets().findLast(({ kind }) => kind === "data") ?? { body: {} };
  assert.deepEqual(body, { topic, from: bob.uid, ts, content: "forged?" });
});

const foreign: readonly (readonly [
  why: string,
  verb: string,
  members: (at: Body) => Body,
  codes: readonly number[],
])[] = [
  ["publish in the talk of two others", "pub", ({ pair }) => ({ topic: pair, content: 1 }), [403]],
  ["attach to it", "sub", ({ pair }) => ({ topic: pair }), [403]],
  ["ask about it", "get", ({ pair }) => ({ topic: pair, what: "info" }), [403]],
  ["read it", "get", ({ pair }) => ({ topic: pair, what: "data" }), [403]],
  ["change it", "set", ({ pair }) => ({ topic: pair, what: "sub", sub: { mode: "RWP" } }), [403]],
  ["erase it", "del", ({ pair }) => ({ topic: pair, hard: true }), [403]],
  ["leave it", "leave", ({ pair }) => ({ topic: pair, unsub: true }), [403]],
  ["publish on me", "pub", () => ({ topic: "me", content: 1 }), [403]],
  ["another's me", "sub", ({ alice }) => ({ topic: `me:${String(alice)}` }), [400, 404]],
  [
    "another's me, to read",
    "get",
    ({ alice }) => ({ topic: `me:${String(alice)}`, what: "sub" }),
    [400, 404],
  ],
  ["a subscription for another", "sub", ({ alice, grp }) => ({ topic: grp, sub: { user: alice } }), [400]],
  [
    "another's subscription",
    "set",
    ({ alice, grp }) => ({ topic: grp, what: "sub", sub: { user: alice, mode: "N" } }),
    [403],
  ],
  [
    "a mode of his own me",
    "set",
    ({ alice }) => ({ topic: "me", what: "sub", sub: { user: alice, mode: "N" } }),
    [403],
  ],
  ["a message of the server's kind", "data", ({ grp }) => ({ topic: grp, content: 1 }), [400]],
  ["a notice of reading", "note", ({ grp }) => ({ topic: grp, what: "read", seq: 9 }), [400]],
  [
    "the credentials of another",
    "acc",
    ({ alice }) => ({ user: alice, auth: [{ secret: "alice:new-password-1" }] }),
    [403],
  ],
];

test("S-43: nobody acts in the name of another or in what is not his", async () => {
  await using site = await Site.open();
  const [alice, bob, mallory] = [
    await site.enroll("alice"),
    await site.enroll("bob"),
    await site.enroll("mallory"),
  ];
  const pair = await alice.attach(bob.uid);
  await bob.attach(pair);
  const grp = await alice.attach("new");
  await mallory.attach(grp);
  const before = snapshot(site, mallory);
  for (const [why, verb, members, codes] of foreign) {
    const code = await mallory.code(verb, members({ pair, alice: alice.uid, grp }));
    assert.ok(codes.includes(code), `${why}: ${code}`);
  }
  assert.equal(snapshot(site, mallory), before);
  assert.equal(alice.ended, undefined);
});

// ---------------------------------------------------------------- S-47

test("S-47: members that belong to the server are ignored in every request", async () => {
  await using site = await Site.open();
  const serverSide = {
    uid: "usrAQAAAAAAAAA",
    state: "gone",
    version: 9,
    created: "2001-01-01T00:00:00Z",
    updated: "2001-01-01T00:00:00Z",
    owner: "usrAQAAAAAAAAA",
    cap: 9_999,
    seq: 77,
    lastTs: 1,
    deletes: 5,
    erased: 5,
    kind: "me",
    root: true,
    admin: true,
    operator: true,
    exempt: true,
    given: "RWPSDO",
    granted: true,
    marker: "member",
    request: {},
    recv: 9,
    read: 9,
    cleared: 9,
    seen: { x: 1 },
    changed: 9,
  };
  const alice = site.visit("alice");
  await alice.must("acc", {
    ...serverSide,
    user: "new",
    auth: [{ ...serverSide, secret: "alice:long-enough-1" }],
    init: serverSide,
  });
  assert.equal(
    await alice.code("acc", { ...serverSide, user: "new", auth: [{ secret: "weak:short" }] }),
    400,
    "exempt is the operator's",
  );
  await alice.logIn({ ...serverSide, secret: "alice:long-enough-1" });
  const [user] = site.rows.users.values();
  assert.deepEqual(
    { ...user, id: 0, created: 0, updated: 0 },
    {
      id: 0,
      state: "active",
      defacs: user?.defacs,
      tags: [],
      created: 0,
      updated: 0,
      version: user?.version,
    },
  );
  assert.ok(user && user.created > Date.parse("2025-01-01") && user.id !== serverSide.uid);
  const topic = await alice.attach("new", { ...serverSide, init: serverSide, sub: serverSide });
  await alice.must("set", {
    ...serverSide,
    topic,
    what: "info sub",
    info: { ...serverSide, private: 1 },
    sub: { ...serverSide, mode: "RWPSDO" },
  });
  const bob = await site.enroll("bob");
  await bob.attach(topic, { ...serverSide, sub: { ...serverSide, mode: "RWP" } });
  await bob.must("set", { topic, what: "sub", sub: { ...serverSide, mode: "RWPSDO".slice(0, 4) } });
  const stored = site.rows.topics.get(topic as TopicName);
  assert.ok(stored);
  const { head, seq, erased, deletes, rows } = stored;
  assert.deepEqual(
    [head.owner, head.cap, head.state, head.kind, seq, erased, deletes],
    [alice.uid, 32, "active", "grp", 0, 0, 0],
  );
  const row = rows.get(bob.uid as UserId);
  assert.equal(has(row?.given ?? 0, O) || has(row?.want ?? 0, O), false);
  assert.deepEqual(
    [row?.recv, row?.read, row?.cleared, row?.granted, row?.marker],
    [0, 0, 0, false, "member"],
  );
  const { code } = (await bob.ask("set", { topic, what: "info", info: { public: "mine" } })) ?? {};
  assert.equal(code, 403, "no right came of it");
});
