// The messages of a topic as far as they are here: one run without a hole, ascending, each once.
// After a gap, what comes live waits ahead of the run until the pages in between have arrived.
import type { Message } from "./types.ts";

/** What was sent has a position. */
export type Placed<M extends Message> = M & { readonly position: number };

export function isPlaced<M extends Message>(message: M): message is Placed<M> {
  return message.position !== undefined;
}

export class MessageLog<M extends Message> {
  #run: readonly Placed<M>[] = [];
  #ahead: readonly Placed<M>[] = [];
  #isLevel = false;
  /** there is more before the run, as far as is known */
  hasEarlier = true;

  get messages(): readonly Placed<M>[] {
    return this.#run;
  }

  get first(): number | undefined {
    return this.#run[0]?.position;
  }

  get last(): number | undefined {
    return this.#run.at(-1)?.position;
  }

  /** The run is what was kept from an earlier time. */
  restore(messages: readonly M[], hasEarlier: boolean): void {
    this.#run = merge([], messages.filter(isPlaced));
    this.hasEarlier = hasEarlier;
  }

  /** Messages may be missing from now on. */
  lose(): void {
    this.#isLevel = false;
    this.#ahead = [];
  }

  /** A message that was just published. */
  live(message: M): void {
    if (!isPlaced(message)) return;
    if (this.#isLevel) this.#run = merge(this.#run, [message]);
    else this.#ahead = merge(this.#ahead, [message]);
  }

  /** The next messages after the run. */
  append(messages: readonly M[]): void {
    this.#run = merge(this.#run, messages.filter(isPlaced));
  }

  /** Nothing lies between the run and what came live. */
  level(): void {
    this.#isLevel = true;
    this.append(this.#ahead);
    this.#ahead = [];
  }

  /** The messages just before the run; `isAll`: nothing comes before them. */
  prepend(messages: readonly M[], isAll: boolean): void {
    this.append(messages);
    this.hasEarlier = !isAll;
  }

  /** What is older was deleted. */
  eraseBefore(position: number): void {
    const isLeft = (message: Placed<M>): boolean => message.position >= position;
    this.#ahead = this.#ahead.filter(isLeft);
    if (this.first === undefined || this.first >= position) return;
    this.#run = this.#run.filter(isLeft);
    this.hasEarlier = false;
  }
}

/** Both ascending or not; each position once, the first one stays. */
function merge<M extends Message>(
  run: readonly Placed<M>[],
  more: readonly Placed<M>[],
): readonly Placed<M>[] {
  const [only] = more;
  // the usual case
  if (more.length === 1 && only && only.position > (run.at(-1)?.position ?? 0)) return [...run, only];
  const known = new Set(run.map(({ position }) => position));
  const fresh = more.filter(({ position }) => !known.has(position) && known.add(position));
  return fresh.length === 0 ? run : [...run, ...fresh].sort((a, b) => a.position - b.position);
}
