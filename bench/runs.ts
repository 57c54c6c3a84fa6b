// Runs of scenarios: each in a process on the core of the load, bounded in time; the ceiling first, so that the server's figures can be told
// as parts of it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { medians, type Figures } from "./load/figures.ts";
import type { Setting } from "./load/stage.ts";
import { boundTo, cores } from "./load/target.ts";
import type { ScenarioName } from "./scenarios/table.ts";

export interface Result {
  readonly natter: Figures;
  readonly ceiling: Figures;
  /** of what the substrate gives */
  readonly parts: Figures;
}

const program = fileURLToPath(new URL("one.ts", import.meta.url));
const longestMs = 180_000;
const longestFullMs = 1_800_000;

/** @throws Error when the scenario failed or took too long */
export async function runOne(name: ScenarioName, setting: Setting): Promise<Figures> {
  const [command = "", ...args] = boundTo(cores?.load, [
    process.execPath,
    program,
    name,
    JSON.stringify(setting),
  ]);
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  const end = (): unknown => child.kill("SIGTERM");
  process.once("exit", end);
  const late = setTimeout(end, setting.full ? longestFullMs : longestMs);
  let out = "";
  child.stdout.on("data", (text) => void (out += String(text)));
  try {
    const [code] = (await once(child, "close")) as [number | null];
    if (code !== 0) throw new Error(`${name} failed`);
  } finally {
    clearTimeout(late);
    process.off("exit", end);
  }
  return JSON.parse(out) as Figures;
}

/** Prints a line of JSON for each target, and one with what each figure is of that of the ceiling. */
export async function runBoth(name: ScenarioName, setting: Setting): Promise<Result> {
  const ceiling = await runOne(name, { ...setting, of: "ceiling" });
  print(name, { of: "ceiling" }, ceiling);
  const natter = await runOne(name, setting);
  print(name, { of: "natter" }, natter);
  const parts = ratios(natter, ceiling);
  print(name, { of: "natter/ceiling" }, parts);
  return { natter, ceiling, parts };
}

/** Of the figures that both have. */
function ratios(figures: Figures, base: Figures): Figures {
  const all = Object.entries(figures).map(
    ([name, value]) => [name, value / (base[name] ?? Number.NaN)] as const,
  );
  return Object.fromEntries(all.filter(([, ratio]) => Number.isFinite(ratio)));
}

/** A B A B …, and how B stands to A. Printed as a line of JSON: both, and the ratio of each figure. */
export async function runCompared(
  name: ScenarioName,
  [a, b]: readonly [string, string],
  setting: Setting,
  rounds: number,
): Promise<void> {
  const [ofA, ofB]: [Figures[], Figures[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    ofA.push(await runOne(name, { ...setting, checkout: a }));
    ofB.push(await runOne(name, { ...setting, checkout: b }));
  }
  const [first, second] = [medians(ofA), medians(ofB)];
  print(name, { of: "A" }, first);
  print(name, { of: "B" }, second);
  print(name, { of: "B/A" }, ratios(second, first));
}

function print(scenario: string, of: { readonly of: string }, figures: Figures): void {
  const rounded = Object.entries(figures).map(([name, value]) => [name, rounded3(value)] as const);
  console.log(JSON.stringify({ scenario, ...of, ...Object.fromEntries(rounded) }));
}

/** Three digits that mean something. */
export function rounded3(value: number): number {
  return Math.abs(value) >= 1_000 ? Math.round(value) : Number(value.toPrecision(3));
}
