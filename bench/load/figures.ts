// Numbers of a measurement: times by their percentiles, rates and costs of several short windows, and the median of those.
import { setTimeout as sleep } from "node:timers/promises";
import { idleTime } from "./awake.ts";
import { until } from "./patience.ts";
import type { Target } from "./target.ts";

/** One line of results; what a name means is in README.md. */
export type Figures = Readonly<Record<string, number>>;

type Of<Name extends string> = Figures & Readonly<Record<Name, number>>;

/** What one window tells. */
type InWindow = Of<"perSecond" | "p50Ms" | "p99Ms" | "p999Ms" | "cpuUs">;

/** What a load tells that was watched. */
export type Watched = InWindow & Of<"rssMiB">;

/** What every scenario tells, whatever else. */
export type Measured = Watched & Of<"rssKiBPerSession">;

/** NaN where there is none of that name. */
export function figure(figures: Figures, name: string): number {
  return figures[name] ?? Number.NaN;
}

/** Times in milliseconds, all of them kept. */
export class Times {
  #values = new Float64Array(1_024);
  #count = 0;

  add(ms: number): void {
    if (this.#count === this.#values.length) {
      const more = new Float64Array(2 * this.#count);
      more.set(this.#values);
      this.#values = more;
    }
    this.#values[this.#count++] = ms;
  }

  get count(): number {
    return this.#count;
  }

  values(): readonly number[] {
    return [...this.#values.subarray(0, this.#count)];
  }

  clear(): void {
    this.#count = 0;
  }

  /** The smallest time that so many of a thousand do not exceed; NaN of none. */
  percentile(perMille: number): number {
    const sorted = this.#values.slice(0, this.#count).toSorted();
    return sorted[Math.max(0, Math.ceil((perMille * sorted.length) / 1_000) - 1)] ?? Number.NaN;
  }

  /** `p50Ms`, `p99Ms`, `p999Ms` */
  figures(): Of<"p50Ms" | "p99Ms" | "p999Ms"> {
    return { p50Ms: this.percentile(500), p99Ms: this.percentile(990), p999Ms: this.percentile(999) };
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const [below = Number.NaN, above = Number.NaN] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  return (below + above) / 2;
}

/** Of each figure the median over the windows that have it. */
export function medians<F extends Figures>(windows: readonly F[]): F {
  const names = new Set(windows.flatMap((one) => Object.keys(one)));
  const valuesOf = (name: string): number[] => {
    return windows.map((one) => figure(one, name)).filter((value) => !Number.isNaN(value));
  };
  return Object.fromEntries([...names].map((name) => [name, median(valuesOf(name))])) as F;
}

/** What a load counts while it runs. */
export class Tally {
  /** messages, deliveries, pages: what the rate is of */
  done = 0;
  /** answers that were no success */
  refused = 0;
  readonly times: Times = new Times();

  clear(): void {
    this.done = 0;
    this.refused = 0;
    this.times.clear();
  }
}

export interface Windows {
  readonly count: number;
  readonly ms: number;
}

/**
 * Watches a load that runs already: `warmUp` windows that are not looked at, then the medians of the others.
 * @throws Error when the load came to a stop
 */
export async function watch(
  target: Target,
  tally: Tally,
  { count, ms }: Windows,
  warmUp = 1,
): Promise<Watched> {
  await sleep(warmUp * ms);
  const windows: InWindow[] = [];
  const window = async (): Promise<void> => {
    await sleep(ms);
    // longer where a busy machine did nothing at all
    await until(() => tally.times.count > 0, "anything to be done");
  };
  while (windows.length < count) windows.push(await measure(target, tally, window));
  return { ...medians(windows), rssMiB: target.rssMiB() };
}

/** What is counted from now until that is over. */
export async function measure(
  target: Target,
  tally: Tally,
  during: () => Promise<unknown>,
): Promise<InWindow> {
  tally.clear();
  const [began, cpuMs, idleMs] = [performance.now(), target.cpuMs(), idleTime()];
  await during();
  const tookMs = performance.now() - began;
  const { done, refused } = tally;
  return {
    perSecond: (1_000 * done) / tookMs,
    ...tally.times.figures(),
    cpuUs: (1_000 * (target.cpuMs() - cpuMs)) / done,
    // near 1 the load itself is what limits
    loadBusy: 1 - (idleTime() - idleMs) / tookMs,
    ...(refused > 0 && { refusedPerSecond: (1_000 * refused) / tookMs }),
  };
}
