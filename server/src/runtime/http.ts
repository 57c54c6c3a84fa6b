// The public HTTP listener: limits, routes, API keys of URL and header, health. Transports stand behind it as endpoints.
// Nothing ambient authenticates a request: no cookies, no HTTP authentication, so any origin may call (security.md §2.1).
// URLs are never logged: API key and sid stand in them.
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { Duplex } from "node:stream";
import type { Socket } from "node:net";
import type { Visit } from "../ports/transport.ts";
import type { AddressOf } from "./http/address.ts";
import { createAddressOf } from "./http/address.ts";
import type { Listen } from "./http/listen.ts";
import { listenOn } from "./http/listen.ts";
import { isOwnOrigin } from "./http/origin.ts";
import { servePage, type Health } from "./http/pages.ts";
import { refuseBytes, refuseRequest } from "./http/refuse.ts";
import type { Log } from "./log.ts";

/** Something that answers under paths of its own. Neither call may throw for what a client did. */
export interface Endpoint {
  readonly paths: readonly string[];
  /** every request but a handshake, of any method; the body is unread */
  request(request: IncomingMessage, response: ServerResponse, visit: Visit): void;
  /** a GET with `Upgrade: websocket` and a valid API key */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer, visit: Visit): void;
}

export interface HttpLimits {
  /** all header fields of a request together, and their number */
  readonly headerBytes: number;
  readonly headerFields: number;
  /** from the first byte (or the connect) to the end of the header fields, and to the end of the body */
  readonly headersMs: number;
  readonly requestMs: number;
  /** an idle connection is kept so long; longer than reverse proxies keep theirs */
  readonly keepAliveMs: number;
  readonly requestsPerSocket: number;
  /** open sockets, long-lived ones included; leave descriptors for files */
  readonly sockets: number;
}

export const defaultHttpLimits: HttpLimits = {
  headerBytes: 8_192,
  headerFields: 64,
  headersMs: 5_000,
  requestMs: 30_000,
  keepAliveMs: 65_000,
  requestsPerSocket: 10_000,
  sockets: Number.POSITIVE_INFINITY,
};

export interface HttpOptions {
  readonly isKey: (key: string) => boolean;
  readonly endpoints: readonly Endpoint[];
  /** asked at each /readyz */
  readonly health: () => Health;
  readonly log: Log;
  readonly limits?: Partial<HttpLimits>;
  /** the only foreign `Origin`s that may call; undefined = any, as the protocol promises */
  readonly origins?: readonly string[] | undefined;
  /** addresses and networks of reverse proxies whose X-Forwarded-For is believed */
  readonly trustedProxies?: readonly string[];
}

/** how late a timeout may be noticed */
const longestCheckMs = 1_000;

/** @throws RangeError when an entry of `trustedProxies` is no address and no network */
export function createHttp(options: HttpOptions): Http {
  return new Http(options);
}

export class Http {
  readonly #options: HttpOptions;
  readonly #limits: HttpLimits;
  readonly #addressOf: AddressOf;
  readonly #origins: ReadonlySet<string> | undefined;
  readonly #endpoints = new Map<string, Endpoint>();
  readonly #sockets = new Set<Socket>();
  /** the newest answer on each socket */
  readonly #answers = new WeakMap<Duplex, ServerResponse>();
  readonly #visits = new WeakMap<IncomingMessage, Visit>();
  readonly #servers: Server[] = [];
  #isOpen = true;
  #isFull = false;

  constructor(options: HttpOptions) {
    this.#options = options;
    this.#limits = { ...defaultHttpLimits, ...options.limits };
    this.#addressOf = createAddressOf(options.trustedProxies ?? []);
    this.#origins = options.origins && new Set(options.origins.map((origin) => origin.toLowerCase()));
    for (const endpoint of options.endpoints) {
      for (const path of endpoint.paths) this.#endpoints.set(path, endpoint);
    }
  }

  /**
   * Listen on one more address; resolves to it with the port it got.
   * @throws CannotListen
   */
  async listen(wanted: Listen): Promise<Listen> {
    const { servers, at } = await listenOn(() => this.#create(), wanted);
    this.#servers.push(...servers);
    return at;
  }

  /** sockets open now */
  get sockets(): number {
    return this.#sockets.size;
  }

  /** Stop accepting. Idle connections end, the others with their next answer; websockets are their transport's. */
  close(): void {
    this.#isOpen = false;
    for (const server of this.#servers) server.close();
  }

  /** Stop accepting and end every socket; resolves when all are gone. */
  async destroy(): Promise<void> {
    const gone = [...this.#servers.filter((server) => server.listening), ...this.#sockets].map(onceClosed);
    this.close();
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(gone);
  }

  #create(): Server {
    const limits = this.#limits;
    const server = createServer({
      maxHeaderSize: limits.headerBytes,
      headersTimeout: Math.min(limits.headersMs, limits.requestMs), // the platform refuses more
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: Math.min(longestCheckMs, limits.headersMs / 4),
      keepAliveTimeout: limits.keepAliveMs,
      requireHostHeader: false, // asked for below: the platform's refusal leaves what follows on the connection half served
      shouldUpgradeCallback: (request) => this.#isHandshake(request),
    });
    server.maxHeadersCount = limits.headerFields + 1; // one more shows that there were too many
    server.maxRequestsPerSocket = limits.requestsPerSocket;
    server.on("connection", (socket) => this.#connected(socket));
    server.on("request", (request, response) => this.#request(request, response));
    server.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
    server.on("clientError", (error, socket) => refuseBytes(error, socket, this.#answers.get(socket)));
    return server;
  }

  /** More sockets than there are descriptors would take those of the store. Said once, until there is room again. */
  #connected(socket: Socket): void {
    if (this.#sockets.size >= this.#limits.sockets) {
      if (!this.#isFull)
        this.#options.log.warn({ sockets: this.#sockets.size }, "too many connections, new ones are refused");
      this.#isFull = true;
      socket.destroy();
      return;
    }
    this.#isFull = false;
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
  }

  #isHandshake(request: IncomingMessage): boolean {
    const upgrade = request.headers.upgrade?.toLowerCase() === "websocket";
    if (!upgrade || request.method !== "GET" || this.#fault(request) !== undefined) return false;
    return this.#endpoints.get(pathOf(request))?.upgrade !== undefined && this.#visit(request).keyed;
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    try {
      this.#endpoints.get(pathOf(request))?.upgrade?.(request, socket, head, this.#visit(request));
    } catch (error) {
      this.#options.log.error({ err: error }, "a websocket handshake failed");
      socket.destroy();
    }
  }

  #request(request: IncomingMessage, response: ServerResponse): void {
    this.#answers.set(request.socket, response);
    if (!this.#isOpen) response.shouldKeepAlive = false;
    const fault = this.#fault(request);
    if (fault !== undefined) return refuseRequest(response, fault[0], fault[1]);
    const endpoint = this.#endpoints.get(pathOf(request));
    if (endpoint === undefined) return servePage(pathOf(request), request, response, this.#options.health);
    try {
      endpoint.request(request, response, this.#visit(request));
    } catch (error) {
      this.#options.log.error({ err: error }, "an HTTP request failed");
      if (response.headersSent) response.destroy();
      else refuseRequest(response, 500, "internal error");
    }
  }

  /** A handshake is looked at twice. */
  #visit(request: IncomingMessage): Visit {
    const known = this.#visits.get(request);
    if (known !== undefined) return known;
    const visit = this.#read(request);
    this.#visits.set(request, visit);
    return visit;
  }

  /** What is wrong with any request, wherever it goes. */
  #fault(request: IncomingMessage): readonly [code: number, text: string] | undefined {
    if (request.httpVersionMajor !== 1) return [505, "Only HTTP/1.1 and HTTP/1.0 are served"];
    if (request.headers.host === undefined && request.httpVersionMinor > 0)
      return [400, "A Host field is missing"];
    if (request.rawHeaders.length > 2 * this.#limits.headerFields) return [431, "Too many header fields"];
    const origin = request.headers.origin?.toLowerCase();
    if (this.#origins === undefined || origin === undefined || this.#origins.has(origin)) return undefined;
    if (isOwnOrigin(origin, request.headers.host)) return undefined;
    return [403, "This origin is not allowed"];
  }

  #read(request: IncomingMessage): Visit {
    const url = request.url ?? "";
    const at = url.indexOf("?");
    const query = new URLSearchParams(at < 0 ? "" : url.slice(at + 1));
    const header = request.headers["x-tinode-apikey"];
    const key = query.get("apikey") || (typeof header === "string" ? header : "");
    const forwarded = request.headers["x-forwarded-for"];
    return {
      address: this.#addressOf(
        request.socket.remoteAddress,
        typeof forwarded === "string" ? forwarded : undefined,
      ),
      query,
      keyed: this.#options.isKey(key),
    };
  }
}

/** Proxies may send the whole URL. */
function pathOf(request: IncomingMessage): string {
  const url = (request.url ?? "").replace(/^https?:\/\/[^/?]*/i, "");
  const at = url.indexOf("?");
  return at < 0 ? url : url.slice(0, at);
}

function onceClosed(emitter: Server | Socket): Promise<void> {
  return new Promise((resolve) => {
    emitter.once("close", () => resolve());
  });
}
