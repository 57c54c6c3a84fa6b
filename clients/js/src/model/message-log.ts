// The messages of a topic as far as they are here: one run without a hole, ascending, each once.
// After a gap, what comes live waits ahead of the run until the pages in between have arrived.
import type { Sent } from "./types.ts";

/** Beyond this the older half is let go. */
const most = 20_000;

export class MessageLog {
  #run: readonly Sent[] = [];
  #ahead: readonly Sent[] = [];
  /** nothing is missing between the run and now */
  isLevel = false;
  /** there is more before the run, as far as is known */
  hasEarlier = true;

  get messages(): readonly Sent[] {
    return this.#run;
  }

  get first(): number | undefined {
    return this.#run[0]?.position;
  }

  get last(): number | undefined {
    return this.#run.at(-1)?.position;
  }

  /** The run is what was kept from an earlier time. */
  restore(messages: readonly Sent[], hasEarlier: boolean): void {
    this.#run = merge([], messages);
    this.hasEarlier = hasEarlier;
  }

  /** Messages may be missing from now on. */
  lose(): void {
    this.isLevel = false;
    this.#ahead = [];
  }

  /** A message that was just published. */
  live(message: Sent): void {
    if (this.isLevel) this.#run = merge(this.#run, [message]);
    else this.#ahead = merge(this.#ahead, [message]);
    if (this.#run.length <= most) return;
    this.#run = this.#run.slice(-most / 2);
    this.hasEarlier = true;
  }

  /** The next messages after the run, or the last ones before it. */
  add(messages: readonly Sent[]): void {
    this.#run = merge(this.#run, messages);
  }

  /** Nothing lies between the run and what came live. */
  level(): void {
    this.isLevel = true;
    this.add(this.#ahead);
    this.#ahead = [];
  }

  /** What is older was deleted. */
  erase(position: number): void {
    const isLeft = (message: Sent): boolean => message.position >= position;
    this.#ahead = this.#ahead.filter(isLeft);
    if (this.first === undefined || this.first >= position) return;
    this.#run = this.#run.filter(isLeft);
    this.hasEarlier = false;
  }
}

/** Both ascending or not; each position once; what is in the run stays. */
function merge(run: readonly Sent[], more: readonly Sent[]): readonly Sent[] {
  const [only] = more;
  // the usual case
  if (more.length === 1 && only && only.position > (run.at(-1)?.position ?? 0)) return [...run, only];
  const each = new Map([...more, ...run].map((one) => [one.position, one]));
  return [...each.values()].sort((a, b) => a.position - b.position);
}
