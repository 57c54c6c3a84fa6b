// npm run bench: scenarios one after the other, a line of JSON each. README.md says what they mean.
//   npm run bench                         all of them, under 10 minutes      --only a,b   some of them      --list   their names
//   npm run bench -- --record             and writes RESULTS.md              --full       also what takes minutes
//   npm run bench -- --quick              seconds: whether it works; its figures mean nothing
//   npm run bench -- compare A B          two checkouts, in turns            --rounds n   how often (2)
import { loadavg, tmpdir } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Setting } from "./load/stage.ts";
import { record } from "./record.ts";
import { runBoth, runCompared, type Result } from "./runs.ts";
import { isScenario, scenarioNames, scenarios, type ScenarioName } from "./scenarios/table.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: "string" },
    folder: { type: "string", default: tmpdir() },
    rounds: { type: "string", default: "2" },
    quick: { type: "boolean", default: false },
    full: { type: "boolean", default: false },
    record: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
  },
});

function chosen(): readonly ScenarioName[] {
  if (values.only === undefined) return scenarioNames.filter((name) => values.full || !isLong(name));
  return values.only.split(",").map((name) => {
    if (!isScenario(name)) refuse(`no scenario "${name}"; there are ${scenarioNames.join(", ")}`);
    return name;
  });
}

function isLong(name: ScenarioName): boolean {
  return "isLong" in scenarios[name];
}

function refuse(why: string): never {
  console.error(why);
  process.exit(2);
}

const setting: Setting = {
  checkout: fileURLToPath(new URL("..", import.meta.url)),
  folder: resolve(values.folder),
  of: "natter",
  windows: values.quick ? { count: 1, ms: 200 } : { count: 5, ms: 1_000 },
  quick: values.quick,
  full: values.full,
};

async function runAll(): Promise<void> {
  const results = new Map<ScenarioName, Result>();
  const [busyBefore = 0] = loadavg();
  const began = performance.now();
  for (const name of chosen()) {
    try {
      results.set(name, await runBoth(name, setting));
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    }
  }
  if (values.record) record(results, setting, { busyBefore, minutes: (performance.now() - began) / 60_000 });
}

async function compare(a: string, b: string): Promise<void> {
  for (const name of chosen()) {
    await runCompared(name, [resolve(a), resolve(b)], setting, Number(values.rounds));
  }
}

for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => process.exit(1));
if (process.platform !== "linux") refuse("costs are read from /proc: this runs on Linux only");
const [command, a, b] = positionals;
if (values.list) for (const name of scenarioNames) console.log(`${name.padEnd(18)} ${scenarios[name].what}`);
else if (command === undefined) await runAll();
else if (command === "compare" && a !== undefined && b !== undefined) await compare(a, b);
else refuse("either nothing, or: compare A B, the folders of two checkouts");
