// Long polling (spec: 0.4 §1.5): which request is what. A session is known by its sid, a secret of 128 bits in the query, in form
// fields or beside the message; what is in the body wins. Each answer is an HTTP answer of its own; see session.ts for what is sent when.
import type { IncomingMessage, ServerResponse } from "node:http";
import { bytesToBase64Url } from "../../core/ids.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Crypto } from "../../ports/crypto.ts";
import type { Accept, Visit } from "../../ports/transport.ts";
import type { Content } from "./body.ts";
import { hasBody, readBody } from "./body.ts";
import type { Delivery } from "./delivery.ts";
import { Witness } from "./delivery.ts";
import { Exchange, refusals } from "./exchange.ts";
import { Expiring } from "./expiring.ts";
import type { Lobby } from "./session.ts";
import { LongpollSession } from "./session.ts";
import type { Turn } from "./turns.ts";

export interface LongpollLimits {
  /** largest body that is read at all; what a session may send is the receiver's `maxBytes` */
  readonly bodyBytes: number;
  /** largest body of a request without session */
  readonly openingBytes: number;
  /** an open poll is answered empty after this time */
  readonly pollMs: number;
  /** a session without poll and request ends after this time */
  readonly idleMs: number;
  /** a client takes the answer to its poll in this time, or loses its connection (the packet is kept) */
  readonly sendMs: number;
}

export const defaultLongpollLimits: LongpollLimits = {
  bodyBytes: 131_072,
  openingBytes: 32_768,
  pollMs: 49_500,
  idleMs: 75_000,
  sendMs: 10_000,
};

export interface LongpollOptions {
  readonly accept: Accept;
  readonly clock: Clock;
  readonly crypto: Crypto;
  /** for keys in bodies; those of URL and header are checked before */
  readonly isKey: (key: string) => boolean;
  readonly limits?: Partial<LongpollLimits>;
}

const sidBytes = 16;
const preflight = {
  "Access-Control-Allow-Methods": "GET, POST",
  "Access-Control-Allow-Headers": "Content-Type, X-Tinode-APIKey",
  "Access-Control-Max-Age": "86400",
};

/** Create with `new`; hand it to the HTTP listener as an endpoint. */
export class LongpollTransport {
  /** the second is how the seed prints it */
  readonly paths = ["/v0/channels/lp", "/v0/v0/channels/lp"] as const;
  readonly #options: LongpollOptions;
  readonly #limits: LongpollLimits;
  readonly #sessions = new Map<string, LongpollSession>();
  readonly #lobby: Lobby;
  #isOpen = true;

  constructor(options: LongpollOptions) {
    const { clock } = options;
    const limits = { ...defaultLongpollLimits, ...options.limits };
    this.#options = options;
    this.#limits = limits;
    this.#lobby = {
      clock,
      witness: new Witness(),
      polls: new Expiring<LongpollSession>(clock, limits.pollMs, (session) => session.pollExpired()),
      idle: new Expiring<LongpollSession>(clock, limits.idleMs, (session) => session.end()),
      slow: new Expiring<Delivery>(clock, limits.sendMs, ({ exchange }) => exchange.socket.destroy()),
      forget: (session) => this.#sessions.delete(session.sid),
    };
  }

  /** sessions open now */
  get connections(): number {
    return this.#sessions.size;
  }

  /** No new sessions. Those that are open are the runtime's to close. */
  close(): void {
    this.#isOpen = false;
  }

  request(request: IncomingMessage, response: ServerResponse, visit: Visit): void {
    const exchange = new Exchange(request, response);
    if (request.method === "OPTIONS") exchange.answer(204, "", preflight);
    else if (request.method === "GET" || request.method === "POST") this.#receive(exchange, visit);
    else if (!visit.keyed) this.#refuseKey(exchange);
    else if (request.method === "HEAD") exchange.answer(200);
    else exchange.answer(405, "", { Allow: "GET, HEAD, POST, OPTIONS" });
  }

  /** The turn of a message is taken before its body is read; only a URL can name the session so early. */
  #receive(exchange: Exchange, visit: Visit): void {
    if (!hasBody(exchange.request)) return this.#handle(exchange, visit, { bytes: 0 }, undefined);
    const session = this.#sessionOf(visit);
    const turn = session?.turns.take();
    const most = session?.maxBytes ?? this.#limits.bodyBytes;
    readBody(exchange.request, most, (body) => {
      if (typeof body === "object") return this.#handle(exchange, visit, body, turn);
      turn?.skip();
      if (body === "gone") return;
      if (!visit.keyed) return this.#refuseKey(exchange);
      exchange.refuse(body === "too-big" ? refusals.tooBig : refusals.malformed, this.#options.clock.now());
    });
  }

  #handle(exchange: Exchange, visit: Visit, body: Content, turn: Turn | undefined): void {
    const isKeyed = body.apikey === undefined ? visit.keyed : this.#options.isKey(body.apikey);
    const sid = body.sid ?? visit.query.get("sid") ?? "";
    const session = this.#sessions.get(sid);
    const { message, bytes } = body;
    if (isKeyed && session !== undefined && message !== undefined) {
      const act = (): void => session.post(exchange, message, bytes);
      if (turn !== undefined && session === this.#sessionOf(visit)) return turn.run(act);
      turn?.skip();
      return act();
    }
    turn?.skip();
    if (!isKeyed) this.#refuseKey(exchange);
    else if (session !== undefined) session.poll(exchange);
    else if (sid !== "") exchange.refuse(refusals.sid, this.#options.clock.now());
    else this.#open(exchange, visit, bytes);
  }

  #open(exchange: Exchange, visit: Visit, bytes: number): void {
    const { accept, clock, crypto } = this.#options;
    if (bytes > this.#limits.openingBytes) return exchange.refuse(refusals.tooBig, clock.now());
    if (!this.#isOpen) return exchange.postpone(clock.now());
    if (exchange.isLost) return;
    const sid = bytesToBase64Url(crypto.random(sidBytes));
    const session = new LongpollSession(sid, visit.address, exchange, this.#lobby);
    this.#sessions.set(sid, session);
    const id = visit.query.get("id") ?? "";
    try {
      session.start(accept(session, id === "" ? { sid } : { id, sid }));
    } catch (error) {
      session.close("internal");
      throw error;
    }
  }

  #sessionOf(visit: Visit): LongpollSession | undefined {
    const sid = visit.query.get("sid");
    return sid === null ? undefined : this.#sessions.get(sid);
  }

  #refuseKey(exchange: Exchange): void {
    exchange.refuse(refusals.apiKey, this.#options.clock.now());
  }
}
