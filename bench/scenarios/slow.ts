// One of a crowd stops reading: what the others feel, what its session costs, and what becomes of it. Messages are large, so that the buffers
// of the system, which hide a slow reader, are soon full. What the others feel is looked at over the last seconds before its session ends, in
// which the server holds what it does not read, and a moment beyond; before it, over as long.
import { setTimeout as sleep } from "node:timers/promises";
import { Times, watch, type Measured } from "../load/figures.ts";
import { until } from "../load/patience.ts";
import { Reader } from "../load/sessions.ts";
import type { Setting } from "../load/stage.ts";
import type { Target } from "../load/target.ts";
import { Broadcast, withCrowd } from "./fanout.ts";

const chars = 4_096;
const longestMs = 30_000;
/** the ceiling keeps what is not read, whatever it costs */
const ceilingMs = 3_000;
const sliceMs = 250;
/** slices before the end of the slow session, and after it */
const slicesBefore = 8;
const slicesAfter = 2;
const sessionsName = 'natter_sessions{transport="websocket"}';

export function slow(setting: Setting, size: number): Promise<Measured> {
  return withCrowd(setting, size, async (target, crowd) => {
    const slowest = crowd.links.at(-1);
    if (slowest === undefined) throw new Error("a crowd without people");
    const broadcast = new Broadcast(crowd, crowd.links.slice(0, -1), chars);
    const reader = new Reader(slowest, undefined, chars);
    broadcast.start(1);
    const during = await watch(target, broadcast.tally, setting.windows);
    const slices = new Slices(target, size, broadcast.tally.times);
    await slices.take(slicesBefore + slicesAfter);
    const p99BeforeMs = slices.newest.percentile(990);
    const [sentBefore, rssMiB] = [broadcast.sends.newest, target.rssMiB()];
    let closedWith = 0;
    slowest.ended = (code) => void (closedWith = code);
    slowest.pause();
    await slices.untilDropped(setting.quick ? 1_000 : setting.of === "ceiling" ? ceilingMs : longestMs);
    await slices.take(slicesAfter);
    const p99Ms = slices.newest.percentile(990);
    const rssGrowthMiB = target.rssMiB() - rssMiB;
    await broadcast.finish();
    slowest.resume();
    const { newest } = broadcast.sends;
    await until(() => closedWith !== 0 || reader.count === newest, "the end of what the slow one reads");
    return {
      ...during,
      p99Ms,
      p99BeforeMs,
      p99Ratio: p99Ms / p99BeforeMs,
      rssGrowthMiB,
      sentWhileSlow: newest - sentBefore,
      slowGot: reader.count - sentBefore,
      slowMissed: reader.missed,
      slowClosedWith: closedWith,
    };
  });
}

/** Times of the others, slice by slice, the newest kept; while looking whether the slow one is still there. */
class Slices {
  readonly #target: Target;
  readonly #size: number;
  readonly #times: Times;
  #slices: (readonly number[])[] = [];
  #isDropped = false;

  constructor(target: Target, size: number, times: Times) {
    this.#target = target;
    this.#size = size;
    this.#times = times;
  }

  get newest(): Times {
    const all = new Times();
    for (const ms of this.#slices.flat()) all.add(ms);
    return all;
  }

  async take(count: number): Promise<void> {
    for (let n = 0; n < count; n++) {
      this.#times.clear();
      await sleep(sliceMs);
      const slice = this.#times.values();
      this.#slices = [...this.#slices, slice].slice(-slicesBefore - slicesAfter);
      this.#isDropped = ((await this.#target.metric(sessionsName)) ?? this.#size) < this.#size;
    }
  }

  /** Until the session that does not read is gone, or has shown for long enough that it may stay. */
  async untilDropped(longest: number): Promise<void> {
    const began = performance.now();
    while (!this.#isDropped && performance.now() - began < longest) await this.take(1);
  }
}
