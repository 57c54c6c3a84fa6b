// One timer for the pings of all connections: a wheel that goes round once a period. New connections are spread over its
// slots in turn, so neither a storm of reconnects nor a full house makes a burst. It stands still while it is empty.
import type { Clock, Timer } from "../../ports/clock.ts";

export interface Pulsed {
  /** once a period; may take itself off the wheel */
  beat(): void;
}

const slotCount = 60;

export class Pulse {
  readonly #clock: Clock;
  readonly #slotMs: number;
  readonly #slots: readonly Set<Pulsed>[] = Array.from({ length: slotCount }, () => new Set<Pulsed>());
  #size = 0;
  #newest = 0;
  #hand = 0;
  #timer: Timer | undefined;

  constructor(clock: Clock, periodMs: number) {
    this.#clock = clock;
    this.#slotMs = periodMs / slotCount;
  }

  get size(): number {
    return this.#size;
  }

  /** Returns the slot, by which it is removed again. Beats for the first time within a period. */
  add(pulsed: Pulsed): number {
    this.#newest = (this.#newest + 1) % slotCount;
    this.#slots[this.#newest]?.add(pulsed);
    this.#size++;
    this.#timer ??= this.#clock.after(this.#slotMs, () => this.#turn());
    return this.#newest;
  }

  remove(pulsed: Pulsed, slot: number): void {
    if (this.#slots[slot]?.delete(pulsed) !== true || --this.#size > 0) return;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #turn(): void {
    this.#timer = this.#clock.after(this.#slotMs, () => this.#turn());
    this.#hand = (this.#hand + 1) % slotCount;
    for (const pulsed of this.#slots[this.#hand] ?? []) pulsed.beat();
  }
}
