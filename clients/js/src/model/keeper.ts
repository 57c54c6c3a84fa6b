// Writes to the cache: what changes often is written at most twice a second, what must not be lost at once.
// A cache that fails (private window, full disk) costs its content and nothing else.
import type { Platform } from "../values/platform.ts";
import type { Cache } from "./cache.ts";

const delayMs = 500;

export class Keeper {
  readonly #cache: Cache;
  readonly #platform: Platform;
  readonly #due = new Map<string, () => unknown>();
  #cancel: (() => void) | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(cache: Cache, platform: Platform) {
    this.#cache = cache;
    this.#platform = platform;
  }

  async read<V>(key: string): Promise<V | undefined> {
    await this.#last;
    return (await this.#cache.read(key).catch(() => undefined)) as V | undefined;
  }

  /** Soon; `value` is asked for then. */
  later(key: string, value: () => unknown): void {
    this.#due.set(key, value);
    this.#cancel ??= this.#platform.after(delayMs, () => void this.flush());
  }

  now(key: string, value: unknown): Promise<void> {
    this.#due.set(key, () => value);
    return this.flush();
  }

  flush(): Promise<void> {
    const entries = [...this.#due].map(([key, value]) => [key, value()] as const);
    this.#drop();
    return entries.length === 0 ? this.#last : this.#then(() => this.#cache.write(entries));
  }

  clear(): Promise<void> {
    this.#drop();
    return this.#then(() => this.#cache.clear());
  }

  #drop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#due.clear();
  }

  /** One after the other, and none breaks the chain. */
  #then(step: () => Promise<void>): Promise<void> {
    const done = this.#last.then(step).catch(() => {});
    this.#last = done;
    return done;
  }
}
