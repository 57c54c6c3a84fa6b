import assert from "node:assert/strict";
import { test } from "node:test";
import { base64Length } from "../parts/encode-picture.ts";
import { fit, tries } from "./picture-size.ts";

test("a picture keeps its form, and is never made larger", () => {
  assert.deepEqual(fit({ width: 4000, height: 3000 }, 720), { width: 720, height: 540 });
  assert.deepEqual(fit({ width: 300, height: 4000 }, 720), { width: 54, height: 720 });
  assert.deepEqual(fit({ width: 100, height: 50 }, 720), { width: 100, height: 50 });
  assert.deepEqual(fit({ width: 10_000, height: 1 }, 720), { width: 720, height: 1 });
});

test("what is tried only falls", () => {
  for (const [index, { longestPx, quality }] of tries.entries()) {
    const before = tries[index - 1];
    if (!before) continue;
    assert.ok(longestPx < before.longestPx || (longestPx === before.longestPx && quality < before.quality));
  }
});

test("the length of base64 is exact", () => {
  for (const bytes of [0, 1, 2, 3, 4, 100, 17_999, 18_000]) {
    assert.equal(base64Length(bytes), Buffer.alloc(bytes).toString("base64").length);
  }
});
