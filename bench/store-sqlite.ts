// What a durable publish costs in the SQLite store alone: commits of one message each, on 100 topics, with 1, 10 and 400 outstanding.
//   node bench/store-sqlite.ts [seconds per row] [bytes of content] [folder]
// Prints commits/s, CPU µs per message (all threads; of which the main thread), and bytes on disk per message.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSqliteStore } from "../server/src/adapters/store-sqlite/index.ts";
import { groupName, tenant, userId } from "../server/src/core/ids.ts";
import type { TopicHead } from "../server/src/core/state.ts";
import type { Store } from "../server/src/ports/store.ts";

const [seconds = "3", bytes = "200", folder = tmpdir()] = process.argv.slice(2);
const content = JSON.stringify("x".repeat(Number(bytes) - 2));
const one = tenant(1);
const topics = Array.from({ length: 100 }, (_, n) => groupName(Uint8Array.of(n, 0, 0, 0, 0, 0, 0, 0, 1)));
const users = Array.from({ length: 200 }, (_, n) => userId(Uint8Array.of(n, 0, 0, 0, 0, 0, 0, 1)));

async function createTopics(store: Store): Promise<void> {
  const [created, updated] = [1, 1];
  const defacs = { auth: 15, anon: 0 };
  await Promise.all(
    topics.map((topic) => {
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
      return store.commit(one, [{ topic, version: 0 }], [{ put: "topic", topic, head }]);
    }),
  );
}

async function measure(store: Store, outstanding: number): Promise<void> {
  const started = performance.now();
  const cpu = process.cpuUsage();
  const threadCpu = process.threadCpuUsage();
  const until = started + Number(seconds) * 1_000;
  let done = 0;
  let slowestMs = 0;
  async function publishInTurn(n: number): Promise<void> {
    for (let turn = n; performance.now() < until; turn++) {
      const topic = topics[turn % topics.length];
      const from = users[turn % users.length];
      if (topic === undefined || from === undefined) return;
      const asked = performance.now();
      await store.commit(one, [], [{ put: "message", topic, from, content, at: Date.now() }]);
      slowestMs = Math.max(slowestMs, performance.now() - asked);
      done++;
    }
  }
  await Promise.all(Array.from({ length: outstanding }, (_, n) => publishInTurn(n)));
  const tookMs = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  const main = process.threadCpuUsage(threadCpu);
  console.log(
    `${String(outstanding).padStart(4)} outstanding  ${Math.round((done / tookMs) * 1_000)} commits/s  ` +
      `${((user + system) / done).toFixed(1)} µs CPU (main ${((main.user + main.system) / done).toFixed(1)})  ` +
      `slowest ${slowestMs.toFixed(1)} ms  ${done} messages`,
  );
}

const place = mkdtempSync(join(folder, "natter-bench-"));
try {
  const file = join(place, "natter.db");
  const store = createSqliteStore({ file });
  await store.open();
  await createTopics(store);
  for (const outstanding of [1, 10, 400]) {
    await measure(store, outstanding);
  }
  const rows = (await Promise.all(topics.map((topic) => store.loadTopic(one, topic)))).map(
    (loaded) => loaded?.row.seq ?? 0,
  );
  await store.close();
  const messages = rows.reduce((sum, seq) => sum + seq, 0);
  console.log(`${(statSync(file).size / messages).toFixed(0)} bytes on disk per message of ${bytes} bytes`);
} finally {
  rmSync(place, { recursive: true, force: true });
}
