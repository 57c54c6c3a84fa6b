// One packet as bytes of RFC 6455: a whole unmasked text frame. Made once per packet, whoever gets it (house.md §6).
import type { Frame } from "../../ports/transport.ts";

const finalText = 0x81;

/** The frame as it goes over the socket; remembered in the packet. */
export function bytesOf(frame: Frame): Uint8Array {
  return (frame.prepared ??= encode(frame.text));
}

/** Where a bundle is made. What might not fit is written frame by frame: copying so much costs more than it saves. */
const scratch = Buffer.allocUnsafeSlow(65_536);
/** UTF-8 has at most so many bytes for a unit of a string. */
const mostBytes = 3;

let last: { readonly frames: readonly Frame[]; readonly bytes: Uint8Array } | undefined;

/**
 * Several frames as one piece, for one write; undefined when they are too long. Frames that have no bytes yet get none of their own: most of
 * them go to one session only, as history and answers do. The last piece is remembered, for the sessions of a busy topic mostly wait for
 * the same frames. `frames` must not change afterwards.
 */
export function bundleOf(frames: readonly Frame[]): Uint8Array | undefined {
  if (last !== undefined && areSame(last.frames, frames)) return last.bytes;
  let most = 0;
  for (const { text } of frames) most += mostHeader + mostBytes * text.length;
  if (most > scratch.length) return undefined;
  let length = 0;
  for (const frame of frames) length = append(frame, length);
  const bytes = Buffer.allocUnsafe(length);
  scratch.copy(bytes, 0, 0, length);
  last = { frames, bytes };
  return bytes;
}

function areSame(some: readonly Frame[], others: readonly Frame[]): boolean {
  return some.length === others.length && some.every((frame, at) => frame === others[at]);
}

/** Puts a frame into the scratch; where it ends. */
function append({ text, prepared }: Frame, at: number): number {
  if (prepared !== undefined) {
    scratch.set(prepared, at);
    return at + prepared.length;
  }
  // right unless letters of several bytes take it over a border
  const guessed = headerBytesOf(text.length);
  const length = scratch.write(text, at + guessed);
  const headerBytes = headerBytesOf(length);
  const from = at + headerBytes;
  if (headerBytes !== guessed) scratch.copyWithin(from, at + guessed, at + guessed + length);
  writeHeader(scratch, at, length);
  return from + length;
}

function encode(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const headerBytes = headerBytesOf(length);
  const bytes = Buffer.allocUnsafe(headerBytes + length);
  writeHeader(bytes, 0, length);
  bytes.write(text, headerBytes);
  return bytes;
}

const mostHeader = 10;

function headerBytesOf(length: number): number {
  return length < 126 ? 2 : length < 65_536 ? 4 : mostHeader;
}

function writeHeader(bytes: Buffer, at: number, length: number): void {
  bytes[at] = finalText;
  if (length < 126) bytes[at + 1] = length;
  else if (length < 65_536) {
    bytes[at + 1] = 126;
    bytes.writeUInt16BE(length, at + 2);
  } else {
    bytes[at + 1] = 127;
    bytes.writeBigUInt64BE(BigInt(length), at + 2);
  }
}
