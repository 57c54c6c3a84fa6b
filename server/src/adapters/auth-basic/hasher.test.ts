// A hashing thread that ends is followed by another; nobody waits for one that is gone, and its error ends no process.
import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { test } from "node:test";
import { Hasher } from "./hasher.ts";

const parameters = {
  message: Buffer.from("correct horse"),
  nonce: Buffer.alloc(16),
  tagLength: 32,
  memory: 8,
  passes: 1,
  parallelism: 1,
};

function threadThat(does: string): URL {
  const code = `import { parentPort } from "node:worker_threads"; parentPort.once("message", () => { ${does} });`;
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}

for (const [how, end] of [
  ["ends", "process.exit(0);"],
  ["fails", 'setImmediate(() => { throw new Error("out of memory"); });'],
] as const) {
  test(`a thread that ${how} after its answer`, async () => {
    const hasher = new Hasher(threadThat(`parentPort.postMessage({ tag: new Uint8Array([7]) }); ${end}`));
    // each asks the one before, which may be ending, or a new one: an answer or an error, never silence
    for (let answers = 0; answers < 3;) {
      answers += await hasher.hash(parameters).then(
        (tag) => tag.length,
        (error: unknown) => {
          assert.match(String(error), /the hashing thread ended|out of memory/);
          return 0;
        },
      );
      for (let turn = 0; turn < 50; turn++) await setImmediate();
    }
  });
}

test("what argon2 does not take is an error of this one, the next is hashed", async () => {
  const hasher = new Hasher();
  await assert.rejects(hasher.hash({ ...parameters, memory: 1 }), /could not be hashed/);
  assert.equal((await hasher.hash(parameters)).length, 32);
});
