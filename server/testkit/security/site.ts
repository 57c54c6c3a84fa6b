// A server in memory with everything in reach, for attackers from any address: store, clock, counts, the password scheme.
// Time passes only on the fake clock; `settle` is order, not time.
import { closes, type CloseName } from "../../src/core/closes.ts";
import {
  createMemoryData,
  tenantOf,
  type MemoryData,
  type MemoryTenant,
} from "../../src/adapters/store-memory/data.ts";
import { createMemoryStore } from "../../src/adapters/store-memory/index.ts";
import type { PasswordScheme } from "../../src/ports/auth.ts";
import type { Store } from "../../src/ports/store.ts";
import type { Connection, Frame, Receiver } from "../../src/ports/transport.ts";
import { silentLog, type Log } from "../../src/runtime/log.ts";
import { Metrics } from "../../src/runtime/metrics.ts";
import { createServer, type Server } from "../../src/runtime/server.ts";
import { defaultSettings, type Settings } from "../../src/runtime/settings.ts";
import { FakeClock, turn } from "../fake-clock.ts";
import { PlainPasswords, SeededCrypto } from "../seeded.ts";
import { Guest, secretOf, type Wire } from "./guest.ts";

export interface SiteOptions {
  readonly settings?: Partial<Settings>;
  /** sites that share it are servers on one database */
  readonly data?: MemoryData;
  /** open already, and closed by the caller; default: in memory, on `data` */
  readonly store?: Store;
  readonly clock?: FakeClock;
  readonly passwords?: PasswordScheme;
  readonly log?: Log;
  readonly seed?: number;
}

/** Many more turns of the event loop than the longest chain of calls to the store that says nothing in between. */
const quietTurns = 40;

export class Site {
  readonly server: Server;
  readonly store: Store;
  readonly clock: FakeClock;
  readonly metrics = new Metrics();
  readonly guests = new Set<Guest>();
  readonly #data: MemoryData;
  #heard = 0;

  private constructor(options: SiteOptions, store: Store, data: MemoryData) {
    const {
      settings = {},
      clock = new FakeClock(),
      passwords = new PlainPasswords(),
      log = silentLog,
    } = options;
    this.store = store;
    this.#data = data;
    this.clock = clock;
    this.server = createServer({
      store,
      clock,
      crypto: new SeededCrypto(options.seed ?? 1),
      passwords,
      settings: { ...defaultSettings, limits: false, ...settings },
      log,
      metrics: this.metrics,
    });
  }

  static async open(options: SiteOptions = {}): Promise<Site> {
    const data = options.data ?? createMemoryData();
    const store = options.store ?? createMemoryStore({ data });
    if (options.store === undefined) await store.open();
    const site = new Site(options, store, data);
    await site.server.start();
    return site;
  }

  /** what a store in memory holds */
  get rows(): MemoryTenant {
    return tenantOf(this.#data, defaultSettings.tenant);
  }

  /** A new connection; its greeting is the first text. */
  visit(name = "guest", address = "192.0.2.1"): Guest {
    const guest = new Guest(name);
    const line = new Line(guest, address, () => this.#heard++);
    guest.adopt(line);
    line.receiver = this.server.accept(line, {});
    this.guests.add(guest);
    return guest;
  }

  /** An account and its first session. */
  async enroll(name: string, init: Readonly<Record<string, unknown>> = {}, address?: string): Promise<Guest> {
    const guest = this.visit(name, address);
    await guest.must("acc", { user: "new", auth: [{ secret: secretOf(name) }], init });
    await guest.logIn({ secret: secretOf(name) });
    return guest;
  }

  /** Another session of the same user. */
  async again({ name, token }: Guest): Promise<Guest> {
    const guest = this.visit(name);
    await guest.logIn({ scheme: "token", secret: token });
    return guest;
  }

  /** Resolves when nothing is under way any more. */
  async settle(): Promise<void> {
    for (let quiet = 0, heard = this.#heard; quiet < quietTurns; quiet++) {
      await turn();
      if (heard !== this.#heard || this.server.stats().queued > 0) quiet = 0;
      heard = this.#heard;
    }
  }

  /** Let time pass; whatever timers set in motion comes to rest. */
  pass(ms: number): Promise<void> {
    return this.clock.advance(ms, () => this.settle());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const guest of this.guests) guest.hangUp();
    const drained = this.server.drain(10_000);
    await this.settle();
    await drained;
  }
}

/** Keeps passwords as they are, and counts how often one was compared or hashed. */
export class CountedPasswords extends PlainPasswords {
  hashes = 0;
  verifies = 0;

  override hash(password: string): Promise<string> {
    this.hashes++;
    return super.hash(password);
  }

  override verify(password: string, stored: string | undefined): Promise<boolean> {
    this.verifies++;
    return super.verify(password, stored);
  }
}

/** Both ends of a connection without a network, with the back-pressure of a real one. */
class Line implements Connection, Wire {
  readonly transport = "websocket";
  readonly address: string;
  receiver: Receiver | undefined;
  readonly #guest: Guest;
  readonly #heard: () => void;
  readonly #waiting: string[] = [];
  #isReading = true;
  #isOpen = true;
  #isDue = false;
  #isStalled = false;

  constructor(guest: Guest, address: string, heard: () => void) {
    this.#guest = guest;
    this.address = address;
    this.#heard = heard;
  }

  ready(): boolean {
    return this.#isOpen && !this.#isStalled;
  }

  write(frames: readonly Frame[]): number {
    this.#heard();
    for (const { text } of frames) this.#guest.packet(text);
    return frames.length;
  }

  resume(): void {
    this.#isReading = true;
    this.#schedule();
  }

  close(reason: CloseName): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#heard();
    this.#guest.closed(closes[reason].code);
  }

  send(text: string): void {
    this.#waiting.push(text);
    this.#schedule();
  }

  sendBinary(): void {
    if (this.#isOpen) this.receiver?.receivedBinary();
  }

  stall(): void {
    this.#isStalled = true;
  }

  sync(): Promise<void> {
    return Promise.resolve();
  }

  hangUp(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.receiver?.closed();
  }

  /** What was sent arrives in a turn of its own. */
  #schedule(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      this.#read();
    });
  }

  #read(): void {
    this.#heard();
    while (this.#isReading && this.#isOpen) {
      const text = this.#waiting.shift();
      if (text === undefined) return;
      this.#isReading = this.receiver?.received(text) ?? false;
    }
  }
}
