// A bounded cache in two generations: what was not used while the young one filled up goes. Cheaper than an ordered list,
// and enough where a miss costs one indexed read.

export class Generations<V, K = string> {
  #young = new Map<K, V>();
  #old = new Map<K, V>();
  readonly #limit: number;

  /** holds between `limit` and twice as many entries */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: K): V | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.#young.set(key, old);
    return old;
  }

  set(key: K, value: V): void {
    this.#young.set(key, value);
  }

  delete(key: K): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
  }

  /** Lets go of what is old when the young generation is full. Only here, so that the caller knows when entries may vanish. */
  rotate(): void {
    if (this.#young.size < this.#limit) return;
    this.#old = this.#young;
    this.#young = new Map();
  }
}
