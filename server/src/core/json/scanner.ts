// Steps over JSON text without building anything. Accepts exactly what JSON.parse accepts.
// Never recurses, looks at each character once, and stops at the first fault or limit.

const [quote, backslash, comma, colon, minus, plus, dot] = [34, 92, 44, 58, 45, 43, 46];
const [openBrace, closeBrace, openBracket, closeBracket] = [123, 125, 91, 93];
const [zero, nine] = [48, 57];

/** Reads forward through one text. Each step returns false on a fault, which `fault` then explains. */
export class Scanner {
  readonly text: string;
  /** index of the next character */
  at = 0;
  /** members of objects seen so far */
  keys = 0;
  /** the string read last: its first character, the quote that closes it, whether there is an escape between */
  start = 0;
  end = 0;
  escaped = false;
  fault: string | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** The next character after white space, not consumed; NaN at the end. */
  peek(): number {
    for (; ; this.at++) {
      const c = this.text.charCodeAt(this.at);
      if (c !== 32 && c !== 10 && c !== 13 && c !== 9) return c;
    }
  }

  /** Consumes this character, after white space. */
  take(c: number): boolean {
    if (this.peek() !== c) return this.#malformed();
    this.at++;
    return true;
  }

  /** Consumes a string, after white space. */
  string(): boolean {
    if (!this.take(quote)) return false;
    const { text } = this;
    this.start = this.at;
    this.escaped = false;
    for (let at = this.at; ;) {
      const stop = endOfRun(text, at);
      const c = text.charCodeAt(stop);
      if (c === quote) {
        this.end = stop;
        this.at = stop + 1;
        return true;
      }
      at = c === backslash ? endOfEscape(text, stop) : stop;
      if (at === stop) return this.#malformedAt(stop);
      this.escaped = true;
    }
  }

  /** Consumes a value, after white space: inside it at most `depth` objects and arrays within each other and `keys` members. */
  value(depth: number, keys: number): boolean {
    const c = this.peek();
    if (c === openBrace || c === openBracket) return this.#nested(depth, this.keys + keys);
    return this.scalar(c);
  }

  /** Consumes a value that is no object and no array and begins with this character. */
  scalar(c: number): boolean {
    if (c === quote) return this.string();
    if (c === minus || (c >= zero && c <= nine)) return this.#number();
    return this.#word(c === 116 ? "true" : c === 102 ? "false" : "null");
  }

  #word(word: string): boolean {
    if (!this.text.startsWith(word, this.at)) return this.#malformed();
    this.at += word.length;
    return true;
  }

  #number(): boolean {
    const { text } = this;
    if (text.charCodeAt(this.at) === minus) this.at++;
    if (text.charCodeAt(this.at) === zero) this.at++;
    else if (!this.#digits()) return false;
    if (text.charCodeAt(this.at) === dot) {
      this.at++;
      if (!this.#digits()) return false;
    }
    if ((text.charCodeAt(this.at) | 32) === 101) {
      const sign = text.charCodeAt(++this.at);
      if (sign === plus || sign === minus) this.at++;
      if (!this.#digits()) return false;
    }
    return true;
  }

  #digits(): boolean {
    const start = this.at;
    for (; ; this.at++) {
      const c = this.text.charCodeAt(this.at);
      if (!(c >= zero && c <= nine)) return this.at > start || this.#malformed();
    }
  }

  /** An object or array and all that is in it: one loop; `open` are the closing characters still to come. */
  #nested(depth: number, maxKeys: number): boolean {
    const open: number[] = [];
    for (;;) {
      const c = this.peek();
      if (c === openBrace || c === openBracket) {
        const close = c === openBrace ? closeBrace : closeBracket;
        if (open.length >= depth) return this.tooDeep();
        this.at++;
        if (this.peek() !== close) {
          open.push(close);
          if (close === closeBrace && !this.key(maxKeys)) return false;
          continue;
        }
        this.at++;
      } else if (!this.scalar(c)) return false;

      // a value ended here; so may what it is in
      for (;;) {
        const close = open[open.length - 1];
        if (close === undefined) return true;
        const next = this.peek();
        this.at++;
        if (next === close) open.pop();
        else if (next !== comma) return this.#malformedAt(this.at - 1);
        else if (close === closeBrace && !this.key(maxKeys)) return false;
        else break;
      }
    }
  }

  /** Consumes the name of a member and the colon behind it; it must not be more than the `max`th. */
  key(max: number): boolean {
    if (++this.keys > max) return this.#fail("too many members");
    return this.string() && this.take(colon);
  }

  tooDeep(): boolean {
    return this.#fail("nested too deeply");
  }

  /** Nothing but white space is left. */
  ended(): boolean {
    this.peek();
    return this.at >= this.text.length || this.#malformed();
  }

  #malformed(): boolean {
    return this.#malformedAt(this.at);
  }

  #malformedAt(at: number): boolean {
    return this.#fail(at < this.text.length ? `not JSON at character ${at}` : "not JSON: incomplete");
  }

  #fail(fault: string): boolean {
    this.fault = fault;
    return false;
  }
}

// everything but controls, the quote and the backslash
const run = /[ !#-[\]-\uffff]*/y;

/** Index of the first character from `at` on that needs a closer look in a string. Three times as fast as a loop. */
function endOfRun(text: string, at: number): number {
  run.lastIndex = at;
  run.test(text);
  return run.lastIndex;
}

const escape = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;

/** Index of the first character behind the escape that begins at `at`; `at` itself if it is none. */
function endOfEscape(text: string, at: number): number {
  escape.lastIndex = at;
  return escape.test(text) ? escape.lastIndex : at;
}
