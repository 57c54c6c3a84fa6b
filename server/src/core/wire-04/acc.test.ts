import assert from "node:assert/strict";
import { test } from "node:test";
import { BANNED, NONE, parseMode04 } from "../access/mode.ts";
import type { FaultName } from "../faults.ts";
import { groupName } from "../ids.ts";
import { decode } from "./index.ts";

const draw = { groupName: () => groupName(new Uint8Array(9)) };
const acc = (message: unknown) => decode(JSON.stringify({ acc: message }), {}, draw);
const basic = { scheme: "basic", act: "set", name: "alice", password: "alice123" };
const auth = [{ scheme: "basic", secret: "alice:alice123" }];
const create = {
  verb: "acc",
  act: "create",
  id: "1",
  credentials: [basic],
  public: undefined,
  private: undefined,
};
const update = { verb: "acc", act: "update", id: "1", credentials: [basic] };

const accepted: readonly (readonly [label: string, message: object, command: object])[] = [
  ["a new account", { id: "1", user: "new", auth }, create],
  ["basic is the default scheme", { id: "1", user: "new", auth: [{ secret: "alice:alice123" }] }, create],
  [
    "with everything",
    {
      id: "1",
      user: "new",
      auth,
      init: { defacs: { auth: "RW", anon: "X" }, public: { fn: "A" }, private: [1] },
    },
    { ...create, defacs: { auth: parseMode04("RW"), anon: BANNED }, public: '{"fn":"A"}', private: "[1]" },
  ],
  [
    "empty default access asks for the default, N does not",
    { id: "1", user: "new", auth, init: { defacs: { auth: "", anon: "N" } } },
    { ...create, defacs: { auth: "default", anon: NONE } },
  ],
  [
    "init.acs is no member",
    { id: "1", user: "new", auth, init: { acs: { auth: "R" }, public: "\u2421", private: null } },
    { ...create, public: null },
  ],
  ["the caller's own", { id: "1", auth }, update],
  ["the caller's own, named by nothing", { id: "1", user: "", auth }, update],
  [
    "the caller's own, named by id",
    { id: "1", user: "usrOj0B3-gSBSs", auth },
    { ...update, user: "usrOj0B3-gSBSs" },
  ],
  [
    "another user's, for the rule to refuse",
    { id: "1", user: "usrIU_LOVwRNsc", auth },
    { ...update, user: "usrIU_LOVwRNsc" },
  ],
  ["init is for new accounts only", { id: "1", auth, init: { public: "x" } }, update],
  [
    "the first colon ends the name",
    { id: "1", auth: [{ secret: " Ali ce:pass:word:" }] },
    { ...update, credentials: [{ ...basic, name: " Ali ce", password: "pass:word:" }] },
  ],
  [
    "the scheme is deleted",
    { id: "1", auth: [{ scheme: "basic", secret: "\u2421" }] },
    { ...update, credentials: [{ scheme: "basic", act: "delete" }] },
  ],
];

for (const [label, message, command] of accepted) {
  test(`acc: ${label}`, () => assert.deepEqual(acc(message), { ok: true, command }));
}

const rejected: readonly (readonly [label: string, message: object, fault: FaultName])[] = [
  ["no auth", { user: "new" }, "malformed"],
  ["auth null", { user: "new", auth: null }, "malformed"],
  ["auth empty", { user: "new", auth: [] }, "unknown-scheme"],
  ["an element that is no object", { auth: ["alice:alice123"] }, "malformed"],
  ["an element null", { auth: [null] }, "malformed"],
  ["no secret", { auth: [{ scheme: "basic" }] }, "malformed"],
  ["no colon", { auth: [{ secret: "alice" }] }, "malformed"],
  ["no name", { auth: [{ secret: ":alice123" }] }, "malformed"],
  ["another scheme", { auth: [{ scheme: "ldap", secret: "x" }] }, "unknown-scheme"],
  ["token is no credential", { auth: [{ scheme: "token", secret: "x" }] }, "unknown-scheme"],
  [
    "a bad form is told before an unknown scheme",
    { auth: [{ scheme: "ldap", secret: "x" }, { secret: "x" }] },
    "malformed",
  ],
  ["neither new nor an id", { user: "alice", auth }, "malformed"],
  ["O for everybody", { user: "new", auth, init: { defacs: { auth: "RWPO" } } }, "malformed"],
  ["a letter that is none", { user: "new", auth, init: { defacs: { anon: "Q" } } }, "malformed"],

  ["the modern form", { user: "new", scheme: "basic", secret: "YTpi" }, "malformed"],
];

for (const [label, message, fault] of rejected) {
  test(`acc, refused: ${label}`, () => {
    const decoded = acc({ id: "7", ...message });
    assert.ok(!decoded.ok);
    assert.equal(decoded.refusal.fault, fault);
    assert.equal(decoded.id, "7");
  });
}
