import assert from "node:assert/strict";
import { test } from "node:test";
import { doorOf } from "./door.ts";
import type { Facts } from "./door.ts";

const group: Facts = {
  self: "usrMe",
  topic: "grpA",
  peer: undefined,
  contact: undefined,
  notices: [],
  isFresh: true,
};
const pair: Facts = { ...group, topic: "p2pA", peer: "usrHer" };
const [member, outside] = [{ mode: "RWP" }, { mode: "N" }];

test("members and partners walk in, also while the list is that of before", () => {
  assert.equal(doorOf({ ...group, contact: member, isFresh: false }), "in");
  assert.equal(doorOf({ ...pair, contact: member }), "in");
  assert.equal(doorOf({ ...group, contact: { mode: "X" } }), "in");
});

test("a conversation begins by walking in; a group of others is asked for", () => {
  assert.equal(doorOf(pair), "in");
  assert.equal(doorOf(group), "stranger");
  assert.equal(doorOf({ ...group, isFresh: false }), "looking");
});

test("an invitation is answered, a request waits", () => {
  const invited = { act: "join", topic: "grpA", user: "usrMe" } as const;
  assert.equal(doorOf({ ...group, contact: outside, notices: [invited] }), "invited");
  assert.equal(doorOf({ ...group, contact: outside, notices: [{ ...invited, topic: "grpB" }] }), "in");
  assert.equal(doorOf({ ...group, contact: outside, notices: [invited, { ...invited, act: "info" }] }), "in");
});

test("who is asked for a conversation answers; who asks waits", () => {
  const request = { act: "appr", topic: "p2pA", user: "usrHer" } as const;
  assert.equal(doorOf({ ...pair, contact: outside, notices: [request] }), "asked");
  assert.equal(
    doorOf({ ...pair, contact: outside, notices: [{ ...request, act: "info", user: "usrMe" }] }),
    "in",
  );
});
