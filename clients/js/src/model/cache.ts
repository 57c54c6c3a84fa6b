// Where a client keeps what it has seen, over restarts. The port, and the adapter that keeps it in memory.
// Values can be cloned (structuredClone). A cache belongs to one server; several clients may use it at the same time. Logging out empties it.

export interface Cache {
  /** undefined where nothing is kept */
  read(key: string): Promise<unknown>;
  /** of all that is kept */
  keys(): Promise<readonly string[]>;
  /** All or nothing where the store can; undefined removes. Later writes win. */
  write(entries: readonly (readonly [key: string, value: unknown])[]): Promise<void>;
  clear(): Promise<void>;
}

export class MemoryCache implements Cache {
  readonly #values = new Map<string, unknown>();

  async read(key: string): Promise<unknown> {
    return this.#values.get(key);
  }

  async keys(): Promise<readonly string[]> {
    return [...this.#values.keys()];
  }

  async write(entries: readonly (readonly [key: string, value: unknown])[]): Promise<void> {
    for (const [key, value] of entries) {
      if (value === undefined) this.#values.delete(key);
      else this.#values.set(key, structuredClone(value));
    }
  }

  async clear(): Promise<void> {
    this.#values.clear();
  }
}
