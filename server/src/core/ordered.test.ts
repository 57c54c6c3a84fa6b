import assert from "node:assert/strict";
import { test } from "node:test";
import { Ordered } from "./ordered.ts";

test("what was added in any order is read in ascending order, from anywhere", () => {
  const texts = Array.from({ length: 5_000 }, (_, n) => `u${(n * 7_919) % 5_000}`);
  const ordered = new Ordered(texts.slice(0, 700));
  for (const text of texts.slice(700)) ordered.add(text);
  const sorted = texts.toSorted();
  assert.deepEqual([...ordered.above(undefined)], sorted);
  for (const after of ["", "u", "u1", "u1999", "u2500x", "u4999", "u9999", "z"]) {
    assert.deepEqual(
      [...ordered.above(after)],
      sorted.filter((text) => text > after),
      after,
    );
  }
});

test("nothing is in an empty one until something is added", () => {
  const ordered = new Ordered<string>([]);
  assert.deepEqual([...ordered.above("a")], []);
  ordered.add("b");
  assert.deepEqual([...ordered.above("a")], ["b"]);
  assert.deepEqual([...ordered.above("b")], []);
});
