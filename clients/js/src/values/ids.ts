// Names of users and topics (spec: 0.4 §5.1). Ids are canonical: one spelling each, so they are compared with ===.
import { fromBase64Url, toBase64Url } from "./base64.ts";

export type TopicKind = "me" | "p2p" | "grp";

/** The bytes behind three letters; undefined unless they are canonical, so many, and the first eight are not zero. */
function bytesOf(text: string, letters = "usr", length = 8): Uint8Array | undefined {
  const bytes = text.startsWith(letters) ? fromBase64Url(text.slice(3)) : undefined;
  return bytes?.length === length && numberAt(bytes, 0) ? bytes : undefined;
}

function numberAt(bytes: Uint8Array, at: number): bigint {
  return new DataView(bytes.buffer).getBigUint64(at, true);
}

export function isUserId(text: string): boolean {
  return bytesOf(text) !== undefined;
}

/**
 * The conversation of two users, whatever their order.
 * @throws RangeError unless they are two different user ids
 */
export function p2pName(one: string, other: string): string {
  const [a, b] = [bytesOf(one), bytesOf(other)];
  if (!a || !b || one === other) throw new RangeError("not two users");
  return `p2p${toBase64Url(Uint8Array.from(numberAt(a, 0) < numberAt(b, 0) ? [...a, ...b] : [...b, ...a]))}`;
}

/** The two users of a conversation, the lower id first; undefined unless the name is canonical. */
export function p2pUsers(name: string): readonly [string, string] | undefined {
  const pair = bytesOf(name, "p2p", 16);
  if (!pair || numberAt(pair, 0) >= numberAt(pair, 8)) return undefined;
  return [`usr${toBase64Url(pair.slice(0, 8))}`, `usr${toBase64Url(pair.slice(8))}`];
}

/** The other one of a conversation; undefined for a topic of another kind, or of others. */
export function peerOf(name: string, user: string | undefined): string | undefined {
  const [one, other] = p2pUsers(name) ?? [];
  if (user === one) return other;
  return user === other ? one : undefined;
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
