// A server whose operator asks for a login before anything else, and the limits of a packet as settings (issue of the security floor:
// "Websocket" and "JSON" of security.md §2.3 as configuration).
import assert from "node:assert/strict";
import { test } from "node:test";
import { Site } from "./site.ts";

test("without sessions.anonymous nothing but {login} and {acc new} is served, and who does not log in in time is closed", async () => {
  await using site = await Site.open({ settings: { anonymous: false, loginWithinMs: 10_000 } });
  const alice = await site.enroll("alice", {});
  const visitor = site.visit("visitor", "198.51.100.7");
  assert.equal(await visitor.code("sub", { topic: "grpAAAAAAAAAAAA" }), 401);
  assert.equal(await visitor.code("get", { topic: "grpAAAAAAAAAAAA", what: "info" }), 401);
  await site.pass(9_999);
  assert.equal(visitor.ended === undefined, true);
  await site.pass(2);
  assert.equal(visitor.ended?.code, 1008);
  assert.equal(await alice.code("sub", { topic: "me" }), 200);
});

test("depth and members of a packet are settings; content does not count", async () => {
  await using site = await Site.open({ settings: { json: { depth: 8, members: 40 } } });
  const alice = await site.enroll("alice");
  assert.equal(await alice.code("sub", { topic: "new", init: { public: nested(4) } }), 200);
  assert.equal(await alice.code("sub", { topic: "new", init: { public: nested(9) } }), 400);
  const many = Object.fromEntries(Array.from({ length: 41 }, (_, i) => [`m${i}`, i]));
  assert.equal(await alice.code("set", { topic: "me", what: "info", info: { public: many } }), 400);
});

function nested(depth: number): unknown {
  return depth === 0 ? 1 : [nested(depth - 1)];
}
