// The queue of one topic: commands in the order of arrival, bounded (a full one is answered 503), and signals, which go first: whoever
// attaches to `me` is shown what is, so that what was said before that must not reach him a second time.
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
  /** its wrong token was counted */
  isCounted?: true;
  readonly settle: (reply: Reply | undefined) => void;
}

/** The topic as the client named it, for an answer to the command. */
export function topicAsked({ command }: Job): { readonly topic?: string } {
  return "ref" in command ? { topic: command.ref.as } : {};
}

export interface Nudge {
  readonly job: "signal";
  readonly signal: Signal;
}

export class Mailbox {
  #jobs: Job[] = [];
  #nudges: Nudge[] = [];

  get length(): number {
    return this.#jobs.length + this.#nudges.length;
  }

  /** false = full, not taken */
  post(job: Job, bound: number): boolean {
    if (this.#jobs.length >= bound) return false;
    this.#jobs.push(job);
    return true;
  }

  nudge(signal: Signal): void {
    this.#nudges.push({ job: "signal", signal });
  }

  /** The next signal, or as many commands as wait, at most `most`. */
  take(most: number): Nudge | readonly Job[] | undefined {
    const nudge = this.#nudges.shift();
    if (nudge !== undefined) return nudge;
    return this.#jobs.length === 0 ? undefined : this.#jobs.splice(0, most);
  }

  /** Everything that waits, for a topic that cannot be loaded. */
  clear(): readonly Job[] {
    const jobs = this.#jobs;
    this.#jobs = [];
    this.#nudges = [];
    return jobs;
  }
}
