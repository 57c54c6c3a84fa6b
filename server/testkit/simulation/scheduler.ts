// Virtual time: everything that happens in a simulation is an event in this one queue. Events run in the order of their time, those of one
// time in the order in which they were planned; between two of them every promise that can go on has gone on, so that nothing but the
// queue decides the order.

/** An event that has not happened yet. */
export interface Planned {
  readonly due: number;
  readonly order: number;
  readonly run: () => void;
  isCancelled: boolean;
}

export class Scheduler {
  #now = 0;
  #order = 0;
  /** a binary heap: no event is due before its parent, which stands at half its index */
  readonly #heap: Planned[] = [];

  /** ms since the simulation began */
  get now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): Planned {
    return this.at(this.#now + Math.max(0, ms), run);
  }

  at(due: number, run: () => void): Planned {
    const planned = { due, order: this.#order++, run, isCancelled: false };
    this.#heap.push(planned);
    this.#rise(this.#heap.length - 1);
    return planned;
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  async runUntil(end: number): Promise<void> {
    for (let next = this.#heap[0]; next !== undefined && next.due <= end; next = this.#heap[0]) {
      this.#removeFirst();
      if (next.isCancelled) continue;
      this.#now = Math.max(this.#now, next.due);
      next.run();
      // oxlint-disable-next-line no-await-in-loop
      await settled();
    }
    this.#now = end;
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink(0);
  }

  #rise(from: number): void {
    for (let at = from; at > 0;) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #sink(from: number): void {
    for (let at = from; ;) {
      let first = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < this.#heap.length && this.#isBefore(child, first)) first = child;
      if (first === at) return;
      this.#swap(at, first);
      at = first;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const one = this.#heap[a];
    const other = this.#heap[b];
    if (one === undefined || other === undefined) return false;
    return one.due < other.due || (one.due === other.due && one.order < other.order);
  }

  #swap(a: number, b: number): void {
    const one = this.#heap[a];
    const other = this.#heap[b];
    if (one === undefined || other === undefined) return;
    this.#heap[a] = other;
    this.#heap[b] = one;
  }
}

/** Every promise that needs no further event has gone on: the platform runs a tick only when none of them is left. */
function settled(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}
