// Seals: what is the same in the file has the same, anything near it has another.
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { sealOf, type Sealed } from "./seal.ts";

const long = "a longer text, which goes through another way than short ones do";

const different: readonly (readonly [readonly Sealed[], readonly Sealed[]])[] = [
  [
    ["ab", "c"],
    ["a", "bc"],
  ],
  [["ab"], [Buffer.from("ab")]],
  [[long], [Buffer.from(long)]],
  [["1"], [1]],
  [[""], [null]],
  [["null"], [null]],
  [[0], [null]],
  [
    [1, null],
    [null, 1],
  ],
  [[], [null]],
  [[1], [1.5]],
  [[1], [2 ** 32 + 1]],
  [["é"], ["è"]],
];

for (const [a, b] of different) {
  test(`${JSON.stringify(a)} and ${JSON.stringify(b)} differ`, () => assert.notEqual(sealOf(a), sealOf(b)));
}

test("every bit of a number and of an ASCII text counts", () => {
  for (const number of [0, 5, 1_700_000_000_123]) {
    for (let bit = 0; bit < 52; bit++) {
      const other = Number(BigInt(number) ^ (1n << BigInt(bit)));
      assert.notEqual(sealOf([number]), sealOf([other]), `${number}, bit ${bit}`);
    }
  }
  for (const text of ["short", long]) {
    for (let bit = 0; bit < 8 * text.length; bit++) {
      const bytes = Buffer.from(text, "latin1");
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      assert.notEqual(sealOf([text]), sealOf([bytes.toString("latin1")]), `${text}, bit ${bit}`);
    }
  }
});

test("a seal fits into 32 bits, and values that went through the file keep it", () => {
  const db = new DatabaseSync(":memory:");
  db.exec("CREATE TABLE kept (value ANY) STRICT");
  const values = ["", "a\0b", "\ud800 alone", "é 😀", long, `${long} é`, 0, -1, 2 ** 53 - 1, null];
  for (const value of values) {
    const kept = db.prepare("INSERT INTO kept VALUES (?) RETURNING value").get(value)?.["value"] as Sealed;
    assert.equal(sealOf([kept]), sealOf([value]), JSON.stringify(value));
    assert.equal(sealOf([value]), sealOf([value]) | 0);
  }
  db.close();
});
