// What `npm test` runs: types, lint, format, then all tests. The first failing stage ends the run.
//   npm test                    everything
//   npm test -- core store      only the test files whose path contains one of the words, without the checks
//   npm test -- --step lint     only that step: typecheck, lint, format, java, test
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { testJava } from "./java.mjs";
import { ensureSystemPackages } from "./system-packages.mjs";
import { buildWhenStale } from "./web.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Two at least: tests wait more than they compute. No test may take longer than this, so none can hang the run. */
const concurrency = Math.max(2, availableParallelism());
const testTimeoutMs = 5 * 60_000;

const steps = {
  typecheck: () =>
    node("node_modules/typescript/bin/tsc", [
      "-b",
      "server/tsconfig.core.json",
      "server",
      "clients/js/tsconfig.src.json",
      "clients/js",
      "web",
      "bench",
    ]),
  lint: () => node("node_modules/oxlint/bin/oxlint", ["--type-aware", "--deny-warnings"]),
  format: () => node("node_modules/oxfmt/bin/oxfmt", ["--check", "."]),
  java: testJava,
  test: runTests,
};

function node(script, args) {
  return spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: "inherit" }).status === 0;
}

function runTests() {
  const all = globSync("{server,clients,web,bench}/**/*.test.ts", {
    cwd: root,
    exclude: (path) => /(^|[\\/])(node_modules|dist)$/.test(path),
  });
  const files = all
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
    .toSorted();
  if (files.length === 0) {
    console.error(`no test file's path contains ${words.join(" or ")}`);
    return false;
  }
  if (files.some((file) => file.startsWith("web/")) && !buildWhenStale()) return false;
  return node("--test", [
    // the bindings as they are, not as they were built last
    "--conditions=source",
    "--test-reporter=spec",
    `--test-concurrency=${concurrency}`,
    `--test-timeout=${testTimeoutMs}`,
    ...files,
  ]);
}

/** Runs a step under its name. The tests' closing lines tell their duration themselves and stay the last ones. */
function run(name) {
  console.log(`== ${name}`);
  const startedAt = performance.now();
  const passed = steps[name]();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  if (!passed) console.log(`== ${name} failed after ${seconds} s`);
  else if (name !== "test") console.log(`== ${name} passed in ${seconds} s`);
  return passed;
}

const { values, positionals: words } = parseArgs({
  allowPositionals: true,
  options: { step: { type: "string" } },
});
if (values.step !== undefined && !Object.hasOwn(steps, values.step)) {
  console.error(`no step "${values.step}"; there are ${Object.keys(steps).join(", ")}`);
  process.exit(2);
}

function chosenSteps() {
  if (values.step !== undefined) return [values.step];
  return words.length > 0 ? ["test"] : Object.keys(steps);
}

const chosen = chosenSteps();
if (chosen.includes("test")) ensureSystemPackages("node");

// the checks are quick, so all of them speak; the tests wait for all of them
const checks = chosen.filter((name) => name !== "test").map(run);
const passed = checks.every(Boolean) && (!chosen.includes("test") || run("test"));
process.exitCode = passed ? 0 : 1;
