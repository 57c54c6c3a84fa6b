import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import * as modes from "./mode.ts";
import { A, BANNED, D, J, NONE, O, P, R, S, W, X } from "./mode.ts";

const anyMode = fc.integer({ min: 0, max: 511 });
const allModes = Array.from({ length: 512 }, (_, mode) => mode);
const all04 = allModes.map(modes.formatMode04).filter((text, at, texts) => texts.indexOf(text) === at);

function parsed(text: string): modes.Mode {
  const mode = modes.parseMode04(text);
  assert.ok(mode !== undefined, text);
  return mode;
}

suite("and, has", () => {
  test("banned in either is banned, else the common bits", () => {
    assert.equal(modes.and(modes.FULL, modes.PUBLIC), modes.PUBLIC);
    assert.equal(modes.and(modes.FULL, BANNED), BANNED);
    assert.equal(modes.and(BANNED | R, modes.FULL), BANNED);
    assert.equal(modes.and(W, R), NONE);
  });

  test("and is commutative, associative, never grants what one side lacks", () => {
    fc.assert(
      fc.property(anyMode, anyMode, anyMode, (a, b, c) => {
        const { and, has } = modes;
        assert.equal(and(a, b), and(b, a));
        assert.equal(and(a, and(b, c)), and(and(a, b), c));
        assert.equal(and(a, a), modes.isBanned(a) ? BANNED : a);
        for (const bit of [J, R, W, P, A, S, D, O]) {
          assert.equal(has(and(a, b), bit), has(a, bit) && has(b, bit));
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("a banned mode grants nothing, whatever else it holds", () => {
    for (const mode of allModes.filter(modes.isBanned)) {
      for (const bits of [J, R, W, P, A, S, D, O, NONE, modes.PUBLIC]) {
        assert.equal(modes.has(mode, bits), false);
      }
      assert.equal(modes.has(mode, X), true);
      assert.equal(modes.canAttach(mode) || modes.isManager(mode), false);
    }
  });

  test("attaching takes J and R; S, A or O make a manager", () => {
    for (const mode of allModes.filter((m) => !modes.isBanned(m))) {
      assert.equal(modes.canAttach(mode), (mode & 3) === 3);
      assert.equal(modes.isManager(mode), (mode & (A | S | O)) > 0);
    }
  });
});

suite("0.4 letters", () => {
  const table: readonly (readonly [string, number])[] = [
    ["N", NONE],
    ["NN", NONE],
    ["X", BANNED],
    ["RXW", BANNED],
    ["R", J | R],
    ["W", W],
    ["S", S | A],
    ["O", O],
    ["RWP", modes.PUBLIC],
    ["PWR", modes.PUBLIC],
    ["RRWWPP", modes.PUBLIC],
    ["RPD", modes.SELF],
    ["RWPD", modes.P2P],
    ["RWPSD", modes.MANAGER],
    ["RWPSDO", modes.FULL],
    ["ODSPWR", modes.FULL],
  ];
  for (const [text, mode] of table) {
    test(`${text} is ${mode}`, () => assert.equal(modes.parseMode04(text), mode));
  }

  const refused = [
    "",
    "r",
    "rwp",
    "Rw",
    "RWPA",
    "J",
    "NR",
    "RN",
    "NX",
    "XN",
    "R W",
    "R,W",
    "7",
    "RWP\n",
    "É",
    "😀",
  ];
  for (const text of refused) {
    test(`refused: ${JSON.stringify(text)}`, () => assert.equal(modes.parseMode04(text), undefined));
  }

  const shown: readonly (readonly [number, string])[] = [
    [NONE, "N"],
    [BANNED, "X"],
    [BANNED | modes.FULL, "X"],
    [J, "N"],
    [R, "N"],
    [J | W, "W"],
    [A, "S"],
    [S, "S"],
    [modes.PUBLIC | A, "RWPS"],
    [modes.FULL & ~A, "RWPSDO"],
    [O, "O"],
  ];
  for (const [mode, text] of shown) {
    test(`${mode} is shown as ${text}`, () => assert.equal(modes.formatMode04(mode), text));
  }

  test("65 different modes can be shown, and each is read back as what it says", () => {
    assert.equal(all04.length, 2 ** 6 + 1);
    for (const text of all04) assert.equal(modes.formatMode04(parsed(text)), text);
  });

  test("order and repetition of letters do not matter", () => {
    const letters = fc.array(fc.constantFrom(..."RWPSDOX".split("")), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(letters, (list) => {
        const once = [...new Set(list)].toSorted().join("");
        assert.equal(modes.parseMode04(list.join("")), modes.parseMode04(once));
      }),
    );
  });
});

suite("editing by letters", () => {
  test("writing back what was shown changes nothing, for every mode", () => {
    for (const mode of allModes) {
      assert.equal(modes.editMode04(mode, parsed(modes.formatMode04(mode))), mode);
    }
  });

  test("what was written is what is shown afterwards, for every pair", () => {
    for (const mode of allModes) {
      for (const text of all04) {
        assert.equal(modes.formatMode04(modes.editMode04(mode, parsed(text))), text);
      }
    }
  });

  test("a letter that was not touched keeps its bits as they are", () => {
    const bitsOf = { R: J | R, W, P, S: S | A, D, O };
    const isShown = (mode: number, letter: string): boolean => modes.formatMode04(mode).includes(letter);
    for (const mode of allModes.filter((m) => !modes.isBanned(m))) {
      for (const text of all04.filter((t) => t !== "N" && t !== "X")) {
        const edited = modes.editMode04(mode, parsed(text));
        for (const [letter, bits] of Object.entries(bitsOf)) {
          if (isShown(mode, letter) === text.includes(letter)) assert.equal(edited & bits, mode & bits);
        }
      }
    }
  });

  const edits: readonly (readonly [what: string, from: number, asked: string, to: number])[] = [
    ["A without S survives an edit of something else", modes.PUBLIC | A, "RPS", J | R | P | A],
    ["taking S away takes both", modes.PUBLIC | A, "RWP", modes.PUBLIC],
    ["adding S adds both", modes.PUBLIC, "RWPS", modes.PUBLIC | S | A],
    ["R without J stays hidden", R | W, "WP", R | W | P],
    ["adding R completes it", R | W, "RW", J | R | W],
    ["N takes the hidden bits, too", J | W, "N", NONE],
    ["X bans, and nothing is left beside it", modes.FULL, "X", BANNED],
    ["lifting a ban gives what was written, nothing that lay under it", BANNED | modes.FULL, "RW", J | R | W],
    ["a ban becomes a plain refusal", BANNED, "N", NONE],
    ["from nothing", NONE, "RWP", modes.PUBLIC],
  ];
  for (const [what, from, asked, to] of edits) {
    test(what, () => assert.equal(modes.editMode04(from, parsed(asked)), to));
  }
});
