// The algebra of rights (S-41): every pair of want and given × every kind of change by every role, against an oracle that knows only letters.
// effective = want AND given always, in P2P X while the peer wants X; no manager grants what she lacks; what was set survives an unsub.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isRefusal } from "../verb.ts";
import type { Subscription, TopicState } from "../state.ts";
import type { UserId } from "../ids.ts";
import { effective } from "./effective.ts";
import { freshRow, leftRow } from "./entry.ts";
import { changeGiven } from "./given.ts";
import { formatMode04 } from "./mode.ts";
import { changeWant } from "./want.ts";
import { alice, bob, carol, dave, group, mode, pair, row } from "./sample.test.ts";

// ---- the oracle: sets of letters, no bits

const letters = "RWPSDO".split("");
const all = [...subsets(letters), "X"];
const asked = [
  "N",
  "R",
  "W",
  "P",
  "S",
  "D",
  "RW",
  "RWP",
  "RWPS",
  "RWPD",
  "RWPSD",
  "RWPO",
  "RWPSDO",
  "O",
  "SO",
  "X",
];

function subsets(of: readonly string[]): string[] {
  return Array.from(
    { length: 1 << of.length },
    (_, n) => of.filter((_letter, i) => n & (1 << i)).join("") || "N",
  );
}

function union(a: string, b: string): string {
  return letters.filter((one) => a.includes(one) || b.includes(one)).join("") || "N";
}

function without(a: string, b: string): string {
  return letters.filter((one) => a.includes(one) && !b.includes(one)).join("") || "N";
}

function common(a: string, b: string): string {
  if (a === "X" || b === "X") return "X";
  return letters.filter((one) => a.includes(one) && b.includes(one)).join("") || "N";
}

function isWithin(a: string, b: string): boolean {
  return without(a, b) === "N";
}

/** "want/given", with " owner" when the group passes to him; or "no". */
function ownChange(given: string, asks: string, isOwner: boolean): string {
  if (given === "X") return "no";
  if (isOwner) return asks.includes("O") ? `${asks}/${union(given, asks)}` : "no";
  if (asks === "X") return `X/${given}`;
  if (asks.includes("O")) return given.includes("O") ? `${asks}/${union(given, asks)} owner` : "no";
  if (given.includes("S") && asks.includes("S")) return `${asks}/${union(given, asks)}`;
  return `${asks}/${given}`;
}

/** The new given, or "no". `own` = the effective letters of the one who sets it. */
function givenChange(own: string, isOwner: boolean, want: string, given: string, sets: string): string {
  if (own === "X" || !(own.includes("S") || own.includes("O"))) return "no";
  if (!isOwner && sets.includes("O")) return "no";
  if (!isOwner && sets !== "X" && !isWithin(sets, union(own, given === "X" ? "" : given))) return "no";
  return want === "X" ? "no" : sets;
}

// ---- the rules, shown as letters

function shown(one: Subscription): string {
  return `${formatMode04(one.want)}/${formatMode04(one.given ?? 0)}`;
}

function own(state: TopicState, who: UserId, letters_: string): string {
  const before = state.members.get(who);
  assert.ok(before !== undefined);
  const change = changeWant(state, before, { mode: mode(letters_), info: undefined, joins: false, at: 1 });
  if (isRefusal(change)) return "no";
  return `${shown(change.row)}${change.owner === who ? " owner" : ""}`;
}

function given(state: TopicState, by: UserId, sets: string): string {
  const change = changeGiven(state, { manager: by, target: bob, mode: mode(sets), at: 1 });
  return isRefusal(change) ? "no" : formatMode04(change.row.given ?? 0);
}

const notOwners = all.filter((want) => !want.includes("O"));

test("effective is want AND given, X of either", () => {
  for (const want of all) {
    for (const gives of all) {
      assert.equal(formatMode04(effective(group([row(bob, `${want}/${gives}`)]), bob)), common(want, gives));
    }
  }
});

test("in P2P it is X as long as the peer wants X", () => {
  for (const want of all) {
    for (const peerWants of ["RWP", "N", "X"]) {
      const state = pair(row(alice, `${want}/RWPD`), row(bob, `${peerWants}/RWP`));
      assert.equal(formatMode04(effective(state, alice)), peerWants === "X" ? "X" : common(want, "RWPD"));
    }
  }
});

test("one's own want: every pair, every change, owner or not", () => {
  for (const gives of all) {
    for (const want of notOwners) {
      const state = group([row(bob, `${want}/${gives}`, { granted: true })], "N/N");
      for (const asks of asked) {
        assert.equal(own(state, bob, asks), ownChange(gives, asks, false), `${want}/${gives} asks ${asks}`);
      }
    }
    if (!gives.includes("O")) continue;
    for (const want of all.filter((one) => one.includes("O"))) {
      const state = group([row(alice, `${want}/${gives}`)]);
      for (const asks of asked) {
        assert.equal(
          own(state, alice, asks),
          ownChange(gives, asks, true),
          `owner ${want}/${gives} asks ${asks}`,
        );
      }
    }
  }
});

test("another's given: every pair, every change, by owner, managers, members and strangers", () => {
  const roles: readonly (readonly [who: UserId, own: string, isOwner: boolean])[] = [
    [alice, "RWPSDO", true],
    [carol, "RWPS", false],
    [dave, "RWPSD", false],
    [bob, "RWP", false],
  ];
  for (const gives of all) {
    for (const want of notOwners) {
      const rows = [
        row(carol, "RWPS/RWPSD"),
        row(dave, "RWPSD/RWPSD"),
        row(bob, `${want}/${gives}`, { granted: true }),
      ];
      const state = group(rows);
      for (const [who, letters_, isOwner] of roles) {
        if (who === bob) continue;
        for (const sets of asked) {
          const expected = givenChange(letters_, isOwner, want, gives, sets);
          assert.equal(given(state, who, sets), expected, `${letters_} sets ${sets} for ${want}/${gives}`);
        }
      }
    }
  }
  const plain = group([row(bob, "RWP/RWP"), row(carol, "RWP/RWP"), row(dave, "RWPSO/RWP")]);
  for (const sets of asked) {
    for (const who of [carol, dave]) assert.equal(given(plain, who, sets), "no");
  }
});

test("nobody changes what the owner is given", () => {
  const state = group([row(carol, "RWPSD/RWPSD")]);
  for (const sets of asked) {
    const change = changeGiven(state, { manager: carol, target: alice, mode: mode(sets), at: 1 });
    assert.ok(isRefusal(change));
  }
});

test("P2P: each sets the other's letters but S and O, unless he is banned or undisturbed", () => {
  for (const gives of subsets("RWPD".split("")).concat("X")) {
    for (const sets of asked) {
      const state = pair(row(alice, "RWP/RWP"), row(bob, `RWP/${gives}`, { granted: true }));
      assert.equal(
        given(state, alice, sets),
        sets === "X" ? "X" : without(sets, "SO"),
        `${sets} for ${gives}`,
      );
      assert.equal(given(pair(row(alice, "RWP/X"), row(bob, `RWP/${gives}`)), alice, sets), "no");
      assert.equal(given(pair(row(alice, "RWP/RWP"), row(bob, `X/${gives}`)), alice, sets), "no");
    }
  }
});

test("a given that was set survives the unsub without O, one that was not does not", () => {
  for (const gives of all) {
    const set = freshRow(bob, 2, leftRow(row(bob, `RWP/${gives}`, { granted: true }), 1));
    assert.equal(formatMode04(set.given ?? 0), gives === "X" ? "X" : without(gives, "O"));
    assert.ok(set.granted);
    const usual = freshRow(bob, 2, leftRow(row(bob, `RWP/${gives}`), 1));
    assert.deepEqual([usual.given, usual.granted], [0, false]);
  }
});
