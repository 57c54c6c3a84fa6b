// The cache in the browser's IndexedDB: one database, one object store. Survives the page.
import type { Cache } from "./cache.ts";

const store = "kept";

export class IndexedDbCache implements Cache {
  readonly #database: Promise<IDBDatabase>;

  /** @param name of the database: one for each account that is kept apart, and for each client that runs at the same time */
  constructor(name = "natter", factory: IDBFactory = indexedDB) {
    const opening = factory.open(name, 1);
    opening.onupgradeneeded = () => void opening.result.createObjectStore(store);
    this.#database = resultOf(opening);
    // told to whoever reads or writes
    this.#database.catch(() => {});
  }

  async read(key: string): Promise<unknown> {
    const database = await this.#database;
    return resultOf(database.transaction(store).objectStore(store).get(key));
  }

  async write(entries: readonly (readonly [key: string, value: unknown])[]): Promise<void> {
    await this.#change((kept) => {
      for (const [key, value] of entries) {
        if (value === undefined) kept.delete(key);
        else kept.put(value, key);
      }
    });
  }

  clear(): Promise<void> {
    return this.#change((kept) => void kept.clear());
  }

  async #change(change: (kept: IDBObjectStore) => void): Promise<void> {
    const transaction = (await this.#database).transaction(store, "readwrite");
    change(transaction.objectStore(store));
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error as DOMException);
    });
  }
}

function resultOf<R>(request: IDBRequest<R>): Promise<R> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error as DOMException);
  });
}
