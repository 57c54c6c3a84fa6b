import assert from "node:assert/strict";
import { test } from "node:test";
import { byRole, mayGive, newcomersOf, offeredTo, requestsIn, roleOf, withRight } from "./rights.ts";

test("who stands where", () => {
  const roles = ["RWPSDO", "RWPS", "RWP", "RW", "RP", "N", "X", "WP"].map(roleOf);
  assert.deepEqual(roles, ["owner", "manager", "member", "member", "reader", "outside", "banned", "outside"]);
});

test("the owner comes first, then managers", () => {
  const modes = ["X", "RWP", "N", "RWPSDO", "RP", "RWPS"].map((mode) => ({ mode }));
  assert.deepEqual(
    modes.toSorted(byRole).map(({ mode }) => mode),
    ["RWPSDO", "RWPS", "RWP", "RP", "N", "X"],
  );
});

test("a tick is a letter, and reading is always there", () => {
  assert.equal(withRight("RWP", "D", true), "RWPD");
  assert.equal(withRight("RWPSD", "W", false), "RPSD");
  assert.equal(withRight("N", "P", true), "RP");
  assert.equal(withRight("X", "W", true), "RW");
  assert.equal(withRight("RWPSDO", "S", false), "RWPD");
});

test("nobody gives what he lacks, except the owner", () => {
  assert.equal(mayGive("RWPS", "D"), false);
  assert.equal(mayGive("RWPS", "P"), true);
  assert.equal(mayGive("RWO", "D"), true);
});

const notice = (act: "appr" | "info" | "join", user: string, want: string, given: string, topic = "grpA") =>
  ({ act, topic, user, access: { want, given } }) as const;
const users = (notices: readonly { user: string }[]): string[] => notices.map(({ user }) => user);

test("a request waits until it was answered or its user is gone", () => {
  const asks = notice("appr", "usrB", "RWP", "N");
  const outside = [{ user: "usrB", mode: "N" }];
  assert.deepEqual(users(requestsIn([asks], "grpA", outside)), ["usrB"]);
  assert.deepEqual(requestsIn([asks], "grpB", outside), []);
  assert.deepEqual(requestsIn([asks], "grpA", [{ user: "usrB", mode: "RWP" }]), []);
  assert.deepEqual(requestsIn([asks], "grpA", [{ user: "usrB", mode: "X" }]), []);
  assert.deepEqual(requestsIn([asks], "grpA", []), []);
  assert.deepEqual(requestsIn([asks, notice("info", "usrB", "RWP", "N")], "grpA", outside), []);
});

test("a member may ask for more", () => {
  const asks = notice("appr", "usrB", "RWPS", "RWP");
  assert.deepEqual(users(requestsIn([asks], "grpA", [{ user: "usrB", mode: "RWP" }])), ["usrB"]);
  assert.deepEqual(requestsIn([asks], "grpA", [{ user: "usrB", mode: "RWPS" }]), []);
});

test("the last offer of the group holds until it is withdrawn or accepted", () => {
  const [toB, toC] = [notice("info", "usrB", "RWP", "RWPSDO"), notice("info", "usrC", "RWP", "RWPSDO")];
  assert.equal(offeredTo([toB], "grpA", "usrA"), "usrB");
  assert.equal(offeredTo([toB], "grpB", "usrA"), undefined);
  assert.equal(offeredTo([toB, toC], "grpA", "usrA"), "usrC");
  assert.equal(offeredTo([toB, notice("info", "usrB", "RWP", "RWP")], "grpA", "usrA"), undefined);
  assert.equal(offeredTo([toB], "grpA", "usrB"), undefined);
});

test("what newcomers get has a name, or none", () => {
  assert.deepEqual(["RWP", "N", "X", "RP", undefined].map(newcomersOf), [
    "open",
    "ask",
    "closed",
    undefined,
    undefined,
  ]);
});
