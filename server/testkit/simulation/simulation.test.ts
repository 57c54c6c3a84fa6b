// Seeds of the simulation in every run of the tests (R-80, here 30 seeds of 60 virtual seconds each), the same story for the same seed
// and twelve wrong servers that it finds. `SEED=n` repeats one seed; run.ts runs as many as one likes.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { defects } from "./defects.ts";
import { simulate } from "./simulation.ts";

const { SEED } = process.env;
const seeds = SEED === undefined ? Array.from({ length: 30 }, (_, n) => n + 1) : [Number(SEED)];
/** each is found within so many seeds, or the simulation has lost its power */
const enough = 100;

test(`R-80 no promise is broken in ${seeds.length} seeds`, async () => {
  const counts = new Map<string, number>();
  for (const seed of seeds) {
    const outcome = await simulate({ seed });
    assert.equal(outcome.violation, undefined, `SEED=${seed}: ${outcome.violation}`);
    for (const [what, count] of outcome.counts) counts.set(what, (counts.get(what) ?? 0) + count);
  }
  if (SEED !== undefined) return;
  for (const what of ["pub 202", "deed read a page", "deed leave a room", "fault slow store"])
    assert.ok((counts.get(what) ?? 0) > 0, `${what} never happened`);
});

async function storyOf(seed: number): Promise<string> {
  const hash = createHash("sha256");
  await simulate({ seed, trace: (line) => hash.update(`${line}\n`) });
  return hash.digest("hex");
}

test("R-82 a seed is the same story each time, another seed another one", async () => {
  assert.equal(await storyOf(7), await storyOf(7));
  assert.notEqual(await storyOf(7), await storyOf(8));
});

for (const [name, make] of Object.entries(defects)) {
  test(`R-83 found: ${name}`, async () => {
    for (let seed = 1; seed <= enough; seed++) {
      if ((await simulate({ seed, defect: make() })).violation !== undefined) return;
    }
    assert.fail(`not in ${enough} seeds`);
  });
}
