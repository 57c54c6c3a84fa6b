import assert from "node:assert/strict";
import { test } from "node:test";
import type { AppContact } from "../session.ts";
import { arrivals, knownOf, unreadIn } from "./arrivals.ts";

function contact(topic: string, at: number, some: Partial<AppContact> = {}): AppContact {
  const last = { at, from: "usrBob", content: "hello" };
  return { topic, mode: "RWP", updated: 0, isOnline: false, unread: 1, last, ...some };
}

function came(before: readonly AppContact[], after: readonly AppContact[]): readonly string[] {
  return arrivals(knownOf(before), after, "usrSelf").map(({ topic }) => topic);
}

test("a later message than the known one has arrived", () => {
  assert.deepEqual(came([contact("a", 5), contact("b", 7)], [contact("a", 6), contact("b", 7)]), ["a"]);
});

test("the first message of a new conversation has, too", () => {
  assert.deepEqual(came([], [contact("a", 6)]), ["a"]);
});

test("one's own has not, nor one that was there before another was deleted, nor one of a muted topic", () => {
  assert.deepEqual(came([contact("a", 5)], [contact("a", 6, { last: { at: 6, from: "usrSelf" } })]), []);
  assert.deepEqual(came([contact("a", 5)], [contact("a", 4)]), []);
  assert.deepEqual(came([contact("a", 5)], [contact("a", 6, { mode: "X" })]), []);
});

test("what cannot be read is not unread", () => {
  assert.equal(
    unreadIn([contact("a", 1, { unread: 2 }), contact("b", 1), contact("c", 1, { mode: "N" })]),
    3,
  );
});
