// the simulation finds nothing wrong with the server, tells the same story twice, and finds what is wrong when something is.
// This is the short form; the long one is `node server/testkit/simulation/run.ts --seeds 2000`. SEED=n repeats that seed.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { defects } from "./defects.ts";
import { simulateMany } from "./many.ts";
import { Report } from "./report.ts";
import { simulate, type Outcome } from "./simulation.ts";

const given = process.env["SEED"];
const first = Number(given ?? 1);
const count = given === undefined ? 150 : 1;
/** R-83 allows 2,000; the worst takes a few dozen */
const mostForDefect = 400;

test(`R-80 ${count} seeds of 60 virtual seconds from ${first}: every promise is kept, and everything was tried`, async () => {
  const report = new Report();
  let failed: Outcome | undefined;
  await simulateMany({ first, count }, (outcome) => {
    report.add(outcome);
    if (outcome.violation !== undefined) failed ??= outcome;
    return failed === undefined;
  });
  assert.equal(failed, undefined, `SEED=${failed?.seed}: ${failed?.violation}`);
  assert.equal(report.seeds, count);
  if (given === undefined) assert.deepEqual(report.never, []);
});

test("R-82 a seed tells the same story in two processes, to the byte, and another seed another one", () => {
  const tell = (seed: number): string => {
    const run = fileURLToPath(new URL("run.ts", import.meta.url));
    const { stdout, status } = spawnSync(process.execPath, [run, "--seed", String(seed)], {
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    assert.equal(status, 0, stdout.slice(-2_000));
    return stdout;
  };
  const stories = [first, first, first + 1].map(tell);
  assert.ok((stories[0] ?? "").length > 10_000);
  assert.ok(stories[0] === stories[1]);
  assert.ok(stories[0] !== stories[2]);
});

for (const [name, { make, promises }] of Object.entries(defects)) {
  test(`R-83 found as ${promises.join(" or ")}: ${name}`, async (t) => {
    let found: Outcome | undefined;
    let seed = first;
    for (; found === undefined && seed < first + mostForDefect; seed++) {
      // oxlint-disable-next-line no-await-in-loop
      const outcome = await simulate({ seed, defect: make() });
      if (outcome.violation !== undefined) found = outcome;
    }
    assert.ok(found !== undefined, `not within ${mostForDefect} seeds`);
    const [said = ""] = found.violation?.split("\n") ?? [];
    t.diagnostic(`${seed - first} seeds: ${said}`);
    assert.ok(
      promises.some((promise) => said.startsWith(`${promise}:`)),
      `SEED=${found.seed}: ${said}`,
    );
  });
}
