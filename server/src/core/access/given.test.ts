// §4.5 line by line: what a manager may do to others, and who hears of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isRefusal } from "../verb.ts";
import type { Subscription, TopicState } from "../state.ts";
import { checkPlaces } from "./entry.ts";
import { changeGiven } from "./given.ts";
import { alice, bob, carol, dave, group, mode, pair, person, policy, row, show } from "./sample.test.ts";

const manager = row(carol, "RWPS/RWPS", { granted: true });

function give(state: TopicState, by: Subscription["user"], letters: string | undefined): string {
  const asked = letters === undefined ? undefined : letters === "" ? "default" : mode(letters);
  const change = changeGiven(state, { manager: by, target: bob, mode: asked, at: 200 });
  if (isRefusal(change)) return change.fault;
  const told = `${change.tells ?? "-"} ${change.tellsManager ? "before" : "-"}`;
  return `${show(change.row)}${change.changed ? "" : " same"} | ${told}`;
}

/** Bob before, the mode that Carol (RWPS) sets, Bob after | what he hears, whether she hears `before`. */
const byManager: readonly (readonly [
  before: Subscription | undefined,
  mode: string | undefined,
  after: string,
])[] = [
  [undefined, "RWP", "N/RWP invited | join before"],
  [undefined, "", "N/RWP invited | join before"],
  [undefined, undefined, "N/RWP invited | join before"],
  [undefined, "N", "malformed"],
  [undefined, "X", "N/X member | - before"],
  [undefined, "RWPD", "permission-denied"],
  [undefined, "RWPO", "permission-denied"],
  [row(bob, "N/RWP", { marker: "invited" }), undefined, "N/RWP invited same | join -"],
  [row(bob, "N/RWP", { marker: "invited", granted: true }), "RWP", "N/RWP invited same | join -"],
  [row(bob, "N/RWP", { marker: "invited" }), "RP", "N/RP invited | join before"],
  [row(bob, "N/RWP", { marker: "invited" }), "N", "N/N decided | info before"],
  [row(bob, "RWP/RWP"), "RP", "RWP/RP member | info before"],
  [row(bob, "RWP/RWP"), "N", "RWP/N member | info before"],
  [row(bob, "RWP/RWP"), undefined, "RWP/RWP member same | - -"],
  [row(bob, "RWP/RWP"), "X", "RWP/X member | - before"],
  [row(bob, "RWP/RWP"), "RWPS", "RWP/RWPS member | info before"],
  [row(bob, "RWP/RWP"), "RWPSD", "permission-denied"],
  [row(bob, "RWPD/RWPD", { granted: true }), "RWD", "RWPD/RWD member | info before"],
  [row(bob, "RWP/RWP"), "RWPO", "permission-denied"],
  [row(bob, "X/RWP"), "RWP", "permission-denied"],
  [row(bob, "X/RWP"), "X", "permission-denied"],
  [row(bob, "RWP/X", { granted: true }), "RWP", "RWP/RWP member | info before"],
  [row(bob, "N/X", { granted: true }), "RWP", "N/RWP invited | join before"],
  [
    row(bob, "RWP/N", { marker: "requested", request: { want: mode("RWP") } }),
    "RWP",
    "RWP/RWP member | info before",
  ],
  [
    row(bob, "RWPD/N", { marker: "requested", request: { want: mode("RWPD") } }),
    "RWP",
    "RWPD/RWP member asks RWPD | info before",
  ],
  [
    row(bob, "RWP/N", { marker: "requested", request: { want: mode("RWP") } }),
    "N",
    "RWP/N decided asks RWP | - -",
  ],
  [
    row(bob, "RWP/N", { marker: "requested", request: { want: mode("RWP") } }),
    "X",
    "RWP/X member asks RWP | - before",
  ],
  [row(bob, "RWP/N", { marker: "decided", granted: true }), "RWP", "RWP/RWP member | info before"],
  [row(bob, "RWP/N", { marker: "decided", granted: true }), "N", "RWP/N decided same | - -"],
  [row(bob, "N/RP", { marker: "left", granted: true }), undefined, "N/RP invited | join -"],
  [row(bob, "N/X", { marker: "left", granted: true }), undefined, "N/RWP invited | join before"],
];

for (const [before, letters, after] of byManager) {
  test(`a manager sets ${letters ?? "nothing"} for ${show(before)}: ${after}`, () => {
    assert.equal(give(group(before === undefined ? [manager] : [manager, before]), carol, letters), after);
  });
}

test("1: who has no S, no part in it, or only the promise of it, changes nobody", () => {
  const others = [row(bob, "RWP/RWP"), row(carol, "RWP/RWPS"), row(dave, "RWPSDO/RWP")];
  for (const by of [carol, dave, person(9)]) assert.equal(give(group(others), by, "RP"), "permission-denied");
});

test("3: the owner is touched by nobody", () => {
  const state = group([manager]);
  const change = changeGiven(state, { manager: carol, target: alice, mode: mode("X"), at: 200 });
  assert.deepEqual("fault" in change && change.fault, "permission-denied");
});

test("7: a new offer ends the old one, a mode without O takes it back", () => {
  const offered = group([row(carol, "RWP/RWPSDO", { granted: true }), row(bob, "RWP/RWP")]);
  const change = changeGiven(offered, { manager: alice, target: bob, mode: mode("RWPSDO"), at: 200 });
  assert.ok(!isRefusal(change));
  assert.deepEqual([change.row, ...change.lost].map(show), ["RWP/RWPSDO member", "RWP/RWPSD member"]);
  const back = changeGiven(offered, { manager: alice, target: carol, mode: mode("RWPSD"), at: 200 });
  assert.ok(!isRefusal(back));
  assert.deepEqual([back.row, ...back.lost].map(show), ["RWP/RWPSD member"]);
});

test("P2P: each is the manager of the other, S and O do not exist there", () => {
  const state = (bobs: Subscription) => pair(row(alice, "RWP/RWP"), bobs);
  assert.equal(give(state(row(bob, "RWP/RWP")), alice, "X"), "RWP/X member | - before");
  assert.equal(
    give(state(row(bob, "RWP/X", { granted: true })), alice, "RWPSDO"),
    "RWP/RWPD member | info before",
  );
  assert.equal(
    give(state(row(bob, "N/N", { marker: "requested" })), alice, "RWP"),
    "RWP/RWP member | info before",
  );
  assert.equal(give(state(row(bob, "N/N", { marker: "requested" })), alice, "N"), "N/N decided | - -");
  assert.equal(give(state(row(bob, "N/N", { marker: "left" })), alice, "X"), "N/X left | - before");
  assert.equal(give(pair(row(alice, "RWP/X"), row(bob, "RWP/RWP")), alice, "X"), "permission-denied");
  assert.equal(give(pair(row(alice, "X/RWP"), row(bob, "RWP/RWP")), alice, "X"), "permission-denied");
});

test("places: members and invited users count; requests, bans, refusals and those who left do not", () => {
  const rows = Array.from({ length: 30 }, (_, n) => row(person(n), "RWP/RWP"));
  const marks = (["requested", "decided", "left"] as const).map((marker, n) =>
    row(person(100 + n), "RWP/N", { marker }),
  );
  const bans = [row(person(200), "RWP/X"), row(person(201), "X/RWP")];
  const state = group([...rows, ...marks, ...bans, row(bob, "RWP/N", { marker: "requested" })]);
  const before = state.members.get(bob);
  const after = row(bob, "RWP/RWP");
  assert.equal(checkPlaces(state, before, after, policy), undefined, "place 32");
  state.members.set(row(carol, "N/RWP", { marker: "invited" }));
  assert.deepEqual(checkPlaces(state, before, after, policy), { fault: "group-full" });
  const ban = row(person(200), "RWP/RWP");
  assert.deepEqual(checkPlaces(state, state.members.get(ban.user), ban, policy), { fault: "group-full" });
  assert.equal(checkPlaces(state, undefined, row(dave, "RWP/N", { marker: "requested" }), policy), undefined);
  const few = { ...policy, groupRequests: 2 };
  assert.deepEqual(checkPlaces(state, undefined, row(dave, "RWP/N", { marker: "requested" }), few), {
    fault: "try-later",
  });
});
