// Opens sessions: over WebSocket, and over long polling where WebSockets do not get through.
import { NatterError, noAnswer } from "../values/natter-error.ts";
import { standardPlatform } from "../values/platform.ts";
import type { Platform } from "../values/platform.ts";
import type { Address, Channel, ChannelListener, Transport, TransportName } from "./channel.ts";
import { within } from "../values/within.ts";
import { longpoll } from "./longpoll.ts";
import type { Fetch } from "./longpoll.ts";
import { Session } from "./session.ts";
import type { SessionListener } from "./session.ts";
import { websocket } from "./websocket.ts";
import type { WebSocketClass } from "./websocket.ts";

export interface DialOptions extends Address {
  /** default: WebSocket, then long polling */
  readonly transports?: readonly TransportName[];
  /** default: the standard ones */
  readonly WebSocket?: WebSocketClass;
  readonly fetch?: Fetch;
  readonly platform?: Platform;
}

/** A transport that says nothing for so long does not work here. */
const greetingWithinMs = 10_000;

export class Dialer {
  readonly #address: Address;
  readonly #platform: Platform;
  readonly #transports: Readonly<Record<TransportName, Transport>>;
  readonly #preferred: readonly TransportName[];
  #order: readonly TransportName[];

  constructor(options: DialOptions) {
    this.#address = options;
    this.#platform = options.platform ?? standardPlatform;
    this.#order = this.#preferred = options.transports ?? ["websocket", "longpoll"];
    this.#transports = {
      websocket: websocket(options.WebSocket ?? globalThis.WebSocket),
      longpoll: longpoll(options.fetch ?? ((url, init) => fetch(url, init)), this.#platform),
    };
  }

  /**
   * A session that was greeted. What worked is tried first the next time, as long as it works.
   * @throws NatterError by rejection, of the last transport: 403 for a wrong API key, 0 when nothing answers
   */
  async open(listener: SessionListener = {}, signal?: AbortSignal): Promise<Session> {
    let error = new NatterError(noAnswer, "no answer");
    for (const name of this.#order) {
      try {
        const session = await this.#try(name, listener, signal);
        this.#order = [name, ...this.#order.filter((other) => other !== name)];
        return session;
      } catch (caught) {
        // a WebSocket may not even begin: none here, or a page that forbids it
        error = caught instanceof NatterError ? caught : new NatterError(noAnswer, String(caught));
        if (signal?.aborted) break;
      }
    }
    // nothing works, so it is not the transport: begin with the best again
    this.#order = this.#preferred;
    throw error;
  }

  #try(name: TransportName, listener: SessionListener, signal?: AbortSignal): Promise<Session> {
    return within(this.#platform, greetingWithinMs, { signal }, (resolve, reject) => {
      const connect = (end: ChannelListener): Channel => this.#transports[name](this.#address, end);
      const session = new Session(connect, name, this.#platform, listener, resolve, reject);
      return () => session.greeting ?? session.close();
    });
  }
}

/** One session, without a second try. */
export function connect(
  options: DialOptions,
  listener?: SessionListener,
  signal?: AbortSignal,
): Promise<Session> {
  return new Dialer(options).open(listener, signal);
}
