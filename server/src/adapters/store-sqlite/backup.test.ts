// Backup while commits go on.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { groupName, tenant } from "../../core/ids.ts";
import { Unavailable, type Store } from "../../ports/store.ts";
import { headOf } from "../../ports/store-suite/values.ts";
import { createSqliteStore } from "./index.ts";

const topic = groupName(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 1));
const one = tenant(1);

async function inFolder(run: (store: Store, folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "natter-backup-"));
  const store = createSqliteStore({ file: join(folder, "natter.db") });
  try {
    await store.open();
    const head = headOf(topic);
    await store.commit(one, [{ topic, version: 0 }], [{ put: "topic", topic, head }]);
    await run(store, folder);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
}

async function publish(store: Store, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    await store.commit(one, [], [{ put: "message", topic, content: `"${n}"`, at: 5 }]);
  }
}

async function seqs(store: Store): Promise<number[]> {
  const messages = await store.readMessages(one, topic, { ascending: true, limit: 1e6, maxChars: 1e9 });
  return messages.map(({ seq }) => seq);
}

test("a backup under commits is a prefix with everything acknowledged before it began", () =>
  inFolder(async (store, folder) => {
    await publish(store, 300);
    const copy = join(folder, "copy.db");
    await Promise.all([store.backup(copy), publish(store, 300)]);
    await publish(store, 1);
    if (process.platform !== "win32") assert.equal(statSync(copy).mode & 0o777, 0o600);

    const other = createSqliteStore({ file: copy });
    await other.open();
    const kept = await seqs(other);
    await other.close();
    assert.ok(kept.length >= 300 && kept.length <= 600, `${kept.length}`);
    assert.deepEqual(
      kept,
      kept.map((_, n) => n + 1),
    );
    assert.equal((await seqs(store)).length, 601);
  }));

test("a backup overwrites nothing and leaves nothing behind", () =>
  inFolder(async (store, folder) => {
    const copy = join(folder, "copy.db");
    writeFileSync(copy, "precious");
    await assert.rejects(
      store.backup(copy),
      (error) => error instanceof Unavailable && /exists/.test(error.message),
    );
    assert.equal(readFileSync(copy, "utf8"), "precious");
    await assert.rejects(store.backup(join(folder, "nowhere", "copy.db")), Unavailable);
  }));
