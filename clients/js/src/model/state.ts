// A value that can be watched: immutable snapshots, and a call when there is a new one. Calls of one turn are joined into one.

import { onAbort } from "../values/within.ts";

/** What React's useSyncExternalStore takes, and anything else that watches. Both functions work without `this`. */
export interface Watchable<S> {
  /** @returns how to stop */
  readonly subscribe: (listener: () => void) => () => void;
  /** the same object until something changes */
  readonly getSnapshot: () => S;
}

export class State<S> implements Watchable<S> {
  #value: S;
  readonly #listeners = new Set<() => void>();
  #isDue = false;

  constructor(value: S) {
    this.#value = value;
  }

  readonly getSnapshot = (): S => this.#value;

  readonly subscribe = (listener: () => void): (() => void) => {
    // the same function may be subscribed twice
    const own = (): void => listener();
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  };

  update(changes: Partial<S>): void {
    this.set({ ...this.#value, ...changes });
  }

  set(value: S): void {
    this.#value = value;
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => {
      this.#isDue = false;
      for (const listener of [...this.#listeners]) listener();
    });
  }
}

/** Resolves at the next change, or when the signal is aborted. */
export function nextChange(source: Watchable<unknown>, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      for (const stop of stops) stop();
      resolve();
    };
    const stops = [source.subscribe(done), onAbort(signal, done)];
    if (signal?.aborted) done();
  });
}

/** The snapshots of anything watchable, the present one first. A slow reader gets the newest, not each. */
export async function* watch<S>(source: Watchable<S>, signal?: AbortSignal): AsyncGenerator<S, void> {
  while (!signal?.aborted) {
    const snapshot = source.getSnapshot();
    yield snapshot;
    if (source.getSnapshot() === snapshot) await nextChange(source, signal);
  }
}
