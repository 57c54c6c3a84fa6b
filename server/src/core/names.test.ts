import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { commonPasswords } from "./weak-passwords.ts";
import { checkPassword, foldName } from "./names.ts";

suite("foldName", () => {
  const same: readonly (readonly [what: string, ...texts: string[]])[] = [
    ["capitals", "alice", "Alice", "ALICE"],
    ["accents composed or not", "zo\u00eb", "ZO\u00cb", "zoe\u0308", "ZOE\u0308"],
    ["final sigma", "οδος", "ΟΔΟΣ", "οδοσ"],
    ["sharp s", "strasse", "straße", "STRASSE", "STRAẞE"],
    ["Kelvin and Ångström", "k\u00e5", "\u212a\u212b"],
    ["Cherokee", "\uab70", "\u13a0"],
    ["Deseret, outside the basic plane", "\u{10428}", "\u{10400}"],
  ];
  for (const [what, ...texts] of same) {
    test(`${what}: one name`, () => {
      assert.equal(new Set(texts.map(foldName)).size, 1);
      assert.ok(foldName(texts[0] ?? ""));
    });
  }

  test("names that differ stay different", () => {
    const names = ["alice", "alice ", "alicé", "аlice", "bob", "李", "🐱", "a.b", "a_b"];
    assert.equal(new Set(names.map(foldName)).size, names.length);
  });

  const refused = {
    "nothing at all": "",
    "65 characters": "x".repeat(65),
    "65 emoji": "🐱".repeat(65),
    "a very long text": "e\u0301".repeat(100_000),
    "a line feed": "a\nb",
    NUL: "a\0",
    DEL: "a\u007f",
    "a C1 control": "a\u0085",
    "an override of direction": "a\u202eb",
    "a lone surrogate": "a\ud800",
    "a colon, which would end it": "a:b",
  };
  for (const [what, text] of Object.entries(refused)) {
    test(`refused: ${what}`, () => assert.equal(foldName(text), undefined));
  }

  test("64 characters are the most, however many units they take", () => {
    for (const character of ["x", "é", "e\u0301", "語", "🐱"]) {
      assert.ok(foldName(character.repeat(64)), character);
      assert.equal(foldName(character.repeat(65)), undefined, character);
    }
  });

  test("a folded name folds to itself: every character there is", () => {
    for (let code = 0; code <= 0x10ffff; code++) {
      const name = foldName(String.fromCodePoint(code));
      if (name !== undefined) assert.equal(foldName(name), name, code.toString(16));
    }
  });

  test("however a text is capitalised or composed, the name is the same", () => {
    const letters = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(letters, (text) => {
        const name = foldName(text);
        fc.pre(name !== undefined);
        assert.equal(foldName(name), name);
        for (const form of ["NFC", "NFD"]) assert.equal(foldName(text.normalize(form)), name);
      }),
      { numRuns: 2000 },
    );
  });
});

suite("checkPassword", () => {
  // S-25
  test("8 to 1,024 code points", () => {
    for (const character of ["\u00fc", "語", "🐱"]) {
      const times = (n: number): string | undefined => checkPassword(character.repeat(n));
      assert.match(times(7) ?? "", /at least 8/);
      assert.equal(times(8), undefined);
      assert.equal(times(1024), undefined);
      assert.match(times(1025) ?? "", /at most 1024/);
      assert.match(times(100_000) ?? "", /at most 1024/);
    }
  });

  test("any character will do, in any composition", () => {
    for (const text of [
      "\0\0\0\0\0\0\0\0",
      "        ",
      "::::::::",
      "zürich zürich",
      "zu\u0308rich zu\u0308rich",
    ]) {
      assert.equal(checkPassword(text), undefined);
    }
  });

  test("what is not Unicode cannot be kept as sent", () => {
    assert.match(checkPassword("abcdefgh\ud800") ?? "", /not valid Unicode/);
  });

  test("the most common are refused in any capitals", () => {
    for (const text of ["password", "Password1", "QWERTYUIOP", "12345678", "iloveyou"]) {
      assert.match(checkPassword(text) ?? "", /most common/);
    }
    assert.equal(checkPassword("password but with more behind it"), undefined);
  });

  test("the list is 3,000 passwords, each of which would pass but for it", () => {
    assert.equal(commonPasswords.size, 3000);
    for (const text of commonPasswords) assert.match(text, /^[\x21-\x40\x5b-\x7e]{8,}$/);
  });
});
