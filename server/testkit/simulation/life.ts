// One run of a server's process. Its timers, its packets and the answers of the database are events of this life: when the process dies none
// of them happens any more, and while it stands still all of them wait.
import type { Clock, Timer } from "../../src/ports/clock.ts";
import type { Dice } from "../crowd.ts";
import type { Scheduler } from "./scheduler.ts";

/** The wall clock when a simulation begins. */
export const epochMs = Date.parse("2026-01-01T00:00:00.000Z");

/** The machine below the process. */
export interface Hardware {
  /** how far its wall clock is off */
  skewMs: number;
  /** it stands still until then */
  stalledUntil: number;
}

export class Life {
  isUp = true;
  /** connections: told when the process dies */
  readonly links = new Set<{ serverDied(): void }>();
  readonly #scheduler: Scheduler;
  readonly #hardware: Hardware;

  constructor(scheduler: Scheduler, hardware: Hardware) {
    this.#scheduler = scheduler;
    this.#hardware = hardware;
  }

  after(ms: number, run: () => void): Timer {
    return this.at(this.#scheduler.now + Math.max(0, ms), run);
  }

  at(due: number, run: () => void): Timer {
    let planned = this.#scheduler.at(due, () => {
      if (!this.isUp) return;
      const { stalledUntil } = this.#hardware;
      if (stalledUntil <= this.#scheduler.now) run();
      else planned = this.#scheduler.at(stalledUntil, () => this.isUp && run());
    });
    return { cancel: () => void (planned.isCancelled = true) };
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  end(): void {
    this.isUp = false;
    for (const link of this.links) link.serverDied();
    this.links.clear();
  }

  /** Time as this process sees it. What is to run `soon` keeps its order, and takes a little while. */
  clock(dice: Dice): Clock {
    const scheduler = this.#scheduler;
    let lastSoon = 0;
    return {
      now: () => Math.floor(epochMs + scheduler.now + this.#hardware.skewMs),
      monotonic: () => scheduler.now,
      after: (ms, run) => this.after(ms + dice.roll(), run),
      soon: (run) => {
        lastSoon = Math.max(lastSoon, scheduler.now + 0.05 + dice.roll() ** 8);
        this.at(lastSoon, run);
      },
    };
  }
}
