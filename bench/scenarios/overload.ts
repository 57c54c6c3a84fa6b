// Three times as many messages are offered as can be stored at most. A client keeps what it cannot send: it has at most so many under way.
// What is refused, and how, is proved in virtual time.
import { figure, Tally, watch, type Measured } from "../load/figures.ts";
import { until } from "../load/patience.ts";
import { atRate, Sends } from "../load/sessions.ts";
import type { Setting } from "../load/stage.ts";
import { withPairs, type Pair } from "./pairs.ts";

/** enough for the most that the server stores */
const usualUnderWay = 64;
const mostUnderWay = 256;
const accepted = 202;

export function overload(setting: Setting, count: number, forMs: number): Promise<Measured> {
  const sends = new Sends();
  return withPairs(setting, count, sends, async (target, pairs) => {
    const flood = new Flood(pairs, sends);
    const usual = await watch(target, flood.tally, setting.windows);
    const capacity = figure(usual, "perSecond");
    flood.begin(3 * capacity);
    const flooded = await watch(target, flood.tally, { count: 1, ms: forMs });
    await flood.finish();
    return {
      capacityPerSecond: capacity,
      offeredPerSecond: 3 * capacity,
      ...flooded,
      goodput: figure(flooded, "perSecond") / capacity,
      heldBackShare: flood.heldBackShare,
    };
  });
}

/** At first everybody waits for answers, which is the most that can be stored; from `begin` on messages come at a rate. */
class Flood {
  readonly tally: Tally = new Tally();
  readonly #pairs: readonly Pair[];
  readonly #sends: Sends;
  readonly #underWay: number[];
  #offered = 0;
  #heldBack = 0;
  #running: Promise<void> | undefined;

  constructor(pairs: readonly Pair[], sends: Sends) {
    this.#pairs = pairs;
    this.#sends = sends;
    this.#underWay = pairs.map(() => 0);
    for (const [place, { publisher }] of pairs.entries()) {
      publisher.link.answer = (id, code) => this.#answered(place, id, code);
      this.#send(place, usualUnderWay);
    }
  }

  begin(perSecond: number): void {
    this.#running = atRate(
      perSecond,
      () => this.#sends.isOver,
      (at) => this.#offer(this.#offered++ % this.#pairs.length, at),
    );
  }

  get heldBackShare(): number {
    return this.#heldBack / this.#offered;
  }

  async finish(): Promise<void> {
    this.#sends.isOver = true;
    await this.#running;
    await until(() => this.#underWay.every((count) => count === 0), "an answer to every message");
  }

  #offer(place: number, at: number): void {
    if ((this.#underWay[place] ?? 0) >= mostUnderWay) this.#heldBack++;
    else this.#send(place, 1, at);
  }

  #send(place: number, count: number, at?: number): void {
    this.#underWay[place] = (this.#underWay[place] ?? 0) + count;
    this.#pairs[place]?.publisher.send(count, at);
  }

  #answered(place: number, id: number, code: number): void {
    this.#underWay[place] = (this.#underWay[place] ?? 0) - 1;
    if (code === accepted) {
      this.tally.done++;
      this.tally.times.add(this.#sends.since(id));
    } else this.tally.refused++;
    if (this.#running === undefined && !this.#sends.isOver) this.#send(place, 1);
  }
}
