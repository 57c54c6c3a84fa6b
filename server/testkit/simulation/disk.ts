// What outlives a process: the data of the memory store, and a second copy that holds what was flushed. Readers see the first.
// When the power goes, what was written and not flushed is gone, but for a beginning of it that may have reached the disk by itself.
import { createMemoryData, type MemoryData } from "../../src/adapters/store-memory/data.ts";

type Act<T> = (data: MemoryData) => T;

export class Disk {
  /** what readers see; the same object for the whole simulation */
  readonly data: MemoryData = createMemoryData();
  #flushed: MemoryData = createMemoryData();
  #unflushed: Act<unknown>[] = [];

  get unflushed(): number {
    return this.#unflushed.length;
  }

  /** `act` is done to both copies, once for each, and must do the same to both. */
  write<T>(act: Act<T>): T {
    const result = act(this.data);
    this.#unflushed.push(act);
    return result;
  }

  flush(): void {
    for (const act of this.#unflushed) act(this.#flushed);
    this.#unflushed = [];
  }

  /** The power goes. Of what was not flushed the first `kept` writes reached the disk all the same. */
  losePower(kept: number): void {
    for (const act of this.#unflushed.slice(0, kept)) act(this.#flushed);
    this.#unflushed = [];
    const stored = structuredClone(this.#flushed);
    this.data.clear();
    for (const [tenant, content] of stored) this.data.set(tenant, content);
  }

  /** A defect of the disk itself, which a test asks for: done to both copies. */
  damage(act: Act<void>): void {
    this.flush();
    act(this.data);
    act(this.#flushed);
  }
}
