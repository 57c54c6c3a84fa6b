// What the load reads of packets by their bytes, on packets that the server's own encoders made.
import assert from "node:assert/strict";
import { test } from "node:test";
import { groupName, userId } from "../../server/src/core/ids.ts";
import { encodeAnswer, encodeEvicted } from "../../server/src/core/wire-04/ctrl.ts";
import { encodeData } from "../../server/src/core/wire-04/data.ts";
import { codeOf, idOf, isAnswer, isData, numberOf } from "./packet.ts";

const topic = groupName(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9));
const from = userId(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
/** not at the beginning, as in what a socket delivers, with another packet behind it */
const before = 'code":999,';

function placed(text: string): readonly [bytes: Buffer, from: number, to: number] {
  const start = Buffer.byteLength(before);
  return [Buffer.from(`${before}${text}{"ctrl":{"code":500`), start, start + Buffer.byteLength(text)];
}

test("an answer: its id and its code, with and without what may stand between", () => {
  const cases = [
    [encodeAnswer("000000042", { answer: "accepted", topic }, 1), 42, 202],
    [encodeAnswer("7", { fault: "try-later", topic }, 1), 7, 503],
    [encodeAnswer(undefined, { answer: "ok" }, 1), 0, 200],
    [encodeEvicted(topic, 1), 0, 205],
  ] as const;
  for (const [text, id, code] of cases) {
    const [bytes, start, end] = placed(text);
    assert.deepEqual([isAnswer(bytes, start), isData(bytes, start)], [true, false], text);
    assert.deepEqual([idOf(bytes, start), codeOf(bytes, start, end)], [id, code], text);
  }
});

test("a message: the number that its content begins with", () => {
  for (const chars of [9, 198, 4_096]) {
    const content = `"${"000012345".padEnd(chars, "x")}"`;
    for (const sender of [{ from }, {}]) {
      const text = encodeData(topic, { seq: 1, ts: 1, content, ...sender });
      const [bytes, start, end] = placed(text);
      assert.deepEqual([isAnswer(bytes, start), isData(bytes, start)], [false, true], text);
      assert.equal(numberOf(bytes, end, chars), 12_345, text);
    }
  }
});

test("an answer without a code is an error", () => {
  const [bytes, start] = placed("{}");
  assert.throws(() => codeOf(bytes, start, start + 2), RangeError);
});
