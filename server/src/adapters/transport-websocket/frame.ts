// One packet as bytes of RFC 6455: a whole unmasked text frame. Made once per packet, whoever gets it (house.md §6).
import type { Frame } from "../../ports/transport.ts";

const finalText = 0x81;

/** The frame as it goes over the socket; remembered in the packet. */
export function bytesOf(frame: Frame): Uint8Array {
  return (frame.prepared ??= encode(frame.text));
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
