// Reads an object of the wire by its table in fields.ts: exact types, nothing coerced, unknown members never looked at.
// JSON null is the same as no member, everywhere. What comes out has every member of the table and no other.
// The first member that does not fit is named in `fault`, for the developer of the client; its value is never repeated.
import type { JsonObject, JsonValue } from "../json/reader.ts";
import { DEL, isDel, Raw } from "../json/slice.ts";
import { canAttach, has, O, parseMode04, PUBLIC, type Mode } from "../access/mode.ts";
import { parseUserId } from "../ids.ts";
import { parseTags } from "../tags.ts";
import { parseDuration, parseRfc3339 } from "../time.ts";
import type { AskedMode } from "../vocabulary.ts";
import type { Field, Fields, Plain, Type, Values } from "./fields.ts";

interface PlainType<T> {
  /** undefined = the value does not fit */
  read(value: JsonValue): T | undefined;
  /** ends the sentence "sub.topic must be …" */
  readonly is: string;
}

const plain: { readonly [T in keyof Plain]: PlainType<Plain[T]> } = {
  string: { read: readString, is: "a string" },
  boolean: { read: (value) => (typeof value === "boolean" ? value : undefined), is: "true or false" },
  count: { read: readCount, is: "a whole number, zero or more" },
  time: { read: ofString(parseRfc3339), is: "an RFC 3339 time" },
  duration: { read: ofString(parseDuration), is: "a duration such as 24h or 1h30m" },
  mode: { read: ofString(readMode), is: "an access mode (letters R W P S D O, or N, or X)" },
  defaultMode: { read: ofString(readDefaultMode), is: "an access mode without O" },
  tokenMode: { read: ofString(readTokenMode), is: "letters of R, W and P with R among them" },
  tags: { read: readTags, is: "at most 16 different tags, or the character U+2421" },
  user: { read: ofString(parseUserId), is: "a user id" },
  words: { read: ofString(readWords), is: "words separated by spaces" },
  json: { read: (value) => (value instanceof Raw ? value.raw : undefined), is: "JSON" },
  payload: { read: readPayload, is: "JSON" },
  nothing: { read: () => undefined, is: "left out" },
};

/** Reads one packet; `fault` is undefined as long as everything fits. */
export class FieldReader {
  fault: string | undefined;

  /** What is returned may be used only if `fault` is still undefined. */
  object<F extends Fields>(fields: F, object: JsonObject, path: string): Values<F> {
    const values: Record<string, unknown> = {};
    for (const name in fields) {
      const field: Field | undefined = fields[name];
      if (field === undefined) continue;
      const value = object[name];
      if (isAbsent(value, field.type)) {
        values[name] = undefined;
        if (field.required) this.#fail(`${path}.${name} is missing`);
      } else {
        values[name] = this.#value(field.type, value, path, name);
      }
    }
    return values as Values<F>;
  }

  #value(type: Type, value: JsonValue, path: string, name: string): unknown {
    if (typeof type === "string") {
      const read = plain[type].read(value);
      return read === undefined ? this.#fail(`${path}.${name} must be ${plain[type].is}`) : read;
    }
    if ("objectOrDel" in type) {
      if (value === DEL) return null;
      return this.#value({ object: type.objectOrDel }, value, path, name);
    }
    if ("object" in type) {
      if (!isObject(value)) return this.#fail(`${path}.${name} must be an object`);
      return this.object(type.object, value, `${path}.${name}`);
    }
    if (!Array.isArray(value)) return this.#fail(`${path}.${name} must be an array`);
    return value.map((item, index) => this.#item(type.listOf, item, `${path}.${name}[${index}]`));
  }

  #item(fields: Fields, item: JsonValue, path: string): unknown {
    return isObject(item) ? this.object(fields, item, path) : this.#fail(`${path} must be an object`);
  }

  #fail(fault: string): undefined {
    this.fault ??= fault;
  }
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Raw);
}

function isAbsent(value: JsonValue | undefined, type: Type): value is undefined | null {
  if (value === undefined || value === null) return true;
  return value instanceof Raw ? value.raw === "null" : value === "" && type === "user";
}

function readString(value: JsonValue): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function ofString<T>(parse: (text: string) => T | undefined): (value: JsonValue) => T | undefined {
  return (value) => (typeof value === "string" ? parse(value) : undefined);
}

function readCount(value: JsonValue): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : undefined;
}

function readMode(text: string): AskedMode | undefined {
  return text === "" ? "default" : parseMode04(text);
}

function readDefaultMode(text: string): AskedMode | undefined {
  const mode = readMode(text);
  return mode !== undefined && includesOwner(mode) ? undefined : mode;
}

/** Managers are made one by one, never by a token (extensions-0.4 §3.1). */
function readTokenMode(text: string): Mode | undefined {
  const mode = parseMode04(text);
  return mode !== undefined && canAttach(mode) && (mode & ~PUBLIC) === 0 ? mode : undefined;
}

/** Ownership is offered to one user, never to everybody (spec: 0.4 §4.3). */
export function includesOwner(mode: AskedMode): boolean {
  return mode !== "default" && has(mode, O);
}

function readWords(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

function readTags(value: JsonValue): readonly string[] | undefined {
  if (value === DEL) return [];
  if (!Array.isArray(value)) return undefined;
  const texts = value.filter((item) => typeof item === "string");
  return texts.length === value.length ? parseTags(texts) : undefined;
}

function readPayload(value: JsonValue): string | null | undefined {
  if (!(value instanceof Raw)) return undefined;
  return isDel(value.raw) ? null : value.raw;
}
