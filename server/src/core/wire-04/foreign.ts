// Members and words that mean something elsewhere and so must not be ignored like unknown ones (spec: 0.4 §1.6, extensions §0.3).
// An extension that is switched off, or not built yet: 501, nothing done. A packet of the modern wire: 400.
import { extensions, type Extension } from "../extensions.ts";
import { refuse } from "../faults.ts";
import type { Refusal } from "../faults.ts";
import type { JsonObject, JsonValue } from "../json/reader.ts";
import type { Word } from "./fields.ts";
import { isObject } from "./read.ts";

type Places = Readonly<Partial<Record<Word, readonly string[]>>>;

/** By extension, those that this build has not as well. A place is `member`, `member.member`, `member=string` or `member~word`. */
const places: Readonly<Record<string, Places>> = {
  bearer: {
    sub: ["bearer", "init.bearer", "subs.after", "subs.limit"],
    set: ["info.bearer"],
    get: ["subs.after", "subs.limit"],
  },
  level: { sub: ["init.level"], set: ["info.level"] },
  find: { acc: ["init.tags"], sub: ["init.tags"], set: ["info.tags"], get: ["topic=fnd", "find"] },
  push: { set: ["what~device", "device"], get: ["what~device"] },
  inbox: { sub: ["subs.inbox"], get: ["subs.inbox"] },
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

const placesByWord: ReadonlyMap<string, readonly Place[]> = indexPlaces();

/** @returns the refusal if the message is not for this wire as it is switched on */
export function refuseForeign(
  word: Word,
  body: JsonObject,
  off: ReadonlySet<Extension>,
): Refusal | undefined {
  for (const name of modern[word] ?? []) {
    const value = body[name];
    if (isObject(value) || Array.isArray(value)) {
      return refuse("malformed", `${word}.${name} is not part of this protocol version`);
    }
  }
  const isOff = ({ extension }: Place): boolean =>
    !(extension in extensions) || (off as ReadonlySet<string>).has(extension);
  const used = placesByWord.get(word)?.find((place) => isOff(place) && uses(place, body));
  return used && refuse("not-implemented", `the extension ${used.extension} is switched off`);
}

function uses(place: Place, body: JsonObject): boolean {
  let value: JsonValue | undefined = body;
  for (const member of place.path) value = isObject(value) ? value[member] : undefined;
  if (place.is !== undefined) return value === place.is;
  if (place.has !== undefined) return typeof value === "string" && value.split(/\s+/).includes(place.has);
  return value !== undefined && value !== null;
}

function indexPlaces(): ReadonlyMap<string, readonly Place[]> {
  const index = new Map<string, Place[]>();
  for (const [extension, byWord] of Object.entries(places)) {
    for (const [word, texts] of Object.entries(byWord)) {
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
