// §4.4 line by line: what a user gets when he changes what he wants, and whether somebody is asked.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Subscription, TopicState } from "../state.ts";
import type { Refusal } from "../faults.ts";
import type { RightsChange } from "./entry.ts";
import { changeWant, enter } from "./want.ts";
import { alice, bob, carol, group, mode, pair, row, show } from "./sample.test.ts";

function asked(change: RightsChange | Refusal): string {
  if ("fault" in change) return change.fault;
  return `${show(change.row)}${change.changed ? "" : " same"}${change.asks ? " !" : ""}`;
}

function request(letters: string | undefined, joins: boolean, info?: string) {
  const wanted = letters === undefined || letters === "" ? letters : mode(letters);
  return { mode: wanted === "" ? ("default" as const) : wanted, info, joins, at: 200 } as Parameters<
    typeof enter
  >[3];
}

/** A row before, the mode asked for by {set sub}, what comes of it. `!` = the managers are asked. */
const changes: readonly (readonly [before: Subscription, mode: string | undefined, after: string])[] = [
  // 1: X
  [row(bob, "RWP/RWP"), "X", "X/RWP member"],
  [row(bob, "N/RWP", { marker: "invited" }), "X", "X/RWP member"],
  [row(bob, "RWP/N", { marker: "requested", request: { want: mode("RWP") } }), "X", "X/N member asks RWP"],
  [row(bob, "X/RWP"), "X", "X/RWP member same"],
  [row(alice, "RWPSDO/RWPSDO"), "X", "malformed"],
  // 3: no mode
  [row(bob, "RW/RWP"), undefined, "RW/RWP member same"],
  [row(bob, "RW/RWP"), "", "RW/RWP member same"],
  [row(bob, "N/RWP", { marker: "invited" }), "", "N/RWP invited same"],
  [row(bob, "X/RWP"), undefined, "X/RWP member same"],
  [row(bob, "X/RWP"), "RW", "RW/RWP member"],
  [row(bob, "N/RWPO", { marker: "invited", granted: true }), "RW", "RW/RWPO member"],
  // 4: the owner
  [row(alice, "RWPSDO/RWPSDO"), "RWP", "malformed"],
  [row(alice, "RWPSDO/RWPSDO"), "RWO", "RWO/RWPSDO member"],
  [row(alice, "RWPO/RWPO"), "RWPDO", "RWPDO/RWPDO member"],
  // 5: O without an offer
  [row(bob, "RWP/RWP"), "RWPO", "malformed"],
  // 6: a manager takes what he likes but O and X
  [row(bob, "RWPS/RWPS", { granted: true }), "RWPSD", "RWPSD/RWPSD member"],
  [row(bob, "RWPS/RWPS", { granted: true }), "RWPD", "RWPD/RWPS member asks RWPD !"],
  [row(bob, "RWP/RWP"), "RWPS", "RWPS/RWP member asks RWPS !"],
  // 7: a default that grew, only while nobody decided
  [row(bob, "RW/N", { marker: "requested", request: { want: mode("RW") } }), "RW", "RW/RWP member"],
  [row(bob, "RW/N", { marker: "decided", granted: true }), "RW", "RW/N requested asks RW !"],
  [row(bob, "RWP/N", { granted: true }), "RWP", "RWP/N member asks RWP !"],
  [
    row(bob, "RW/N", { marker: "requested", granted: true, request: { want: mode("RW") } }),
    "RWP",
    "RWP/N requested asks RWP !",
  ],
  // 8: asked once
  [row(bob, "RWPD/RWP", { request: { want: mode("RWPD") } }), "RWPD", "RWPD/RWP member asks RWPD same"],
  [row(bob, "RWPD/RWP", { request: { want: mode("RWPD") } }), "RWPS", "RWPS/RWP member asks RWPS !"],
  [row(bob, "RWPD/RWP", { request: { want: mode("RWPD") } }), "RWP", "RWP/RWP member asks RWPD"],
  [row(bob, "RWP/RWP", { request: { want: mode("RWPD") } }), "RWPD", "RWPD/RWP member asks RWPD"],
  // 9: banned
  [row(bob, "RWP/X", { granted: true }), "RWP", "permission-denied"],
  [row(bob, "RWP/X", { granted: true }), "X", "permission-denied"],
];

for (const [before, letters, after] of changes) {
  test(`${show(before)} asks for ${letters ?? "nothing"}: ${after}`, () => {
    assert.equal(asked(changeWant(group([before]), before, request(letters, false))), after);
  });
}

/** The same by {sub}: an attach without a mode accepts an invitation. */
const joins: readonly (readonly [state: TopicState, after: string])[] = [
  [group([row(bob, "N/RWPS", { marker: "invited", granted: true })]), "RWPS/RWPS member"],
  [group([row(bob, "N/RWPSDO", { marker: "invited", granted: true })]), "RWPSD/RWPSDO member"],
  [group([row(bob, "X/RWP")]), "permission-denied"],
  [group([row(bob, "RW/RWP")]), "RW/RWP member same"],
  [
    group([row(bob, "RWP/N", { marker: "requested", request: { want: mode("RWP") } })], "N/N"),
    "RWP/N requested asks RWP same",
  ],
  [
    group([row(bob, "RWP/N", { marker: "requested", request: { want: mode("RWP") } })], "RWPD/N"),
    "RWP/RWPD member",
  ],
  [
    group([row(bob, "RWP/N", { marker: "decided", granted: true, request: { want: mode("RWP") } })]),
    "RWP/N decided asks RWP same",
  ],
];

for (const [state, after] of joins) {
  test(`a plain {sub} of ${show(state.members.get(bob))} gives ${after}`, () => {
    const before = state.members.get(bob);
    assert.ok(before !== undefined);
    assert.equal(asked(changeWant(state, before, request(undefined, true))), after);
  });
}

/** Newcomers: default access, what was kept of an earlier time, mode asked for. */
const entries: readonly (readonly [
  old: Subscription | undefined,
  auth: string,
  mode: string | undefined,
  after: string,
])[] = [
  [undefined, "RWP", undefined, "RWP/RWP member"],
  [undefined, "RWP", "", "RWP/RWP member"],
  [undefined, "RWP", "R", "R/RWP member"],
  [undefined, "RWP", "RWPD", "RWPD/RWP member asks RWPD !"],
  [undefined, "RWP", "X", "X/RWP member"],
  [undefined, "RWP", "RWPO", "malformed"],
  [undefined, "N", undefined, "RWP/N requested asks RWP !"],
  [undefined, "N", "RW", "RW/N requested asks RW !"],
  [undefined, "N", "N", "N/N requested"],
  [undefined, "WP", "W", "W/WP requested"],
  [undefined, "X", undefined, "permission-denied"],
  [row(bob, "N/RP", { marker: "left", granted: true }), "RWP", undefined, "RP/RP member"],
  [row(bob, "N/RWPSDO", { marker: "left", granted: true }), "RWP", undefined, "RWPSD/RWPSD member"],
  [row(bob, "N/RWPSDO", { marker: "left", granted: true }), "RWP", "RWPSDO", "malformed"],
  [row(bob, "N/X", { marker: "left", granted: true }), "RWP", undefined, "permission-denied"],
  [row(bob, "N/RWPS", { marker: "left" }), "RWP", undefined, "RWP/RWP member"],
  [
    row(bob, "N/N", { marker: "left", granted: true, request: { want: mode("RWP") } }),
    "N",
    undefined,
    "RWP/N decided asks RWP",
  ],
];

for (const [old, auth, letters, after] of entries) {
  test(`a newcomer (${show(old)}) with default ${auth} asks for ${letters ?? "nothing"}: ${after}`, () => {
    const state = group(old === undefined ? [] : [old], `${auth}/N`);
    assert.equal(asked(enter(state, bob, mode(auth), request(letters, true))), after);
  });
}

test("the same request with other words asks again, without words it does not", () => {
  const before = row(bob, "RWP/N", { marker: "requested", request: { want: mode("RWP"), info: '"please"' } });
  const state = group([before], "N/N");
  assert.equal(
    asked(changeWant(state, before, request("RWP", true, '"please"'))),
    "RWP/N requested asks RWP same",
  );
  assert.equal(asked(changeWant(state, before, request("RWP", true))), "RWP/N requested asks RWP same");
  assert.equal(
    asked(changeWant(state, before, request(undefined, true, '"now!"'))),
    "RWP/N requested asks RWP !",
  );
});

test("accepting the offer makes one owner, ends other offers, and takes O from the old owner", () => {
  const bobs = row(bob, "RWP/RWPSDO", { granted: true });
  const carols = row(carol, "RWP/RWPO", { granted: true });
  const change = changeWant(group([bobs, carols]), bobs, request("RWPSDO", false));
  assert.ok(!("fault" in change));
  assert.equal(change.owner, bob);
  assert.deepEqual(change.also.map(show), ["RWPSD/RWPSD member"]);
  assert.deepEqual(change.lost.map(show), ["RWP/RWP member"]);
  assert.equal(show(change.row), "RWPSDO/RWPSDO member");
});

test("P2P knows neither S nor O", () => {
  const bobs = row(bob, "RWP/RWPD");
  const state = pair(row(alice, "RWP/RWP"), bobs);
  assert.equal(asked(changeWant(state, bobs, request("RWPSDO", false))), "RWPD/RWPD member");
});
