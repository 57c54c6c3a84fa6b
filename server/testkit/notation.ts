// Packets as transcripts write them: JSON without the ceremony. `{sub topic:"me" get:"info"}` is {"sub":{"topic":"me","get":"info"}}.
// In what is expected, further signs: `*` any value, `@` any time of this protocol, `$name` a value bound at its first use,
// `...` other members or elements may follow, `-` the member is absent, `~[ ]` the elements in any order.
import type { Pattern } from "./pattern.ts";

/** A text that is not in the notation; the message names the place. */
export class NotationError extends Error {
  override readonly name = "NotationError";
}

const spaces = /[\s,]*/y;
const bareKey = /[A-Za-z_][\w-]*/y;
const number = /-?\d+(\.\d+)?([eE][+-]?\d+)?/y;
const quoted = /"(?:[^"\\]|\\.)*"/y;
const variable = /\$\w+/y;
const literals: Readonly<Record<string, Pattern>> = {
  true: { is: "value", value: true },
  false: { is: "value", value: false },
  null: { is: "value", value: null },
};
const signs: Readonly<Record<string, Pattern>> = {
  "*": { is: "any" },
  "@": { is: "time" },
  "-": { is: "absent" },
};

/** The packet written in `text`, whole. Throws NotationError. */
export function parsePacket(text: string): Pattern {
  const reader = new Reader(text);
  const packet = reader.packet();
  reader.end();
  return packet;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** `{word …}` stands for `{word:{…}}`; anything else is a value. */
  packet(): Pattern {
    this.#skip();
    const start = this.#at;
    if (this.#take("{")) {
      this.#skip();
      const word = this.#match(bareKey);
      if (word !== undefined && !this.#ahead(":")) {
        return { is: "object", members: new Map([[word, this.#members()]]), open: false };
      }
    }
    this.#at = start;
    return this.#value();
  }

  end(): void {
    this.#skip();
    if (this.#at < this.#text.length) this.#fail("nothing more");
  }

  #value(): Pattern {
    this.#skip();
    if (this.#take("{")) return this.#members();
    if (this.#take("~[")) return this.#elements(true);
    if (this.#take("[")) return this.#elements(false);
    const name = this.#match(variable);
    if (name !== undefined) return { is: "variable", name };
    const text = this.#match(quoted) ?? this.#match(number);
    if (text !== undefined) return { is: "value", value: JSON.parse(text) };
    const word = this.#match(bareKey);
    const literal = word === undefined ? this.#sign() : literals[word];
    return literal ?? this.#fail("a value");
  }

  #sign(): Pattern | undefined {
    const sign = signs[this.#text[this.#at] ?? ""];
    if (sign !== undefined) this.#at++;
    return sign;
  }

  #members(): Pattern {
    const members = new Map<string, Pattern>();
    for (;;) {
      this.#skip();
      if (this.#take("}")) return { is: "object", members, open: false };
      if (this.#take("...")) {
        this.#skip();
        if (!this.#take("}")) this.#fail("} after ...");
        return { is: "object", members, open: true };
      }
      const key = this.#key();
      if (members.has(key)) this.#fail(`"${key}" only once`);
      if (!this.#take(":")) this.#fail(":");
      members.set(key, this.#value());
    }
  }

  #key(): string {
    const bare = this.#match(bareKey);
    if (bare !== undefined) return bare;
    const text = this.#match(quoted);
    return text === undefined ? this.#fail("a member") : String(JSON.parse(text));
  }

  #elements(anyOrder: boolean): Pattern {
    const items: Pattern[] = [];
    for (;;) {
      this.#skip();
      if (this.#take("]")) return { is: "array", items, open: false, anyOrder };
      if (this.#take("...")) {
        this.#skip();
        if (!this.#take("]")) this.#fail("] after ...");
        return { is: "array", items, open: true, anyOrder };
      }
      items.push(this.#value());
    }
  }

  #skip(): void {
    this.#match(spaces);
  }

  #take(sign: string): boolean {
    if (!this.#text.startsWith(sign, this.#at)) return false;
    this.#at += sign.length;
    return true;
  }

  #ahead(sign: string): boolean {
    return this.#text.startsWith(sign, this.#at);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #fail(wanted: string): never {
    throw new NotationError(`expected ${wanted} at "${this.#text.slice(this.#at, this.#at + 20)}"`);
  }
}
