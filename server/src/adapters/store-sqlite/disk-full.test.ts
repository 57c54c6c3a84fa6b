// R-07 on a real disk without space: a small file system in memory.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { groupName, tenant } from "../../core/ids.ts";
import { Unavailable, type Store } from "../../ports/store.ts";
import { headOf } from "../../ports/store-suite/values.ts";
import { createSqliteStore } from "./index.ts";

const topic = groupName(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 1));
const one = tenant(1);
const content = JSON.stringify("x".repeat(8_000));

function mount(folder: string): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=6m", "natter-test", folder], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

async function count(store: Store): Promise<number> {
  const messages = await store.readMessages(one, topic, { ascending: true, limit: 100_000, maxChars: 1e9 });
  assert.deepEqual(
    messages.map(({ seq }) => seq),
    messages.map((_, n) => n + 1),
  );
  return messages.length;
}

/** Publishes 10 at a time until it is refused; returns how many were stored. */
async function fill(store: Store): Promise<number> {
  for (let stored = 0; ;) {
    const tries = Array.from({ length: 10 }, () =>
      store.commit(one, [], [{ put: "message", topic, content, at: 5 }]),
    );
    const ended = await Promise.allSettled(tries);
    stored += ended.filter(({ status }) => status === "fulfilled").length;
    const refused = ended.filter((end) => end.status === "rejected").map(({ reason }) => reason as unknown);
    if (refused.length === 0) continue;
    for (const error of refused)
      assert.ok(error instanceof Unavailable && error.outcome === "none", String(error));
    return stored;
  }
}

test("R-07: a full disk refuses commits, reads go on, and it ends by itself when there is space", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "natter-full-"));
  if (!mount(folder)) {
    rmSync(folder, { recursive: true });
    return t.skip("needs the right to mount a file system (root on Linux)");
  }
  const recovered = Promise.withResolvers<void>();
  const log = { info: () => recovered.resolve(), warn: () => undefined, error: () => undefined };
  const store = createSqliteStore({ file: join(folder, "natter.db"), log });
  try {
    writeFileSync(join(folder, "ballast"), Buffer.alloc(2 * 1024 * 1024));
    await store.open();
    const head = headOf(topic);
    await store.commit(one, [{ topic, version: 0 }], [{ put: "topic", topic, head }]);
    const stored = await fill(store);
    assert.match(store.trouble() ?? "", /no space/);
    assert.equal(await count(store), stored);
    rmSync(join(folder, "ballast"));
    await recovered.promise;
    assert.equal(store.trouble(), undefined);
    const done = await store.commit(one, [], [{ put: "message", topic, content, at: 5 }]);
    assert.deepEqual(done.done === "ok" ? done.assigned : [], [{ seq: stored + 1, ts: stored + 5 }]);
    await store.close();
    await store.open();
    assert.equal(await count(store), stored + 1);
  } finally {
    await store.close();
    execFileSync("umount", [folder]);
    rmSync(folder, { recursive: true });
  }
});
