import assert from "node:assert/strict";
import { test } from "node:test";
import { countAfter, firstUnread, rowsOf } from "./rows.ts";
import type { Said } from "./rows.ts";

const noon = new Date(2026, 4, 1, 12).getTime();
const minute = 60_000;
const said = (from: string, minutes: number): Said => {
  const at = noon + minutes * minute;
  return { from, at, position: at };
};
const all = (messages: readonly Said[]): { from: number; to: number } => ({ from: 0, to: messages.length });

/** `day`, `line`, or the sender with ( before the first and ) after the last bubble of a group */
function drawn(messages: readonly Said[], unread?: number, bounds = all(messages)): string {
  return rowsOf(messages, bounds, unread)
    .map((row) => {
      if (row.kind !== "message") return row.kind === "day" ? "day" : "line";
      return `${row.isFirst ? "(" : ""}${row.message.from}${row.isLast ? ")" : ""}`;
    })
    .join(" ");
}

test("bubbles of one person within five minutes are a group", () => {
  assert.equal(drawn([said("a", 0), said("a", 4.9), said("a", 9.8)]), "day (a a a)");
  assert.equal(drawn([said("a", 0), said("a", 5)]), "day (a) (a)");
  assert.equal(drawn([said("a", 0), said("b", 1), said("b", 2)]), "day (a) (b b)");
});

test("each day has a line, and ends a group", () => {
  const midnight = 12 * 60;
  assert.equal(drawn([said("a", midnight - 1), said("a", midnight + 1)]), "day (a) day (a)");
});

test("the unread line stands before the first unread message and ends a group", () => {
  const messages = [said("a", 0), said("a", 1), said("a", 2)];
  assert.equal(drawn(messages, messages[1]?.position), "day (a) line (a a)");
});

test("a run in the middle knows its neighbours", () => {
  const messages = [said("a", 0), said("a", 1), said("a", 2)];
  assert.equal(drawn(messages, undefined, { from: 1, to: 2 }), "a");
});

test("rows have names that stay when older messages come, and each has its own", () => {
  const messages = [said("a", 0), said("b", 1), { from: "b", at: noon + 2 * minute, key: "x" }];
  const ids = rowsOf(messages, all(messages), undefined).map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  const more = [said("c", -9000), ...messages];
  const later = rowsOf(more, all(more), undefined).map(({ id }) => id);
  assert.ok(ids.every((id) => later.includes(id)));
});

test("the first unread message is counted from the newest of then", () => {
  const messages = [said("a", 0), said("a", 1), said("a", 2), said("a", 3)];
  const arrival = { unread: 2, newest: noon + 2 * minute };
  assert.equal(firstUnread(messages, arrival, "me"), noon + minute);
  assert.equal(firstUnread(messages, { ...arrival, unread: 0 }, "me"), undefined);
  assert.equal(firstUnread(messages, { ...arrival, unread: 9 }, "me"), undefined);
});

test("the unread line stands before what others said, also where what waited here was stored after it", () => {
  const messages = [said("a", 0), said("b", 1), said("me", 2), said("b", 3), said("me", 4), said("me", 5)];
  const newest = noon + 5 * minute;
  assert.equal(firstUnread(messages, { unread: 1, newest }, "me"), noon + 3 * minute);
  assert.equal(firstUnread(messages, { unread: 2, newest }, "me"), noon + minute);
});

test("there is no line before a message that is not drawn yet, nor where so much is unread that nobody counted it", () => {
  const messages = Array.from({ length: 1200 }, (_, index) => said("a", index));
  const newest = noon + 1199 * minute;
  assert.equal(firstUnread(messages, { unread: 1200, newest }, "me"), undefined);
  assert.equal(firstUnread(messages, { unread: 1000, newest }, "me"), undefined);
  assert.equal(firstUnread(messages, { unread: 999, newest }, "me"), noon + 201 * minute);
  assert.equal(firstUnread(messages.slice(201), { unread: 999, newest }, "me", 1), undefined);
});

test("what came since is counted without one's own", () => {
  const messages = [said("a", 0), said("me", 1), said("a", 2), { from: "me", at: noon, key: "x" }];
  assert.equal(countAfter(messages, noon, "me"), 1);
  assert.equal(countAfter(messages, noon + 2 * minute, "me"), 0);
});
