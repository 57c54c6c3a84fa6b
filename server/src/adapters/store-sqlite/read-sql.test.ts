// SQLite parses a prepared statement anew when a bound value may change its plan; a page of history then costs half as much again.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { constants } from "node:sqlite";
import { test } from "node:test";
import { groupName, tenant, userId } from "../../core/ids.ts";
import { parseQuery } from "../../core/tags.ts";
import type { Write } from "../../core/vocabulary.ts";
import { Group } from "./group.ts";
import { createSqliteStore } from "./index.ts";
import { openConnection } from "./open.ts";
import { Reader } from "./read.ts";

const one = tenant(1);
const topic = groupName(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 1));
const user = userId(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 1));
const defacs = { auth: 0, anon: 0 };
const [created, updated] = [1, 1];

function message(at: number): Write {
  return { put: "message", topic, from: user, content: `"${at}"`, at };
}

const group: Write = {
  put: "topic",
  topic,
  head: {
    topic,
    kind: "grp",
    state: "active",
    defacs,
    tags: ["chess"],
    cap: 1,
    level: "strict",
    created,
    updated,
  },
};

test("no statement is parsed a second time", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "natter-parsed-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "natter.db");
  const store = createSqliteStore({ file });
  await store.open();
  await store.commit(one, [{ topic, version: 0 }], [group, message(1), message(2), message(3)]);
  await store.close();

  const db = openConnection(file);
  t.after(() => db.close());
  const [reader, writer] = [new Reader(db), new Group(db)];
  let parsed: unknown[] = [];
  // who is asked for leave is being parsed
  db.setAuthorizer((...about) => {
    parsed.push(about);
    return constants.SQLITE_OK;
  });
  const use = async (n: number): Promise<void> => {
    for (const ascending of [true, false]) {
      const page = reader.readMessages(one, topic, {
        ascending,
        limit: n,
        maxChars: 100,
        since: n,
        before: 9,
      });
      assert.equal(page.length, Math.min(n, 4 - n));
    }
    assert.equal((await reader.loadTopic(one, topic, n))?.row.seq, 3);
    reader.listUsers(one, user, n);
    await reader.search(one, parseQuery(`ches* ${"x".repeat(n)}`) ?? [], n, n);
    writer.run([
      { job: "sweep", tokensUpTo: n, keysBefore: n, limit: n },
      { job: "commit", tenant: one, expects: [], writes: [] },
    ]);
  };
  await use(1);
  assert.notEqual(parsed.length, 0);
  parsed = [];
  await use(2);
  assert.deepEqual(parsed, []);
});
