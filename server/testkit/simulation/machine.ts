// A machine that runs the server, one life after the other: each begins with nothing but what is stored. A supervisor starts it again.
import type { Crypto } from "../../src/ports/crypto.ts";
import { Busy, type PasswordScheme } from "../../src/ports/auth.ts";
import { Unavailable, type Store } from "../../src/ports/store.ts";
import type { Log } from "../../src/runtime/log.ts";
import { createServer, type Server } from "../../src/runtime/server.ts";
import type { Settings } from "../../src/runtime/settings.ts";
import type { Dice } from "../crowd.ts";
import { PlainPasswords, SeededCrypto } from "../seeded.ts";
import { Life, type Hardware } from "./life.ts";
import type { Scheduler } from "./scheduler.ts";

const restartMs = 400;

export interface MachineParts {
  readonly name: string;
  readonly scheduler: Scheduler;
  readonly dice: Dice;
  readonly settings: Settings;
  /** the connection of one life to the database */
  readonly openStore: (life: Life) => Store;
  readonly note: (text: string) => void;
  /** the server says that it has a defect */
  readonly complain: (text: string) => void;
}

export class Machine {
  readonly name: string;
  readonly hardware: Hardware = { skewMs: 0, stalledUntil: 0 };
  /** the queue of password hashes is full */
  isBusy = false;
  readonly #parts: MachineParts;
  #running: { readonly life: Life; readonly server: Server } | undefined;

  constructor(parts: MachineParts) {
    this.#parts = parts;
    this.name = parts.name;
  }

  /** undefined while it is down */
  get running(): { readonly life: Life; readonly server: Server } | undefined {
    return this.#running;
  }

  start(): void {
    const { scheduler, settings, openStore, dice, complain, note } = this.#parts;
    const life = new Life(scheduler, this.hardware);
    const server = createServer({
      store: openStore(life),
      clock: life.clock(dice),
      crypto: this.#crypto(),
      passwords: this.#passwords(life),
      settings,
      log: this.#log(),
    });
    server.start().then(
      () => {
        note(`${this.name} runs`);
        this.#running = { life, server };
      },
      (error: unknown) => {
        life.end();
        if (!(error instanceof Unavailable)) complain(`${this.name} does not start: ${String(error)}`);
        this.#startLater();
      },
    );
  }

  /** The process dies at once. */
  kill(): void {
    if (this.#running === undefined) return;
    this.#parts.note(`${this.name} is killed`);
    this.#running.life.end();
    this.#running = undefined;
    this.#startLater();
  }

  /** The process is asked to end, and does when it has finished what it took. */
  drain(): void {
    const { running } = this;
    if (running === undefined) return;
    this.#parts.note(`${this.name} is drained`);
    const end = (): void => {
      if (this.#running === running) this.kill();
    };
    running.server.drain(5_000).then(end, (error: unknown) => {
      if (!(error instanceof Unavailable))
        this.#parts.complain(`${this.name} does not end: ${String(error)}`);
      end();
    });
  }

  #startLater(): void {
    this.#parts.scheduler.after(restartMs + this.#parts.dice.int(0, 400), () => this.start());
  }

  #crypto(): Crypto {
    return new SeededCrypto(this.#parts.dice.int(0, 2 ** 31));
  }

  /** Hashing takes a while, and may be refused. */
  #passwords(life: Life): PasswordScheme {
    const { dice } = this.#parts;
    const plain = new PlainPasswords();
    const work = async <T>(act: () => Promise<T>): Promise<T> => {
      if (this.isBusy) throw new Busy();
      await life.wait(dice.int(5, 60));
      return act();
    };
    return {
      hash: (password) => work(() => plain.hash(password)),
      verify: (password, stored) => work(() => plain.verify(password, stored)),
    };
  }

  #log(): Log {
    const { complain } = this.#parts;
    const silent = (): void => undefined;
    const error = (about: object, message: string): void => {
      const cause = "err" in about && about.err instanceof Error ? `\n${about.err.stack ?? ""}` : "";
      complain(`${this.name} reports a defect: ${message}${cause}`);
    };
    return { debug: silent, info: silent, warn: silent, error };
  }
}
