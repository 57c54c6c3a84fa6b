// What each write does to a topic in memory, and what it leaves alone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { alice, bob, group, groupTopic, head, meState, row, state, user } from "../access/sample.test.ts";
import { meTopic } from "../ids.ts";
import { draftOf, isThere } from "../state.ts";
import type { Assigned, Write } from "../vocabulary.ts";
import { evolve } from "./evolve.ts";

function after(of: ReturnType<typeof group>, write: Write, assigned?: Assigned, version = 5): typeof of {
  evolve(of, { change: "write", write, assigned }, version);
  return of;
}

test("a topic that begins, changes and ends keeps its counters", () => {
  const topic = state(undefined, groupTopic);
  after(topic, { put: "topic", topic: groupTopic, head: head(groupTopic, { public: "1" }) });
  assert.deepEqual([topic.row?.version, topic.row?.seq, topic.row?.public], [5, 0, "1"]);
  after(topic, { put: "message", topic: groupTopic, content: "1", at: 9 }, { seq: 1, ts: 9 });
  after(topic, { put: "topic", topic: groupTopic, head: head(groupTopic) }, undefined, 6);
  assert.deepEqual(
    [topic.row?.version, topic.row?.seq, topic.row?.lastTs, topic.row?.public],
    [6, 1, 9, undefined],
  );
  after(topic, { put: "topic", topic: groupTopic, head: head(groupTopic, { state: "gone" }) }, undefined, 7);
  assert.ok(!isThere(topic));
});

test("a subscription row gets the version and keeps its marks", () => {
  const topic = group([row(bob, "RWP/RWP", { recv: 3, read: 2, cleared: 1, seen: { a: 1 } })]);
  after(topic, { put: "subscription", topic: groupTopic, row: row(bob, "RW/RWP") });
  const { recv, read, cleared, seen, changed } = topic.members.get(bob) ?? row(bob, "N/N");
  assert.deepEqual([recv, read, cleared, seen, changed], [3, 2, 1, { a: 1 }, 5]);
  after(topic, { put: "subscription", topic: groupTopic, row: row(alice, "X/RWP") }, undefined, 6);
  assert.equal(topic.row?.version, 6);
});

test("a message counts once; a repeat and a clash do not", () => {
  const topic = group([]);
  const message: Write = { put: "message", topic: groupTopic, content: "1", at: 9 };
  after(topic, message, { seq: 1, ts: 9 });
  after(topic, message, { seq: 1, ts: 9, repeat: true });
  after(topic, message, { clash: true });
  assert.deepEqual([topic.row?.seq, topic.row?.lastTs], [1, 9]);
});

test("a hard erasure moves the topic, a soft one the row; neither goes back", () => {
  const topic = group([row(bob, "RWP/RWP")]);
  const erase = (by: object, upTo: number) =>
    after(topic, { put: "erasure", topic: groupTopic, at: 1, ...by }, { upTo });
  erase({}, 5);
  erase({}, 3);
  erase({ user: bob }, 7);
  erase({ user: bob }, 2);
  assert.deepEqual([topic.row?.erased, topic.row?.deletes, topic.members.get(bob)?.cleared], [5, 2, 7]);
});

test("writes of other topics and accounts change nothing", () => {
  const topic = group([]);
  const before = topic.row;
  after(topic, { put: "message", topic: meTopic(bob), content: "1", at: 9 }, { seq: 1, ts: 9 });
  after(topic, { put: "user", user: user(bob) });
  after(topic, { put: "token", token: { hash: "", user: bob, issued: 0, expires: 0 } });
  assert.equal(topic.row, before);
  const me = meState(alice);
  after(me, { put: "user", user: user(bob) });
  assert.equal(me.user?.id, alice);
  after(me, { put: "user", user: user(alice, "RP") });
  assert.deepEqual([me.user?.version, me.row?.version], [5, 5]);
  after(me, { put: "login", login: { scheme: "basic", name: "a", user: alice } }, undefined, 6);
  assert.equal(me.row?.version, 6);
});

test("a draft is folded without touching what it was made of", () => {
  const topic = group([]);
  const draft = draftOf(topic);
  after(draft, { put: "subscription", topic: groupTopic, row: row(bob, "RWP/RWP") });
  after(draft, { put: "message", topic: groupTopic, content: "1", at: 9 }, { seq: 1, ts: 9 });
  assert.deepEqual([topic.members.get(bob), topic.row?.seq, draft.row?.seq], [undefined, 0, 1]);
});
