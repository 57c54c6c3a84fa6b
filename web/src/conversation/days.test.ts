import assert from "node:assert/strict";
import { test } from "node:test";
import { clock, dayName } from "./days.ts";

const words = { today: "Today", yesterday: "Yesterday" };
const now = new Date(2026, 2, 1, 0, 30).getTime();
const name = (...at: [number, number, number, number]): string =>
  dayName(new Date(...at).getTime(), now, "en", words);

test("days are those of the calendar, not of 24 hours", () => {
  assert.equal(name(2026, 2, 1, 0), "Today");
  assert.equal(name(2026, 1, 28, 23), "Yesterday");
  assert.equal(name(2026, 1, 28, 0), "Yesterday");
  assert.equal(name(2026, 1, 27, 23), "Friday, February 27");
});

test("what is long ago has its year", () => {
  assert.match(name(2024, 0, 5, 9), /January 5, 2024/);
});

test("the clock is that of the language", () => {
  const at = new Date(2026, 2, 1, 15, 5).getTime();
  assert.match(clock(at, "en-US"), /^3:05\sPM/);
  assert.equal(clock(at, "de"), "15:05");
});
