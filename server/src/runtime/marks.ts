// Marks: when a user was last in a topic (`seen`, by client tag) and how far he got (`recv`, `read`). Nobody waits for them: they are merged
// in memory and written together, at most a second later and at drain; a crash loses at most that second.
import type { TopicName, UserId } from "../core/ids.ts";
import type { TopicState } from "../core/state.ts";
import type { Time } from "../core/time.ts";
import type { Clock, Timer } from "../ports/clock.ts";
import { Unavailable, type Mark, type Store } from "../ports/store.ts";
import { seenAfter } from "../ports/store-rules.ts";
import type { Log } from "./log.ts";
import type { Settings } from "./settings.ts";

/** While the store refuses, at most so many wait; the oldest go first. */
const maxWaiting = 100_000;

/** What of a user in a topic is newer than in the store. */
export interface Unwritten {
  /** by tag */
  readonly seen: Readonly<Record<string, Time>>;
  readonly read: number;
}

/** The sessions of a topic, which know what each was sent. */
export interface Readers {
  markRead(): void;
}

const nothing: Unwritten = { seen: {}, read: 0 };

export class Marks {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #settings: Settings;
  readonly #log: Log;
  #waiting = new Map<string, Mark>();
  /** what no read of the store shows yet: user → topic */
  readonly #unwritten = new Map<UserId, Map<TopicName, Unwritten>>();
  /** topics in which something was sent since the last time: who read it is asked when it is written */
  readonly #touched = new Set<Readers>();
  #timer: Timer | undefined;
  /** one write at a time: after a failure what was marked later must not be lost to what was marked before */
  #writing: Promise<void> | undefined;

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
    state.members.set({ ...row, seen: seenAfter(row.seen, { tag, at }) });
    this.#add(`${state.topic} ${user} ${tag}`, { topic: state.topic, user, seen: { tag, at } });
    const known = this.#unwritten.get(user)?.get(state.topic) ?? nothing;
    this.#remember(user, state.topic, { ...known, seen: { ...known.seen, [tag]: at } });
  }

  /** The user was sent messages up to that number. */
  read(state: TopicState, user: UserId, seq: number): void {
    const row = state.members.get(user);
    if (row === undefined || row.read >= seq) return;
    state.members.set({ ...row, read: seq });
    this.#add(`read ${state.topic} ${user}`, { topic: state.topic, user, read: seq });
    const known = this.#unwritten.get(user)?.get(state.topic) ?? nothing;
    this.#remember(user, state.topic, { ...known, read: seq });
  }

  /** Something was sent to those who are in a topic. Costs nothing for each of them. */
  touch(readers: Readers): void {
    this.#touched.add(readers);
    this.#startTimer();
  }

  /** Of each topic of the user what a read of the store which begins now may lack (P9). */
  unwrittenOf(user: UserId): ReadonlyMap<TopicName, Unwritten> {
    return new Map(this.#unwritten.get(user));
  }

  /** number of marks that wait to be written */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** number of users of whom the store does not show all yet */
  get unwritten(): number {
    return this.#unwritten.size;
  }

  async flush(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    // oxlint-disable-next-line no-await-in-loop
    while (this.#writing !== undefined) await this.#writing.catch(() => undefined);
    this.#writing = this.#write();
    try {
      await this.#writing;
    } finally {
      this.#writing = undefined;
    }
  }

  async #write(): Promise<void> {
    const touched = [...this.#touched];
    this.#touched.clear();
    for (const readers of touched) readers.markRead();
    if (this.#waiting.size === 0) return;
    const batch = this.#waiting;
    this.#waiting = new Map();
    try {
      await this.#store.mark(this.#settings.tenant, [...batch.values()]);
      for (const mark of batch.values()) this.#settled(mark);
    } catch (error) {
      if (!(error instanceof Unavailable)) {
        for (const mark of batch.values()) this.#settled(mark);
        throw error;
      }
      this.#log.warn({ err: error }, "marks wait: the store is not available");
      for (const [name, mark] of batch) if (!this.#waiting.has(name)) this.#add(name, mark);
    }
  }

  #add(name: string, mark: Mark): void {
    const old = this.#waiting.get(name);
    if (old === undefined && this.#waiting.size >= maxWaiting) {
      const first = this.#waiting.keys().next();
      if (first.done !== true) this.#drop(first.value);
    }
    this.#waiting.set(name, { ...old, ...mark });
    this.#startTimer();
  }

  #startTimer(): void {
    this.#timer ??= this.#clock.after(this.#settings.marksFlushMs, () => {
      this.#timer = undefined;
      this.flush().catch((error: unknown) => this.#log.error({ err: error }, "marks could not be written"));
    });
  }

  #remember(user: UserId, topic: TopicName, unwritten: Unwritten): void {
    const topics = this.#unwritten.get(user) ?? new Map<TopicName, Unwritten>();
    this.#unwritten.set(user, topics.set(topic, unwritten));
  }

  #drop(name: string): void {
    const mark = this.#waiting.get(name);
    this.#waiting.delete(name);
    if (mark !== undefined) this.#settled(mark);
  }

  /** The store has it, or never will; a newer one stays. */
  #settled({ topic, user, seen, read }: Mark): void {
    const topics = this.#unwritten.get(user);
    const known = topics?.get(topic);
    if (topics === undefined || known === undefined) return;
    const { [seen?.tag ?? ""]: newest, ...others } = known.seen;
    const isWritten = seen !== undefined && newest === seen.at;
    const rest: Unwritten = {
      seen: isWritten ? others : known.seen,
      read: read === known.read ? 0 : known.read,
    };
    if (rest.read > 0 || Object.keys(rest.seen).length > 0) topics.set(topic, rest);
    else topics.delete(topic);
    if (topics.size === 0) this.#unwritten.delete(user);
  }
}
