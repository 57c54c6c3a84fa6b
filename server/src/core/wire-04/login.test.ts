import assert from "node:assert/strict";
import { test } from "node:test";
import type { FaultName } from "../faults.ts";
import { groupName } from "../ids.ts";
import { decode } from "./index.ts";

const draw = { groupName: () => groupName(new Uint8Array(9)) };
const login = (message: unknown) => decode(JSON.stringify({ login: message }), {}, draw);
const by = { scheme: "basic", name: "alice", password: "alice123" };
const hour = 3_600_000;
const command = { verb: "login", id: "1", by, expireInMs: 12 * hour, tag: undefined };
const secret = "alice:alice123";

const accepted: readonly (readonly [label: string, message: object, command: object])[] = [
  ["basic", { scheme: "basic", secret }, command],
  ["basic is the default", { secret }, command],
  ["null is nothing", { scheme: null, secret, expireIn: null, tag: null }, command],
  [
    "a token",
    { scheme: "token", secret: "abc:def" },
    { ...command, by: { scheme: "token", secret: "abc:def" } },
  ],
  ["as the 2015 client", { scheme: "basic", secret, expireIn: "24h" }, { ...command, expireInMs: 24 * hour }],
  ["a week", { secret, expireIn: "168h" }, { ...command, expireInMs: 168 * hour }],
  ["more than a week", { secret, expireIn: "168h0m1s" }, command],
  ["zero", { secret, expireIn: "0" }, command],
  ["negative", { secret, expireIn: "-1.5h" }, command],
  ["part of a millisecond is one", { secret, expireIn: "1ns" }, { ...command, expireInMs: 1 }],
  ["a tag", { secret, tag: "phone" }, { ...command, tag: "phone" }],
  ["a long tag", { secret, tag: "t".repeat(128) }, { ...command, tag: "t".repeat(128) }],
  ["an empty tag is none", { secret, tag: "" }, command],
  ["an empty password is only wrong", { secret: "alice:" }, { ...command, by: { ...by, password: "" } }],
  [
    "the first colon ends the name",
    { secret: "a:b:c" },
    { ...command, by: { ...by, name: "a", password: "b:c" } },
  ],
];

for (const [label, message, expected] of accepted) {
  test(`login: ${label}`, () =>
    assert.deepEqual(login({ id: "1", ...message }), { ok: true, command: expected }));
}

const rejected: readonly (readonly [label: string, message: object, fault: FaultName])[] = [
  ["no secret", {}, "malformed"],
  ["no colon", { secret: "alice" }, "malformed"],
  ["no name", { secret: ":alice123" }, "malformed"],
  ["an unknown scheme", { scheme: "anonymous", secret }, "unknown-scheme"],
  ["an empty scheme", { scheme: "", secret }, "unknown-scheme"],
  ["a duration without unit", { secret, expireIn: "24" }, "malformed"],
  ["an empty duration", { secret, expireIn: "" }, "malformed"],
  ["a tag without bounds", { secret, tag: "t".repeat(129) }, "malformed"],
];

for (const [label, message, fault] of rejected) {
  test(`login, refused: ${label}`, () => {
    const decoded = login({ id: "7", ...message });
    assert.ok(!decoded.ok);
    assert.equal(decoded.refusal.fault, fault);
    assert.equal(decoded.id, "7");
  });
}
