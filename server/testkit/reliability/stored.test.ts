// Much is stored: R-29 (a deletion of any size and a crash in the sweep), R-10 short (a start does not depend on how much is stored).
import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { createSqliteStore } from "../../src/adapters/store-sqlite/index.ts";
import {
  groupName,
  parseGroupName,
  parseUserId,
  tenant,
  type TopicName,
  type UserId,
} from "../../src/core/ids.ts";
import type { Write } from "../../src/core/vocabulary.ts";
import type { Store } from "../../src/ports/store.ts";
import type { Client } from "../client.ts";
import { ServerProcess, TempFolder } from "../crash.ts";
import { another, enroll } from "../crowd.ts";
import { History } from "../history.ts";

const one = tenant(1);

/** Messages straight into the store, so many a commit; the server is down. */
async function fill(store: Store, topics: readonly TopicName[], from: UserId, each: number): Promise<void> {
  const at = Date.now() - 3_600_000;
  let writes: Write[] = [];
  const flush = async (): Promise<void> => {
    if (writes.length > 0) await store.commit(one, [], writes);
    writes = [];
  };
  for (const topic of topics) {
    for (let n = 0; n < each; n++) {
      writes.push({ put: "message", topic, from, content: `"filled ${n}"`, at });
      if (writes.length === 1_000) await flush();
    }
  }
  await flush();
}

async function withStore(folder: string, work: (store: Store) => Promise<void>): Promise<void> {
  const store = createSqliteStore({ file: join(folder, "natter.db") });
  await store.open();
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

/** Rows of messages in the file, whoever has it open. */
function rowsIn(folder: string): number {
  const db = new DatabaseSync(join(folder, "natter.db"), { readOnly: true });
  try {
    return Number(db.prepare("SELECT count(*) AS n FROM messages").get()?.["n"]);
  } finally {
    db.close();
  }
}

/** Looks again and again, a hundred times a second, for at most a minute. */
async function eventually(what: string, isIt: () => boolean): Promise<void> {
  for (const end = performance.now() + 60_000; !isIt(); await delay(10)) {
    if (performance.now() > end) throw new Error(`${what}: in vain for a minute`);
  }
}

test("R-29 100,000 messages deleted: gone for every reader with the 200, a kill -9 in the sweep, then 0 rows left", async () => {
  using folder = new TempFolder();
  const history = new History();
  let server = await ServerProcess.start({ data: folder.path });
  try {
    const ann = await enroll(history, server.webSocket, "ann");
    const big = await ann.attach("new");
    const other = await ann.attach("new");
    assert.equal((await server.stop()).code, 0);
    const [topic, user] = [parseGroupName(big), parseUserId(ann.uid)];
    assert.ok(topic !== undefined && user !== undefined);
    await withStore(folder.path, (store) => fill(store, [topic], user, 100_000));

    server = await ServerProcess.start({ data: folder.path });
    const client = await another(history, server.webSocket, ann);
    await client.attach(big);
    await client.attach(other);
    assert.equal((await client.page(big, { limit: 3 })).length, 3);
    await client.must("del", { topic: big, what: "msg", hard: true });
    assert.deepEqual(await client.page(big, { limit: 3 }), []);
    await client.mustPublish({ topic: big, content: '"after the deletion"' });
    // the sweep goes on between these commits
    for (let n = 0; n < 20; n++) await client.mustPublish({ topic: other, content: `"beside ${n}"` });
    await server.kill();
    const left = rowsIn(folder.path);

    server = await ServerProcess.start({ data: folder.path });
    const again = await another(history, server.webSocket, ann);
    await again.attach(big);
    await again.attach(other);
    assert.deepEqual(
      (await again.all(big)).map(({ content }) => content),
      ['"after the deletion"'],
    );
    const beside = (async (): Promise<void> => {
      for (let n = 20; n < 100; n++) await again.mustPublish({ topic: other, content: `"beside ${n}"` });
    })();
    await beside;
    await eventually("the sweep ends", () => rowsIn(folder.path) === 101);
    console.log(`R-29: ${left} rows were left when the server was killed in the sweep`);
    assert.equal((await again.all(other)).length, 100);
    await again.must("del", { topic: big, what: "topic" });
    await eventually("the rows of the topic go", () => rowsIn(folder.path) === 100);
  } finally {
    await server.kill();
  }
});

test("R-10 short: a start with 100,000 messages in 10,000 topics after SIGKILL, until the first login", async () => {
  using folder = new TempFolder();
  const history = new History();
  let server = await ServerProcess.start({ data: folder.path });
  try {
    const ann = await enroll(history, server.webSocket, "ann");
    assert.equal((await server.stop()).code, 0);
    const empty = await timeToLogin(ann);
    await server.kill();
    const user = parseUserId(ann.uid);
    assert.ok(user !== undefined);
    const topics = Array.from({ length: 10_000 }, (_, i) =>
      groupName(Uint8Array.of(i >> 8, i & 255, 7, 0, 0, 0, 0, 0, 1)),
    );
    await withStore(folder.path, async (store) => {
      for (let at = 0; at < topics.length; at += 500) {
        const some = topics.slice(at, at + 500);
        const expects = some.map((topic) => ({ topic, version: 0 }));
        await store.commit(
          one,
          expects,
          some.flatMap((topic) => newGroup(topic, user)),
        );
      }
      await fill(store, topics, user, 10);
    });
    server = await ServerProcess.start({ data: folder.path });
    await server.kill();
    const full = await timeToLogin(ann);
    console.log(
      `R-10: start to first login ${empty.toFixed(0)} ms empty, ${full.toFixed(0)} ms with 100,000 messages in 10,000 topics`,
    );
    const client = await another(history, server.webSocket, ann);
    const [first] = topics;
    await client.attach(first ?? "");
    assert.equal((await client.all(first ?? "")).length, 10);
  } finally {
    await server.kill();
  }

  async function timeToLogin(user: Client): Promise<number> {
    const began = performance.now();
    server = await ServerProcess.start({ data: folder.path });
    await another(history, server.webSocket, user);
    return performance.now() - began;
  }
});

function newGroup(topic: TopicName, owner: UserId): readonly Write[] {
  const times = { created: 1, updated: 1 };
  const full = 63;
  return [
    {
      put: "topic",
      topic,
      head: {
        topic,
        kind: "grp",
        state: "active",
        owner,
        defacs: { auth: 0, anon: 0 },
        tags: [],
        cap: 32,
        level: "strict",
        ...times,
      },
    },
    {
      put: "subscription",
      topic,
      row: {
        user: owner,
        want: full,
        given: full,
        granted: false,
        marker: "member",
        recv: 0,
        read: 0,
        cleared: 0,
        seen: {},
        changed: 0,
        ...times,
      },
    },
  ];
}
