// {del}: §2.8.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  alice,
  bob,
  carol,
  dave,
  eve,
  group,
  groupTopic,
  meState,
  pair,
  row,
} from "../access/sample.test.ts";
import { p2pName, type UserId } from "../ids.ts";
import { isThere } from "../state.ts";
import { Play, nameOf, sub } from "./play.test.ts";

const names = p2pName(alice, bob);

function stage(): Play {
  return new Play(
    group([row(bob, "RWP/RWP"), row(carol, "RWPSD/RWPSD"), row(dave, "RWP/X")]),
    pair(row(alice, "RWP/RWP"), row(bob, "RWPD/RWPD")),
    ...[alice, bob, carol, dave, eve].map((id) => meState(id)),
  );
}

/** Who, where, soft / hard / topic: the answer. */
const rules: readonly (readonly [who: UserId, name: string, soft: number, hard: number, topic: number])[] = [
  [alice, groupTopic, 200, 200, 200],
  [bob, groupTopic, 200, 403, 403],
  [carol, groupTopic, 200, 200, 403],
  [dave, groupTopic, 403, 403, 403],
  [eve, groupTopic, 403, 403, 403],
  [alice, names, 200, 403, 403],
  [bob, names, 200, 200, 403],
  [alice, "me", 200, 200, 403],
  [alice, "grpNONE", 404, 404, 404],
];

for (const [who, name, ...codes] of rules) {
  test(`${nameOf(who)} deletes in ${name}: soft, hard, topic ${codes.join(" ")}`, () => {
    const deleting = [
      { what: "msg", hard: false },
      { what: "msg", hard: true },
      { what: "topic", hard: false },
    ] as const;
    assert.deepEqual(
      deleting.map((how) => stage().ask(who, name, { verb: "del", ...how }).code),
      codes,
    );
  });
}

test("without login everything is 401", () => {
  assert.equal(stage().ask(undefined, groupTopic, { verb: "del", what: "msg", hard: false }).code, 401);
});

test("before is what was asked for, also when it is ahead of the clock: messages may be, too", () => {
  const play = stage();
  const erasure = (hard: boolean, before?: number) => {
    const [write] =
      play.ask(carol, groupTopic, { verb: "del", what: "msg", hard, before }).outcome?.writes ?? [];
    return write;
  };
  const topic = groupTopic;
  assert.deepEqual(erasure(true, 500), { put: "erasure", topic, before: 500, at: play.at });
  assert.deepEqual(erasure(false, 500), { put: "erasure", topic, user: carol, before: 500, at: play.at });
  assert.deepEqual(erasure(true, 1e12), { put: "erasure", topic, before: 1e12, at: play.at });
  assert.deepEqual(erasure(true), { put: "erasure", topic, at: play.at });
});

test("the end of a topic: all others go, later {sub} is 404", () => {
  const play = stage();
  for (const who of [alice, bob]) play.ask(who, groupTopic, sub());
  const heard = play.ask(alice, groupTopic, { verb: "del", what: "topic", hard: true });
  assert.deepEqual([heard.code, heard.evicted, isThere(play.state(groupTopic))], [200, [bob], false]);
  assert.equal(play.ask(bob, groupTopic, sub()).code, 404);
});
