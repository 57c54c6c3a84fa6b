// The cache in the browser's IndexedDB: one database, one object store. Survives the page.
import { ignore } from "../values/within.ts";
import type { Cache } from "./cache.ts";

const store = "kept";

export class IndexedDbCache implements Cache {
  readonly #database: Promise<IDBDatabase>;

  /** @param name of the database: one for each account that is to stay logged in beside others */
  constructor(name = "natter", factory: IDBFactory = indexedDB) {
    const opening = factory.open(name, 1);
    opening.onupgradeneeded = () => void opening.result.createObjectStore(store);
    this.#database = resultOf(opening);
    // told to whoever reads or writes
    this.#database.catch(ignore);
  }

  async read(key: string): Promise<unknown> {
    return resultOf((await this.#open()).get(key));
  }

  async keys(): Promise<readonly string[]> {
    return resultOf((await this.#open()).getAllKeys()) as Promise<readonly string[]>;
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

  async #open(mode?: IDBTransactionMode): Promise<IDBObjectStore> {
    return (await this.#database).transaction(store, mode).objectStore(store);
  }

  async #change(change: (kept: IDBObjectStore) => void): Promise<void> {
    const kept = await this.#open("readwrite");
    const { transaction } = kept;
    change(kept);
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
