// What was found damaged since the start: told once to the log, and to the operator for as long as it may be so. Damage that was met
// refuses what met it and nothing else.
// A read error of the disk is over with the next read that works; a damaged row or page stays damaged until somebody acts.
import { Unavailable } from "../../ports/store.ts";
import { Damaged } from "./seal.ts";
import { isCorrupt, sqliteCode } from "./sqlite-error.ts";
import type { Log } from "./writer.ts";

/** Topics that are remembered; the log of a file that is damaged all over must end somewhere. */
const remembered = 1_000;

const advice =
  "what is damaged is refused, the rest goes on. Try natter doctor --deep to see how much it is, then natter restore with a backup";

export class Damage {
  readonly #log: Log | undefined;
  /** the first finding by topic; "" = of no topic */
  readonly #found = new Map<string, string>();
  #readError: string | undefined;

  constructor(log: Log | undefined) {
    this.#log = log;
  }

  /** For the operator; undefined = none was met. */
  get summary(): string | undefined {
    const [first] = this.#found.values();
    if (first === undefined) return this.#readError;
    const others = this.#found.size === 1 ? "" : ` (and more, in ${this.#found.size} places)`;
    return `the database is damaged: ${first}${others}; ${advice}`;
  }

  forget(): void {
    this.#found.clear();
    this.#readError = undefined;
  }

  /** A read worked. */
  passed(): void {
    this.#readError = undefined;
  }

  /** What a read or a commit threw: what fails by the file becomes Unavailable, anything else stays what it is. */
  met(error: unknown): unknown {
    if (error instanceof Damaged) {
      this.#note(error.topic ?? "", error.message);
      return new Unavailable(error.message, "none", { cause: error });
    }
    if (sqliteCode(error) === undefined) return error;
    const text = `the database could not be read (${error instanceof Error ? error.message : String(error)})`;
    if (isCorrupt(error)) this.#note("", text);
    else this.#noteReadError(text);
    return new Unavailable(text, "none", { cause: error });
  }

  #note(topic: string, text: string): void {
    if (this.#found.has(topic) || this.#found.size >= remembered) return;
    this.#found.set(topic, text);
    this.#log?.error({ ...(topic !== "" && { topic }) }, `the database is damaged: ${text}; ${advice}`);
  }

  #noteReadError(text: string): void {
    if (this.#readError === undefined) this.#log?.error({}, `${text}; it is tried again with the next read`);
    this.#readError = text;
  }
}
