// Marks: when a user was last in a topic (`seen`, by client tag) and how far he got (`recv`, `read`). Nobody waits for them: they are merged
// in memory and written together, at most a second later and at drain; a crash loses at most that second.
import type { UserId } from "../core/ids.ts";
import type { TopicState } from "../core/state.ts";
import type { Time } from "../core/time.ts";
import type { Clock, Timer } from "../ports/clock.ts";
import { Unavailable, type Mark, type Store } from "../ports/store.ts";
import type { Log } from "./log.ts";
import type { Settings } from "./settings.ts";

/** While the store refuses, at most so many wait; the oldest go first. */
const maxWaiting = 100_000;

export class Marks {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #settings: Settings;
  readonly #log: Log;
  #waiting = new Map<string, Mark>();
  #timer: Timer | undefined;

  constructor(parts: { store: Store; clock: Clock; settings: Settings; log: Log }) {
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#settings = parts.settings;
    this.#log = parts.log;
  }

  /** The user's session with that tag is, or was until now, in the topic. */
  seen(state: TopicState, user: UserId, tag: string, at: Time): void {
    const row = state.members.get(user);
    if (row === undefined) return;
    if ((row.seen[tag] ?? -1) < at) state.members.set({ ...row, seen: { ...row.seen, [tag]: at } });
    this.#add(`${state.topic} ${user} ${tag}`, { topic: state.topic, user, seen: { tag, at } });
  }

  /** number of marks that wait to be written */
  get waiting(): number {
    return this.#waiting.size;
  }

  async flush(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#waiting.size === 0) return;
    const batch = this.#waiting;
    this.#waiting = new Map();
    try {
      await this.#store.mark(this.#settings.tenant, [...batch.values()]);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      this.#log.warn({ err: error }, "marks wait: the store is not available");
      for (const [name, mark] of batch) if (!this.#waiting.has(name)) this.#add(name, mark);
    }
  }

  #add(name: string, mark: Mark): void {
    const old = this.#waiting.get(name);
    if (old === undefined && this.#waiting.size >= maxWaiting) {
      const first = this.#waiting.keys().next();
      if (first.done !== true) this.#waiting.delete(first.value);
    }
    this.#waiting.set(name, { ...old, ...mark });
    this.#timer ??= this.#clock.after(this.#settings.marksFlushMs, () => {
      this.#timer = undefined;
      this.flush().catch((error: unknown) => this.#log.error({ err: error }, "marks could not be written"));
    });
  }
}
