// A packet that was sent as answer to a poll and may yet turn out to be lost (reliability R-51).
//
// The protocol has no acknowledgement, so the connection is the only witness. A packet counts as delivered when the answer was handed
// to the system whole and the session's next poll came before any sign of loss on the connection that carried it. Signs of loss:
// the exchange ended unfinished; a reset; an end after which the system refuses to write (the client was gone when the answer came in).
// A client that closes properly after each answer (curl) gives no such sign. What no end of a connection can tell (the network
// vanished without a word, a proxy took the answer) is left to the history, as every crash of a client is.
import type { Socket } from "node:net";
import type { Frame } from "../../ports/transport.ts";
import type { Exchange } from "./exchange.ts";

export class Delivery {
  readonly frame: Frame;
  readonly exchange: Exchange;
  state: "sending" | "sent" | "lost" = "sending";
  /** a poll on another connection has come and signs of loss are waited for, for one turn of the event loop */
  isDoubted = false;

  constructor(frame: Frame, exchange: Exchange) {
    this.frame = frame;
    this.exchange = exchange;
  }
}

/** Watches connections for signs of loss. A connection carries one answer after the other; only the newest can be in doubt. */
export class Witness {
  readonly #newest = new WeakMap<Socket, () => void>();

  /** `lost` is called when what was sent on the socket before the next call seems not to have arrived. */
  watch(socket: Socket, lost: () => void): void {
    const isKnown = this.#newest.has(socket);
    this.#newest.set(socket, lost);
    if (isKnown) return;
    const tell = (): void => this.#newest.get(socket)?.();
    socket.on("error", tell);
    // before the listener that ends our side: writing nothing fails if a reset stands behind the end
    socket.prependListener("end", () => {
      if (!socket.writable) return;
      socket.write("", (error) => {
        if (error) tell();
      });
    });
  }
}
