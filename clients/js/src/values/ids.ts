// Names of users and topics (spec: 0.4 §5.1). Ids are canonical: one spelling each, so they are compared with ===.
import { fromBase64Url, toBase64Url } from "./base64.ts";

export type TopicKind = "me" | "p2p" | "grp";

/** The number of a user id; undefined unless `text` is the canonical spelling of one other than zero. */
function numberOf(text: string): bigint | undefined {
  const bytes = text.startsWith("usr") ? fromBase64Url(text.slice(3)) : undefined;
  return (bytes?.length === 8 && read(bytes, 0)) || undefined;
}

function read(bytes: Uint8Array, at: number): bigint {
  return new DataView(bytes.buffer).getBigUint64(at, true);
}

function write(number: bigint, bytes: Uint8Array, at: number): void {
  new DataView(bytes.buffer).setBigUint64(at, number, true);
}

export function isUserId(text: string): boolean {
  return numberOf(text) !== undefined;
}

/**
 * The conversation of two users, whatever their order.
 * @throws RangeError unless they are two different user ids
 */
export function p2pName(one: string, other: string): string {
  const [a, b] = [numberOf(one), numberOf(other)];
  if (!a || !b || a === b) throw new RangeError(`not two users: ${one} ${other}`);
  const pair = new Uint8Array(16);
  write(a < b ? a : b, pair, 0);
  write(a < b ? b : a, pair, 8);
  return `p2p${toBase64Url(pair)}`;
}

/** The two users of a conversation, the lower id first; undefined unless the name is canonical. */
export function p2pUsers(name: string): readonly [string, string] | undefined {
  const pair = name.startsWith("p2p") ? fromBase64Url(name.slice(3)) : undefined;
  if (pair?.length !== 16 || read(pair, 0) === 0n || read(pair, 0) >= read(pair, 8)) return undefined;
  return [`usr${toBase64Url(pair.slice(0, 8))}`, `usr${toBase64Url(pair.slice(8))}`];
}

/** The other one of a conversation; undefined for a topic of another kind, or of others. */
export function peerOf(name: string, user: string | undefined): string | undefined {
  const users = p2pUsers(name);
  if (!users || !user || !users.includes(user)) return undefined;
  return users[0] === user ? users[1] : users[0];
}

export function isGroupName(text: string): boolean {
  return /^grp[\w-]{1,64}$/.test(text);
}

/** undefined if no topic can have this name. */
export function kindOf(name: string): TopicKind | undefined {
  if (name === "me") return "me";
  if (isGroupName(name)) return "grp";
  return p2pUsers(name) && "p2p";
}
