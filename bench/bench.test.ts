// The smallest scenarios, a moment each, on the real server and the ceiling: so that the tool works when it is needed. No figure is judged.
import assert from "node:assert/strict";
import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

const program = fileURLToPath(new URL("main.ts", import.meta.url));
const notLinux = process.platform === "linux" ? false : "costs are read from /proc";

test(
  "a run prints lines for the ceiling, the server and how they stand, with what every scenario tells, and leaves nothing",
  { skip: notLinux },
  () => {
    const folder = mkdtempSync(join(tmpdir(), "natter-bench-test-"));
    try {
      const run = bench("--only", "pairs-1x1,restart-small", "--quick", "--folder", folder);
      assert.equal(run.status, 0, run.stderr);
      const lines = linesOf(run);
      assert.deepEqual(
        lines.map(({ scenario, of }) => [scenario, of]),
        [
          ["pairs-1x1", "ceiling"],
          ["pairs-1x1", "natter"],
          ["pairs-1x1", "natter/ceiling"],
          ["restart-small", "ceiling"],
          ["restart-small", "natter"],
          ["restart-small", "natter/ceiling"],
        ],
      );
      const names = ["perSecond", "p50Ms", "p99Ms", "p999Ms", "cpuUs", "rssMiB", "rssKiBPerSession"];
      for (const line of lines.filter(({ of }) => of !== "natter/ceiling")) {
        for (const name of names) assert.ok(Number(line[name]) >= 0, `${name}: ${JSON.stringify(line)}`);
      }
      const [ceiling, natter, part] = lines;
      // of figures with three digits
      const wanted = Number(natter?.["perSecond"]) / Number(ceiling?.["perSecond"]);
      assert.ok(Math.abs(Number(part?.["perSecond"]) / wanted - 1) < 0.02, run.stdout);
      assert.deepEqual(readdirSync(folder), []);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

test("two checkouts are compared, with the ratio of each figure", { skip: notLinux }, () => {
  const here = fileURLToPath(new URL("..", import.meta.url));
  const run = bench("compare", here, here, "--only", "pairs-1x1", "--quick", "--rounds", "1");
  assert.equal(run.status, 0, run.stderr);
  const lines = linesOf(run);
  assert.deepEqual(
    lines.map(({ of }) => of),
    ["A", "B", "B/A"],
  );
  const [a, b, ratio] = lines;
  const wanted = Number(b?.["perSecond"]) / Number(a?.["perSecond"]);
  // of figures with three digits
  assert.ok(Math.abs(Number(ratio?.["perSecond"]) / wanted - 1) < 0.02, run.stdout);
});

test("each target that is not met has its profile", () => {
  const read = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8");
  const missed = read("RESULTS.md").matchAll(/^\| ([\w-]+) \|.*\*\*not met\*\* \|$/gm);
  const profiles = read("PROFILES.md");
  for (const [, name = ""] of missed) assert.ok(profiles.includes(`\n## ${name}\n`), name);
});

test("what is asked for wrongly is refused with a word", () => {
  const run = bench("--only", "no-such");
  assert.equal(run.status, 2);
  assert.match(run.stderr, /no scenario "no-such"|Linux only/);
});

function bench(...args: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [program, ...args], { encoding: "utf8", timeout: 240_000 });
}

function linesOf({ stdout }: SpawnSyncReturns<string>): readonly Record<string, unknown>[] {
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
