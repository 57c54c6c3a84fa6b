// Time as a part that can be replaced. Core never sees it: it is handed times as values.
// `now` may jump (it is the wall clock); timers run on the monotonic clock and do not.

/** A timer that was set; `cancel` after it ran does nothing. */
export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** wall clock, integer ms since the epoch */
  now(): number;
  /** monotonic, ms, for measuring and for rates */
  monotonic(): number;
  /** run once after at least `ms`; never runs synchronously; does not keep the process alive */
  after(ms: number, run: () => void): Timer;
  /** run in a later turn of the event loop, behind the input and output that is already due */
  soon(run: () => void): void;
}
