// Time in the hands of a test. Timers run only inside `advance`, in the order of their due times, and after each of them the caller
// may let the world come to rest (`settle`), so that whatever a timer set in motion may set the next timer.
// `soon` is a real turn of the event loop: it is order, not time.
import type { Clock, Timer } from "../src/ports/clock.ts";

interface Waiting {
  readonly due: number;
  readonly run: () => void;
}

export class FakeClock implements Clock {
  #now: number;
  #elapsed = 0;
  #waiting = new Set<Waiting>();

  /** @param start wall clock in ms since the epoch */
  constructor(start = Date.parse("2026-01-01T00:00:00.000Z")) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  after(ms: number, run: () => void): Timer {
    const waiting = { due: this.#elapsed + Math.max(0, ms), run };
    this.#waiting.add(waiting);
    return { cancel: () => void this.#waiting.delete(waiting) };
  }

  soon(run: () => void): void {
    setImmediate(run);
  }

  /** timers that are set */
  get pending(): number {
    return this.#waiting.size;
  }

  /** Move the wall clock alone, as an operator or a time server would; timers do not notice. */
  jump(ms: number): void {
    this.#now += ms;
  }

  /** Let `ms` pass. `settle` is awaited after each instant at which timers ran. */
  async advance(ms: number, settle: () => Promise<void> = turn): Promise<void> {
    const end = this.#elapsed + ms;
    for (let due = this.#next(end); due !== undefined; due = this.#next(end)) {
      this.#moveTo(due);
      for (const waiting of this.#dueNow()) {
        if (this.#waiting.delete(waiting)) waiting.run();
      }
      await settle();
    }
    this.#moveTo(end);
    await settle();
  }

  #next(end: number): number | undefined {
    let next: number | undefined;
    for (const { due } of this.#waiting) {
      if (due <= end && (next === undefined || due < next)) next = due;
    }
    return next;
  }

  #dueNow(): readonly Waiting[] {
    return [...this.#waiting].filter(({ due }) => due <= this.#elapsed);
  }

  #moveTo(elapsed: number): void {
    if (elapsed <= this.#elapsed) return;
    this.#now += elapsed - this.#elapsed;
    this.#elapsed = elapsed;
  }
}

/** One turn of the event loop: everything that is due now has run. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Everything that is on its way in this process has arrived: a packet there and its answer back take a few turns. */
export async function rest(): Promise<void> {
  for (let turns = 0; turns < 20; turns++) await turn();
}
