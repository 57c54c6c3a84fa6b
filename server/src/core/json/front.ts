// The first look at a packet: text to one of the eight messages (spec: 0.4 §1.6), or the reason why not.
// Which members are payloads of the application is said here and nowhere else.
// The id is found even in a packet that is refused, if it comes before the fault.
import { jsonLimits, Reader } from "./reader.ts";
import type { JsonLimits, JsonObject, JsonValue, Shape } from "./reader.ts";
import { Raw } from "./slice.ts";

export type Kind = "acc" | "login" | "sub" | "leave" | "pub" | "get" | "set" | "del";

interface Envelope {
  /** `id` of the message */
  readonly id: string | undefined;
  /** members beside the message, for long polling (spec: 0.4 §1.5) */
  readonly sid: string | undefined;
  readonly apikey: string | undefined;
}

export interface Packet extends Envelope {
  readonly ok: true;
  readonly kind: Kind;
  readonly body: JsonObject;
}

export interface NoPacket extends Envelope {
  readonly ok: false;
  /** true if there is nothing in the object but `sid` and `apikey`: over long polling, a poll */
  readonly empty: boolean;
  /** what is wrong, for the developer of the client */
  readonly detail: string;
}

const plain: Shape = new Map();
const info: Shape = new Map([["info", "payload"]]);
const description: Shape = new Map([
  ["public", "payload"],
  ["private", "payload"],
]);
const messages: ReadonlyMap<string, Shape> = new Map<Kind, Shape>([
  ["acc", new Map([["init", description]])],
  ["login", plain],
  [
    "sub",
    new Map([
      ["init", description],
      ["sub", info],
    ]),
  ],
  ["leave", plain],
  ["pub", new Map([["content", "content"]])],
  ["get", plain],
  [
    "set",
    new Map([
      ["info", description],
      ["sub", info],
    ]),
  ],
  ["del", plain],
]);

const envelope: ReadonlySet<string> = new Set(["sid", "apikey"]);

/**
 * Reads one packet: one object with one message in it, within `limits`, `pub.content` not counted.
 * `sub.sub.info` and the like are Raw, JSON null among them. Null for `id` is no id. Unknown members are read and left in place.
 */
export function readPacket(text: string, limits: JsonLimits = jsonLimits): Packet | NoPacket {
  const { top, fault, id: firstId } = new Reader(text, messages, limits);
  const kinds = Object.keys(top).filter(isKind);
  const detail = fault ?? misfit(top, kinds);
  const [kind] = kinds;
  const body = kind === undefined ? undefined : top[kind];
  const id = isObject(body) ? textOf(body["id"]) : undefined;
  const sid = textOf(top["sid"]);
  const apikey = textOf(top["apikey"]);
  if (detail === undefined && kind !== undefined && isObject(body)) {
    return { ok: true, kind, body, id, sid, apikey };
  }
  const empty = detail === undefined;
  return { ok: false, empty, detail: detail ?? "no message", id: id ?? firstId, sid, apikey };
}

/** Why this object is no packet; undefined also if it is an empty one. */
function misfit(top: JsonObject, kinds: readonly Kind[]): string | undefined {
  if (kinds.length > 1) return `more than one message: ${kinds.join(", ")}`;
  if (!isText(top["sid"])) return "sid must be a string";
  if (!isText(top["apikey"])) return "apikey must be a string";
  const [kind] = kinds;
  if (kind === undefined) {
    return Object.keys(top).every((name) => envelope.has(name)) ? undefined : "unknown message";
  }
  const body = top[kind];
  if (!isObject(body)) return `${kind} must be an object`;
  return isText(body["id"]) ? undefined : "id must be a string";
}

function isKind(name: string): name is Kind {
  return messages.has(name);
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Raw);
}

/** Text or nothing; null is nothing. */
function isText(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || typeof value === "string";
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
