// Who stays attached, and whom a change concerns.
import assert from "node:assert/strict";
import { test } from "node:test";
import { alice, bob, group, groupTopic, head, meState, mode, pair, row } from "../access/sample.test.ts";
import { p2pName } from "../ids.ts";
import { formatMode04 } from "../access/mode.ts";
import { affected, attachmentMode, mayStay } from "./enforce.ts";

test("R keeps a session attached, nothing else does", () => {
  for (const [modes, stays] of [
    ["RWP/RWP", true],
    ["R/RWP", true],
    ["WP/RWP", false],
    ["RWP/X", false],
    ["X/RWP", false],
  ] as const) {
    assert.equal(mayStay(group([row(bob, modes)]), { user: bob }), stays, modes);
  }
});

test("without login the group's default counts; nowhere else is there any", () => {
  assert.equal(formatMode04(attachmentMode(group([], "RWP/RW"), {})), "RW");
  assert.ok(!mayStay(group([], "RWP/W"), {}));
  assert.ok(!mayStay(meState(alice), {}));
  assert.ok(mayStay(meState(alice), { user: alice }));
});

test("nobody stays in a topic that is gone", () => {
  const gone = group([row(bob, "RWP/RWP")], "RWP/R", { state: "gone" });
  for (const user of [alice, bob, undefined]) assert.ok(!mayStay(gone, { user }));
});

test("the peer's own X ends both sides of a p2p topic", () => {
  const state = pair(row(alice, "RWP/RWP"), row(bob, "X/RWP"));
  assert.ok(!mayStay(state, { user: alice }) && !mayStay(state, { user: bob }));
});

test("affected: the user of a row, both in P2P, everybody when the group's own access or life changes", () => {
  const put = (topic: typeof groupTopic) =>
    affected({
      change: "write",
      write: { put: "subscription", topic, row: row(bob, "RWP/RWP") },
      assigned: undefined,
    });
  assert.deepEqual(put(groupTopic), [bob]);
  assert.deepEqual(put(p2pName(alice, bob)), [alice, bob]);
  const { row: old } = group([]);
  const turn = (more: object) =>
    affected({
      change: "write",
      write: {
        put: "topic",
        topic: groupTopic,
        head: head(groupTopic, { defacs: { auth: mode("RWP"), anon: 0 }, ...more }),
      },
      assigned: undefined,
      before: { row: old },
    });
  assert.deepEqual(turn({ public: "1" }), []);
  assert.deepEqual(turn({ defacs: { auth: mode("R"), anon: 0 } }), []);
  assert.equal(turn({ defacs: { auth: mode("RWP"), anon: mode("R") } }), "all");
  assert.equal(turn({ state: "gone" }), "all");
  assert.deepEqual(affected({ change: "attached", user: bob }), []);
});
