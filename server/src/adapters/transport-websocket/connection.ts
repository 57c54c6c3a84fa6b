// One websocket as the runtime sees it. `ws` reads and checks frames and answers control frames; packets are written past it as
// prebuilt frames, straight to the socket. That is safe because compression is off, so `ws` queues nothing, and every write of
// either is one whole frame.
import type { Socket } from "node:net";
import { WebSocket } from "ws";
import type { CloseName } from "../../core/closes.ts";
import { closes } from "../../core/closes.ts";
import type { Connection, Frame, Receiver } from "../../ports/transport.ts";
import { bundleOf, bytesOf } from "./frame.ts";
import type { Pulse, Pulsed } from "./pulse.ts";

/** A message that could not be handed over yet; undefined = a binary one. */
type Held = string | undefined;

/** What `ws` makes for a client: it leads its events to our connection without a closure per listener. */
export class Channel extends WebSocket {
  connection: SocketConnection | undefined;
}

export class SocketConnection implements Connection, Pulsed {
  readonly address: string;
  readonly #channel: Channel;
  readonly #socket: Socket;
  readonly #pulse: Pulse;
  readonly #bytesPerBeat: number;
  readonly #slot: number;
  #receiver: Receiver | undefined;
  #isOpen = true;
  #awaitsDrain = false;
  /** messages that came in one piece with the one that filled the input queue; set = reading has stopped */
  #held: Held[] | undefined;
  /** bytes written when the unanswered ping was, and when the newest answered one was */
  #pingedAt: number | undefined;
  #answeredAt: number;
  #silentBeats = 0;

  /** @param bytesPerBeat what the slowest client that is not taken for dead reads in one period of the pulse */
  constructor(channel: Channel, socket: Socket, address: string, pulse: Pulse, bytesPerBeat: number) {
    this.address = address;
    this.#channel = channel;
    this.#socket = socket;
    this.#pulse = pulse;
    this.#bytesPerBeat = bytesPerBeat;
    this.#answeredAt = socket.bytesWritten;
    this.#slot = pulse.add(this);
    channel.connection = this;
    channel.on("message", onMessage);
    channel.on("pong", onPong);
    channel.on("error", onEnd);
    channel.on("close", onEnd);
  }

  get transport(): "websocket" {
    return "websocket";
  }

  /** Where messages go from now on; before it, none can arrive. */
  start(receiver: Receiver): void {
    this.#receiver = receiver;
  }

  ready(): boolean {
    return this.#isOpen && this.#channel.readyState === WebSocket.OPEN && !this.#socket.writableNeedDrain;
  }

  /** Stops at the socket's high-water mark (64 KiB): what waits, waits in the outbox, where it is counted. */
  write(frames: readonly Frame[]): number {
    if (!this.ready()) return 0;
    const socket = this.#socket;
    const [only] = frames;
    const piece = frames.length === 1 && only !== undefined ? bytesOf(only) : bundleOf(frames);
    let taken = frames.length;
    if (piece === undefined) taken = this.#writeEach(frames);
    else socket.write(piece);
    if (socket.writableNeedDrain) this.#awaitDrain();
    return taken;
  }

  #writeEach(frames: readonly Frame[]): number {
    const socket = this.#socket;
    let taken = 0;
    socket.cork();
    for (const frame of frames) {
      taken++;
      if (!socket.write(bytesOf(frame))) break;
    }
    socket.uncork();
    return taken;
  }

  resume(): void {
    const held = this.#held;
    if (held === undefined) return;
    this.#held = undefined;
    for (let at = 0; at < held.length; at++) {
      if (this.#hand(held[at])) continue;
      this.#held = held.slice(at + 1);
      return;
    }
    this.#channel.resume();
  }

  close(reason: CloseName): void {
    if (!this.#leave()) return;
    const { code, text } = closes[reason];
    this.#channel.close(code, text);
    this.#channel.resume(); // else the client's answer stays unread until the deadline
  }

  /** A message arrived; undefined = a binary one. */
  arrived(data: Buffer, isBinary: boolean): void {
    if (!this.#isOpen || this.#receiver === undefined) return;
    if (data.length > this.#receiver.maxBytes) return this.#end("too-big");
    const message = isBinary ? undefined : data.toString();
    if (this.#held !== undefined) this.#held.push(message);
    else if (!this.#hand(message)) {
      this.#held = [];
      this.#channel.pause();
    }
  }

  answered(): void {
    if (this.#pingedAt === undefined) return;
    this.#answeredAt = this.#pingedAt;
    this.#pingedAt = undefined;
  }

  /**
   * Pings, or ends a connection whose ping found no answer for a period. The answer stands behind what the client still has to
   * read; a period is added for as much of that as a slow reader takes in one.
   */
  beat(): void {
    if (this.#held !== undefined) return; // the answer may be there, unread by us
    if (this.#pingedAt === undefined) {
      this.#pingedAt = this.#socket.bytesWritten;
      this.#silentBeats = 0;
      this.#channel.ping();
      return;
    }
    const unread = this.#pingedAt - this.#answeredAt;
    if (++this.#silentBeats > Math.floor(unread / this.#bytesPerBeat)) this.#end("ping-timeout");
  }

  /** The websocket is gone, or has just failed. */
  ended(): void {
    if (this.#leave()) this.#receiver?.closed();
  }

  #end(reason: CloseName): void {
    this.close(reason);
    this.#receiver?.closed();
  }

  /** False if that was done before. From here on nothing is handed over and nothing written. */
  #leave(): boolean {
    if (!this.#isOpen) return false;
    this.#isOpen = false;
    this.#held = undefined;
    this.#pulse.remove(this, this.#slot);
    return true;
  }

  /** False when reading has to stop. */
  #hand(message: Held): boolean {
    if (!this.#isOpen || this.#receiver === undefined) return true;
    if (message !== undefined) return this.#receiver.received(message);
    this.#receiver.receivedBinary();
    return true;
  }

  #awaitDrain(): void {
    if (this.#awaitsDrain) return;
    this.#awaitsDrain = true;
    this.#socket.once("drain", () => {
      this.#awaitsDrain = false;
      if (this.ready()) this.#receiver?.writable();
    });
  }
}

function onMessage(this: WebSocket, data: unknown, isBinary: boolean): void {
  if (this instanceof Channel && Buffer.isBuffer(data)) this.connection?.arrived(data, isBinary);
}

function onPong(this: WebSocket): void {
  if (this instanceof Channel) this.connection?.answered();
}

function onEnd(this: WebSocket): void {
  if (this instanceof Channel) this.connection?.ended();
}
