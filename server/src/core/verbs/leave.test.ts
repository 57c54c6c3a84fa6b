// {leave}: every row of §2.4.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  alice,
  bob,
  carol,
  group,
  groupTopic,
  meState,
  mode,
  pair,
  row,
  show,
} from "../access/sample.test.ts";
import { p2pName } from "../ids.ts";
import { Play, leave, sub, wasErased } from "./play.test.ts";

const names = p2pName(alice, bob);

function stage(): Play {
  const play = new Play(group([row(bob, "RWP/RWP")]), meState(alice), meState(bob), meState(carol));
  play.ask(bob, groupTopic, sub());
  return play;
}

test("attached: 200, only the session detaches; again 304", () => {
  const play = stage();
  const heard = play.ask(bob, groupTopic, leave());
  assert.deepEqual(heard.reply, { answer: "ok", topic: groupTopic });
  assert.deepEqual([heard.outcome?.detach, heard.outcome?.writes], [true, undefined]);
  assert.equal(play.ask(bob, groupTopic, leave()).code, 304);
});

test("unsub: attached or not 200; the row stays as left; without a subscription 404", () => {
  const play = stage();
  const heard = play.ask(bob, groupTopic, leave(true));
  assert.deepEqual([heard.code, heard.outcome?.detach], [200, true]);
  assert.equal(show(play.state(groupTopic).members.get(bob)), "N/N left");
  assert.equal(play.ask(bob, groupTopic, leave(true)).code, 404);
  assert.equal(play.ask(carol, groupTopic, leave(true)).code, 404);
  play.ask(bob, groupTopic, sub());
  play.ask(bob, groupTopic, leave());
  const away = play.ask(bob, groupTopic, leave(true));
  assert.deepEqual([away.code, away.outcome?.detach], [200, undefined]);
});

/** What stays of a row when its user unsubscribes. */
const kept: readonly (readonly [modes: string, more: object, after: string])[] = [
  ["RWP/RWP", {}, "N/N left"],
  ["RWP/RP", { granted: true }, "N/RP left"],
  ["RWP/RWPS", { granted: true }, "N/RWPS left"],
  ["RWP/RWPSDO", { granted: true }, "N/RWPSD left"],
  ["RWP/X", { granted: true }, "N/X left"],
  ["X/RWP", {}, "N/N left"],
  ["N/RWP", { marker: "invited" }, "N/N left"],
  ["RWP/N", { marker: "requested", request: { want: mode("RWP") } }, "N/N left"],
  ["RWP/N", { marker: "decided", granted: true, request: { want: mode("RWP") } }, "N/N left asks RWP"],
];

for (const [modes, more, after] of kept) {
  test(`of ${modes} ${JSON.stringify(more)} stays ${after}`, () => {
    const play = new Play(group([row(bob, modes, { private: "1", ...more })]), meState(bob));
    assert.equal(play.ask(bob, groupTopic, leave(true)).code, 200);
    const left = play.state(groupTopic).members.get(bob);
    assert.equal(show(left), after);
    assert.equal(left?.private, undefined);
  });
}

test("me and an owned group cannot be left for good", () => {
  const play = stage();
  assert.equal(play.ask(alice, "me", leave(true)).code, 403);
  play.ask(alice, "me", sub());
  assert.equal(play.ask(alice, "me", leave(true)).code, 403);
  assert.equal(play.ask(alice, "me", leave()).code, 200);
  assert.equal(play.ask(alice, groupTopic, leave(true)).code, 403);
});

test("without login: 200 attached, 304 not, unsub 401", () => {
  const play = new Play(group([], "RWP/R"));
  play.ask(undefined, groupTopic, sub());
  assert.equal(play.ask(undefined, groupTopic, leave(true)).code, 401);
  assert.equal(play.ask(undefined, groupTopic, leave()).code, 200);
  assert.equal(play.ask(undefined, groupTopic, leave()).code, 304);
});

test("a topic that is not there is 404", () => {
  const play = new Play(meState(alice), meState(bob));
  assert.equal(play.ask(alice, groupTopic, leave()).code, 404);
  assert.equal(play.ask(alice, bob, leave(true)).code, 404);
});

test("P2P: the first keeps history for the other, the second erases it", () => {
  const play = new Play(pair(row(alice, "RWP/RWP"), row(bob, "RWP/RWP")), meState(alice), meState(bob));
  play.ask(bob, names, sub());
  play.ask(bob, names, { verb: "pub", content: "1" });
  assert.equal(play.ask(alice, bob, leave(true)).code, 200);
  assert.ok(!wasErased(play.state(names)));
  assert.equal(play.ask(bob, alice, leave(true)).code, 200);
  assert.ok(wasErased(play.state(names)));
});
