// A disk that refuses under a running server: R-06 (its flushes fail), R-07 (it is full). What nobody was told is stored may be or not, and
// a repeat with its key settles it; sessions and reads go on, and it is over by itself when the disk works again.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { failingFlush } from "../../src/adapters/store-sqlite/failing-flush.test.ts";
import { expectKept } from "../checker.ts";
import type { Client, Publication } from "../client.ts";
import { ServerProcess, TempFolder } from "../crash.ts";
import { another, enrollAll, gather, readLogs } from "../crowd.ts";
import { History } from "../history.ts";

test("R-06 flushes fail: the whole group is refused, reads and sessions go on, and it is over when the file was verified", async (t) => {
  using folder = new TempFolder();
  const library = failingFlush(folder.path);
  if (library === undefined) return t.skip("needs Linux and a C compiler (cc)");
  const fails = join(folder.path, "fails");
  const data = join(folder.path, "data");
  await using server = await ServerProcess.start({ data, env: library.env(fails) });
  await refusing(server, {
    breaks: () => writeFileSync(fails, ""),
    heals: () => rmSync(fails),
    why: /read-only until it was reopened and verified/,
  });
});

test("R-07 the disk is full: publishes are refused with 500, reads and sessions go on, and it is over when there is space", async (t) => {
  using folder = new TempFolder();
  const disk = join(folder.path, "disk");
  mkdirSync(disk);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=8m", "natter-test", disk], { stdio: "ignore" });
  } catch {
    return t.skip("needs the right to mount a file system (root on Linux)");
  }
  try {
    await using server = await ServerProcess.start({ data: join(disk, "data") });
    const ballast = join(disk, "ballast");
    await refusing(server, {
      breaks() {
        writeFileSync(ballast, Buffer.alloc(2 * 1024 * 1024));
        fill(join(disk, "more ballast"));
      },
      heals() {
        rmSync(ballast);
      },
      why: /no space/,
    });
  } finally {
    execFileSync("umount", [disk]);
  }
});

/** Takes what is left. */
function fill(file: string): void {
  try {
    for (;;) writeFileSync(file, Buffer.alloc(4_096), { flag: "a" });
  } catch (error) {
    assert.match(String(error), /ENOSPC/);
  }
}

/** A disk that works again is used again after this time at the latest. */
const recoveryMs = 10_000;

interface Disk {
  breaks(): void;
  heals(): void;
  /** what the operator is told meanwhile */
  readonly why: RegExp;
}

async function refusing(server: ServerProcess, disk: Disk): Promise<void> {
  const history = new History();
  const [ann, bob] = await enrollAll(history, server.webSocket, ["ann", "bob"]);
  assert.ok(ann !== undefined && bob !== undefined);
  const topic = await gather([ann, bob]);
  for (let n = 0; n < 20; n++) await ann.mustPublish({ topic, content: `"before ${n}"` });

  disk.breaks();
  const refused = await untilRefused(ann, topic);
  const again = await bob.publish({ topic, content: '"refused at once"', key: "b" });
  assert.equal(again?.code, 500);
  assert.match(await readiness(server), disk.why);
  const reader = await another(history, server.webSocket, bob);
  assert.deepEqual((await reader.ask("sub", { topic }))?.code, 200, "who is known comes in and reads");
  assert.ok((await reader.page(topic, { limit: 20 })).length === 20);
  assert.ok(ann.isUp && bob.isUp);

  disk.heals();
  const healedAt = performance.now();
  const isLate = (): boolean => performance.now() - healedAt > recoveryMs;
  for (const publication of refused) await untilStored(ann, publication, isLate);
  await untilStored(bob, { topic, content: '"refused at once"', key: "b" }, isLate);
  assert.doesNotMatch(await readiness(server), disk.why);
  await Promise.all([ann, bob].map((client) => client.meta(topic, "info")));
  await server.kill();
  await using next = await ServerProcess.start({ data: server.data });
  expectKept(history, { logs: await readLogs(history, next.webSocket, ann, [topic]) }, "a disk that refused");
}

/** Publishes eight at a time; those that were refused, which are all of a group and all that came later. */
async function untilRefused(client: Client, topic: string): Promise<readonly Publication[]> {
  for (let n = 0; ; n += 8) {
    assert.ok(n < 4_000, "nothing is refused");
    const some = Array.from({ length: 8 }, (_, i) => {
      return { topic, content: JSON.stringify(`${n + i} ${"x".repeat(8_000)}`), key: `a${n + i}` };
    });
    const answers = await Promise.all(some.map((one) => client.publish(one)));
    const refused = some.filter((_one, i) => answers[i]?.code !== 202);
    if (refused.length === 0) continue;
    const first = answers.findIndex((answer) => answer?.code !== 202);
    assert.ok(answers.slice(first).every((answer) => answer?.code === 500));
    return refused;
  }
}

async function untilStored(client: Client, publication: Publication, isLate: () => boolean): Promise<void> {
  for (;;) {
    const answer = await client.publish(publication);
    if (answer?.code === 202) return;
    assert.equal(answer?.code, 500);
    assert.ok(!isLate(), "the disk works again, and what is published is still refused");
  }
}

async function readiness(server: ServerProcess): Promise<string> {
  return (await fetch(`http://127.0.0.1:${server.port}/readyz`)).text();
}
