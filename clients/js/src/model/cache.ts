// Where a client keeps what it has seen, over restarts. The port, and the adapter that keeps it in memory.
// Values can be cloned (structuredClone). A cache belongs to one account of one server; logging out empties it.

export interface Cache {
  /** undefined where nothing is kept */
  read(key: string): Promise<unknown>;
  /** All or nothing where the store can; undefined removes. Later writes win. */
  write(entries: readonly (readonly [key: string, value: unknown])[]): Promise<void>;
  clear(): Promise<void>;
}

export class MemoryCache implements Cache {
  readonly #values = new Map<string, unknown>();

  async read(key: string): Promise<unknown> {
    return this.#values.get(key);
  }

  async write(entries: readonly (readonly [key: string, value: unknown])[]): Promise<void> {
    // undefined is as good as no entry
    for (const [key, value] of entries) this.#values.set(key, structuredClone(value));
  }

  async clear(): Promise<void> {
    this.#values.clear();
  }
}
