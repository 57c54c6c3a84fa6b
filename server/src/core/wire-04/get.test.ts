import assert from "node:assert/strict";
import { test } from "node:test";
import type { FaultName } from "../faults.ts";
import { groupName, parseUserId } from "../ids.ts";
import { decode } from "./index.ts";

const user = parseUserId("usrOj0B3-gSBSs");
const draw = { groupName: () => groupName(new Uint8Array(9)) };
const get = (message: unknown, who = { user }) => decode(JSON.stringify({ get: message }), who, draw);
const ref = { topic: "grp1XUtEhjv6HND", kind: "grp", as: "grp1XUtEhjv6HND" };
const topic = ref.topic;
const command = { verb: "get", id: "1", ref, what: ["info"], browse: undefined };

const accepted: readonly (readonly [label: string, message: object, command: object])[] = [
  ["info", { topic, what: "info" }, command],
  [
    "all, in the order of answers",
    { topic, what: "data sub info" },
    { ...command, what: ["info", "sub", "data"] },
  ],
  ["unknown words are ignored", { topic, what: "tags info INFO" }, command],
  [
    "a page",
    { topic, what: "data", browse: { limit: 2000 } },
    { ...command, what: ["data"], browse: { limit: 1024, ascending: false } },
  ],
  [
    "a user",
    { topic: "usrIU_LOVwRNsc", what: "info" },
    {
      ...command,
      ref: { topic: "p2pOj0B3-gSBSshT8s5XBE2xw", kind: "p2p", as: "usrIU_LOVwRNsc", peer: "usrIU_LOVwRNsc" },
    },
  ],
];

for (const [label, message, expected] of accepted) {
  test(`get: ${label}`, () =>
    assert.deepEqual(get({ id: "1", ...message }), { ok: true, command: expected }));
}

test("get: a session without login may name a group", () => {
  assert.deepEqual(get({ id: "1", topic, what: "info" }, { user: undefined }), { ok: true, command });
});

const rejected: readonly (readonly [label: string, message: object, fault: FaultName])[] = [
  ["no topic", { what: "info" }, "malformed"],
  ["no words", { topic }, "malformed"],
  ["empty words", { topic, what: "" }, "malformed"],
  ["no word that is known", { topic, what: "desc tags" }, "malformed"],
  ["words as a list", { topic, what: ["info"] }, "malformed"],
  ["as the modern wire has it", { topic, what: "data sub", data: { since: 1 } }, "malformed"],
  ["a page that is none", { topic, what: "data", browse: { limit: -5 } }, "malformed"],
  ["new is only made by sub", { topic: "new", what: "info" }, "topic-not-found"],
  ["a search for nothing", { topic: "fnd", what: "sub" }, "malformed"],
  ["a search for other words", { topic: "fnd", what: "info", find: "alice" }, "malformed"],
  ["a search elsewhere", { topic: "grpA", what: "sub", find: "alice" }, "malformed"],
  ["devices, switched off", { topic: "me", what: "device" }, "not-implemented"],
];

for (const [label, message, fault] of rejected) {
  test(`get, refused: ${label}`, () => {
    const decoded = get({ id: "7", ...message });
    assert.ok(!decoded.ok);
    assert.equal(decoded.refusal.fault, fault);
    assert.equal(decoded.id, "7");
  });
}
