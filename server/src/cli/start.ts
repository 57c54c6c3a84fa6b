// Puts a server together in the order of what rests on what, and takes it apart in the other direction. Either all of it runs, or nothing
// is left behind and the failure says what to try.
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import { LongpollTransport } from "../adapters/transport-longpoll/index.ts";
import { WebsocketTransport } from "../adapters/transport-websocket/index.ts";
import { createAdmin, type AdminRoutes } from "../runtime/admin.ts";
import { createHttp, type Endpoint, type Http } from "../runtime/http.ts";
import { formatListen, type Listen } from "../runtime/http/listen.ts";
import type { Crypto } from "../ports/crypto.ts";
import type { Log } from "../runtime/log.ts";
import { Metrics, type Levels } from "../runtime/metrics.ts";
import { createServer, type Server } from "../runtime/server.ts";
import { keysOf as apiKeysOf } from "./apikey.ts";
import { buildStamp } from "./build.ts";
import {
  adminSecretOf,
  CannotStart,
  keysOf,
  messageOf,
  removeAdminAddress,
  useFolder,
  writeAdminAddress,
  type DataFolder,
} from "./data-folder.ts";
import { fillDemo, refuseUsed } from "./demo.ts";
import { mostSockets } from "./descriptors.ts";
import { openMessenger } from "./messenger.ts";
import type { Config } from "./options.ts";
import { orderNames, perform, statusOf, type OrderParts } from "./orders.ts";
import { createCrypto, createPasswordScheme, createStore, systemClock } from "./parts.ts";
import { settingsOf } from "./settings-of.ts";

export interface Running {
  readonly folder: DataFolder;
  readonly listens: readonly Listen[];
  readonly adminUrl: string;
  /** the messenger is served at / */
  readonly hasMessenger: boolean;
  readonly metrics: Metrics;
  /** Stop accepting, finish what is under way, tell the sessions, close the store. */
  stop(withinMs: number): Promise<void>;
}

/** @throws CannotStart, CannotOpen, CannotListen */
export async function start(config: Config, log: Log, demo: boolean): Promise<Running> {
  const folder = useFolder(config.data);
  // read and compressed while the store opens; it never fails
  const opening = openMessenger(config, log);
  const crypto = createCrypto(keysOf(folder).server);
  const secret = adminSecretOf(folder);
  const store = createStore(folder.database, log);
  await store.open();
  const undo: (() => Promise<void> | void)[] = [() => store.close()];
  try {
    const passwords = createPasswordScheme(config);
    const settings = settingsOf(config, buildStamp);
    const metrics = new Metrics();
    const demoParts = { store, passwords, crypto, settings, now: systemClock.now() };
    if (demo) await refuseUsed(demoParts);
    const parts = { store, clock: systemClock, crypto, passwords, settings, log, metrics };
    const server = createServer(parts);
    await server.start();

    const messenger = await opening;
    const publicSide = listenTo(config, server, crypto, log, messenger);
    undo.push(() => publicSide.http.destroy());
    const listens: Listen[] = [];
    for (const wanted of config.listen) listens.push(await publicSide.http.listen(wanted));
    if (demo) await fillDemo(demoParts);

    const lag = monitorEventLoopDelay({ resolution: lagResolutionMs });
    lag.enable();
    undo.push(() => void lag.disable());
    metrics.watch(() => levelsOf(server, passwords.queued, lag));
    const orderParts = {
      operator: server.operator,
      store,
      trouble: () => [...server.trouble(), ...server.warnings()],
    };
    const admin = createAdmin({ secret, log, routes: routesOf(orderParts, server, metrics) });
    const adminUrl = `http://${formatListen(await startAdmin(admin, config["admin.listen"]))}`;
    undo.push(() => admin.stop());
    writeAdminAddress(folder, { url: adminUrl, pid: process.pid });
    undo.push(() => removeAdminAddress(folder));

    return {
      folder,
      listens,
      adminUrl,
      hasMessenger: messenger.length > 0,
      metrics,
      async stop(withinMs) {
        publicSide.closeDoors();
        await server.drain(withinMs);
        publicSide.close();
        await publicSide.settled();
        await undoAll(undo);
      },
    };
  } catch (error) {
    await undoAll(undo);
    throw error;
  }
}

/** Sessions that were told to go have this long to answer. */
const closingMs = 2_000;

async function undoAll(undo: (() => Promise<void> | void)[]): Promise<void> {
  for (let step = undo.pop(); step !== undefined; step = undo.pop()) await step();
}

interface PublicSide {
  readonly http: Http;
  /** no new sessions; requests of those that are open, as polls for their last packets, are still served */
  closeDoors(): void;
  /** no new connections */
  close(): void;
  /** Until the last packets and closing handshakes are through, or their time is over. */
  settled(): Promise<void>;
}

function listenTo(
  config: Config,
  server: Server,
  crypto: Crypto,
  log: Log,
  messenger: readonly Endpoint[],
): PublicSide {
  const keys = apiKeysOf(config);
  const isKey = (key: string): boolean => keys.check(key) !== undefined;
  const websocket = new WebsocketTransport({
    accept: server.accept,
    clock: systemClock,
    limits: {
      payloadBytes: config["websocket.maxPayload"],
      fragments: config["websocket.fragments"],
      chunks: config["websocket.chunks"],
      pingMs: config["websocket.ping"],
    },
  });
  const longpoll = new LongpollTransport({
    accept: server.accept,
    clock: systemClock,
    crypto,
    isKey,
    limits: {
      bodyBytes: config["poll.maxBody"],
      pollMs: config["poll.wait"],
      idleMs: config["poll.expire"],
    },
  });
  const http = createHttp({
    isKey,
    endpoints: [...messenger, websocket, longpoll],
    health: () => ({ reasons: server.trouble(), warnings: server.warnings() }),
    log,
    origins: config.origins.length === 0 ? undefined : config.origins,
    trustedProxies: config.proxies,
    limits: {
      headerBytes: config["http.headers"],
      headerFields: config["http.headerFields"],
      headersMs: config["http.headersWithin"],
      requestMs: config["http.requestWithin"],
      sockets: mostSockets(),
    },
  });
  return {
    http,
    closeDoors() {
      websocket.close();
      longpoll.close();
    },
    close: () => http.close(),
    async settled() {
      const until = performance.now() + closingMs;
      while (http.sockets > 0 && performance.now() < until) await setTimeout(20);
    },
  };
}

// ---- the operator's side

async function startAdmin(admin: ReturnType<typeof createAdmin>, at: Listen): Promise<Listen> {
  // a name could lead elsewhere: localhost is what it says
  const host = at.host === "localhost" ? "127.0.0.1" : at.host;
  try {
    return await admin.start({ host, port: at.port });
  } catch (error) {
    throw new CannotStart(
      `The admin listener cannot use ${formatListen(at)} (${messageOf(error)}). Try --admin-listen 127.0.0.1:0, which takes any free port`,
      { cause: error },
    );
  }
}

function routesOf(parts: OrderParts, server: Server, metrics: Metrics): AdminRoutes {
  const orders = orderNames.map((name) => {
    const route = async (body: unknown): Promise<{ status: number; body: unknown }> => {
      const answer = await perform(parts, name, body);
      return { status: statusOf(answer), body: answer };
    };
    return [`POST /${name}`, route] as const;
  });
  return {
    ...Object.fromEntries(orders),
    "GET /metrics": async () => ({ status: 200, body: await metrics.text(), type: metrics.contentType }),
    "GET /stats": () => Promise.resolve({ status: 200, body: { ok: true, ...server.stats() } }),
  };
}

const lagResolutionMs = 20;

function levelsOf(server: Server, passwords: number, lag: ReturnType<typeof monitorEventLoopDelay>): Levels {
  const stats = server.stats();
  // the histogram holds the time between two turns of a timer, of which the resolution was asked for
  const seconds = (nanoseconds: number): number =>
    Math.max(0, (nanoseconds || 0) / 1e9 - lagResolutionMs / 1e3);
  const lagNow = { mean: seconds(lag.mean), p99: seconds(lag.percentile(99)), max: seconds(lag.max) };
  lag.reset();
  return {
    sessions: stats.sessions,
    users: stats.users,
    topics: stats.topics,
    attachments: stats.attachments,
    queues: { topics: stats.queued, presence: stats.presence, marks: stats.marks, passwords },
    residentBytes: process.memoryUsage.rss(),
    lag: lagNow,
    ready: server.trouble().length === 0,
  };
}
