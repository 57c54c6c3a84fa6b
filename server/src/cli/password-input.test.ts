// Passwords by standard input and by a terminal, from streams that stand for them.
import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { CannotStart } from "./data-folder.ts";
import { readPassword, type PasswordSource } from "./password-input.ts";

class Keyboard extends PassThrough {
  isTTY = true;
  rawModes: boolean[] = [];
  setRawMode(on: boolean): this {
    this.rawModes.push(on);
    return this;
  }
}

const piped: readonly (readonly [input: string, password: string])[] = [
  ["correct horse", "correct horse"],
  ["correct horse\n", "correct horse"],
  ["correct horse\r\nrest", "correct horse"],
  ["  spaces kept  \n", "  spaces kept  "],
  ["päss:wörd\n", "päss:wörd"],
];
for (const [input, password] of piped) {
  test(`standard input ${JSON.stringify(input)}`, async () => {
    const stream = new PassThrough();
    stream.end(input);
    assert.equal(await readPassword({ input: stream, prompt: () => undefined }, true), password);
  });
}

test("an empty standard input is no password", async () => {
  const stream = new PassThrough();
  stream.end("");
  await assert.rejects(readPassword({ input: stream, prompt: () => undefined }, true), CannotStart);
});

test("without a terminal nothing is waited for", async () => {
  await assert.rejects(
    readPassword({ input: new PassThrough(), prompt: () => undefined }, false),
    /--password-stdin/,
  );
});

/** Types each line once it is asked for. */
function typing(lines: readonly string[]): { source: PasswordSource; keyboard: Keyboard; shown: string[] } {
  const keyboard = new Keyboard();
  const shown: string[] = [];
  const left = [...lines];
  const prompt = (text: string): void => {
    shown.push(text);
    const line = text.endsWith(": ") ? left.shift() : undefined;
    if (line !== undefined) setImmediate(() => keyboard.write(line));
  };
  return { source: { input: keyboard, prompt }, keyboard, shown };
}

test("typed twice, with corrections, without echo", async () => {
  const { source, keyboard, shown } = typing(["corrext\u007f\u007fct horse\r", "wrong\u0015correct horse\n"]);
  assert.equal(await readPassword(source, false), "correct horse");
  assert.deepEqual(keyboard.rawModes, [true, false, true, false]);
  assert.ok(!shown.join("").includes("horse"));
});

test("two that differ", async () => {
  await assert.rejects(readPassword(typing(["one password\r", "two password\r"]).source, false), /differ/);
});

test("Ctrl-C", async () => {
  const { source, keyboard } = typing(["abc\u0003"]);
  await assert.rejects(readPassword(source, false), CannotStart);
  assert.deepEqual(keyboard.rawModes, [true, false]);
});
