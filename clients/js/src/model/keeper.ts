// What one user has in the cache: what changes often is written at most twice a second, what must not be lost at once.
// A cache that fails (private window, full disk) costs its content and nothing else.
import { ignore } from "../values/within.ts";
import type { Cache } from "./cache.ts";
import type { Home } from "./home.ts";

const delayMs = 500;
/** The one entry that belongs to no user: it says who is logged in. */
const login = "login";

export class Keeper {
  readonly #cache: Cache;
  readonly #home: Pick<Home, "platform" | "user">;
  readonly #due = new Map<string, () => unknown>();
  #cancel: (() => void) | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(cache: Cache, home: Pick<Home, "platform" | "user">) {
    this.#cache = cache;
    this.#home = home;
  }

  async read<V>(key: string): Promise<V | undefined> {
    await this.#last;
    return (await this.#cache.read(this.#path(key)).catch(ignore)) as V | undefined;
  }

  /** All whose keys begin so; with the next write they are gone. */
  async take<V>(prefix: string): Promise<readonly V[]> {
    const keys = await this.#cache.keys().catch(() => []);
    const taken = keys.filter((key) => key.startsWith(this.#path(prefix)));
    const values = await Promise.all(taken.map((key) => this.#cache.read(key) as Promise<V>));
    for (const key of taken) this.#due.set(key, ignore);
    return values;
  }

  /** Soon; `value` is asked for then. What is undefined is not kept. */
  later(key: string, value: () => unknown): void {
    this.#due.set(this.#path(key), value);
    this.#cancel ??= this.#home.platform.after(delayMs, () => void this.flush());
  }

  now(key: string, value?: unknown): Promise<void> {
    this.#due.set(this.#path(key), () => value);
    return this.flush();
  }

  flush(): Promise<void> {
    const entries = [...this.#due].map(([key, value]) => [key, value()] as const);
    this.#drop();
    return this.#then(() => this.#cache.write(entries));
  }

  clear(): Promise<void> {
    this.#drop();
    return this.#then(() => this.#cache.clear());
  }

  #path(key: string): string {
    return key === login ? key : `${this.#home.user}/${key}`;
  }

  #drop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#due.clear();
  }

  /** One after the other, and none breaks the chain. */
  #then(step: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(step).catch(ignore);
    return this.#last;
  }
}
