import assert from "node:assert/strict";
import { test } from "node:test";
import { groupName, meTopic, parseUserId } from "../ids.ts";
import { encode } from "./index.ts";
import type { Pres } from "./pres.ts";

const user = parseUserId("usr2il9suCbuko");
assert.ok(user);
const topic = groupName(new Uint8Array(9));

const golden: readonly (readonly [pres: Pres, text: string])[] = [
  [
    { event: "pres", about: "contact", user, what: "on" },
    '{"pres":{"topic":"me","user":"usr2il9suCbuko","what":"on"}}',
  ],
  [
    { event: "pres", about: "contact", user, what: "upd" },
    '{"pres":{"topic":"me","user":"usr2il9suCbuko","what":"upd"}}',
  ],
  [
    { event: "pres", about: "member", topic, user, what: "off" },
    '{"pres":{"topic":"grpAAAAAAAAAAAA","user":"usr2il9suCbuko","what":"off"}}',
  ],
  [
    { event: "pres", about: "topic", topic, what: "msg" },
    '{"pres":{"topic":"grpAAAAAAAAAAAA","what":"msg"}}',
  ],
  [
    { event: "pres", about: "topic", topic: meTopic(user), what: "upd" },
    '{"pres":{"topic":"me","what":"upd"}}',
  ],
];

for (const [pres, text] of golden) {
  test(`pres: ${pres.about} ${pres.what}: ${text}`, () => assert.equal(encode(pres), text));
}
