// A value of the page that components watch, in the same form as the state of the bindings.
import type { Watchable } from "natter-client";

export class State<S> implements Watchable<S> {
  #value: S;
  readonly #listeners = new Set<() => void>();

  constructor(value: S) {
    this.#value = value;
  }

  readonly getSnapshot = (): S => this.#value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  set(value: S): void {
    this.#value = value;
    for (const listener of [...this.#listeners]) listener();
  }
}
