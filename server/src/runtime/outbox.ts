// What waits for one session: frames in order, bounded, written once per tick. Fan-out pushes; the connection takes when it is ready.
// A session that lets more than the bound wait is closed with a reason, never thinned out in silence (P12).
import type { Connection, Frame } from "../ports/transport.ts";
import type { Clock } from "../ports/clock.ts";

/** A history reader goes on when so little waits. */
const lowFrames = 32;
const lowChars = 65_536;

export interface OutboxLimits {
  readonly outboxFrames: number;
  readonly outboxChars: number;
}

/** ms that a turn may write before all others have theirs */
const turnMs = 5;
/** outboxes between two looks at the clock */
const stride = 32;

/** Writes every outbox that got something, once, at the end of the tick; of very many some in a later one. */
export class Flusher {
  readonly #clock: Clock;
  #due: Outbox[] = [];
  #isSet = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  schedule(outbox: Outbox): void {
    this.#due.push(outbox);
    this.#set();
  }

  #set(): void {
    if (this.#isSet) return;
    this.#isSet = true;
    this.#clock.soon(() => {
      this.#isSet = false;
      this.#run();
    });
  }

  #run(): void {
    const due = this.#due;
    const until = this.#clock.monotonic() + turnMs;
    let at = 0;
    for (; at < due.length; at++) {
      if (at % stride === stride - 1 && this.#clock.monotonic() >= until) break;
      due[at]?.flush();
    }
    this.#due = due.slice(at);
    if (this.#due.length > 0) this.#set();
  }
}

const none: Frame[] = [];

export class Outbox {
  readonly #connection: Connection;
  readonly #flusher: Flusher;
  readonly #limits: OutboxLimits;
  readonly #overflow: () => void;
  /** made anew for each write, which keeps what it is given; mostly it holds one frame */
  #frames = none;
  #chars = 0;
  #scheduled = false;
  #open = true;
  #waiting: (() => void)[] | undefined;

  constructor(connection: Connection, flusher: Flusher, limits: OutboxLimits, overflow: () => void) {
    this.#connection = connection;
    this.#flusher = flusher;
    this.#limits = limits;
    this.#overflow = overflow;
  }

  get length(): number {
    return this.#frames.length;
  }

  push(frame: Frame): void {
    if (!this.#open) return;
    if (this.#frames.length === 0) this.#frames = [frame];
    else this.#frames.push(frame);
    this.#chars += frame.text.length;
    if (this.#isOver()) {
      this.flush();
      if (this.#isOver()) return this.#overflow();
    }
    if (!this.#scheduled) {
      this.#scheduled = true;
      this.#flusher.schedule(this);
    }
  }

  /** Hand over what the connection takes now. Called at the end of a tick and when the connection has room again. */
  flush(): void {
    this.#scheduled = false;
    while (this.#frames.length > 0 && this.#open && this.#connection.ready()) {
      const taken = this.#connection.write(this.#frames);
      if (taken >= this.#frames.length) {
        this.#frames = none;
        this.#chars = 0;
        break;
      }
      for (const frame of this.#frames.splice(0, taken)) this.#chars -= frame.text.length;
    }
    this.#release();
  }

  /** Resolves when little enough waits for another slice of history; at once after `close`. */
  room(): Promise<void> | undefined {
    if (this.#hasRoom()) return undefined;
    return new Promise((resolve) => {
      (this.#waiting ??= []).push(resolve);
    });
  }

  /** Nothing more is taken; `last` frames are offered to the connection once more. */
  close(): void {
    if (!this.#open) return;
    this.flush();
    this.#open = false;
    this.#frames = none;
    this.#chars = 0;
    this.#release();
  }

  #hasRoom(): boolean {
    return !this.#open || (this.#frames.length < lowFrames && this.#chars < lowChars);
  }

  #isOver(): boolean {
    return this.#frames.length > this.#limits.outboxFrames || this.#chars > this.#limits.outboxChars;
  }

  #release(): void {
    if (this.#waiting === undefined || !this.#hasRoom()) return;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    for (const resolve of waiting) resolve();
  }
}
