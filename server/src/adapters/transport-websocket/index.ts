// WebSocket (spec: 0.4 §1.4): one JSON message per text frame, both ways. Handshakes come from the HTTP listener.
// Tight where `ws` is loose: no compression, small messages, few fragments, a short wait for the closing handshake.
import type { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { Server, ServerOptions } from "ws";
import type { Clock } from "../../ports/clock.ts";
import type { Accept, Visit } from "../../ports/transport.ts";
import { Channel, SocketConnection } from "./connection.ts";
import { Pulse } from "./pulse.ts";

export interface WebsocketLimits {
  /** largest message that the socket takes at all; what a session may send is the receiver's `maxBytes` */
  readonly payloadBytes: number;
  readonly fragments: number;
  /** pieces of an unfinished frame that are kept */
  readonly chunks: number;
  /** pongs that the client did not take yet, before a flood of pings ends the connection */
  readonly pongs: number;
  /** a connection is pinged once in this time, and dead when that long without answer */
  readonly pingMs: number;
  /** from our close to the end of the socket */
  readonly closeMs: number;
  /** a client that reads slower than this may be taken for dead while much waits for it */
  readonly slowestBytesPerSecond: number;
}

export const defaultWebsocketLimits: WebsocketLimits = {
  payloadBytes: 131_072,
  fragments: 64,
  chunks: 1_024,
  pongs: 64,
  pingMs: 30_000,
  closeMs: 3_000,
  slowestBytesPerSecond: 32_768,
};

export interface WebsocketOptions {
  readonly accept: Accept;
  readonly clock: Clock;
  readonly limits?: Partial<WebsocketLimits>;
}

/** What the declarations of `ws` 8 leave out. */
type AllServerOptions = ServerOptions<typeof Channel> & { closeTimeout: number; maxPendingAutoPongs: number };

/** Create with `new`; hand it to the HTTP listener as an endpoint. */
export class WebsocketTransport {
  readonly paths = ["/v0/channels"] as const;
  readonly #accept: Accept;
  readonly #server: Server<typeof Channel>;
  readonly #pulse: Pulse;
  readonly #bytesPerBeat: number;
  #isOpen = true;

  constructor({ accept, clock, limits: given }: WebsocketOptions) {
    const limits = { ...defaultWebsocketLimits, ...given };
    this.#accept = accept;
    this.#pulse = new Pulse(clock, limits.pingMs);
    this.#bytesPerBeat = (limits.slowestBytesPerSecond * limits.pingMs) / 1_000;
    const options: AllServerOptions = {
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      skipUTF8Validation: false,
      maxPayload: limits.payloadBytes,
      maxFragments: limits.fragments,
      maxBufferedChunks: limits.chunks,
      maxPendingAutoPongs: limits.pongs,
      closeTimeout: limits.closeMs,
      WebSocket: Channel,
    };
    this.#server = new WebSocketServer(options);
  }

  /** connections open now */
  get connections(): number {
    return this.#pulse.size;
  }

  /** Everything under the path that is no handshake with a valid key (spec: 0.4 §1.2, §1.4: key, method, upgrade). */
  request(request: IncomingMessage, response: ServerResponse, visit: Visit): void {
    if (!visit.keyed) refuse(response, 403, "Missing, invalid or expired API key");
    else if (request.method !== "GET") refuse(response, 405, "Only GET is served here");
    else refuse(response, 400, "This is a websocket endpoint; ask for an upgrade to websocket");
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, visit: Visit): void {
    if (!this.#isOpen || !(socket instanceof Socket)) {
      socket.on("error", () => socket.destroy());
      socket.end(
        "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n",
      );
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (channel) => this.#open(channel, socket, visit));
  }

  /** No new connections. Those that are open are the runtime's to close. */
  close(): void {
    this.#isOpen = false;
  }

  #open(channel: Channel, socket: Socket, visit: Visit): void {
    const connection = new SocketConnection(channel, socket, visit.address, this.#pulse, this.#bytesPerBeat);
    const id = visit.query.get("id") ?? "";
    try {
      connection.start(this.#accept(connection, id === "" ? {} : { id }));
    } catch (error) {
      connection.close("internal");
      throw error;
    }
  }
}

function refuse(response: ServerResponse, code: number, text: string): void {
  response.writeHead(code, {
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Length": Buffer.byteLength(text),
    "Cache-Control": "no-store",
    ...(code === 405 ? { Allow: "GET" } : {}),
    ...(code === 400 ? { Upgrade: "websocket", Connection: "Upgrade" } : {}),
  });
  response.end(text);
}
