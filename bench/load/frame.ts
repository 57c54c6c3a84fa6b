// RFC 6455 as a client writes and reads it, no more than a load needs: masked text frames made once and patched in place, and a reader that
// finds whole frames in what a socket delivers. A server sends whole, unmasked frames; anything else ends the measurement.

const text = 0x81;
const ping = 0x89;
const pong = 0x8a;
const close = 0x88;

/** Not zero, for then a server might save itself the work; always the same, so that frames can be made before they are sent. */
const mask = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);

/** A whole client frame. */
export function encodeFrame(payload: string | Uint8Array, opcode: number = text): Buffer {
  const body = typeof payload === "string" ? Buffer.from(payload, "utf8") : payload;
  const header = headerOf(opcode, body.length);
  const frame = Buffer.allocUnsafe(header.length + body.length);
  frame.set(header);
  for (let at = 0; at < body.length; at++) frame[header.length + at] = masked(body[at] ?? 0, at);
  return frame;
}

export function encodePong(payload: Uint8Array): Buffer {
  return encodeFrame(payload, pong);
}

/** A normal end, 1000. */
export const closeFrame: Buffer = encodeFrame(Uint8Array.of(0x03, 0xe8), close);

function headerOf(opcode: number, length: number): Buffer {
  if (length > 65_535) throw new RangeError(`a load sends no frame of ${length} bytes`);
  const size = length < 126 ? [0x80 | length] : [0x80 | 126, length >> 8, length & 255];
  return Buffer.from([opcode, ...size, ...mask]);
}

function masked(byte: number, at: number): number {
  return byte ^ (mask[at & 3] ?? 0);
}

/** Digits of a number in a message that is sent again and again. */
export const numberDigits = 9;
const placeholder = "#".repeat(numberDigits);

/** One message with a number in it, wherever `#########` stands; copies are made with their number patched in. */
export class Template {
  readonly bytes: number;
  readonly #frame: Buffer;
  readonly #places: readonly number[];
  readonly #headerBytes: number;

  constructor(payload: string) {
    this.#frame = encodeFrame(payload);
    const bytes = Buffer.from(payload).toString("latin1");
    this.#headerBytes = this.#frame.length - bytes.length;
    this.#places = [...bytes.matchAll(new RegExp(placeholder, "g"))].map(({ index }) => index);
    this.bytes = this.#frame.length;
  }

  /** Puts the message number `number` into `into` at `at`. */
  write(into: Buffer, at: number, number: number): void {
    this.#frame.copy(into, at);
    for (const place of this.#places) {
      let rest = number;
      for (let digit = place + numberDigits - 1; digit >= place; digit--) {
        into[at + this.#headerBytes + digit] = masked(48 + (rest % 10), digit);
        rest = Math.floor(rest / 10);
      }
    }
  }
}

/** Where a number stands in messages, for those who write them. */
export const numberHere: string = placeholder;

/** What a reader finds. The bytes are those of the socket: they are another message's after the call. */
export interface FrameSink {
  text(bytes: Buffer, from: number, to: number): void;
  ping(payload: Buffer): void;
  pong(): void;
  closed(code: number): void;
}

/** Cuts a stream of bytes into frames; what is incomplete waits for the rest. */
export class FrameReader {
  readonly #sink: FrameSink;
  #rest: Buffer | undefined;

  constructor(sink: FrameSink) {
    this.#sink = sink;
  }

  /** `bytes` may be reused after the call. @throws RangeError for what no server of ours sends */
  push(bytes: Buffer): void {
    const all = this.#rest === undefined ? bytes : Buffer.concat([this.#rest, bytes]);
    const read = this.#readAll(all);
    this.#rest = read === all.length ? undefined : Buffer.from(all.subarray(read));
  }

  /** How many bytes were whole frames. */
  #readAll(bytes: Buffer): number {
    let at = 0;
    for (;;) {
      const short = (bytes[at + 1] ?? 127) & 127;
      const from = at + (short < 126 ? 2 : short === 126 ? 4 : 10);
      if (from > bytes.length) return at;
      const to = from + (short < 126 ? short : lengthAt(bytes, at + 2, from));
      if (to > bytes.length) return at;
      this.#hand(bytes, at, from, to);
      at = to;
    }
  }

  #hand(bytes: Buffer, at: number, from: number, to: number): void {
    const opcode = bytes[at];
    if (((bytes[at + 1] ?? 0) & 0x80) !== 0) throw new RangeError("a server does not mask its frames");
    if (opcode === text) this.#sink.text(bytes, from, to);
    else if (opcode === ping) this.#sink.ping(Buffer.from(bytes.subarray(from, to)));
    else if (opcode === pong) this.#sink.pong();
    else if (opcode === close) this.#sink.closed(to - from < 2 ? 1005 : bytes.readUInt16BE(from));
    else throw new RangeError(`no frame of ours begins with ${opcode}`);
  }
}

function lengthAt(bytes: Buffer, from: number, to: number): number {
  return to - from === 2 ? bytes.readUInt16BE(from) : Number(bytes.readBigUInt64BE(from));
}
