// A store in another process, which is killed or whose disk fails. This file is also the program of that process.
// R-06 needs a C compiler: the flush that fails is made by a library loaded before libc.
import assert from "node:assert/strict";
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { groupName, tenant } from "../../core/ids.ts";
import { CannotOpen, Unavailable } from "../../ports/store.ts";
import { headOf } from "../../ports/store-suite/values.ts";
import { failingFlush } from "./failing-flush.test.ts";
import { createSqliteStore } from "./index.ts";

const topic = groupName(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 1));
const one = tenant(1);
const everything = { ascending: true, limit: 1_000_000, maxChars: 1e9 };

/** From the child: it is open, a commit ended, or the store has come back after a failure. */
type Told =
  | { readonly told: "open" | "recovered" }
  | { readonly told: "stored"; readonly seq: number; readonly ts: number; readonly content: string }
  | {
      readonly told: "refused";
      readonly outcome: string;
      readonly trouble: string | undefined;
      readonly readable: number;
    };

/** To the child: publish once, or without end with so many at a time. */
type Asked = { readonly ask: "publish" } | { readonly ask: "go-on"; readonly atOnce: number };

// ---- the child ----

async function serve(file: string): Promise<void> {
  const tell = (told: Told): void => void process.send?.(told);
  const log = { info: () => tell({ told: "recovered" }), warn: () => undefined, error: () => undefined };
  const store = createSqliteStore({ file, log });
  await store.open();
  if ((await store.loadTopic(one, topic)) === undefined) {
    const head = headOf(topic);
    await store.commit(one, [{ topic, version: 0 }], [{ put: "topic", topic, head }]);
  }
  let published = 0;
  async function publish(): Promise<void> {
    const content = JSON.stringify(`${process.pid} ${++published}`);
    try {
      const done = await store.commit(one, [], [{ put: "message", topic, content, at: Date.now() }]);
      const place = done.done === "ok" ? done.assigned[0] : undefined;
      if (place !== undefined && "seq" in place)
        tell({ told: "stored", seq: place.seq, ts: place.ts, content });
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      const readable = (await store.readMessages(one, topic, everything)).length;
      tell({ told: "refused", outcome: error.outcome, trouble: store.trouble(), readable });
    }
  }
  async function goOn(): Promise<never> {
    for (;;) await publish();
  }
  process.on("message", (asked: Asked) => {
    const runs = asked.ask === "publish" ? [publish()] : Array.from({ length: asked.atOnce }, goOn);
    Promise.all(runs).catch((error: unknown) => {
      throw error;
    });
  });
  process.on("disconnect", () => process.exit());
  tell({ told: "open" });
}

// ---- the tests ----

interface Child {
  readonly process: ChildProcess;
  next(): Promise<Told>;
  ask(asked: Asked): void;
  kill(): Promise<void>;
}

async function start(file: string, env: Record<string, string> = {}): Promise<Child> {
  const child = fork(import.meta.filename, ["serve", file], {
    // not a part of this test run: its output is nobody's report
    env: { ...process.env, NODE_TEST_CONTEXT: undefined, ...env },
    execArgv: [],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const told: Told[] = [];
  let wake: (() => void) | undefined;
  child.on("message", (message: Told) => {
    told.push(message);
    wake?.();
  });
  const ended = once(child, "exit");
  const started: Child = {
    process: child,
    async next() {
      for (;;) {
        const first = told.shift();
        if (first !== undefined) return first;
        await Promise.race([
          new Promise<void>((resolve) => (wake = resolve)),
          ended.then(() => Promise.reject(new Error("the child ended"))),
        ]);
      }
    },
    ask: (asked) => void child.send(asked),
    async kill() {
      child.kill("SIGKILL");
      await ended.catch(() => undefined);
    },
  };
  assert.deepEqual(await started.next(), { told: "open" });
  return started;
}

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "natter-crash-"));
  try {
    await run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Stored = Extract<Told, { told: "stored" }>;

/** Opens the file here: every acknowledged message is there as it was acknowledged, numbers are dense, times grow. */
async function checkStored(file: string, acknowledged: readonly Stored[]): Promise<number> {
  const store = createSqliteStore({ file });
  await store.open();
  try {
    const messages = await store.readMessages(one, topic, everything);
    for (const { seq, ts, content } of acknowledged)
      assert.deepEqual(messages[seq - 1], { seq, ts, content });
    assert.deepEqual(
      messages.map(({ seq }) => seq),
      messages.map((_, n) => n + 1),
    );
    assert.ok(messages.every(({ ts }, n) => n === 0 || ts > (messages[n - 1]?.ts ?? 0)));
    assert.equal(new Set(messages.map(({ content }) => content)).size, messages.length);
    return messages.length;
  } finally {
    await store.close();
  }
}

function tests(): void {
  test("kill -9 in the middle of commits: what was acknowledged is stored", () =>
    inFolder(async (folder) => {
      const file = join(folder, "natter.db");
      const acknowledged: Stored[] = [];
      for (const atOnce of [1, 7, 50, 50]) {
        const child = await start(file);
        child.ask({ ask: "go-on", atOnce });
        const enough = acknowledged.length + 150 + atOnce;
        while (acknowledged.length < enough) {
          const told = await child.next();
          assert.ok(told.told === "stored");
          acknowledged.push(told);
        }
        await child.kill();
        assert.ok((await checkStored(file, acknowledged)) >= acknowledged.length);
      }
    }));

  test("R-09: a second process is refused, and let in once the first was killed", () =>
    inFolder(async (folder) => {
      const file = join(folder, "natter.db");
      const child = await start(file);
      const second = createSqliteStore({ file });
      await assert.rejects(
        second.open(),
        (error) => error instanceof CannotOpen && /another process/.test(error.message),
      );
      await child.kill();
      await second.open();
      await second.close();
    }));

  test("R-06: a failed flush refuses, stops writing, and is over once the file was verified", (t) =>
    inFolder(async (folder) => {
      const library = failingFlush(folder);
      if (library === undefined) return t.skip("needs Linux and a C compiler (cc)");
      const file = join(folder, "natter.db");
      const fail = join(folder, "fail");
      const child = await start(file, library.env(fail));
      const acknowledged: Stored[] = [];
      try {
        await publishStored(child, acknowledged);
        writeFileSync(fail, "");
        child.ask({ ask: "publish" });
        const first = await child.next();
        assert.ok(first.told === "refused");
        assert.deepEqual([first.outcome, first.readable], ["unknown", 1]);
        assert.match(first.trouble ?? "", /failed .*read-only until it was reopened and verified/);
        child.ask({ ask: "publish" });
        const second = await child.next();
        assert.ok(second.told === "refused");
        assert.deepEqual([second.outcome, second.readable], ["none", 1], "refused without a try");
        rmSync(fail);
        assert.deepEqual(await child.next(), { told: "recovered" });
        await publishStored(child, acknowledged);
      } finally {
        await child.kill();
      }
      assert.deepEqual(
        acknowledged.map(({ seq }) => seq),
        [1, 2],
        "nothing of the failed group is left",
      );
      assert.equal(await checkStored(file, acknowledged), 2);
    }));
}

async function publishStored(child: Child, acknowledged: Stored[]): Promise<void> {
  child.ask({ ask: "publish" });
  const told = await child.next();
  assert.ok(told.told === "stored", JSON.stringify(told));
  acknowledged.push(told);
}

if (process.argv[2] === "serve") await serve(process.argv[3] ?? "");
else tests();
