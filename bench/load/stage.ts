// One scenario on one target: a folder, what is in it, the target started, and all of it taken away again.
import { join } from "node:path";
import type { Measured, Watched, Windows } from "./figures.ts";
import { dropAll, sessionsOpened } from "./link.ts";
import { populate, type Population } from "./people.ts";
import { Target, temporaryFolder } from "./target.ts";

/** How a scenario is run. */
export interface Setting {
  /** folder of the checkout whose server is measured */
  readonly checkout: string;
  /** where data lies, on a disk */
  readonly folder: string;
  /** the server, or in its place the program that only answers */
  readonly of: "natter" | "ceiling";
  readonly windows: Windows;
  /** everything as small as it can be, to see whether it works: figures mean nothing */
  readonly quick: boolean;
  /** also what takes minutes */
  readonly full: boolean;
}

export type Scenario = (setting: Setting) => Promise<Measured>;

export async function onStage<Cast>(
  setting: Setting,
  fill: (world: Population) => Promise<Cast>,
  run: (target: Target, cast: Cast) => Promise<Watched>,
): Promise<Measured> {
  using folder = temporaryFolder(setting.folder);
  const data = join(folder.path, "data");
  const cast = await fillWith(setting, data, fill);
  await using target = await startTarget(setting, data);
  const before = target.rssMiB();
  try {
    const figures = await run(target, cast);
    // unless the scenario knows better
    const { rssKiBPerSession = rssPerSession(figures.rssMiB - before, sessionsOpened()) } = figures;
    return { ...figures, rssKiBPerSession };
  } finally {
    dropAll();
  }
}

/** @returns KiB */
export function rssPerSession(grownMiB: number, sessions: number): number {
  return (1_024 * grownMiB) / sessions;
}

/** The ceiling gets the same people and topics; it keeps nothing of them. */
export async function fillWith<Cast>(
  { checkout }: Setting,
  data: string,
  fill: (world: Population) => Promise<Cast>,
): Promise<Cast> {
  let cast: Cast | undefined;
  await populate(checkout, data, async (world) => {
    cast = await fill(world);
  });
  return cast as Cast;
}

export function startTarget({ checkout, of }: Setting, data: string): Promise<Target> {
  return of === "ceiling" ? Target.ceiling() : Target.server(checkout, data);
}
