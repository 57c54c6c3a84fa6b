// RESULTS.md: on which machine, what was measured beside what was aimed at, met or not, and every figure.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, release, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import type { Figures } from "./load/figures.ts";
import type { Setting } from "./load/stage.ts";
import { cores } from "./load/target.ts";
import { rounded3, type Result } from "./runs.ts";
import { scenarios, type Bound, type ScenarioName } from "./scenarios/table.ts";

const file = fileURLToPath(new URL("RESULTS.md", import.meta.url));

type Results = ReadonlyMap<ScenarioName, Result>;

export interface Run {
  /** load average when it began */
  readonly busyBefore: number;
  /** how long the scenarios took */
  readonly minutes: number;
}

export function record(results: Results, setting: Setting, run: Run): void {
  const names = [...results.keys()];
  const rows = names.flatMap((name) =>
    scenarios[name].targets.map((bound) => targetRow(results, name, bound)),
  );
  const text = `# Results

Written by \`npm run bench -- --record\`. What each scenario and figure means is in [README.md](README.md); why a target
is not met, in [PROFILES.md](PROFILES.md).

${machine(setting, run)}

## Targets

| scenario | figure | measured | target | |
|---|---|---|---|---|
${rows.join("\n")}

## Figures

${names.map((name) => section(name, results)).join("\n\n")}

## Parts alone

${parts.map(partSection).join("\n\n")}
`;
  writeFileSync(file, text);
}

/** Programs of this folder that measure one part without a network; each says in its first lines what and how. */
const parts = ["store-sqlite", "layouts", "bearer", "find"];

function partSection(name: string): string {
  const program = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  const { stdout, status } = spawnSync(process.execPath, [program], { encoding: "utf8" });
  // what was measured before it took minutes
  if (status !== 0) process.exitCode = 1;
  const [about = ""] = readFileSync(program, "utf8").split("\n");
  return `\`${name}.ts\`: ${about.replace("// ", "")}\n\n\`\`\`\n${status === 0 ? stdout.trimEnd() : `ended with ${status}`}\n\`\`\``;
}

/** Above it, something else took a good part of a core. */
const quietLoad = 0.3;

function machine({ checkout, full, quick, windows }: Setting, { busyBefore, minutes }: Run): string {
  const commit = spawnSync("git", ["describe", "--always", "--dirty"], {
    cwd: checkout,
    encoding: "utf8",
  }).stdout;
  const placed =
    cores === undefined ? "processes placed by the system" : "the server on one core, the load on another";
  const how = `${windows.count} windows of ${windows.ms} ms${full ? ", with the long scenarios" : ""}${quick ? ", QUICK: these figures mean nothing" : ""}`;
  return `| | |
|---|---|
| date | ${new Date().toISOString().slice(0, 10)} |
| commit | ${commit.trim()} |
| processor | ${cpus()[0]?.model.trim() ?? "unknown"}, ${availableParallelism()} cores; ${placed} |
| memory | ${Math.round(totalmem() / 2 ** 30)} GiB |
| system | ${process.platform} ${release()}, Node ${process.version} |
| before the run | load average ${rounded3(busyBefore)}${busyBefore > quietLoad ? ": **other work took part of the machine; these figures are worse than they need be**" : ""} |
| medians of | ${how} |
| the scenarios took | ${minutes.toFixed(1)} minutes |`;
}

function targetRow(results: Results, name: ScenarioName, bound: Bound): string {
  const measured = results.get(name)?.natter[bound.figure];
  const factor = bound.least ?? bound.most ?? Number.NaN;
  const of = bound.times === undefined ? 1 : other(results, name, bound);
  const sign = bound.least === undefined ? "≤" : "≥";
  const times = bound.times === undefined ? "" : ` (${rounded3(factor)} × ${bound.times})`;
  const isMet =
    measured !== undefined && (bound.least === undefined ? measured <= factor * of : measured >= factor * of);
  const verdict = measured === undefined || of === undefined ? "not measured" : isMet ? "met" : "**not met**";
  return `| ${name} | ${bound.figure} | ${shown(measured)} | ${sign} ${shown(factor * of)}${times} | ${verdict} |`;
}

function other(results: Results, name: ScenarioName, { figure, times }: Bound): number {
  if (times === "ceiling") return results.get(name)?.ceiling[figure] ?? Number.NaN;
  const found = [...results].find(([one]) => one === times);
  return found?.[1].natter[figure] ?? Number.NaN;
}

function section(name: ScenarioName, results: Results): string {
  const { natter = {}, ceiling = {}, parts: ofCeiling = {} } = results.get(name) ?? {};
  const figures = Object.keys(natter);
  const row = (of: string, values: Figures): string =>
    `| ${of} | ${figures.map((figure) => shown(values[figure])).join(" | ")} |`;
  return `**${name}**: ${scenarios[name].what}.

| | ${figures.join(" | ")} |
|---|${figures.map(() => "---|").join("")}
${[row("natter", natter), row("ceiling", ceiling), row("natter / ceiling", ofCeiling)].join("\n")}`;
}

function shown(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? "–" : rounded3(value).toLocaleString("en");
}
