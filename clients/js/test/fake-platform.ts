// Time and chance in the hands of a test. Timers run only inside `advance`.
import type { Platform } from "../src/values/platform.ts";

export class FakePlatform implements Platform {
  #now = Date.parse("2026-01-05T10:00:00Z");
  /** how wrong the clock of this machine is; ms */
  wrongMs = 0;
  readonly #timers = new Set<{ due: number; run: () => void }>();
  readonly #online = new Set<() => void>();
  readonly #name: string;
  #keys = 0;
  /** what `random` says */
  chance = 0.5;

  /** @param name begins every key, so that those of two platforms differ */
  constructor(name = "") {
    this.#name = name;
  }

  readonly now = (): number => this.#now + this.wrongMs;
  readonly random = (): number => this.chance;

  readonly after = (ms: number, run: () => void): (() => void) => {
    const timer = { due: this.#now + ms, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };

  readonly newKey = (): string => `${this.#name}key${++this.#keys}`;

  readonly onOnline = (run: () => void, signal: AbortSignal): void => {
    this.#online.add(run);
    signal.addEventListener("abort", () => this.#online.delete(run));
  };

  /** The browser says that the network is back. */
  goOnline(): void {
    for (const run of this.#online) run();
  }

  /** Let `ms` pass; after each timer the world comes to rest. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await rest();
    for (;;) {
      const [next] = [...this.#timers].filter(({ due }) => due <= end).sort((a, b) => a.due - b.due);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.due);
      next.run();
      await rest();
    }
    this.#now = end;
  }
}

/** Everything that is due now has run: promises, and the turns of a fake socket or database. */
export async function rest(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}
