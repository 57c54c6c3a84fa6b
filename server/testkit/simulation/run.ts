// Simulations by hand:
//   node server/testkit/simulation/run.ts --seed 7                   the whole story of one seed, then its SHA-256 and what the checks say
//   node server/testkit/simulation/run.ts --seed 7 --quiet           without the story
//   node server/testkit/simulation/run.ts --seeds 2000 [--seed 1]    many seeds on all cores; ends at the first that fails
//   node server/testkit/simulation/run.ts --defects                  how many seeds it takes to find each of the known defects
import { createHash } from "node:crypto";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { defects } from "./defects.ts";
import { simulateMany } from "./many.ts";
import { phases } from "./plan.ts";
import { Report } from "./report.ts";
import { simulate, type Outcome } from "./simulation.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    seeds: { type: "string" },
    quiet: { type: "boolean", default: false },
    defects: { type: "boolean", default: false },
    most: { type: "string", default: "2000" },
  },
});
const first = Number(values.seed);

async function tellOne(): Promise<boolean> {
  const hash = createHash("sha256");
  const trace = (line: string): void => {
    hash.update(`${line}\n`);
    if (!values.quiet) console.log(line);
  };
  const { violation } = await simulate({ seed: first, trace });
  console.log(`sha256 ${hash.digest("hex")}`);
  console.log(violation ?? "every promise was kept");
  return violation === undefined;
}

async function runMany(count: number): Promise<boolean> {
  const report = new Report();
  const began = performance.now();
  let failed: Outcome | undefined;
  await simulateMany({ first, count }, (outcome) => {
    report.add(outcome);
    if (outcome.violation !== undefined) failed ??= outcome;
    return failed === undefined;
  });
  console.log(report.table());
  const seconds = (performance.now() - began) / 1_000;
  const virtualSeconds = (report.seeds * phases.end) / 1_000;
  console.log(
    `${report.seeds} seeds from ${first} of ${phases.end / 1_000} virtual seconds each: ` +
      `${virtualSeconds} virtual seconds in ${seconds.toFixed(1)} s, on ${availableParallelism()} cores`,
  );
  console.log(failed === undefined ? "no seed failed" : `seed ${failed.seed} failed: ${failed.violation}`);
  if (failed === undefined && report.never.length > 0) console.log(`never: ${report.never.join(", ")}`);
  return failed === undefined && report.never.length === 0;
}

async function findDefects(): Promise<boolean> {
  let isFound = true;
  for (const [defect, { promises }] of Object.entries(defects)) {
    let found: Outcome | undefined;
    // oxlint-disable-next-line no-await-in-loop
    await simulateMany({ first, count: Number(values.most), defect }, (outcome) => {
      if (outcome.violation !== undefined && (found === undefined || outcome.seed < found.seed))
        found = outcome;
      return found === undefined;
    });
    isFound &&= promises.some((promise) => found?.violation?.startsWith(`${promise}:`) === true);
    const said = found?.violation?.split("\n")[0] ?? `not within ${values.most} seeds`;
    console.log(`${defect}: seed ${found?.seed ?? "-"}: ${said}`);
  }
  return isFound;
}

const passed = values.defects
  ? await findDefects()
  : values.seeds === undefined
    ? await tellOne()
    : await runMany(Number(values.seeds));
process.exitCode = passed ? 0 : 1;
