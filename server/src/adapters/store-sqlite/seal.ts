// Seals: 32 bits beside every row over all that is shown or decided by it, made by the writer and compared at every read,
// so that a flipped bit is a refusal and never another text, sender or right. SQLite itself checks the form of pages, not what is in them.
// A seal is against accidents. Who can write the file can write the seals.
import { crc32 } from "node:zlib";
import type { TopicName } from "../../core/ids.ts";

/** What the file holds is not what was written. The text names the place and holds nothing of the content. */
export class Damaged extends Error {
  override readonly name = "Damaged";
  /** the topic that cannot be served as a whole; undefined = the row of a user, a login or a token */
  readonly topic: TopicName | undefined;

  constructor(text: string, topic?: TopicName, options?: ErrorOptions) {
    super(text, options);
    this.topic = topic;
  }
}

export type Sealed = string | number | null | Uint8Array;

/** Up to this length a text costs less here than the call of crc32. */
const shortText = 40;

/**
 * The seal of a row: a signed 32-bit integer, 1 to 5 bytes in the file. A change goes unseen once in 2^32, one of a single bit of a
 * number or an ASCII text never: every step is a bijection of the seal so far. Values must come from the file as they went into it, in type too: a text that became a blob has another seal.
 */
export function sealOf(parts: readonly Sealed[]): number {
  let seal = parts.length;
  for (const part of parts) {
    if (typeof part === "string") seal = sealText(mix(seal, 1), part);
    else if (part === null) seal = mix(seal, 2);
    else if (typeof part === "number") seal = sealNumber(mix(seal, 3), part);
    else seal = crc32(part, mix(seal, 4) >>> 0) | 0;
  }
  return seal;
}

function mix(seal: number, value: number): number {
  const product = Math.imul(seal ^ value, 0x9e3779b1);
  return product ^ (product >>> 15);
}

/** A fraction, which no row of ours holds, seals like no integer. */
function sealNumber(seal: number, value: number): number {
  if (!Number.isSafeInteger(value)) return mix(mix(seal, 5), value * 0x10000);
  return mix(mix(seal, value), Math.floor(value / 0x1_0000_0000));
}

/** Over UTF-8, as the file has it: half a surrogate pair becomes U+FFFD there and in crc32. */
function sealText(before: number, text: string): number {
  const start = mix(before, text.length);
  if (text.length > shortText) return crc32(text, start >>> 0) | 0;
  let seal = start;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x7f) return crc32(text, start >>> 0) | 0;
    seal = mix(seal, code);
  }
  return seal;
}
