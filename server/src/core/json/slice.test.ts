import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cut, DEL, isDel } from "./slice.ts";

test("isDel knows both spellings of U+2421 and nothing else", () => {
  for (const raw of ['"\u2421"', '"\\u2421"']) {
    assert.equal(JSON.parse(raw), DEL);
    assert.ok(isDel(raw));
  }
  for (const raw of ['"␡␡"', '" ␡"', '"\\\\u2421"', '["␡"]', "null", '""', '"\\U2421"', "␡"]) {
    assert.ok(!isDel(raw));
  }
});

test("cut is slice", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 3000, size: "max" }), fc.nat(3000), fc.nat(3000), (text, from, to) =>
      assert.equal(cut(text, from, to), text.slice(from, to)),
    ),
  );
});
