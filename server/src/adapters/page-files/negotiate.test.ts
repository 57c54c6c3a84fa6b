import assert from "node:assert/strict";
import { test } from "node:test";
import { has, takes } from "./negotiate.ts";

const codings: readonly (readonly [field: string | undefined, br: boolean, gzip: boolean])[] = [
  [undefined, false, false],
  ["", false, false],
  ["br", true, false],
  ["gzip, deflate, br, zstd", true, true],
  ["GZip , BR", true, true],
  ["gzip;q=0.001", false, true],
  ["gzip;q=0, br", true, false],
  ["gzip; Q = 0.000", false, false],
  ["*", true, true],
  ["*;q=0", false, false],
  ["*;q=0, gzip", false, true],
  ["br;q=0, *", false, true],
  ["identity", false, false],
  ["brotli, xgzip", false, false],
  [";;,,;q=0", false, false],
];

for (const [field, br, gzip] of codings) {
  test(`Accept-Encoding ${field === undefined ? "is missing" : `"${field}"`}: br ${br}, gzip ${gzip}`, () => {
    assert.equal(takes(field, "br"), br);
    assert.equal(takes(field, "gzip"), gzip);
  });
}

const tags: readonly (readonly [field: string | undefined, isKnown: boolean])[] = [
  [undefined, false],
  ["", false],
  ['"abc"', true],
  ['W/"abc"', true],
  ['"x", W/"y" ,"abc"', true],
  ["*", true],
  [" * ", true],
  ['"abcd"', false],
  ["abc", false],
  ['w/"abc"', false],
];

for (const [field, isKnown] of tags) {
  test(`If-None-Match ${field ?? "is missing"}: ${isKnown ? "known" : "not known"}`, () => {
    assert.equal(has(field, '"abc"'), isKnown);
  });
}
