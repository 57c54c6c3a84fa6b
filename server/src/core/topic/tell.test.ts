// Who hears of what: rows 1 to 7 of §6, {data}, and the signals between topics.
import assert from "node:assert/strict";
import { test } from "node:test";
import { P, R } from "../access/mode.ts";
import {
  alice,
  bob,
  carol,
  group,
  groupTopic,
  head,
  meState,
  mode,
  pair,
  row,
  user,
} from "../access/sample.test.ts";
import { meTopic, p2pName, type UserId } from "../ids.ts";
import type { TopicState } from "../state.ts";
import type { Assigned, Change, Emission, Write } from "../vocabulary.ts";
import { contactEmission, memberEmission, statusEvents, topicEmission } from "./presence.ts";
import { tell } from "./tell.ts";

const names = p2pName(alice, bob);

function told(
  state: TopicState,
  write: Write,
  assigned?: Assigned,
  before?: object,
  actor: UserId = alice,
): readonly Emission[] {
  const change: Change = { change: "write", write, assigned, ...(before && { before }) };
  return tell(state, change, actor);
}

test("a message: data with R, `msg` with R and P to those who are away, not to the sender", () => {
  const write: Write = { put: "message", topic: groupTopic, from: bob, content: "1", at: 5 };
  assert.deepEqual(told(group([]), write, { seq: 4, ts: 9 }), [
    {
      to: "attached",
      letters: R,
      event: { event: "data", topic: groupTopic, message: { seq: 4, ts: 9, from: bob, content: "1" } },
    },
    {
      to: "members",
      letters: R | P,
      not: bob,
      away: true,
      event: { event: "pres", about: "topic", topic: groupTopic, what: "msg" },
    },
  ]);
  assert.deepEqual(told(group([]), write, { seq: 4, ts: 9, repeat: true }), []);
  assert.deepEqual(told(group([]), write, { clash: true }), []);
});

test("on me only data; a notice wakes the other me", () => {
  const write: Write = { put: "message", topic: meTopic(bob), from: alice, content: "1", at: 5 };
  assert.deepEqual(
    told(meState(bob), write, { seq: 1, ts: 5 }).map((one) => one.to),
    ["attached"],
  );
  assert.deepEqual(told(group([]), write, { seq: 3, ts: 5 }), [
    { to: "topic", topic: meTopic(bob), signal: { signal: "wake", upTo: 3 } },
  ]);
});

test("rows 6: public of a group, to those with P, not to who did it; nothing for defaults", () => {
  const state = group([], "RWP/N", { public: "2" });
  const change = (more: object) =>
    told(state, { put: "topic", topic: groupTopic, head: head(groupTopic, more) }, undefined, {
      row: group([], "RWP/N", { public: "1" }).row,
    });
  const event = { event: "pres", about: "topic", topic: groupTopic, what: "upd" };
  assert.deepEqual(change({ public: "2" }), [
    { to: "attached", letters: P, not: alice, event },
    { to: "members", letters: P, not: alice, event },
  ]);
  assert.deepEqual(change({ public: "1", defacs: { auth: 0, anon: 0 } }), []);
  assert.deepEqual(
    told(state, { put: "topic", topic: groupTopic, head: head(groupTopic) }),
    [],
    "a new topic",
  );
});

test("the end of a group: off with P, and nobody lists it", () => {
  const state = group([row(bob, "RWP/RWP"), row(carol, "N/N", { marker: "left" })], "RWP/N", {
    state: "gone",
  });
  const told_ = told(
    state,
    { put: "topic", topic: groupTopic, head: head(groupTopic, { state: "gone" }) },
    undefined,
    { row: group([]).row },
  );
  assert.deepEqual(told_[0], {
    to: "members",
    letters: P,
    not: alice,
    event: { event: "pres", about: "topic", topic: groupTopic, what: "off" },
  });
  const signal = { signal: "listed", topic: groupTopic, mode: undefined };
  assert.deepEqual(
    told_.slice(1),
    [bob, alice].map((who) => ({ to: "topic", topic: meTopic(who), signal })).toReversed(),
  );
});

test("a row tells its user's me, in P2P both", () => {
  const listed = (state: TopicState, write: Write) =>
    told(state, write).map((one) =>
      one.to === "topic" && one.signal.signal === "listed" ? [one.topic, one.signal.mode] : "?",
    );
  const bobs = row(bob, "RWP/RP");
  assert.deepEqual(listed(group([bobs]), { put: "subscription", topic: groupTopic, row: bobs }), [
    [meTopic(bob), mode("RP")],
  ]);
  const left = row(bob, "N/N", { marker: "left" });
  assert.deepEqual(listed(group([left]), { put: "subscription", topic: groupTopic, row: left }), [
    [meTopic(bob), undefined],
  ]);
  const blocks = row(bob, "X/RWP");
  assert.deepEqual(
    listed(pair(row(alice, "RWP/RWP"), blocks), { put: "subscription", topic: names, row: blocks }),
    [
      [meTopic(alice), mode("X")],
      [meTopic(bob), mode("X")],
    ],
  );
});

test("accounts, logins, tokens and erasures tell nobody here", () => {
  const me = meState(alice);
  const writes: Write[] = [
    { put: "user", user: user(alice) },
    { put: "revocation", user: alice },
    { put: "erasure", topic: me.topic, at: 1 },
    { put: "subscription", topic: me.topic, row: row(alice, "RP/RP") },
  ];
  for (const write of writes) assert.deepEqual(told(me, write), []);
});

test("row 3: to the others who are attached, with P; not on me, not for sessions without login", () => {
  const event = { event: "pres", about: "member", topic: groupTopic, user: bob, what: "on" };
  assert.deepEqual(memberEmission(group([]), bob, "on"), [{ to: "attached", letters: P, not: bob, event }]);
  assert.equal(memberEmission(pair(row(alice, "RWP/RWP"), row(bob, "RWP/RWP")), bob, "off").length, 1);
  assert.deepEqual(memberEmission(meState(bob), bob, "on"), []);
  assert.deepEqual(memberEmission(group([]), undefined, "on"), []);
});

test("row 4: groups that are there, to members with P", () => {
  const event = { event: "pres", about: "topic", topic: groupTopic, what: "off" };
  assert.deepEqual(topicEmission(group([]), "off", bob), [{ to: "members", letters: P, not: bob, event }]);
  assert.deepEqual(topicEmission(group([], "RWP/N", { state: "gone" }), "off", bob), []);
  assert.deepEqual(topicEmission(pair(row(alice, "RWP/RWP"), row(bob, "RWP/RWP")), "on", bob), []);
});

test("rows 1 and 2: a signal to each peer", () => {
  const signal = { signal: "contact", user: alice, what: "on" };
  assert.deepEqual(contactEmission([bob, carol], alice, "on"), [
    { to: "topic", topic: meTopic(bob), signal },
    { to: "topic", topic: meTopic(carol), signal },
  ]);
  assert.deepEqual(contactEmission([bob], alice, "upd"), [
    { to: "topic", topic: meTopic(bob), signal: { signal: "contact", user: alice, what: "upd" } },
  ]);
});

test("row 7: one `on` for each peer online and group active, where one has P", () => {
  const known = [
    { topic: names, mode: mode("RWP") },
    { topic: p2pName(alice, carol), mode: mode("RW") },
    { topic: groupTopic, mode: mode("RP") },
    { topic: meTopic(alice), mode: mode("RPD") },
  ];
  const events = statusEvents(
    alice,
    known,
    () => true,
    () => true,
  );
  assert.deepEqual(events, [
    { event: "pres", about: "contact", user: bob, what: "on" },
    { event: "pres", about: "topic", topic: groupTopic, what: "on" },
  ]);
  assert.deepEqual(
    statusEvents(
      alice,
      known,
      () => false,
      () => false,
    ),
    [],
  );
});
