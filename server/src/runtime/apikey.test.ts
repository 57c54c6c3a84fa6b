import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { ApiKey } from "./apikey.ts";
import { createApiKeys, defaultSalt, parseSalt } from "./apikey.ts";
import { hmacMd5 } from "./http/hmac-md5.ts";

const keys = createApiKeys({ salt: parseSalt(defaultSalt), hmacMd5 });

/** The vectors of the specification (0.4 §1.2). */
const vectors: readonly (readonly [key: string, about: ApiKey])[] = [
  ["AQEAAAABAAD_rAp4DJh05a1HAwFT3A6K", { app: 1, sequence: 1, root: false }],
  ["AQcAAAADAAA_QxFP4ochLHWVzBgBeUov", { app: 7, sequence: 3, root: false }],
  ["AQcAAAADAAGEQxLX5u7zhR8a7heTla1C", { app: 7, sequence: 3, root: true }],
];

for (const [key, about] of vectors) {
  test(`${key} is valid`, () => {
    assert.deepEqual(keys.check(key), about);
    assert.equal(keys.make(about), key);
  });
}

const refused: readonly (readonly [why: string, key: string])[] = [
  ["application 0, though signed", "AQAAAAABAAAoeOI7tA3HsYvdzDhYhZJy"],
  ["empty", ""],
  ["one character short", "AQEAAAABAAD_rAp4DJh05a1HAwFT3A6"],
  ["one character long", "AQEAAAABAAD_rAp4DJh05a1HAwFT3A6KA"],
  ["padded", "AQEAAAABAAD_rAp4DJh05a1HAwFT3A6K="],
  ["plain base64", "AQEAAAABAAD/rAp4DJh05a1HAwFT3A6K"],
  ["another case", "aqEAAAABAAD_rAp4DJh05a1HAwFT3A6K"],
  ["a line end behind it", "AQEAAAABAAD_rAp4DJh05a1HAwFT3A6K\n"],
  ["another sequence number", "AQEAAAACAAD_rAp4DJh05a1HAwFT3A6K"],
  ["made root", "AQcAAAADAAE_QxFP4ochLHWVzBgBeUov"],
];

for (const [why, key] of refused) {
  test(`refused: ${why}`, () => assert.equal(keys.check(key), undefined));
}

test("another version of the algorithm is refused, though signed", () => {
  const bytes = Buffer.from("0201000000010000", "hex");
  const signed = Buffer.concat([bytes, hmacMd5(parseSalt(defaultSalt), bytes)]);
  assert.equal(keys.check(signed.toString("base64url")), undefined);
});

test("a key of another salt is refused", () => {
  const other = createApiKeys({ salt: parseSalt("00".repeat(32)), hmacMd5 });
  assert.equal(keys.check(other.make({ app: 1, sequence: 1, root: false })), undefined);
});

test("what was made is valid, and no change of one bit is", () => {
  const about = fc
    .tuple(fc.integer({ min: 1, max: 0xffff_ffff }), fc.nat({ max: 0xffff }), fc.boolean())
    .map(([app, sequence, root]) => ({ app, sequence, root }));
  fc.assert(
    fc.property(about, fc.nat({ max: 191 }), (made, bit) => {
      const key = keys.make(made);
      assert.deepEqual(keys.check(key), made);
      const bytes = Buffer.from(key, "base64url");
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      assert.equal(keys.check(bytes.toString("base64url")), undefined);
    }),
  );
});

test("numbers that do not fit are errors", () => {
  for (const app of [0, -1, 1.5, 2 ** 32]) {
    assert.throws(() => keys.make({ app, sequence: 1, root: false }), RangeError);
  }
  for (const sequence of [-1, 0.5, 65_536]) {
    assert.throws(() => keys.make({ app: 1, sequence, root: false }), RangeError);
  }
});

test("a salt is 64 hexadecimal digits", () => {
  assert.equal(parseSalt("AB".repeat(32))[31], 0xab);
  for (const hex of ["", "ab", "ab".repeat(33), "xy".repeat(32)]) {
    assert.throws(() => parseSalt(hex), RangeError);
  }
});
