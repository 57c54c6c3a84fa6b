// Effective mode: want AND given, X of either, in P2P X of the peer, nothing for one who left.
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatMode04 } from "./mode.ts";
import { effective, effectiveOf, isBannedFrom } from "./effective.ts";
import { alice, bob, carol, group, mode, pair, row } from "./sample.test.ts";

const inGroup: readonly (readonly [
  modes: string,
  marker: "member" | "invited" | "left",
  shown: string,
  banned: boolean,
])[] = [
  ["RWP/RWP", "member", "RWP", false],
  ["RWP/RW", "member", "RW", false],
  ["RW/RWPSDO", "member", "RW", false],
  ["N/RWP", "invited", "N", false],
  ["RWP/N", "member", "N", false],
  ["RWP/X", "member", "X", true],
  ["X/RWP", "member", "X", true],
  ["N/X", "left", "N", true],
  ["N/RWP", "left", "N", false],
];

for (const [modes, marker, shown, banned] of inGroup) {
  test(`in a group ${modes} ${marker} is ${shown}`, () => {
    const state = group([row(bob, modes, { marker })]);
    assert.equal(formatMode04(effective(state, bob)), shown);
    assert.equal(isBannedFrom(state, bob), banned);
  });
}

test("a stranger has nothing and is not banned", () => {
  assert.equal(effective(group([]), carol), 0);
  assert.equal(isBannedFrom(group([]), carol), false);
});

test("in P2P the peer's own X counts, until the peer leaves", () => {
  const blocked = pair(row(alice, "RWP/RWP"), row(bob, "X/RWP"));
  assert.equal(formatMode04(effective(blocked, alice)), "X");
  assert.equal(formatMode04(effective(blocked, bob)), "X");
  assert.ok(isBannedFrom(blocked, alice));
  const left = pair(row(alice, "RWP/RWP"), row(bob, "X/RWP", { marker: "left" }));
  assert.equal(formatMode04(effective(left, alice)), "RWP");
});

test("in P2P a ban by given stops only the one who is banned", () => {
  const state = pair(row(alice, "RWP/RWP"), row(bob, "RWP/X"));
  assert.equal(formatMode04(effective(state, alice)), "RWP");
  assert.equal(formatMode04(effective(state, bob)), "X");
});

test("without an own given the token's mode holds", () => {
  const bearer = { mode: mode("RP"), generation: 1, updated: 0 };
  assert.equal(formatMode04(effectiveOf({ bearer }, { ...row(bob, "RWP/N"), given: null })), "RP");
  assert.equal(effectiveOf({}, { ...row(bob, "RWP/N"), given: null }), 0);
});
