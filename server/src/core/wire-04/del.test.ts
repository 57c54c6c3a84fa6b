import assert from "node:assert/strict";
import { test } from "node:test";
import type { FaultName } from "../faults.ts";
import { groupName, parseUserId } from "../ids.ts";
import { decode } from "./index.ts";

const user = parseUserId("usrOj0B3-gSBSs");
const draw = { groupName: () => groupName(new Uint8Array(9)) };
const del = (message: unknown) => decode(JSON.stringify({ del: message }), { user }, draw);
const ref = { topic: "grp1XUtEhjv6HND", kind: "grp", as: "grp1XUtEhjv6HND" };
const topic = ref.topic;
const command = { verb: "del", id: "1", ref, what: "msg", hard: false, before: undefined };

const accepted: readonly (readonly [label: string, message: object, command: object])[] = [
  ["all messages so far, for the caller", { topic }, command],
  ["null is nothing", { topic, what: null, hard: null, before: null }, command],
  ["messages, for everybody", { topic, what: "msg", hard: true }, { ...command, hard: true }],
  ["up to a time", { topic, before: "2015-10-06T18:07:30.134Z" }, { ...command, before: 1_444_154_850_134 }],
  ["the topic", { topic, what: "topic" }, { ...command, what: "topic" }],
];

for (const [label, message, expected] of accepted) {
  test(`del: ${label}`, () =>
    assert.deepEqual(del({ id: "1", ...message }), { ok: true, command: expected }));
}

const rejected: readonly (readonly [label: string, message: object, fault: FaultName])[] = [
  ["no topic", {}, "malformed"],
  ["what is nothing", { topic, what: "" }, "malformed"],
  ["what is unknown", { topic, what: "sub" }, "malformed"],
  ["what is several words", { topic, what: "msg topic" }, "malformed"],
  ["hard as text", { topic, hard: "true" }, "malformed"],
  ["a time that is none", { topic, before: "yesterday" }, "malformed"],
  ["an empty time", { topic, before: "" }, "malformed"],
  [
    "ranges of the modern wire, which would hide everything",
    { topic, what: "msg", delseq: [{ low: 1 }] },
    "malformed",
  ],
  ["new", { topic: "new" }, "topic-not-found"],
];

for (const [label, message, fault] of rejected) {
  test(`del, refused: ${label}`, () => {
    const decoded = del({ id: "7", ...message });
    assert.ok(!decoded.ok);
    assert.equal(decoded.refusal.fault, fault);
    assert.equal(decoded.id, "7");
  });
}
