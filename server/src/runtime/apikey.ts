// API keys (spec: 0.4 §1.2): which application a client is of, signed under the server's salt. A key is an identifier, not a secret.
// 24 bytes in base64-URL: version 1 · application, uint32 LE · sequence, uint16 LE · 1 = root · HMAC-MD5 of these 8 bytes.
import { base64UrlToBytes, bytesToBase64Url } from "../core/ids.ts";

/** The salt of 2015, under which the key in the old demo page is valid. */
export const defaultSalt = "4fbd77feb618816ee0e26def1bacc6461efe14cd6dd13f23d779285d270e023e";

export interface ApiKey {
  /** application id, 1 to 2^32 - 1 */
  readonly app: number;
  /** 0 to 2^16 - 1, not interpreted */
  readonly sequence: number;
  readonly root: boolean;
}

export interface ApiKeyOptions {
  readonly salt: Uint8Array;
  readonly hmacMd5: (key: Uint8Array, data: Uint8Array) => Uint8Array;
}

export interface ApiKeys {
  /** What the key says; undefined unless it was signed under this salt. Compares in constant time. */
  check(key: string): ApiKey | undefined;
  /** @throws RangeError when a number does not fit its place */
  make(about: ApiKey): string;
}

const version = 1;
const signedBytes = 8;
const keyBytes = 24;
/** Good keys that are remembered: every connection brings one, and a server sees few of them. */
const maxKnown = 256;

export function createApiKeys({ salt, hmacMd5 }: ApiKeyOptions): ApiKeys {
  const known = new Map<string, ApiKey>();

  function read(key: string): ApiKey | undefined {
    const bytes = base64UrlToBytes(key);
    if (bytes?.length !== keyBytes) return undefined;
    const signed = bytes.subarray(0, signedBytes);
    if (!areEqual(hmacMd5(salt, signed), bytes.subarray(signedBytes))) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const app = view.getUint32(1, true);
    if (view.getUint8(0) !== version || app === 0) return undefined;
    return { app, sequence: view.getUint16(5, true), root: view.getUint8(7) === 1 };
  }

  return {
    check(key) {
      const before = known.get(key);
      if (before !== undefined) return before;
      const found = read(key);
      if (found !== undefined && known.size < maxKnown) known.set(key, found);
      return found;
    },
    make({ app, sequence, root }) {
      if (!isWithin(app, 1, 0xffff_ffff)) throw new RangeError(`not an application id: ${app}`);
      if (!isWithin(sequence, 0, 0xffff)) throw new RangeError(`not a key sequence number: ${sequence}`);
      const bytes = new Uint8Array(keyBytes);
      const view = new DataView(bytes.buffer);
      view.setUint8(0, version);
      view.setUint32(1, app, true);
      view.setUint16(5, sequence, true);
      view.setUint8(7, root ? 1 : 0);
      bytes.set(hmacMd5(salt, bytes.subarray(0, signedBytes)), signedBytes);
      return bytesToBase64Url(bytes);
    },
  };
}

/**
 * A salt as it stands in the configuration.
 * @throws RangeError unless 64 hexadecimal digits
 */
export function parseSalt(hex: string): Uint8Array {
  if (!/^[\da-f]{64}$/i.test(hex))
    throw new RangeError("an API key salt is 64 hexadecimal digits (32 bytes)");
  return Uint8Array.from({ length: 32 }, (_, at) => Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16));
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

function areEqual(one: Uint8Array, other: Uint8Array): boolean {
  let difference = one.length ^ other.length;
  for (let at = 0; at < other.length; at++) difference |= (one[at] ?? 0) ^ (other[at] ?? 0);
  return difference === 0;
}
