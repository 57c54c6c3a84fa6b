// S-03: readPacket against JSON.parse on documents made at random, as written and damaged: the same ones accepted, the same values.
// `SEED` and `DOCUMENTS` in the environment repeat or lengthen the run.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readPacket } from "./front.ts";
import type { JsonValue } from "./reader.ts";
import { Raw } from "./slice.ts";

const count = Number(process.env["DOCUMENTS"] ?? 200_000);
const seed = Number(process.env["SEED"] ?? 20_151_125);

/** Numbers that depend on nothing but the seed (mulberry32): 0 to n − 1. */
function dice(start: number): (n: number) => number {
  let state = start;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) % n;
  };
}

/** Writes documents with all the freedom that JSON leaves: white space, escapes, spelling of numbers, repeated names. */
class Author {
  readonly #roll: (n: number) => number;

  constructor(roll: (n: number) => number) {
    this.#roll = roll;
  }

  /** The packet, and whether it must be accepted. */
  packet(): { text: string; isClean: boolean } {
    const space = this.#space();
    const forms = [
      (): string => `{"pub":${space}{"id":"1","content":${this.value(4, true)}}}`,
      (): string => `{"set":{"id":"1"${space},"info":{"public":${this.value(4, true)}}}}`,
      (): string => `{"get":{"id":"1","x":${this.value(4, false)}${space}}}`,
      (): string => `{"acc":{"id":"1","init":{"defacs":${this.value(3, false)}}}}`,
      (): string => `${space}{"sub":${this.value(3, true)}}`,
      (): string => this.value(4, true),
    ];
    const form = this.#roll(forms.length);
    const text = forms[form]?.() ?? "";
    return this.#roll(2) === 0 ? { text, isClean: form < 4 } : { text: this.#damage(text), isClean: false };
  }

  value(depth: number, isWild: boolean): string {
    const space = this.#space();
    switch (this.#roll(depth > 0 ? 8 : 5)) {
      case 0:
        return this.#pick("null", "true", "false");
      case 1:
      case 2:
        return this.#number();
      case 3:
      case 4:
        return `"${this.#characters()}"`;
      case 5:
        return `[${space}${this.#list(() => this.value(depth - 1, isWild))}${space}]`;
      default: {
        let index = 0;
        const name = (): string => (isWild ? this.#wildName() : `${this.#characters()}#${index++}`);
        return `{${space}${this.#list(() => `"${name()}"${space}:${space}${this.value(depth - 1, isWild)}`)}}`;
      }
    }
  }

  #pick(...choices: readonly string[]): string {
    return choices[this.#roll(choices.length)] ?? "";
  }

  #list(item: () => string): string {
    return Array.from({ length: this.#roll(4) }, () => item() + this.#space()).join(",");
  }

  #space(): string {
    return this.#pick("", "", "", "", " ", "\n", "\t\r\n  ");
  }

  #number(): string {
    const sign = this.#pick("", "", "-");
    const whole = this.#pick("0", `${1 + this.#roll(9)}`, `${1 + this.#roll(1e9)}`, "123456789012345678901");
    const fraction = this.#pick("", "", ".0", `.${this.#roll(1e6)}`, ".00000000000000000001");
    return sign + whole + fraction + this.#pick("", "", "e1", "E+2", "e-07", "e308", "e400");
  }

  #characters(): string {
    const one = (): string =>
      this.#pick("a", "Zz", " ", "é", "語", "😀", "\ud800", "\u2028", "\u007f", "/", ...escapes);
    return Array.from({ length: this.#roll(6) }, one).join("");
  }

  #wildName(): string {
    return this.#pick("__proto__", "constructor", "toString", "id", "content", "a", "0", this.#characters());
  }

  #damage(text: string): string {
    let damaged = text;
    for (let times = 1 + this.#roll(3); times > 0; times--) {
      const [a, b] = [this.#roll(damaged.length + 1), this.#roll(damaged.length + 1)];
      damaged = [
        (): string => damaged.slice(0, a) + damaged.slice(a + 1),
        (): string => damaged.slice(0, a) + this.#pick(...hostile) + damaged.slice(a),
        (): string => damaged.slice(0, a) + this.#pick(...hostile) + damaged.slice(a + 1),
        (): string =>
          damaged.slice(0, a) + damaged.slice(Math.min(a, b), Math.min(a, b) + 8) + damaged.slice(a),
        (): string => damaged.slice(0, this.#roll(4) === 0 ? a : undefined),
      ][this.#roll(5)]?.() as string;
    }
    return damaged;
  }
}

const escapes = String.raw`\" \\ \/ \b \f \n \r \t \u0041 \u2421 \ud83d\ude00 \udc00 \u005f`.split(" ");
const hostile = "\"\\{}[]:,0123456789+-.eEtfnulrbx/*' \t\n\r\v\f\u0000\u001f\u007f\u00a0\ufeff\ud800é".split(
  "",
);

/** Equal in every bit that matters: -0 is not 0, a member is not an inherited one. */
function isSame(ours: JsonValue, theirs: unknown): boolean {
  if (ours instanceof Raw) return ours.raw === ours.raw.trim() && equal(JSON.parse(ours.raw), theirs);
  if (typeof ours !== "object" || ours === null) return Object.is(ours, theirs);
  if (typeof theirs !== "object" || theirs === null || Array.isArray(ours) !== Array.isArray(theirs))
    return false;
  if (!Array.isArray(ours) && Object.getPrototypeOf(ours) !== null) return false;
  const names = Object.keys(ours);
  return (
    names.length === Object.keys(theirs).length &&
    names.every((name) =>
      isSame((ours as Record<string, JsonValue>)[name] ?? null, Reflect.get(theirs, name)),
    )
  );
}

function equal(a: unknown, b: unknown): boolean {
  try {
    assert.deepEqual(a, b);
    return true;
  } catch {
    return false;
  }
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

test(`S-03: ${count} documents, the same accepted as by JSON.parse, with the same values`, () => {
  const author = new Author(dice(seed));
  let [accepted, refused, malformed] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const { text, isClean } = author.packet();
    const [ours, theirs] = [readPacket(text), parse(text)];
    if (ours.ok) {
      accepted++;
      assert.ok(isSame(ours.body, theirs?.[ours.kind]), `values differ: ${JSON.stringify(text)}`);
      continue;
    }
    refused++;
    const saysMalformed = ours.detail.startsWith("not JSON");
    if (saysMalformed) malformed++;
    assert.equal(saysMalformed, theirs === undefined, `${ours.detail}: ${JSON.stringify(text)}`);
    assert.ok(!isClean, `${ours.detail}: ${JSON.stringify(text)}`);
  }
  const tenth = count / 10;
  assert.ok(
    accepted > tenth && malformed > tenth && refused - malformed > tenth,
    `the documents are one-sided: ${accepted} accepted, ${malformed} malformed, ${refused - malformed} refused otherwise`,
  );
});
