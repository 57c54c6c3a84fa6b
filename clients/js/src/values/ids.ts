// Names of users and topics (spec: 0.4 §5.1). Ids are canonical: one spelling each, so they are compared with ===.
import { fromBase64Url, toBase64Url } from "./base64.ts";

export type TopicKind = "me" | "p2p" | "grp";

/** The eight bytes of a user id; undefined unless `text` is the canonical spelling of one other than zero. */
function bytesOf(text: string): Uint8Array | undefined {
  const bytes = text.startsWith("usr") ? fromBase64Url(text.slice(3)) : undefined;
  return bytes?.length === 8 && numberAt(bytes, 0) ? bytes : undefined;
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
  if (!a || !b || one === other) throw new RangeError(`not two users: ${one} ${other}`);
  return `p2p${toBase64Url(Uint8Array.from(numberAt(a, 0) < numberAt(b, 0) ? [...a, ...b] : [...b, ...a]))}`;
}

/** The two users of a conversation, the lower id first; undefined unless the name is canonical. */
export function p2pUsers(name: string): readonly [string, string] | undefined {
  const pair = name.startsWith("p2p") ? fromBase64Url(name.slice(3)) : undefined;
  if (pair?.length !== 16 || numberAt(pair, 0) === 0n || numberAt(pair, 0) >= numberAt(pair, 8))
    return undefined;
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
