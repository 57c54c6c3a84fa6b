import assert from "node:assert/strict";
import { test } from "node:test";
import { groupName, parseUserId } from "../ids.ts";
import { decode } from "./index.ts";

const user = parseUserId("usrOj0B3-gSBSs");
const draw = { groupName: () => groupName(new Uint8Array(9)) };
const leave = (message: unknown) => decode(JSON.stringify({ leave: message }), { user }, draw);
const ref = { topic: "grp1XUtEhjv6HND", kind: "grp", as: "grp1XUtEhjv6HND" };
const topic = ref.topic;

const accepted: readonly (readonly [label: string, message: object, unsub: boolean])[] = [
  ["for now", { id: "1", topic }, false],
  ["for now, as the 2015 client says it", { id: "1", topic, unsub: false }, false],
  ["for good", { id: "1", topic, unsub: true }, true],
  ["null is nothing", { id: "1", topic, unsub: null }, false],
];

for (const [label, message, unsub] of accepted) {
  test(`leave: ${label}`, () => {
    assert.deepEqual(leave(message), { ok: true, command: { verb: "leave", id: "1", ref, unsub } });
  });
}

const rejected: readonly (readonly [label: string, message: object])[] = [
  ["no topic", {}],
  ["an empty topic", { topic: "" }],
  ["unsub as text", { topic, unsub: "true" }],
  ["unsub as number", { topic, unsub: 1 }],
];

for (const [label, message] of rejected) {
  test(`leave, refused: ${label}`, () => {
    const decoded = leave(message);
    assert.ok(!decoded.ok);
    assert.equal(decoded.refusal.fault, "malformed");
  });
}
