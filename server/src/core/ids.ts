// Identifiers: users, topics, tenants, and the base64-URL they are written in (spec: 0.4 §5.1, §5.2).
// What has one of these types is canonical: one spelling per thing, so identifiers are compared with ===.
// Text from outside becomes an identifier only through parse…(), bytes only through userId() and groupName().
import { Generations } from "./generations.ts";

declare const brand: unique symbol;

/** A user: `usr` + 11 base64-URL characters, never the zero id. The form of the wire is the form everywhere. */
export type UserId = string & { readonly [brand]: "UserId" };

/** A topic: `me:usr…` (the me topic of that user), `p2p…` or `grp…`. Only `me` differs from the name on the wire. */
export type TopicName = string & { readonly [brand]: "TopicName" };

/** A tenant, the first part of every stored key. Positive integer. */
export type Tenant = number & { readonly [brand]: "Tenant" };

export type TopicKind = "me" | "p2p" | "grp";

const userBytes = 8;
const groupBytes = 9;
const zeroUser = "usrAAAAAAAAAAA";

// The last character of 8 or 16 bytes carries 4 or 2 bits; a spelling with its spare bits set is not canonical.
const userPattern = /^usr[\w-]{10}[AEIMQUYcgkosw048]$/;
const p2pPattern = /^p2p[\w-]{21}[AQgw]$/;
const groupPattern = /^grp[\w-]{1,64}$/;

/** @throws RangeError unless a positive integer */
export function tenant(number: number): Tenant {
  if (!Number.isSafeInteger(number) || number < 1) throw new RangeError(`not a tenant: ${number}`);
  return number as Tenant;
}

/**
 * The user with this number, given as its 8 bytes, little-endian.
 * @throws RangeError unless there are 8 bytes, not all zero (zero is "no user")
 */
export function userId(bytes: Uint8Array): UserId {
  if (bytes.length !== userBytes) throw new RangeError(`a user id has 8 bytes, not ${bytes.length}`);
  const id = `usr${bytesToBase64Url(bytes)}`;
  if (id === zeroUser) throw new RangeError("zero is not a user id");
  return id as UserId;
}

/** undefined unless `text` is the canonical spelling of a user id other than zero. */
export function parseUserId(text: string): UserId | undefined {
  return userPattern.test(text) && text !== zeroUser ? (text as UserId) : undefined;
}

/**
 * The topic of two users, whatever their order: the lower id first, read as unsigned little-endian numbers.
 * @throws RangeError if they are the same user
 */
export function p2pName(a: UserId, b: UserId): TopicName {
  const [x, y] = [numberOf(a), numberOf(b)];
  const order = compareLittleEndian(x, y);
  if (order === 0) throw new RangeError(`no p2p topic of ${a} with itself`);
  const pair = new Uint8Array(2 * userBytes);
  pair.set(order < 0 ? x : y);
  pair.set(order < 0 ? y : x, userBytes);
  return `p2p${bytesToBase64Url(pair)}` as TopicName;
}

/** A p2p topic and its two users, lower id first. */
export interface Pair {
  readonly topic: TopicName;
  readonly users: readonly [UserId, UserId];
}

/** Every message of a p2p topic names it, so the names in use are taken apart once. */
const pairs = new Generations<Pair>(5_000);

/** undefined unless canonical: right length and spelling, neither id zero, the lower one first, not equal. */
export function parseP2pName(text: string): Pair | undefined {
  const known = pairs.get(text);
  if (known !== undefined) return known;
  const parsed = readPair(text);
  if (parsed === undefined) return undefined;
  pairs.set(text, parsed);
  pairs.rotate();
  return parsed;
}

function readPair(text: string): Pair | undefined {
  const pair = p2pPattern.test(text) ? base64UrlToBytes(text.slice(3)) : undefined;
  if (pair === undefined) return undefined;
  const [low, high] = [pair.subarray(0, userBytes), pair.subarray(userBytes)];
  if (isZero(low) || compareLittleEndian(low, high) >= 0) return undefined;
  return { topic: text as TopicName, users: [userId(low), userId(high)] };
}

/**
 * The two users of a p2p topic, lower id first.
 * @throws RangeError if it is a topic of another kind
 */
export function p2pUsers(topic: TopicName): readonly [UserId, UserId] {
  const parsed = parseP2pName(topic);
  if (parsed === undefined) throw new RangeError(`not a p2p topic: ${topic}`);
  return parsed.users;
}

/** The other user of a p2p topic; undefined if `user` is not one of the two, or the topic is of another kind. */
export function peerOf(topic: TopicName, user: UserId): UserId | undefined {
  const [low, high] = parseP2pName(topic)?.users ?? [];
  if (user === low) return high;
  return user === high ? low : undefined;
}

export function meTopic(user: UserId): TopicName {
  return `me:${user}` as TopicName;
}

/** @throws RangeError if it is a topic of another kind */
export function meOwner(topic: TopicName): UserId {
  if (kindOf(topic) !== "me") throw new RangeError(`not a me topic: ${topic}`);
  return topic.slice(3) as UserId;
}

/**
 * The name of a new group from 9 random bytes.
 * @throws RangeError if there are more or fewer
 */
export function groupName(bytes: Uint8Array): TopicName {
  if (bytes.length !== groupBytes) throw new RangeError(`a group name has 9 bytes, not ${bytes.length}`);
  return `grp${bytesToBase64Url(bytes)}` as TopicName;
}

/** We make names of 12 characters and accept 1 to 64, for old data may hold others (spec: 0.4 §10 row 29). */
export function parseGroupName(text: string): TopicName | undefined {
  return groupPattern.test(text) ? (text as TopicName) : undefined;
}

export function kindOf(topic: TopicName): TopicKind {
  if (topic.startsWith("grp")) return "grp";
  return topic.startsWith("p2p") ? "p2p" : "me";
}

function numberOf(user: UserId): Uint8Array {
  const bytes = base64UrlToBytes(user.slice(3));
  if (bytes?.length !== userBytes) throw new RangeError(`not a user id: ${user}`);
  return bytes;
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. Same length. */
function compareLittleEndian(a: Uint8Array, b: Uint8Array): number {
  for (let i = a.length - 1; i >= 0; i--) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const notInAlphabet = 255;
const sextets = new Uint8Array(128).fill(notInAlphabet);
for (let i = 0; i < alphabet.length; i++) sextets[alphabet.charCodeAt(i)] = i;

/** Base64 with the URL alphabet, without padding (RFC 4648 §5). */
export function bytesToBase64Url(bytes: Uint8Array): string {
  let text = "";
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xffff;
    for (bits += 8; bits >= 6; bits -= 6) text += alphabet[(buffer >> (bits - 6)) & 63];
  }
  return bits === 0 ? text : text + alphabet[(buffer << (6 - bits)) & 63];
}

/** The inverse; undefined for padding, characters outside the alphabet, an impossible length, spare bits that are set. */
export function base64UrlToBytes(text: string): Uint8Array | undefined {
  if (text.length % 4 === 1) return undefined;
  const bytes = new Uint8Array((text.length * 3) >> 2);
  let buffer = 0;
  let bits = 0;
  let filled = 0;
  for (let i = 0; i < text.length; i++) {
    const sextet = sextets[text.charCodeAt(i)] ?? notInAlphabet;
    if (sextet === notInAlphabet) return undefined;
    buffer = ((buffer << 6) | sextet) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[filled++] = buffer >> bits;
    }
  }
  const spare = buffer & ((1 << bits) - 1);
  return spare === 0 ? bytes : undefined;
}
