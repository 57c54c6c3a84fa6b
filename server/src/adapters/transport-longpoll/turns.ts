// The order of a session's POSTs: that in which they began to arrive, though their bodies may be complete in another one.
// A turn is taken when the header fields are there and ends when the body is, or when it never will be.

export interface Turn {
  /** Run when all earlier turns have ended: at once, or later. */
  run(action: () => void): void;
  /** Give the turn up. Does nothing after `run`. */
  skip(): void;
}

interface Place {
  action: (() => void) | undefined;
}

const nothing = (): void => undefined;

export class Turns {
  readonly #places: Place[] = [];

  take(): Turn {
    const place: Place = { action: undefined };
    this.#places.push(place);
    const end = (action: () => void): void => {
      if (place.action !== undefined) return;
      place.action = action;
      this.#advance();
    };
    return { run: end, skip: () => end(nothing) };
  }

  #advance(): void {
    for (let first = this.#places[0]; first?.action !== undefined; first = this.#places[0]) {
      this.#places.shift();
      first.action();
    }
  }
}
