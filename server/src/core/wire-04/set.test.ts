import assert from "node:assert/strict";
import { test } from "node:test";
import { BANNED, parseMode04 } from "../access/mode.ts";
import type { FaultName } from "../faults.ts";
import { groupName, parseUserId } from "../ids.ts";
import { decode } from "./index.ts";

const user = parseUserId("usrOj0B3-gSBSs");
const draw = { groupName: () => groupName(new Uint8Array(9)) };
const set = (message: unknown) => decode(JSON.stringify({ set: message }), { user }, draw);
const ref = { topic: "grp1XUtEhjv6HND", kind: "grp", as: "grp1XUtEhjv6HND" };
const topic = ref.topic;
const command = { verb: "set", id: "1", ref };
const untouched = { public: undefined, private: undefined };
const own = { user: undefined, mode: undefined, info: undefined };

const accepted: readonly (readonly [label: string, message: object, command: object])[] = [
  [
    "public",
    { topic, what: "info", info: { public: { a: 1 } } },
    { ...command, info: { ...untouched, public: '{"a":1}' } },
  ],
  [
    "clears",
    { topic, what: "info", info: { private: "\u2421" } },
    { ...command, info: { ...untouched, private: null } },
  ],
  [
    "null does not touch",
    { topic, what: "info", info: { public: null, private: null, defacs: null } },
    { ...command, info: untouched },
  ],
  [
    "default access",
    { topic, what: "info", info: { defacs: { auth: "", anon: "X" } } },
    { ...command, info: { ...untouched, defacs: { auth: "default", anon: BANNED } } },
  ],
  [
    "one's own mode",
    { topic, what: "sub", sub: { mode: "RP" } },
    { ...command, sub: { ...own, mode: parseMode04("RP") } },
  ],
  [
    "nobody is oneself",
    { topic, what: "sub", sub: { user: "", mode: "" } },
    { ...command, sub: { ...own, mode: "default" } },
  ],
  [
    "another's mode, with a word",
    { topic, what: "sub", sub: { user: "usrIU_LOVwRNsc", mode: "RWPSDO", info: "hi" } },
    { ...command, sub: { user: "usrIU_LOVwRNsc", mode: parseMode04("RWPSDO"), info: '"hi"' } },
  ],
  ["no mode", { topic, what: "sub", sub: {} }, { ...command, sub: own }],
  [
    "both",
    { topic, what: "sub info", info: { public: 1 }, sub: { mode: "R" } },
    { ...command, info: { ...untouched, public: "1" }, sub: { ...own, mode: parseMode04("R") } },
  ],
  [
    "a payload without its word is not looked at",
    { topic, what: "info", info: {}, sub: { mode: "R" } },
    { ...command, info: untouched },
  ],
];

for (const [label, message, expected] of accepted) {
  test(`set: ${label}`, () =>
    assert.deepEqual(set({ id: "1", ...message }), { ok: true, command: expected }));
}

const rejected: readonly (readonly [label: string, message: object, fault: FaultName])[] = [
  ["no topic", { what: "info", info: { public: 1 } }, "malformed"],
  ["no words", { topic, info: { public: 1 } }, "malformed"],
  ["no word that is known", { topic, what: "desc", info: { public: 1 } }, "malformed"],
  ["info without payload", { topic, what: "info" }, "malformed"],
  ["info null", { topic, what: "info", info: null }, "malformed"],
  ["sub without payload", { topic, what: "info sub", info: { public: 1 } }, "malformed"],
  ["a user that is none", { topic, what: "sub", sub: { user: "bob", mode: "R" } }, "malformed"],
  [
    "a user in another spelling",
    { topic, what: "sub", sub: { user: "usrIU_LOVwRNsd", mode: "R" } },
    "malformed",
  ],
  ["a bad letter", { topic, what: "sub", sub: { mode: "RWA" } }, "malformed"],
  ["ownership for everybody", { topic, what: "info", info: { defacs: { auth: "O" } } }, "malformed"],
  ["a bad payload without its word", { topic, what: "info", info: { public: 1 }, sub: 5 }, "malformed"],
  ["as the modern wire has it", { topic, what: "info", info: {}, desc: { public: 1 } }, "malformed"],
  ["new", { topic: "new", what: "info", info: { public: 1 } }, "topic-not-found"],
  ["a level, switched off", { topic, what: "info", info: { level: "strict" } }, "not-implemented"],
  ["tags that are none", { topic, what: "info", info: { tags: ["a b"] } }, "malformed"],
  [
    "a device, switched off",
    { topic: "me", what: "device", device: { via: "fcm", token: "x" } },
    "not-implemented",
  ],
];

for (const [label, message, fault] of rejected) {
  test(`set, refused: ${label}`, () => {
    const decoded = set({ id: "7", ...message });
    assert.ok(!decoded.ok);
    assert.equal(decoded.refusal.fault, fault);
    assert.equal(decoded.id, "7");
  });
}
