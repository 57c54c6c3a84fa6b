// The queue of one topic: commands and signals in the order of arrival, bounded for commands (a full one is answered 503).
import type { Facts, Need, Reply, Signal, TopicCommand } from "../core/vocabulary.ts";
import type { Time } from "../core/time.ts";
import type { Session } from "./session.ts";

/** A command on its way, with what was gathered for it. */
export interface Job {
  readonly job: "command";
  readonly command: TopicCommand;
  /** undefined = an order of the operator */
  readonly session: Session | undefined;
  readonly needs: readonly Need[];
  facts: Facts;
  readonly at: Time;
  /** the one final answer; undefined = documented silence */
  readonly settle: (reply: Reply | undefined) => void;
}

export interface Nudge {
  readonly job: "signal";
  readonly signal: Signal;
}

export class Mailbox {
  #items: (Job | Nudge)[] = [];
  #commands = 0;

  get length(): number {
    return this.#items.length;
  }

  /** false = full, not taken */
  post(job: Job, bound: number): boolean {
    if (this.#commands >= bound) return false;
    this.#commands++;
    this.#items.push(job);
    return true;
  }

  nudge(signal: Signal): void {
    this.#items.push({ job: "signal", signal });
  }

  /** The next signal, or as many commands as stand together, at most `most`. */
  take(most: number): Nudge | readonly Job[] | undefined {
    const first = this.#items[0];
    if (first === undefined) return undefined;
    if (first.job === "signal") {
      this.#items.shift();
      return first;
    }
    const jobs: Job[] = [];
    for (const item of this.#items) {
      if (item.job === "signal" || jobs.length >= most) break;
      jobs.push(item);
    }
    this.#items = jobs.length === this.#items.length ? [] : this.#items.slice(jobs.length);
    this.#commands -= jobs.length;
    return jobs;
  }

  /** Everything that waits, for a topic that cannot be loaded. */
  clear(): readonly Job[] {
    const jobs = this.#items.filter((item) => item.job === "command");
    this.#items = [];
    this.#commands = 0;
    return jobs;
  }
}
