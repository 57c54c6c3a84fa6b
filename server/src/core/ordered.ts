// A growing set of texts in ascending order, read by pages. Adding costs about the square root of the size: the texts lie in chunks,
// and only the chunk that a text belongs into is moved.

const chunkSize = 512;

export class Ordered<T extends string> {
  /** none is empty, but for the only one of an empty set */
  readonly #chunks: T[][] = [];

  constructor(items: Iterable<T>) {
    const sorted = [...items].sort();
    for (let at = 0; at < sorted.length; at += chunkSize) this.#chunks.push(sorted.slice(at, at + chunkSize));
    if (this.#chunks.length === 0) this.#chunks.push([]);
  }

  /** Once per text. */
  add(item: T): void {
    const at = this.#chunkOf(item);
    const chunk = this.#chunks[at] ?? [];
    chunk.splice(firstAbove(chunk, item), 0, item);
    if (chunk.length > 2 * chunkSize) this.#chunks.splice(at + 1, 0, chunk.splice(chunkSize));
  }

  /** Those above `after` (undefined = all), ascending. */
  *above(after: T | undefined): IterableIterator<T> {
    let at = after === undefined ? 0 : this.#chunkOf(after);
    let from = after === undefined ? 0 : firstAbove(this.#chunks[at] ?? [], after);
    for (; at < this.#chunks.length; at++, from = 0) {
      const chunk = this.#chunks[at] ?? [];
      for (; from < chunk.length; from++) {
        const item = chunk[from];
        if (item !== undefined) yield item;
      }
    }
  }

  /** The last chunk that begins at or before the text; the first when none does. */
  #chunkOf(item: T): number {
    let [low, high] = [0, this.#chunks.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#chunks[middle]?.[0] ?? "") <= item) low = middle;
      else high = middle;
    }
    return low;
  }
}

function firstAbove(chunk: readonly string[], item: string): number {
  let [low, high] = [0, chunk.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((chunk[middle] ?? "") <= item) low = middle + 1;
    else high = middle;
  }
  return low;
}
