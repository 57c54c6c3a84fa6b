// Frames alone and in a bundle are the same bytes, whatever letters are in them and wherever the length changes its form.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Frame } from "../../ports/transport.ts";
import { bundleOf, bytesOf } from "./frame.ts";

const letters = ["x", "é", "€", "😀", "\ud800"];
const borders = [0, 1, 41, 42, 62, 63, 124, 125, 126, 127, 5_000];
const text = fc
  .tuple(fc.constantFrom(...letters), fc.constantFrom(...borders))
  .map(([letter, length]) => letter.repeat(length));

/** RFC 6455 §5.2, by hand */
function expected(payload: string): Buffer {
  const bytes = Buffer.from(payload);
  const header =
    bytes.length < 126 ? [0x81, bytes.length] : [0x81, 126, bytes.length >> 8, bytes.length & 255];
  return Buffer.concat([Buffer.from(header), bytes]);
}

test("a bundle is its frames one after the other, with bytes of their own already or not", () => {
  const frame = fc.record({ text, isPrepared: fc.boolean() });
  fc.assert(
    fc.property(fc.array(frame, { minLength: 2, maxLength: 12 }), (drawn) => {
      const frames = drawn.map(({ text: written, isPrepared }): Frame => {
        const one = { text: written };
        if (isPrepared) bytesOf(one);
        return one;
      });
      const bundle = bundleOf(frames);
      const room = frames.reduce((sum, one) => sum + 10 + 3 * one.text.length, 0);
      assert.equal(bundle === undefined, room > 65_536);
      const wanted = Buffer.concat(frames.map((one) => expected(one.text)));
      if (bundle !== undefined) assert.deepEqual(Buffer.from(bundle), wanted);
      assert.deepEqual(Buffer.concat(frames.map(bytesOf)), wanted);
    }),
    { numRuns: 300 },
  );
});

test("the bundle of the same frames is made once, and is no part of the next", () => {
  const frames = ["one", "two"].map((one) => ({ text: one }));
  const first = bundleOf(frames);
  assert.equal(bundleOf([...frames]), first);
  const before = Buffer.from(first ?? []);
  assert.ok(bundleOf([{ text: "three" }, { text: "four" }]));
  assert.deepEqual(Buffer.from(first ?? []), before);
});

test("a text of 64 KiB and more has the long form", () => {
  const bytes = Buffer.from(bytesOf({ text: "x".repeat(70_000) }));
  assert.deepEqual(
    [bytes[0], bytes[1], bytes.readBigUInt64BE(2), bytes.length],
    [0x81, 127, 70_000n, 70_010],
  );
});
