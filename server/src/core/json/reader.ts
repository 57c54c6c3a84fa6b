// Reads an object within limits: members become values, payloads stay raw text, by a shape that says which is which.
// Objects have no prototype. A member named twice, or like a door to a prototype, is a fault; payloads may have such members.
// Accepts nothing that JSON.parse refuses. Recursion is no deeper than the limit.
import { Scanner } from "./scanner.ts";
import { cut, Raw } from "./slice.ts";

export type JsonValue = string | number | boolean | null | Raw | JsonObject | JsonValue[];

/** Without prototype. */
export interface JsonObject {
  [member: string]: JsonValue;
}

/**
 * What becomes of a member: a payload within the limits is Raw, so is content, which has none; a map says it for the members of an
 * object. Without a shape it becomes a value.
 */
export type Shape = "payload" | "content" | ReadonlyMap<string, Shape>;

/** What a packet may be, `pub.content` not counted (security.md §2.3 "JSON"). */
export interface JsonLimits {
  /** objects and arrays within each other, the outermost counted */
  readonly depth: number;
  /** members of all objects together */
  readonly members: number;
}

export const jsonLimits: JsonLimits = { depth: 32, members: 2_000 };

const forbidden: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

const [quote, comma, openBrace, closeBrace, openBracket, closeBracket] = [34, 44, 123, 125, 91, 93];
const [letterT, letterF, letterN] = [116, 102, 110];

export class Reader {
  /** what was read; the part before the fault if there is one */
  readonly top: JsonObject = Object.create(null);
  readonly #in: Scanner;
  readonly #limits: JsonLimits;
  #id: string | undefined;
  /** The first thing wrong with well-formed JSON. Reading goes on, for it may not be well-formed, and the id may still come. */
  #fault: string | undefined;

  constructor(text: string, shape: ReadonlyMap<string, Shape>, limits: JsonLimits) {
    this.#in = new Scanner(text);
    this.#limits = limits;
    if (this.#in.peek() === openBrace) {
      if (this.#members(this.top, 1, shape)) this.#in.ended();
    } else {
      this.#fault = "a packet is a JSON object";
      if (this.#in.value(limits.depth, limits.members)) this.#in.ended();
    }
  }

  /** Why this is no such object; begins with "not JSON" if JSON.parse would say the same. */
  get fault(): string | undefined {
    return this.#in.fault ?? this.#fault;
  }

  /** the first string called `id` in an object of the outermost one, also if there is a fault behind it */
  get id(): string | undefined {
    return this.#id;
  }

  /** Reads the members of an object that begins here and is the `depth`th around them. False on a fault of the scanner. */
  #members(object: JsonObject, depth: number, shape: ReadonlyMap<string, Shape> | undefined): boolean {
    const scanner = this.#in;
    scanner.at++;
    if (scanner.peek() === closeBrace) return scanner.take(closeBrace);
    for (;;) {
      if (!scanner.key(this.#limits.members)) return false;
      const name = this.#text();
      const value = this.#value(depth, shape?.get(name));
      if (value === undefined) return false;
      this.#add(object, depth, name, value);
      if (scanner.peek() === closeBrace) return scanner.take(closeBrace);
      if (!scanner.take(comma)) return false;
    }
  }

  #add(object: JsonObject, depth: number, name: string, value: JsonValue): void {
    if (depth === 2 && name === "id" && typeof value === "string") this.#id ??= value;
    if (forbidden.has(name)) this.#fault ??= `member not allowed: ${name}`;
    else if (name in object) this.#fault ??= `member given twice: ${JSON.stringify(name.slice(0, 64))}`;
    else object[name] = value;
  }

  /** A value inside `depth` objects and arrays; undefined on a fault of the scanner. */
  #value(depth: number, shape: Shape | undefined): JsonValue | undefined {
    if (typeof shape === "string") return this.#payload(depth, shape);
    const scanner = this.#in;
    const first = scanner.peek();
    if (first === openBrace || first === openBracket) {
      if (depth >= this.#limits.depth) return scanner.tooDeep() || undefined;
      if (first === openBracket) return this.#elements(depth + 1);
      const object: JsonObject = Object.create(null);
      return this.#members(object, depth + 1, shape) ? object : undefined;
    }
    const start = scanner.at;
    if (!scanner.scalar(first)) return undefined;
    if (first === quote) return this.#text();
    if (first === letterN) return null;
    if (first === letterT || first === letterF) return first === letterT;
    return Number(scanner.text.slice(start, scanner.at));
  }

  #elements(depth: number): JsonValue[] | undefined {
    const scanner = this.#in;
    const elements: JsonValue[] = [];
    scanner.at++;
    if (scanner.peek() === closeBracket) return scanner.take(closeBracket) ? elements : undefined;
    for (;;) {
      const element = this.#value(depth, undefined);
      if (element === undefined) return undefined;
      elements.push(element);
      if (scanner.peek() === closeBracket) return scanner.take(closeBracket) ? elements : undefined;
      if (!scanner.take(comma)) return undefined;
    }
  }

  #payload(depth: number, shape: "payload" | "content"): Raw | undefined {
    const scanner = this.#in;
    scanner.peek();
    const { at, keys } = scanner;
    const isWithin =
      shape === "content"
        ? scanner.value(Infinity, Infinity)
        : scanner.value(this.#limits.depth - depth, this.#limits.members - keys);
    if (!isWithin) return undefined;
    if (shape === "content") scanner.keys = keys;
    return new Raw(cut(scanner.text, at, scanner.at));
  }

  /** The string that was scanned last. */
  #text(): string {
    const { text, start, end, escaped } = this.#in;
    return escaped ? (JSON.parse(text.slice(start - 1, end + 1)) as string) : cut(text, start, end);
  }
}
