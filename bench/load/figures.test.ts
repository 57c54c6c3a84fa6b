// Percentiles and medians against values counted by hand.
import assert from "node:assert/strict";
import { test } from "node:test";
import { median, medians, Times } from "./figures.ts";

test("a percentile is the smallest time that so many do not exceed, in whatever order times came", () => {
  const times = new Times();
  for (let n = 0; n < 2_000; n++) times.add(1 + ((n * 7) % 2_000));
  assert.deepEqual(times.figures(), { p50Ms: 1_000, p99Ms: 1_980, p999Ms: 1_998 });
  times.clear();
  times.add(5);
  assert.deepEqual(times.figures(), { p50Ms: 5, p99Ms: 5, p999Ms: 5 });
});

test("medians of odd and even numbers of windows, each figure for itself; of those that have it", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.deepEqual(
    medians([
      { a: 1, b: 9 },
      { a: 3, b: 5 },
      { a: 2, b: 1, c: 8 },
    ]),
    { a: 2, b: 5, c: 8 },
  );
});
