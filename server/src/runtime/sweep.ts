// Rows of what was erased, deleted or expired go in slices between commits: a deletion of any size is a marker, never a long transaction.
// What a crash interrupts goes on at the next start, because the markers are in the store.
import type { Clock, Timer } from "../ports/clock.ts";
import { Unavailable, type Store } from "../ports/store.ts";
import type { Log } from "./log.ts";
import type { Settings } from "./settings.ts";

/** An expired token stays so long: what a clock that ran ahead for a while takes for expired may be valid again. */
const tokensKeptMs = 2 * 86_400_000;

export class Sweep {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #settings: Settings;
  readonly #log: Log;
  #timer: Timer | undefined;
  #isRunning = false;
  #isWanted = false;
  #isStopped = false;

  constructor(parts: { store: Store; clock: Clock; settings: Settings; log: Log }) {
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#settings = parts.settings;
    this.#log = parts.log;
  }

  /** Something was deleted: begin soon. */
  want(): void {
    if (this.#isStopped) return;
    this.#isWanted = true;
    if (!this.#isRunning) this.#start();
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
  }

  #start(): void {
    this.#timer?.cancel();
    this.#isRunning = true;
    this.#run()
      .catch((error: unknown) => {
        if (!(error instanceof Unavailable)) this.#log.error({ err: error }, "the sweep failed");
      })
      .finally(() => {
        this.#isRunning = false;
        if (!this.#isStopped) this.#timer = this.#clock.after(this.#settings.sweepEveryMs, () => this.want());
      });
  }

  async #run(): Promise<void> {
    while (this.#isWanted && !this.#isStopped) {
      this.#isWanted = false;
      for (;;) {
        const now = this.#clock.now();
        const removed = await this.#store.sweep(
          now - tokensKeptMs,
          now - this.#settings.keysKeptMs,
          this.#settings.sweepRows,
        );
        if (removed === 0 || this.#isStopped) break;
        await new Promise<void>((resolve) => this.#clock.soon(resolve));
      }
    }
  }
}
