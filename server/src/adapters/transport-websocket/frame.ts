// One packet as bytes of RFC 6455: a whole unmasked text frame. Made once per packet, whoever gets it (house.md §6).
import type { Frame } from "../../ports/transport.ts";

const finalText = 0x81;

/** The frame as it goes over the socket; remembered in the packet. */
export function bytesOf(frame: Frame): Uint8Array {
  return (frame.prepared ??= encode(frame.text));
}

/** More than that is written frame by frame: copying it costs more than it saves. */
const maxBundle = 16_384;

let last: { readonly frames: readonly Frame[]; readonly bytes: Uint8Array } | undefined;

/**
 * Several frames as one piece, for one write; undefined when they are too long. The last piece is remembered, for the sessions of a busy
 * topic mostly wait for the same frames. `frames` must not change afterwards.
 */
export function bundleOf(frames: readonly Frame[]): Uint8Array | undefined {
  if (last !== undefined && areSame(last.frames, frames)) return last.bytes;
  let length = 0;
  for (const frame of frames) length += bytesOf(frame).length;
  if (length > maxBundle) return undefined;
  const bytes = Buffer.allocUnsafe(length);
  let at = 0;
  for (const frame of frames) {
    const one = bytesOf(frame);
    bytes.set(one, at);
    at += one.length;
  }
  last = { frames, bytes };
  return bytes;
}

function areSame(some: readonly Frame[], others: readonly Frame[]): boolean {
  return some.length === others.length && some.every((frame, at) => frame === others[at]);
}

function encode(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const headerBytes = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const bytes = Buffer.allocUnsafe(headerBytes + length);
  bytes[0] = finalText;
  if (headerBytes === 2) bytes[1] = length;
  else if (headerBytes === 4) {
    bytes[1] = 126;
    bytes.writeUInt16BE(length, 2);
  } else {
    bytes[1] = 127;
    bytes.writeBigUInt64BE(BigInt(length), 2);
  }
  bytes.write(text, headerBytes);
  return bytes;
}
