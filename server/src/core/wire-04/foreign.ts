// Members and words that mean something elsewhere and so must not be ignored like unknown ones (spec: 0.4 §1.6, extensions §0.3).
// An extension that this build has not switched on: 501, nothing done. A packet of the modern wire: 400.
// To switch an extension on: remove its line here, add its members to fields.ts and its word to the greeting.
import { refuse } from "../faults.ts";
import type { Refusal } from "../faults.ts";
import type { JsonObject, JsonValue } from "../json/reader.ts";
import type { Word } from "./fields.ts";
import { isObject } from "./read.ts";

type Places = Readonly<Partial<Record<Word, readonly string[]>>>;

/** By extension. A place is `member`, `member.member`, `member=string` or `member~word`. */
const off: Readonly<Record<string, Places>> = {
  bearer: { sub: ["bearer", "init.bearer"], set: ["info.bearer"] },
  level: { sub: ["init.level"], set: ["info.level"] },
  find: { acc: ["init.tags"], sub: ["init.tags"], set: ["info.tags"], get: ["topic=fnd", "find"] },
  push: { set: ["what~device", "device"], get: ["what~device"] },
  inbox: { sub: ["subs"], get: ["subs"] },
};

/** What 0.4 would misread when it is an object or an array: without `delseq`, {del} hides everything. */
const modern: Places = {
  sub: ["set"],
  get: ["desc", "sub", "data"],
  set: ["desc"],
  del: ["delseq"],
};

interface Place {
  readonly extension: string;
  readonly path: readonly string[];
  /** the whole value, or one word of it */
  readonly is?: string;
  readonly has?: string;
}

const offByWord: ReadonlyMap<string, readonly Place[]> = indexOff();

/** @returns the refusal if the message is not for this wire as it is switched on */
export function refuseForeign(word: Word, body: JsonObject): Refusal | undefined {
  for (const name of modern[word] ?? []) {
    const value = body[name];
    if (isObject(value) || Array.isArray(value)) {
      return refuse("malformed", `${word}.${name} is not part of this protocol version`);
    }
  }
  const used = offByWord.get(word)?.find((place) => uses(place, body));
  return used && refuse("not-implemented", `the extension ${used.extension} is switched off`);
}

function uses(place: Place, body: JsonObject): boolean {
  let value: JsonValue | undefined = body;
  for (const member of place.path) value = isObject(value) ? value[member] : undefined;
  if (place.is !== undefined) return value === place.is;
  if (place.has !== undefined) return typeof value === "string" && value.split(/\s+/).includes(place.has);
  return value !== undefined && value !== null;
}

function indexOff(): ReadonlyMap<string, readonly Place[]> {
  const index = new Map<string, Place[]>();
  for (const [extension, places] of Object.entries(off)) {
    for (const [word, texts] of Object.entries(places)) {
      index.set(word, [...(index.get(word) ?? []), ...texts.map((text) => readPlace(extension, text))]);
    }
  }
  return index;
}

function readPlace(extension: string, text: string): Place {
  const [path = "", word] = text.split(/[=~]/);
  const place = { extension, path: path.split(".") };
  if (word === undefined) return place;
  return text.includes("=") ? { ...place, is: word } : { ...place, has: word };
}
