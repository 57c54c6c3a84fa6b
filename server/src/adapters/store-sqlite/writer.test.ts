// The main thread's end of the writer: its bound, and values that cannot reach the other thread.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { groupName, tenant } from "../../core/ids.ts";
import { Unavailable, type Store } from "../../ports/store.ts";
import { headOf, rowOf, userOf } from "../../ports/store-suite/values.ts";
import { createSqliteStore } from "./index.ts";

const topic = groupName(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 1));
const one = tenant(1);

async function withStore(options: object, run: (store: Store) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "natter-writer-"));
  const file = join(folder, "natter.db");
  const store = createSqliteStore({ file, ...options });
  try {
    await store.open();
    const head = headOf(topic);
    await store.commit(one, [{ topic, version: 0 }], [{ put: "topic", topic, head }]);
    await run(store);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
}

function publish(store: Store, content: string): Promise<unknown> {
  return store.commit(one, [], [{ put: "message", topic, content, at: 5 }]);
}

test("more commits than may wait are refused at once, the others are stored", () =>
  withStore({ maxWaiting: 5 }, async (store) => {
    const ended = await Promise.allSettled(Array.from({ length: 8 }, (_, n) => publish(store, `${n}`)));
    const refused = ended.filter((end) => end.status === "rejected").map(({ reason }) => reason as unknown);
    assert.equal(refused.length, 3);
    assert.ok(
      refused.every(
        (error) => error instanceof Unavailable && error.outcome === "none" && /too many/.test(error.message),
      ),
    );
    await publish(store, "9");
    const messages = await store.readMessages(one, topic, { ascending: true, limit: 99, maxChars: 99 });
    assert.deepEqual(
      messages.map(({ content }) => content),
      ["0", "1", "2", "3", "4", "9"],
    );
  }));

test("groups of one size or another give the same", () =>
  withStore({ groupSize: 3 }, async (store) => {
    await Promise.all(Array.from({ length: 50 }, (_, n) => publish(store, `${n}`)));
    const messages = await store.readMessages(one, topic, { ascending: true, limit: 99, maxChars: 999 });
    assert.deepEqual(
      messages.map(({ content }) => content),
      Array.from({ length: 50 }, (_, n) => `${n}`),
    );
  }));

test("messages pass between the parts of many marks", () =>
  withStore({}, async (store) => {
    const users = Array.from({ length: 1_000 }, (_, n) => userOf(n + 1));
    const rows = users.map((user) => ({ put: "subscription", topic, row: rowOf(user) }) as const);
    await store.commit(one, [{ topic, version: 1 }], rows);
    let isMarked = false;
    const marked = store
      .mark(
        one,
        users.map((user) => ({ topic, user, read: 1 })),
      )
      .then(() => void (isMarked = true));
    let published = 0;
    for (; !isMarked; published++) await publish(store, "1");
    await marked;
    // each step of the marks lets one pass at least
    assert.ok(published > 10, `${published} messages`);
    const loaded = await store.loadTopic(one, topic);
    assert.ok(loaded?.subscriptions.every(({ read }) => read === 1));
    assert.equal(loaded?.subscriptions.length, users.length);
  }));

test("a value that is no text of its own fails its turn and nothing else", () =>
  withStore({}, async (store) => {
    await assert.rejects(publish(store, 1n as unknown as string), /could not be handed/);
    await assert.rejects(publish(store, (() => "1") as unknown as string), /refused a write/);
    await publish(store, "2");
    const messages = await store.readMessages(one, topic, { ascending: true, limit: 99, maxChars: 99 });
    assert.deepEqual(
      messages.map(({ seq, content }) => [seq, content]),
      [[1, "2"]],
    );
  }));
