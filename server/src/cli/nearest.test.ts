// The words that mistyped ones stand for, as a table.
import assert from "node:assert/strict";
import { test } from "node:test";
import { nearest } from "./nearest.ts";

const words = ["listen", "data", "log.level", "topics.unloadAfter", "limits"];
const cases: readonly (readonly [string, string | undefined])[] = [
  ["lsten", "listen"],
  ["litsen", "listen"],
  ["Listen", "listen"],
  ["log-level", "log.level"],
  ["logLevel", "log.level"],
  ["topics.unload_after", "topics.unloadAfter"],
  ["limit", "limits"],
  ["dta", "data"],
  ["xyzzy", undefined],
  ["", undefined],
];
for (const [word, expected] of cases) {
  test(`"${word}" ${expected === undefined ? "is nothing" : `is ${expected}`}`, () => {
    assert.equal(nearest(word, words), expected);
  });
}
