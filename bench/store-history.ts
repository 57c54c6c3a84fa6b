// What a page of old history costs as the file grows: pages of 32 at random places, by seq and by time, at 100,000 rows and at more.
//   node bench/store-history.ts [rows, default 1000000] [topics, default 1000] [folder]
// Rows are written turn by turn to all topics, as a server would, but without its rules; the target is ≤ 1.5 times the first figure.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createSqliteStore } from "../server/src/adapters/store-sqlite/index.ts";
import { sealOf, type Sealed } from "../server/src/adapters/store-sqlite/seal.ts";
import { groupName, tenant, type TopicName } from "../server/src/core/ids.ts";
import type { TopicHead } from "../server/src/core/state.ts";
import type { Slice, Store } from "../server/src/ports/store.ts";

const [rows = "1000000", topicCount = "1000", folder = tmpdir()] = process.argv.slice(2);
const one = tenant(1);
const page = { ascending: true, limit: 32, maxChars: 65_536 };
const topics = Array.from({ length: Number(topicCount) }, (_, n) =>
  groupName(Uint8Array.of(n & 255, n >> 8, 0, 0, 0, 0, 0, 0, 1)),
);

async function createTopics(file: string): Promise<void> {
  const store = createSqliteStore({ file });
  await store.open();
  const [created, updated, defacs] = [1, 1, { auth: 15, anon: 0 }];
  for (const topic of topics) {
    const head: TopicHead = {
      topic,
      kind: "grp",
      state: "active",
      defacs,
      tags: [],
      cap: 32,
      level: "strict",
      created,
      updated,
    };
    await store.commit(one, [{ topic, version: 0 }], [{ put: "topic", topic, head }]);
  }
  await store.close();
}

/** Brings every topic from seq `from` to `to`; ts = 10 × seq. */
function fill(file: string, from: number, to: number): void {
  const db = new DatabaseSync(file);
  db.exec("PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; BEGIN");
  const content = JSON.stringify("x".repeat(198));
  db.function("seal", { varargs: true }, (...parts) => sealOf(parts as Sealed[]));
  // the sender is nobody: no user was named
  const add = db.prepare(
    `INSERT INTO messages SELECT (id << 32) | ?1, 10 * ?1, 1, seal(id, topic, ?1, 10 * ?1, NULL, NULL, ?2), NULL, ?2 FROM topics`,
  );
  for (let seq = from + 1; seq <= to; seq++) {
    add.get(seq, content);
    if (seq % 100 === 0) db.exec("COMMIT; BEGIN");
  }
  db.exec(`COMMIT; UPDATE counters SET seq = ${to}, last_ts = ${10 * to};
    UPDATE counters SET seal = seal(topic, version, seq, last_ts, deletes, erased, ended, floor); PRAGMA wal_checkpoint(TRUNCATE)`);
  db.close();
}

async function measure(
  store: Store,
  name: string,
  perTopic: number,
  slice: (at: number) => Partial<Slice>,
): Promise<string> {
  const took: number[] = [];
  for (let n = 0; n < 5_000; n++) {
    const topic: TopicName | undefined = topics[Math.floor(Math.random() * topics.length)];
    if (topic === undefined) break;
    const bounds = { ...page, ...slice(Math.floor(Math.random() * (perTopic - 32))) };
    const started = performance.now();
    const found = await store.readMessages(one, topic, bounds);
    took.push(1_000 * (performance.now() - started));
    if (found.length !== 32) throw new Error(`a page of ${found.length}`);
  }
  const sorted = took.toSorted((a, b) => a - b);
  return `${name} p50 ${sorted[2_500]?.toFixed(0)} µs, p99 ${sorted[4_950]?.toFixed(0)} µs`;
}

const place = mkdtempSync(join(folder, "natter-bench-"));
try {
  const file = join(place, "natter.db");
  await createTopics(file);
  let perTopic = 0;
  for (const total of [100_000, 1_000_000, 10_000_000].filter((step) => step <= Number(rows))) {
    const target = Math.ceil(total / topics.length);
    fill(file, perTopic, target);
    perTopic = target;
    const store = createSqliteStore({ file });
    await store.open();
    const bySeq = await measure(store, "by seq", perTopic, (at) => ({ above: at }));
    const byTime = await measure(store, "by time", perTopic, (at) => ({ since: 10 * (at + 1) }));
    await store.close();
    const bytes = statSync(file).size / (perTopic * topics.length);
    console.log(`${total} rows, ${bytes.toFixed(0)} bytes each:  ${bySeq};  ${byTime}`);
  }
} finally {
  rmSync(place, { recursive: true, force: true });
}
