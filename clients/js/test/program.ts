// A program of the manual as a process: what it printed, what it is told, and its end.
import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

/** longer than anything takes */
const patienceMs = 60_000;

export class Program {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #lines: string[] = [];
  readonly #ended: Promise<unknown>;
  /** it has ended, and all that it printed is here */
  #isOver = false;
  #changed = Promise.withResolvers<void>();

  /** @param command what runs it, with its flags; by default this Node */
  constructor(args: readonly string[], command: readonly string[] = [process.execPath]) {
    const [program = "", ...flags] = command;
    this.#child = spawn(program, [...flags, ...args], { stdio: ["pipe", "pipe", "pipe"] });
    for (const input of [this.#child.stdout, this.#child.stderr]) {
      createInterface({ input }).on("line", (line) => {
        this.#lines.push(line);
        this.#wake();
      });
    }
    this.#ended = once(this.#child, "close");
    void this.#ended.then(() => {
      this.#isOver = true;
      this.#wake();
    });
  }

  say(line: string): void {
    this.#child.stdin.write(`${line}\n`);
  }

  /** The first line that matches, printed or to be printed. @throws Error when the program ends without one, or it takes too long */
  async line(pattern: RegExp): Promise<string> {
    const late = AbortSignal.timeout(patienceMs);
    late.addEventListener("abort", () => this.#wake());
    for (;;) {
      const found = this.#lines.find((line) => pattern.test(line));
      if (found !== undefined) return found;
      if (late.aborted || this.#isOver) throw new Error(`no line ${pattern}:\n${this.#lines.join("\n")}`);
      await this.#changed.promise;
    }
  }

  /** Resolves with the exit code. */
  async end(): Promise<number | null> {
    await this.#ended;
    return this.#child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
