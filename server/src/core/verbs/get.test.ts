// {get}: §2.6; what is read by whom, and what is refused as a whole.
import assert from "node:assert/strict";
import { test } from "node:test";
import { alice, bob, carol, dave, group, groupTopic, meState, pair, row } from "../access/sample.test.ts";
import type { UserId } from "../ids.ts";
import type { What } from "../vocabulary.ts";
import { Play, sub } from "./play.test.ts";

function stage(): Play {
  return new Play(
    group([row(bob, "RWP/RWP"), row(carol, "RWP/X")], "RWP/R"),
    pair(row(alice, "RWP/RWP"), row(bob, "RWP/RWP")),
    meState(alice),
    meState(bob),
    meState(carol),
    meState(dave, { state: "gone" }),
  );
}

function read(play: Play, user: UserId | undefined, name: string, ...what: What[]): unknown {
  const heard = play.ask(user, name, { verb: "get", what });
  return (
    heard.code ??
    heard.outcome?.queries?.map((q) => ("view" in q ? `${q.what}:${q.view}:${q.label}` : q.what))
  );
}

test("attached: all three, in their order, without a reply of their own", () => {
  const play = stage();
  play.ask(bob, groupTopic, sub());
  assert.deepEqual(read(play, bob, groupTopic, "info", "sub", "data"), [
    `info:subscriber:${groupTopic}`,
    "sub",
    "data",
  ]);
  const heard = play.ask(bob, groupTopic, { verb: "get", what: ["data"] }, { tag: "phone", lastVisit: 77 });
  assert.deepEqual(heard.outcome?.queries, [
    { what: "data", browse: { since: 77, limit: 32, ascending: false }, live: false },
  ]);
});

test("not attached: the stranger view of anything, nothing else, refused as a whole", () => {
  const play = stage();
  assert.deepEqual(read(play, bob, groupTopic, "info"), [`info:stranger:${groupTopic}`]);
  assert.deepEqual(
    read(play, carol, groupTopic, "info"),
    [`info:stranger:${groupTopic}`],
    "also when banned",
  );
  assert.deepEqual(read(play, undefined, groupTopic, "info"), [`info:stranger:${groupTopic}`]);
  assert.deepEqual(read(play, alice, carol, "info"), [`info:stranger:${carol}`], "a user without a topic");
  assert.deepEqual(read(play, alice, "me", "info"), ["info:stranger:me"]);
  for (const what of [["sub"], ["data"], ["info", "data"], ["info", "sub"]] as What[][]) {
    assert.equal(read(play, bob, groupTopic, ...what), 403);
    assert.equal(read(play, undefined, groupTopic, ...what), 403);
    assert.equal(read(play, alice, carol, ...what), 403);
  }
});

test("unknown topics and users are 404", () => {
  const play = stage();
  assert.equal(read(play, alice, "grpNONE", "info"), 404);
  assert.equal(read(play, alice, dave, "info"), 404, "a deleted account");
  assert.equal(read(new Play(meState(alice)), alice, bob, "info"), 404);
});

test("without login, attached: the stranger view", () => {
  const play = stage();
  play.ask(undefined, groupTopic, sub());
  assert.deepEqual(read(play, undefined, groupTopic, "info", "data"), [
    `info:stranger:${groupTopic}`,
    "data",
  ]);
});

test("a p2p topic named by its user, when attached, has its real name", () => {
  const play = stage();
  play.ask(alice, bob, sub());
  const [info] = read(play, alice, bob, "info") as string[];
  assert.match(info ?? "", /^info:subscriber:p2p/);
});
