// A server in this process with everything in reach: its store, its clock, its connections, its counts. Parts can be put between:
// a store that fails or lies, a wire that loses packets. Nothing here waits for real time unless the test chooses the real clock.
import { closes, type CloseName } from "../src/core/closes.ts";
import { systemClock } from "../src/cli/parts.ts";
import { createMemoryData, type MemoryData } from "../src/adapters/store-memory/data.ts";
import { createMemoryStore } from "../src/adapters/store-memory/index.ts";
import type { Clock } from "../src/ports/clock.ts";
import type { Store } from "../src/ports/store.ts";
import type { Accept, Connection, Frame, Receiver } from "../src/ports/transport.ts";
import { silentLog, type Log } from "../src/runtime/log.ts";
import { Metrics } from "../src/runtime/metrics.ts";
import { createServer, type Server } from "../src/runtime/server.ts";
import { defaultSettings, type Settings } from "../src/runtime/settings.ts";
import type { Dial } from "./client.ts";
import { PlainPasswords, SeededCrypto } from "./seeded.ts";
import type { Listener, PausableClient } from "./raw-clients.ts";

/** Between the server and a client: what it gets instead of that packet. */
export type Wire = (text: string, client: Listener) => readonly string[];

export interface LabOptions {
  readonly clock?: Clock;
  readonly settings?: Partial<Settings>;
  /** makes the store, also after a restart; default: in memory, on `data` */
  readonly openStore?: () => Promise<Store>;
  readonly store?: (store: Store) => Store;
  readonly wire?: Wire;
  readonly data?: MemoryData;
  readonly log?: Log;
  readonly seed?: number;
}

export class Lab {
  readonly data: MemoryData;
  readonly #options: LabOptions;
  readonly #crypto: SeededCrypto;
  #running: { readonly server: Server; readonly store: Store; readonly metrics: Metrics } | undefined;
  #ends = new Set<ClientEnd>();

  private constructor(options: LabOptions) {
    this.#options = options;
    this.#crypto = new SeededCrypto(options.seed ?? 1);
    this.data = options.data ?? createMemoryData();
  }

  static async open(options: LabOptions = {}): Promise<Lab> {
    const lab = new Lab(options);
    await lab.#start();
    return lab;
  }

  get server(): Server {
    return this.#up().server;
  }

  get store(): Store {
    return this.#up().store;
  }

  get metrics(): Metrics {
    return this.#up().metrics;
  }

  readonly dial: Dial = (listener) => {
    const end = new ClientEnd(listener, this.#options.wire);
    this.#ends.add(end);
    end.start(this.server.accept);
    return Promise.resolve(end);
  };

  /** The process dies: sessions see their sockets break, what is under way in memory is lost. `meanwhile` looks at what is stored. */
  async crash(meanwhile?: (data: MemoryData) => void): Promise<void> {
    const { store } = this.#up();
    for (const end of this.#ends) end.cut();
    this.#ends.clear();
    await store.close();
    meanwhile?.(this.data);
    await this.#start();
  }

  async close(): Promise<void> {
    const { server, store } = this.#up();
    // a drain waits a while for who does not read; under a clock that stands still that is for ever
    for (const end of this.#ends) end.resume();
    await server.drain(10_000);
    await store.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #start(): Promise<void> {
    const {
      clock = systemClock,
      settings = {},
      store: wrap = same,
      openStore,
      log = silentLog,
    } = this.#options;
    const store = wrap(await (openStore?.() ?? this.#memory()));
    const metrics = new Metrics();
    const server = createServer({
      store,
      clock,
      crypto: this.#crypto,
      passwords: new PlainPasswords(),
      settings: { ...defaultSettings, limits: false, ...settings },
      log,
      metrics,
    });
    await server.start();
    this.#running = { server, store, metrics };
  }

  async #memory(): Promise<Store> {
    const store = createMemoryStore({ data: this.data });
    await store.open();
    return store;
  }

  #up(): { readonly server: Server; readonly store: Store; readonly metrics: Metrics } {
    if (this.#running === undefined) throw new Error("the server of the lab does not run");
    return this.#running;
  }
}

function same<T>(value: T): T {
  return value;
}

/** The client's end of a connection without a network. Each packet arrives in a turn of its own, as over a socket. */
class ClientEnd implements PausableClient {
  readonly #listener: Listener;
  readonly #server: ServerEnd;
  #isOpen = true;

  constructor(listener: Listener, wire: Wire | undefined) {
    this.#listener = listener;
    this.#server = new ServerEnd(
      (text) => {
        if (this.#isOpen) for (const one of wire?.(text, listener) ?? [text]) listener.packet(one);
      },
      (code) => {
        if (this.#isOpen) listener.closed(code);
        this.#isOpen = false;
      },
    );
  }

  start(accept: Accept): void {
    this.#server.receiver = accept(this.#server, {});
  }

  send(text: string): void {
    this.#server.arrive(text);
  }

  sync(): Promise<void> {
    return Promise.resolve();
  }

  pause(): void {
    this.#server.isStuck = true;
  }

  resume(): void {
    this.#server.isStuck = false;
    this.#server.receiver?.writable();
  }

  hangUp(): void {
    this.#isOpen = false;
    this.#server.end();
  }

  /** The server is gone. */
  cut(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#server.end();
    this.#listener.closed(1006);
  }
}

class ServerEnd implements Connection {
  readonly transport = "websocket";
  readonly address = "lab";
  receiver: Receiver | undefined;
  isStuck = false;
  readonly #deliver: (text: string) => void;
  readonly #closed: (code: number) => void;
  readonly #waiting: string[] = [];
  #isReading = true;
  #isOpen = true;

  constructor(deliver: (text: string) => void, closed: (code: number) => void) {
    this.#deliver = deliver;
    this.#closed = closed;
  }

  ready(): boolean {
    return this.#isOpen && !this.isStuck;
  }

  write(frames: readonly Frame[]): number {
    setImmediate(() => {
      for (const { text } of frames) this.#deliver(text);
    });
    return frames.length;
  }

  resume(): void {
    this.#isReading = true;
    this.#read();
  }

  close(reason: CloseName): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    setImmediate(() => this.#closed(closes[reason].code));
  }

  arrive(text: string): void {
    this.#waiting.push(text);
    setImmediate(() => this.#read());
  }

  end(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.receiver?.closed();
  }

  #read(): void {
    while (this.#isReading && this.#isOpen) {
      const text = this.#waiting.shift();
      if (text === undefined) return;
      this.#isReading = this.receiver?.received(text) ?? false;
    }
  }
}
