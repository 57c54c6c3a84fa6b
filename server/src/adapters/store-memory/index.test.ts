// What the memory store has beyond the contract: shared data, real waiting, injected faults.
import assert from "node:assert/strict";
import { test } from "node:test";
import { groupName, tenant } from "../../core/ids.ts";
import type { TopicHead } from "../../core/state.ts";
import type { Write } from "../../core/vocabulary.ts";
import { Unavailable } from "../../ports/store.ts";
import { createMemoryData } from "./data.ts";
import { createMemoryStore, type MemoryFault } from "./index.ts";

const topic = groupName(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 1));
const one = tenant(1);
const everything = { ascending: true, limit: 99, maxChars: 999 };
const defacs = { auth: 0, anon: 0 };
const head: TopicHead = {
  ...{
    topic,
    kind: "grp",
    state: "active",
    defacs,
    tags: [],
    cap: 1,
    level: "strict",
    created: 1,
    updated: 1,
  },
} as TopicHead;
const creation: Write = { put: "topic", topic, head };
const message: Write = { put: "message", topic, content: "1", at: 5 };

test("two stores on one data see each other's commits, and conflict", async () => {
  const data = createMemoryData();
  const [a, b] = [createMemoryStore({ data }), createMemoryStore({ data })];
  await Promise.all([a.open(), b.open()]);
  const made = await Promise.all(
    [a, b].map((store) => store.commit(one, [{ topic, version: 0 }], [creation])),
  );
  assert.deepEqual(made.map(({ done }) => done).toSorted(), ["conflict", "ok"]);
  await a.commit(one, [], [message]);
  assert.equal((await b.readMessages(one, topic, everything)).length, 1);
  await a.close();
  await b.commit(one, [], [message]);
  assert.equal((await b.loadTopic(one, topic))?.row.seq, 2);
  await b.close();
});

test("every call waits before it acts and before it answers", async () => {
  const steps: string[] = [];
  const store = createMemoryStore({ pause: async (call) => steps.push(call) });
  await store.open();
  await store.commit(one, [{ topic, version: 0 }], [creation]);
  await store.loadTopic(one, topic);
  await store.sweep(0, 0, 1);
  await store.mark(one, []);
  assert.deepEqual(steps, ["commit", "commit", "read", "read", "sweep", "sweep", "mark", "mark"]);
  await store.close();
});

const faults: readonly (readonly [MemoryFault, outcome: string, stored: number])[] = [
  ["none", "none", 0],
  ["unknown-lost", "unknown", 0],
  ["unknown-stored", "unknown", 1],
];

for (const [fault, outcome, stored] of faults) {
  test(`a commit that fails as "${fault}"`, async () => {
    let next: MemoryFault | undefined;
    const store = createMemoryStore({ fault: (call) => (call === "commit" ? next : undefined) });
    await store.open();
    await store.commit(one, [{ topic, version: 0 }], [creation]);
    next = fault;
    const failed = store.commit(one, [], [message]);
    await assert.rejects(failed, (error) => error instanceof Unavailable && error.outcome === outcome);
    assert.match(store.trouble() ?? "", /injected/);
    assert.equal((await store.readMessages(one, topic, everything)).length, stored);
    next = undefined;
    await store.commit(one, [], [message]);
    assert.equal(store.trouble(), undefined);
    assert.equal((await store.loadTopic(one, topic))?.row.seq, stored + 1);
    await store.close();
  });
}

test("a read that fails, a store that is closed, a backup of nothing", async () => {
  let fails = true;
  const store = createMemoryStore({ fault: () => (fails ? "unknown-stored" : undefined) });
  await assert.rejects(store.loadTopic(one, topic), /closed/);
  await store.open();
  await assert.rejects(
    store.loadTopic(one, topic),
    (error) => error instanceof Unavailable && error.outcome === "none",
  );
  fails = false;
  assert.equal(await store.loadTopic(one, topic), undefined);
  await assert.rejects(store.backup("nowhere"), Unavailable);
  await store.close();
});
