// One websocket of the load, as lean as it can be: a raw socket, all sockets read into one buffer, frames handed on as bytes.
// Who uses it sets `data` and `answer` to what it wants to know, and `turn` to what it does when all that came in one piece was seen.
import { connect, type Socket } from "node:net";
import { worked } from "./awake.ts";
import { closeFrame, encodeFrame, encodePong, FrameReader, type FrameSink } from "./frame.ts";
import { codeOf, idOf, isAnswer, isData } from "./packet.ts";
import { within } from "./patience.ts";

const apiKey = "AQEAAAABAAD_rAp4DJh05a1HAwFT3A6K";

/** Read and done with before the next socket is read. */
const shared = Buffer.allocUnsafeSlow(65_536);

/** Sessions of the load that are open. */
const open = new Set<{ drop(): void }>();
let opened = 0;

/** So many sessions there have been. */
export function sessionsOpened(): number {
  return opened;
}

/** Nobody of the load hears of it. */
export function dropAll(): void {
  for (const link of open) link.drop();
}

/** From now on `dropAll` ends it, until it is over. */
export function isOpen(link: { drop(): void }): void {
  open.add(link);
  opened++;
}

export function isOver(link: { drop(): void }): void {
  open.delete(link);
}

let requests = 900_000_000;

/** A number for a request that no message of a load has. */
export function nextRequest(): number {
  return ++requests;
}

function nothing(): void {
  // what nobody asked to know
}

export class Link implements FrameSink {
  /** a {data}: the payload is `bytes` from `from` to `to`, until the call returns */
  data: (bytes: Buffer, from: number, to: number) => void = nothing;
  /** an answer that nobody awaits by `call` */
  answer: (id: number, code: number) => void = nothing;
  turn: () => void = nothing;
  /** the server said good-bye, or the socket ended without: 1006 */
  ended: (code: number) => void = (code) => {
    throw new Error(`the server closed a session of the load: ${code}`);
  };
  readonly #reader = new FrameReader(this);
  readonly #asked = new Map<number, (code: number) => void>();
  #socket: Socket;
  #head = "";
  #opened: (() => void) | undefined;
  #isOver = false;
  #isPaused = false;

  private constructor(port: number) {
    this.#socket = connect({
      host: "127.0.0.1",
      port,
      noDelay: true,
      onread: { buffer: shared, callback: (count) => this.#received(count) },
    });
    this.#socket.on("close", () => this.closed(1006));
    // "close" follows and says all there is to know
    this.#socket.on("error", nothing);
    isOpen(this);
  }

  /** Resolves when the handshake is done. */
  static open(port: number): Promise<Link> {
    const link = new Link(port);
    link.#socket.write(
      `GET /v0/channels?apikey=${apiKey} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\n` +
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    );
    return new Promise((resolve) => {
      link.#opened = () => resolve(link);
    });
  }

  /** Whole frames. */
  write(frames: Buffer): void {
    worked();
    this.#socket.write(frames);
  }

  /** Sends a request with that id, calls back with the code of its answer. */
  call(id: number, request: string, answered: (code: number) => void): void {
    this.#asked.set(id, answered);
    worked();
    this.#socket.write(encodeFrame(request));
  }

  /** Sends a request that must succeed; resolves when it did. */
  async must(request: (id: string) => string): Promise<void> {
    const id = nextRequest();
    const code = await within(
      new Promise<number>((resolve) => this.call(id, request(String(id)), resolve)),
      `an answer to ${request("…")}`,
    );
    if (code >= 300) throw new Error(`${request("…")} was answered ${code}`);
  }

  pause(): void {
    this.#isPaused = true;
    this.#socket.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#socket.resume();
  }

  /** The closing handshake; `ended` hears of it. */
  close(): void {
    this.#socket.write(closeFrame);
  }

  /** The socket goes at once and nobody hears of it. */
  drop(): void {
    this.#isOver = true;
    isOver(this);
    this.#socket.destroy();
  }

  // ---- FrameSink

  text(bytes: Buffer, from: number, to: number): void {
    if (isData(bytes, from)) this.data(bytes, from, to);
    else if (isAnswer(bytes, from)) this.#answered(idOf(bytes, from), codeOf(bytes, from, to));
  }

  ping(payload: Buffer): void {
    this.#socket.write(encodePong(payload));
  }

  pong(): void {
    // the load sends no pings
  }

  closed(code: number): void {
    if (this.#isOver) return;
    this.drop();
    this.ended(code);
  }

  #answered(id: number, code: number): void {
    const answered = this.#asked.get(id);
    if (answered === undefined) return this.answer(id, code);
    this.#asked.delete(id);
    answered(code);
  }

  #received(count: number): boolean {
    worked();
    const bytes = shared.subarray(0, count);
    if (this.#opened === undefined) this.#reader.push(bytes);
    else this.#readHead(bytes, this.#opened);
    this.turn();
    return !this.#isPaused;
  }

  #readHead(bytes: Buffer, opened: () => void): void {
    this.#head += bytes.toString("latin1");
    const end = this.#head.indexOf("\r\n\r\n");
    if (end < 0) return;
    if (!this.#head.startsWith("HTTP/1.1 101 ")) throw new Error(`no websocket: ${this.#head}`);
    this.#opened = undefined;
    const rest = Buffer.from(this.#head.slice(end + 4), "latin1");
    this.#head = "";
    opened();
    if (rest.length > 0) this.#reader.push(rest);
  }
}
