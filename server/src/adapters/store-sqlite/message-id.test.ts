// Row ids beyond 2^53: numbers that JavaScript cannot hold must never have to be held.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { groupName, tenant, userId } from "../../core/ids.ts";
import type { TopicHead } from "../../core/state.ts";
import type { Write } from "../../core/vocabulary.ts";
import { createSqliteStore } from "./index.ts";
import { maxTopicId } from "./message-id.ts";

const topic = groupName(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 1));
const later = groupName(Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 1));
const user = userId(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 1));
const one = tenant(1);

function creation(name: typeof topic): Write {
  const defacs = { auth: 0, anon: 0 };
  const head: TopicHead = {
    topic: name,
    kind: "grp",
    state: "active",
    defacs,
    tags: [],
    cap: 1,
    level: "strict",
    created: 1,
    updated: 1,
  };
  return { put: "topic", topic: name, head };
}

/** As if so many topics had been made before. */
function skipTo(file: string, id: number): void {
  const db = new DatabaseSync(file);
  db.exec(`INSERT INTO topics (id, tenant, topic, kind, state, auth, anon, tags, cap, level, created, updated, seal)
           VALUES (${id}, 9, 'grpx', 'grp', 'active', 0, 0, '[]', 1, 'strict', 1, 1, 0)`);
  db.close();
}

for (const id of [2 ** 21 - 1, 2 ** 21, 2 ** 31 - 3]) {
  test(`topic ids after ${id}: append, read, erase, sweep`, async () => {
    const folder = mkdtempSync(join(tmpdir(), "natter-ids-"));
    const store = createSqliteStore({ file: join(folder, "natter.db") });
    try {
      await store.open();
      await store.close();
      skipTo(join(folder, "natter.db"), id);
      await store.open();
      await store.commit(one, [{ topic, version: 0 }], [creation(topic)]);
      const writes = Array.from({ length: 300 }, (_, n): Write => {
        return {
          put: "message",
          topic,
          from: user,
          content: `${n + 1}`,
          at: 10 * (n + 1),
          key: { scope: "s", name: `${n}` },
        };
      });
      const done = await store.commit(one, [], writes);
      assert.ok(done.done === "ok");
      assert.deepEqual(done.assigned.at(-1), { seq: 300, ts: 3_000 });
      const page = await store.readMessages(one, topic, {
        since: 1_000,
        before: 1_031,
        ascending: false,
        limit: 9,
        maxChars: 99,
      });
      assert.deepEqual(
        page.map(({ seq, content }) => [seq, content]),
        [
          [103, "103"],
          [102, "102"],
          [101, "101"],
          [100, "100"],
        ],
      );
      await store.commit(one, [], [{ put: "erasure", topic, before: 2_995, at: 5_000 }]);
      assert.equal(await store.sweep(0, 0, 500), 299);
      const rest = await store.readMessages(one, topic, { ascending: true, limit: 9, maxChars: 99 });
      assert.deepEqual(rest, [{ seq: 300, ts: 3_000, from: user, content: "300" }]);
    } finally {
      await store.close();
      rmSync(folder, { recursive: true });
    }
  });
}

test("the last topic id is the last", async () => {
  const folder = mkdtempSync(join(tmpdir(), "natter-ids-"));
  const store = createSqliteStore({ file: join(folder, "natter.db") });
  try {
    await store.open();
    await store.close();
    skipTo(join(folder, "natter.db"), maxTopicId - 1);
    await store.open();
    await store.commit(one, [{ topic, version: 0 }], [creation(topic)]);
    await assert.rejects(
      store.commit(one, [{ topic: later, version: 0 }], [creation(later)]),
      /no more topics/,
    );
    assert.equal(await store.loadTopic(one, later), undefined);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
});
