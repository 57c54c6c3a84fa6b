// Things that end a fixed time after they were put in, unless they are taken out before. One timer for all of them:
// with one time for all, the order of entry is the order of expiry. No timer is set while there is nothing in it.
import type { Clock, Timer } from "../../ports/clock.ts";

export class Expiring<T> {
  readonly #clock: Clock;
  readonly #afterMs: number;
  readonly #expire: (item: T) => void;
  readonly #dueOf = new Map<T, number>();
  #timer: Timer | undefined;

  constructor(clock: Clock, afterMs: number, expire: (item: T) => void) {
    this.#clock = clock;
    this.#afterMs = afterMs;
    this.#expire = expire;
  }

  get size(): number {
    return this.#dueOf.size;
  }

  /** Put in, or start its time anew. */
  add(item: T): void {
    this.#dueOf.delete(item);
    this.#dueOf.set(item, this.#clock.monotonic() + this.#afterMs);
    this.#timer ??= this.#clock.after(this.#afterMs, () => this.#run());
  }

  delete(item: T): void {
    if (!this.#dueOf.delete(item) || this.#dueOf.size > 0) return;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #run(): void {
    this.#timer = undefined;
    const now = this.#clock.monotonic();
    for (const [item, due] of this.#dueOf) {
      if (due > now) break;
      this.#dueOf.delete(item);
      this.#expire(item);
    }
    const [next] = this.#dueOf.values();
    if (next !== undefined) this.#timer ??= this.#clock.after(Math.max(1, next - now), () => this.#run());
  }
}
