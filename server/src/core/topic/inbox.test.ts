// Unread counts and last messages: extensions-0.4 §7.
import assert from "node:assert/strict";
import { test } from "node:test";
import { alice, bob, groupTopic, head, row } from "../access/sample.test.ts";
import type { Subscription, TopicRow } from "../state.ts";
import { goneBelow, hasLast, inboxView } from "./inbox.ts";

const counters = { version: 1, seq: 10, lastTs: 900, deletes: 0, erased: 0 };
const entry = (changes: Partial<TopicRow>, modes: string, more: Partial<Subscription> = {}) => ({
  row: { ...head(groupTopic), ...counters, ...changes },
  subscription: row(bob, modes, more),
});
const last = { seq: 10, ts: 900, from: alice, content: '"hi"' };

test("unread: what is above the read mark and was not deleted, a thousand at most", () => {
  const cases: readonly (readonly [Partial<TopicRow>, Partial<Subscription>, number])[] = [
    [{}, {}, 10],
    [{}, { read: 4 }, 6],
    [{}, { read: 10 }, 0],
    [{ erased: 7 }, { read: 4 }, 3],
    [{ erased: 7 }, { read: 4, cleared: 9 }, 1],
    [{ erased: 10 }, { read: 4 }, 0],
    [{ seq: 1_000 }, {}, 1_000],
    [{ seq: 5_000 }, { read: 7 }, 1_000],
    [{ seq: 0 }, {}, 0],
  ];
  for (const [topic, subscription, unread] of cases) {
    assert.equal(inboxView(entry(topic, "RWP/RWP", subscription), undefined).unread, unread);
  }
});

test("nothing of it without R, and before one is in", () => {
  const nobody = [
    entry({}, "WP/RWP"),
    entry({}, "RWP/X"),
    entry({}, "N/RWP", { marker: "invited" }),
    entry({}, "RWP/N", { marker: "requested" }),
  ];
  for (const one of nobody) {
    assert.deepEqual(inboxView(one, last), {});
    assert.equal(hasLast(one), false);
  }
});

test("the last message is the newest that exists for the user", () => {
  assert.deepEqual(
    [{}, { erased: 9 }, { erased: 10 }, { seq: 0 }].map((topic) => hasLast(entry(topic, "R/R"))),
    [true, true, false, false],
  );
  assert.equal(hasLast(entry({}, "R/R", { cleared: 10 })), false);
  assert.equal(goneBelow(entry({ erased: 3 }, "R/R", { cleared: 5 })), 5);
  assert.deepEqual(inboxView(entry({}, "R/R"), last).last, { ts: 900, from: alice, content: '"hi"' });
});

test("a content of more than 1,024 bytes is cut, whatever its characters", () => {
  const isCut = (content: string): boolean =>
    inboxView(entry({}, "R/R"), { ...last, content }).last?.content === undefined;
  for (const [text, bytes] of [
    ["x", 1],
    ["é", 2],
    ["€", 3],
    ["😀", 4],
  ] as const) {
    const fitting = Math.floor((1_024 - 2) / bytes);
    assert.equal(isCut(`"${text.repeat(fitting)}"`), false, text);
    assert.equal(isCut(`"${text.repeat(fitting + 1)}"`), true, text);
  }
});
