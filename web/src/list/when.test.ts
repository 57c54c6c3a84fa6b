import assert from "node:assert/strict";
import { test } from "node:test";
import { whenOf } from "./when.ts";

const now = new Date(2026, 2, 30, 12, 30).getTime();
const cases: readonly (readonly [at: Date, when: string])[] = [
  [new Date(2026, 2, 30, 12, 29), "time"],
  [new Date(2026, 2, 30, 0, 0), "time"],
  // the clock of another machine is ahead
  [new Date(2026, 2, 30, 13, 0), "time"],
  [new Date(2026, 2, 29, 23, 59), "yesterday"],
  // in many countries this day had 23 hours
  [new Date(2026, 2, 29, 0, 1), "yesterday"],
  [new Date(2026, 2, 28, 23, 59), "weekday"],
  [new Date(2026, 2, 24, 0, 0), "weekday"],
  [new Date(2026, 2, 23, 23, 59), "date"],
  [new Date(2025, 2, 30, 12, 30), "date"],
];

for (const [at, when] of cases) {
  test(`${at.toLocaleString("sv")} is shown as ${when}`, () => assert.equal(whenOf(at.getTime(), now), when));
}
