// What the demo stores: the people, talks and rights that the protocol promises (0.4 §8), all in the past.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createPasswords } from "../adapters/auth-basic/index.ts";
import { createMemoryStore } from "../adapters/store-memory/index.ts";
import { FULL, NONE, PUBLIC } from "../core/access/mode.ts";
import { kindOf, p2pUsers, type UserId } from "../core/ids.ts";
import { defaultSettings } from "../runtime/settings.ts";
import { CannotStart } from "./data-folder.ts";
import { fillDemo, passwordOf, refuseUsed, type DemoParts } from "./demo.ts";
import { fullNames, people, talks, type Person } from "./demo-script.ts";
import { createCrypto } from "./parts.ts";

const now = Date.UTC(2026, 10, 25);
const hour = 3_600_000;
const { tenant } = defaultSettings;

async function filled() {
  const store = createMemoryStore();
  await store.open();
  const passwords = createPasswords({ cost: { memory: 8, passes: 1, parallelism: 1 } });
  const parts: DemoParts = { store, passwords, crypto: createCrypto("k"), settings: defaultSettings, now };
  await refuseUsed(parts);
  await fillDemo(parts);
  const ids = new Map<Person, UserId>();
  for (const person of people) {
    const login = await store.findLogin(tenant, "basic", person);
    assert.ok(login, person);
    ids.set(person, login.user);
  }
  const topicsOf = async (person: Person) =>
    store.listSubscriptions(tenant, ids.get(person) ?? ("" as UserId));
  return { store, passwords, parts, ids, topicsOf };
}

test("six people log in with their name and 123, and show a plain text", async () => {
  const { store, passwords, ids } = await filled();
  const users = await store.loadUsers(tenant, [...ids.values()]);
  assert.equal(users.length, 6);
  for (const person of people) {
    const login = await store.findLogin(tenant, "basic", person);
    assert.equal(await passwords.verify(passwordOf(person), login?.secret), true);
    const user = users.find((one) => one.id === ids.get(person));
    assert.equal(user?.public, JSON.stringify(fullNames[person]));
    assert.deepEqual(user?.defacs, { auth: PUBLIC, anon: NONE });
    assert.equal(user?.state, "active");
  }
});

test("alice talks with all, bob with dave and eve besides", async () => {
  const { ids, topicsOf } = await filled();
  const peersOf = async (person: Person) => {
    const topics = (await topicsOf(person))
      .map(({ row }) => row.topic)
      .filter((topic) => kindOf(topic) === "p2p");
    const users = topics.flatMap((topic) => p2pUsers(topic)).filter((user) => user !== ids.get(person));
    return people.filter((one) => users.some((user) => user === ids.get(one)));
  };
  assert.deepEqual(await peersOf("alice"), ["bob", "carol", "dave", "eve", "frank"]);
  assert.deepEqual(await peersOf("bob"), ["alice", "dave", "eve"]);
  assert.deepEqual(await peersOf("carol"), ["alice"]);
});

test("three groups: of carol, of alice, and one without an owner; strangers have no access", async () => {
  const { store, ids, topicsOf } = await filled();
  const seen = new Map<string, { owner: Person | undefined; members: Person[] }>();
  for (const { row } of await topicsOf("bob")) {
    if (row.kind !== "grp") continue;
    assert.deepEqual(row.defacs, { auth: NONE, anon: NONE });
    const topic = await store.loadTopic(tenant, row.topic);
    const members = people.filter((one) => topic?.subscriptions.some((sub) => sub.user === ids.get(one)));
    seen.set(String(row.public), { owner: people.find((one) => ids.get(one) === row.owner), members });
    for (const sub of topic?.subscriptions ?? [])
      assert.equal(sub.want, sub.user === row.owner ? FULL : PUBLIC);
  }
  assert.deepEqual(Object.fromEntries(seen), {
    '"Kiln and coffee"': { owner: "carol", members: ["alice", "bob", "carol"] },
    '"Sunday walk"': { owner: "alice", members: [...people] },
    '"Shed repairs"': { owner: undefined, members: ["bob", "frank"] },
  });
});

test("80 messages of the last four days, in the order of their time", async () => {
  const { store, parts } = await filled();
  const count = talks.flatMap(({ bursts }) => bursts).reduce((sum, { lines }) => sum + lines.length, 0);
  assert.equal(count, 80);
  assert.ok((await store.newest()) < parts.now);
  for (const { bursts } of talks) {
    let last = Number.POSITIVE_INFINITY;
    for (const { hoursAgo } of bursts) {
      assert.ok(hoursAgo <= 96 && hoursAgo < last);
      last = hoursAgo;
    }
  }
});

test("stored times are those of the script, not the moment of the start", async () => {
  const { store, topicsOf } = await filled();
  let stored = 0;
  const seen = new Set<string>();
  for (const person of people) {
    for (const { row } of await topicsOf(person)) {
      if (seen.has(row.topic)) continue;
      seen.add(row.topic);
      const slice = { ascending: true, limit: 1_000, maxChars: 1_000_000 };
      const messages = await store.readMessages(tenant, row.topic, slice);
      stored += messages.length;
      for (const { ts } of messages) assert.ok(ts > now - 96 * hour && ts < now);
    }
  }
  assert.equal(seen.size, talks.length);
  assert.equal(stored, 80);
});

test("a store with an account is refused", async () => {
  const { parts } = await filled();
  await assert.rejects(
    refuseUsed(parts),
    (error) => error instanceof CannotStart && /Try --demo with/.test(error.message),
  );
});
