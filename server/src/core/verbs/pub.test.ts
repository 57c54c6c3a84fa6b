// {pub}: §2.5 and the retry key of extensions §2.
import assert from "node:assert/strict";
import { test } from "node:test";
import { alice, bob, carol, group, groupTopic, meState, pair, row } from "../access/sample.test.ts";
import { p2pName } from "../ids.ts";
import { Play, leave, pub, sub } from "./play.test.ts";

/** Bob's row, attached or not; the answer to his {pub}. */
const answers: readonly (readonly [
  modes: string | undefined,
  marker: string,
  attached: boolean,
  code: number,
])[] = [
  ["RWP/RWP", "member", true, 202],
  ["RP/RWP", "member", true, 403],
  ["RWP/RP", "member", true, 403],
  ["RWP/RWP", "member", false, 409],
  ["RP/RWP", "member", false, 409],
  ["RWP/N", "requested", false, 409],
  ["N/RWP", "invited", false, 409],
  ["RWP/X", "member", false, 403],
  ["X/RWP", "member", false, 403],
  ["N/X", "left", false, 403],
  ["N/N", "left", false, 409],
  [undefined, "member", false, 409],
];

for (const [modes, marker, attached, code] of answers) {
  test(`${modes ?? "a stranger"} ${marker}${attached ? " attached" : ""}: ${code}`, () => {
    const play = new Play(
      group(modes === undefined ? [] : [row(bob, modes, { marker: marker as "member" })]),
    );
    if (attached) play.here.set(groupTopic, new Set([bob]));
    assert.equal(play.ask(bob, groupTopic, pub()).code, code);
  });
}

test("me is read-only, attached or not; a topic that is not there is 404", () => {
  const play = new Play(meState(alice), meState(bob));
  assert.equal(play.ask(alice, "me", pub()).code, 403);
  play.ask(alice, "me", sub());
  assert.equal(play.ask(alice, "me", pub()).code, 403);
  assert.equal(play.ask(alice, groupTopic, pub()).code, 404);
  assert.equal(play.ask(alice, bob, pub()).code, 404);
});

test("the 202 has the message's time and the real name; without id there is none", () => {
  const play = new Play(pair(row(alice, "RWP/RWP"), row(bob, "RWP/RWP")), meState(alice), meState(bob));
  play.ask(alice, bob, sub());
  const topic = p2pName(alice, bob);
  const first = play.ask(alice, bob, pub());
  assert.deepEqual(first.reply, { answer: "accepted", topic, at: play.at });
  play.at -= 10;
  const second = play.ask(alice, bob, pub());
  assert.deepEqual(second.reply, { answer: "accepted", topic, at: play.at + 1 });
  assert.equal(play.ask(alice, bob, { ...pub(), id: undefined }).reply, undefined);
});

test("without login: W of the default is honoured, `from` is absent, the key belongs to the session", () => {
  const play = new Play(group([], "RWP/RW"));
  play.ask(undefined, groupTopic, sub());
  const heard = play.ask(undefined, groupTopic, { verb: "pub", content: "1", key: "k" });
  const [write] = heard.outcome?.writes ?? [];
  assert.equal(heard.code, 202);
  assert.ok(write?.put === "message");
  assert.deepEqual([write.from, write.key], [undefined, { scope: "session:s", name: "k" }]);
  const mute = new Play(group([], "RWP/R"));
  mute.ask(undefined, groupTopic, sub());
  assert.equal(mute.ask(undefined, groupTopic, pub()).code, 403);
});

test("a repeated key answers the first time, another content 409, also without id", () => {
  const play = new Play(group([row(carol, "RWP/RWP")]));
  play.here.set(groupTopic, new Set([carol]));
  const reply = play.ask(carol, groupTopic, { verb: "pub", content: "1", key: "k" }).outcome?.reply;
  assert.ok(typeof reply === "function");
  assert.deepEqual(reply([{ seq: 1, ts: 5, repeat: true }]), {
    answer: "accepted",
    topic: groupTopic,
    facts: { repeat: true },
    at: 5,
  });
  assert.deepEqual(reply([{ clash: true }]), { fault: "key-used", topic: groupTopic });
  const silent = play.ask(carol, groupTopic, { verb: "pub", content: "1", key: "k", id: undefined }).outcome
    ?.reply;
  assert.ok(typeof silent === "function");
  assert.equal(silent([{ seq: 1, ts: 5 }]), undefined);
  assert.deepEqual(silent([{ clash: true }]), { fault: "key-used", topic: groupTopic });
});

test("after leaving it is 409 again", () => {
  const play = new Play(group([row(bob, "RWP/RWP")]));
  play.ask(bob, groupTopic, sub());
  play.ask(bob, groupTopic, leave());
  assert.equal(play.ask(bob, groupTopic, pub()).code, 409);
});
