// One of a crowd stops reading: what the others feel, what its session costs, and what becomes of it. Messages are large, so that the buffers
// of the system, which hide a slow reader, are soon full.
import { setTimeout as sleep } from "node:timers/promises";
import { figure, watch, type Figures } from "../load/figures.ts";
import { until } from "../load/patience.ts";
import { Reader } from "../load/sessions.ts";
import type { Setting } from "../load/stage.ts";
import type { Target } from "../load/target.ts";
import { Broadcast, withCrowd } from "./fanout.ts";

const chars = 4_096;
const longestMs = 30_000;
const sessionsName = 'natter_sessions{transport="websocket"}';

export function slow(setting: Setting, size: number): Promise<Figures> {
  return withCrowd(setting, size, async (target, crowd) => {
    const slowest = crowd.links.at(-1);
    if (slowest === undefined) throw new Error("a crowd without people");
    const broadcast = new Broadcast(crowd, crowd.links.slice(0, -1), chars);
    const reader = new Reader(slowest, undefined, chars);
    broadcast.start(1);
    const before = await watch(target, broadcast.tally, setting.windows);
    const [sentBefore, rssKiB] = [broadcast.sends.newest, target.rssKiB()];
    let closedWith = 0;
    slowest.ended = (code) => void (closedWith = code);
    slowest.pause();
    const during = await watch(target, broadcast.tally, setting.windows);
    await untilDropped(target, size, setting.quick ? 1_000 : longestMs);
    const rssGrowthMiB = (target.rssKiB() - rssKiB) / 1_024;
    await broadcast.finish();
    slowest.resume();
    const { newest } = broadcast.sends;
    await until(() => closedWith !== 0 || reader.count === newest, "the end of what the slow one reads");
    return {
      perSecond: figure(during, "perSecond"),
      p99Ms: figure(during, "p99Ms"),
      p99BeforeMs: figure(before, "p99Ms"),
      p99Ratio: figure(during, "p99Ms") / figure(before, "p99Ms"),
      rssGrowthMiB,
      sentWhileSlow: newest - sentBefore,
      slowGot: reader.count - sentBefore,
      slowMissed: reader.missed,
      slowClosedWith: closedWith,
    };
  });
}

/** The session that does not read is gone, or has shown for long enough that it may stay. */
async function untilDropped(target: Target, size: number, longest: number): Promise<void> {
  const began = performance.now();
  while (performance.now() - began < longest && (await target.metric(sessionsName)) === size) {
    await sleep(100);
  }
}
