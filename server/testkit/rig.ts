// Three ways to stand up one and the same server under a fake clock: everything in memory; real sockets and SQLite over WebSocket; the same
// over long polling. Ports are random and on loopback, files are in a temporary folder; `close` leaves nothing behind.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closes } from "../src/core/closes.ts";
import type { Extension } from "../src/core/extensions.ts";
import type { Store } from "../src/ports/store.ts";
import type { Accept, Connection, Frame, Receiver } from "../src/ports/transport.ts";
import { createMemoryStore } from "../src/adapters/store-memory/index.ts";
import { createSqliteStore } from "../src/adapters/store-sqlite/index.ts";
import { LongpollTransport } from "../src/adapters/transport-longpoll/index.ts";
import { WebsocketTransport } from "../src/adapters/transport-websocket/index.ts";
import { createHttp } from "../src/runtime/http.ts";
import type { Http } from "../src/runtime/http.ts";
import { silentLog } from "../src/runtime/log.ts";
import { createServer } from "../src/runtime/server.ts";
import type { Server } from "../src/runtime/server.ts";
import { defaultSettings } from "../src/runtime/settings.ts";
import type { Settings } from "../src/runtime/settings.ts";
import { FakeClock } from "./fake-clock.ts";
import { connectLongPoll, connectWebSocket } from "./raw-clients.ts";
import type { Listener, RawClient } from "./raw-clients.ts";
import { PlainPasswords, SeededCrypto } from "./seeded.ts";
import type { RigName } from "./transcript.ts";

/** What a conversation may set before anybody is there. */
export interface HouseSettings {
  readonly groupMembers?: number;
  readonly groupRequests?: number;
  readonly groupsPerUser?: number;
  readonly bearerMembers?: number;
  readonly largeTopic?: number;
  /** extensions that are switched off */
  readonly off?: readonly Extension[];
  /** "damping": presence is damped, but no rate is ever exceeded; default: no limits at all */
  readonly limits?: "all" | "damping";
}

/** One server and its surroundings. */
export interface House {
  readonly clock: FakeClock;
  connect(listener: Listener, hello: { readonly id?: string }): Promise<RawClient>;
  /** Drain, and start anew on the same data and the same clock. */
  restart(): Promise<void>;
  /** An order of the operator about the account of that login name. Throws when it is refused. */
  operate(act: "disable" | "enable" | "delete", name: string): Promise<void>;
  close(): Promise<void>;
}

export interface Rig {
  readonly name: RigName;
  open(settings: HouseSettings): Promise<House>;
}

/** How clients reach a server of the rig. */
interface Doors {
  connect(listener: Listener, hello: { readonly id?: string }): Promise<RawClient>;
  close(): Promise<void>;
}

const drainMs = 10_000;
/** Pings are the transport's own tests' business; here they would only make hours long. */
const pingMs = 24 * 3_600_000;

export const memoryRig: Rig = {
  name: "memory",
  async open(settings) {
    const store = createMemoryStore();
    await store.open();
    return openHouse(settings, {
      openStore: () => Promise.resolve(store),
      closeStore: () => Promise.resolve(),
      openDoors: (server) => Promise.resolve(memoryDoors(server.accept)),
      leave: () => store.close(),
    });
  },
};

export const websocketRig: Rig = { name: "websocket", open: (settings) => openReal("websocket", settings) };
export const longpollRig: Rig = { name: "longpoll", open: (settings) => openReal("longpoll", settings) };

interface Surroundings {
  openStore(): Promise<Store>;
  closeStore(store: Store): Promise<void>;
  openDoors(server: Server, clock: FakeClock, crypto: SeededCrypto): Promise<Doors>;
  leave(): Promise<void>;
}

async function openHouse(given: HouseSettings, around: Surroundings): Promise<House> {
  const clock = new FakeClock();
  const crypto = new SeededCrypto(1);
  const settings = settingsOf(given);
  const start = async (): Promise<{ server: Server; store: Store; doors: Doors }> => {
    const store = await around.openStore();
    const server = createServer({
      store,
      clock,
      crypto,
      passwords: new PlainPasswords(),
      settings,
      log: silentLog,
    });
    await server.start();
    return { server, store, doors: await around.openDoors(server, clock, crypto) };
  };
  const stop = async (): Promise<void> => {
    await running.server.drain(drainMs);
    await running.doors.close();
    await around.closeStore(running.store);
  };
  let running = await start();
  return {
    clock,
    connect: (listener, hello) => running.doors.connect(listener, hello),
    async restart() {
      await stop();
      running = await start();
    },
    async operate(act, name) {
      const done = await running.server.operator.setState(name, act);
      if (!done.ok) throw new Error(`${act} ${name}: ${done.fault}`);
    },
    async close() {
      await stop();
      await around.leave();
    },
  };
}

function settingsOf({ limits, off = [], ...numbers }: HouseSettings): Settings {
  const { policy, rates } = defaultSettings;
  const endless = { burst: 1e9, perSecond: 1e9 };
  const unlimited = Object.fromEntries(Object.keys(rates).map((name) => [name, endless]));
  return {
    ...defaultSettings,
    limits: limits !== undefined,
    rates: limits === "damping" ? { ...rates, ...unlimited } : rates,
    off: new Set(off),
    policy: { ...policy, ...numbers },
  };
}

async function openReal(kind: "websocket" | "longpoll", settings: HouseSettings): Promise<House> {
  const folder = await mkdtemp(join(tmpdir(), "natter-transcript-"));
  return openHouse(settings, {
    async openStore() {
      const store = createSqliteStore({ file: join(folder, "natter.db") });
      await store.open();
      return store;
    },
    closeStore: (store) => store.close(),
    openDoors: (server, clock, crypto) => realDoors(kind, server, clock, crypto),
    leave: () => rm(folder, { recursive: true, force: true }),
  });
}

const apiKey = "AQEAAAABAAD_rAp4DJh05a1HAwFT3A6K";

async function realDoors(
  kind: "websocket" | "longpoll",
  { accept }: Server,
  clock: FakeClock,
  crypto: SeededCrypto,
): Promise<Doors> {
  const isKey = (key: string): boolean => key === apiKey;
  const websocket = new WebsocketTransport({ accept, clock, limits: { pingMs } });
  const longpoll = new LongpollTransport({ accept, clock, crypto, isKey });
  const http: Http = createHttp({
    isKey,
    endpoints: [websocket, longpoll],
    health: () => ({ reasons: [], warnings: [] }),
    log: silentLog,
  });
  const { port } = await http.listen({ host: "127.0.0.1", port: 0 });
  const at = `127.0.0.1:${port}/v0/channels`;
  return {
    connect(listener, { id }) {
      const query = `?apikey=${apiKey}${id === undefined ? "" : `&id=${id}`}`;
      return kind === "websocket"
        ? connectWebSocket(`ws://${at}${query}`, listener)
        : connectLongPoll(`http://${at}/lp${query}`, listener);
    },
    async close() {
      websocket.close();
      longpoll.close();
      await http.destroy();
    },
  };
}

/** Connections without a network: texts are handed over in a turn of their own, as a socket would. */
function memoryDoors(accept: Accept): Doors {
  return {
    connect(listener, hello) {
      const connection = new MemoryConnection(listener);
      connection.start(accept(connection, hello));
      return Promise.resolve(connection);
    },
    close: () => Promise.resolve(),
  };
}

class MemoryConnection implements Connection, RawClient {
  readonly transport = "websocket";
  readonly address = "memory";
  readonly #listener: Listener;
  #receiver: Receiver | undefined;
  #waiting: string[] = [];
  #isReading = true;
  #isOpen = true;

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  start(receiver: Receiver): void {
    this.#receiver = receiver;
  }

  ready(): boolean {
    return this.#isOpen;
  }

  write(frames: readonly Frame[]): number {
    for (const { text } of frames) setImmediate(() => this.#listener.packet(text));
    return frames.length;
  }

  resume(): void {
    this.#isReading = true;
    this.#read();
  }

  close(reason: keyof typeof closes): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    setImmediate(() => this.#listener.closed(closes[reason].code));
  }

  sync(): Promise<void> {
    return Promise.resolve();
  }

  send(text: string): void {
    this.#waiting.push(text);
    setImmediate(() => this.#read());
  }

  hangUp(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#receiver?.closed();
  }

  #read(): void {
    while (this.#isReading && this.#isOpen) {
      const text = this.#waiting.shift();
      if (text === undefined) return;
      this.#isReading = this.#receiver?.received(text) ?? false;
    }
  }
}
