// Extensions that are switched off: 501, whatever uses them, and nothing else is touched.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Extension } from "../extensions.ts";
import { announced } from "../extensions.ts";
import { groupName, parseUserId } from "../ids.ts";
import { decode } from "./index.ts";

const user = parseUserId("usrOj0B3-gSBSs");
const draw = { groupName: () => groupName(new Uint8Array(9)) };

const uses: readonly (readonly [extension: Extension, packet: object])[] = [
  ["bearer", { sub: { topic: "grpA", bearer: "abc" } }],
  ["bearer", { sub: { topic: "new", init: { bearer: { mode: "RWP" } } } }],
  ["bearer", { sub: { topic: "grpA", get: "sub", subs: { limit: 8 } } }],
  ["bearer", { get: { topic: "grpA", what: "sub", subs: { after: "usrOj0B3-gSBSs" } } }],
  ["bearer", { set: { topic: "grpA", what: "info", info: { bearer: { renew: true } } } }],
  ["bearer", { set: { topic: "grpA", what: "info", info: { bearer: "\u2421" } } }],
  ["find", { get: { topic: "fnd", what: "sub", find: "alice" } }],
  ["find", { set: { topic: "me", what: "info", info: { tags: "\u2421" } } }],
  ["find", { sub: { topic: "new", init: { tags: ["chess"] } } }],
  ["find", { acc: { user: "new", auth: [{ secret: "a:b" }], init: { tags: ["chess"] } } }],
  ["inbox", { get: { topic: "me", what: "sub", subs: { inbox: true } } }],
  ["inbox", { sub: { topic: "me", get: "sub", subs: { inbox: true } } }],
];

for (const [extension, packet] of uses) {
  test(`${extension} on and off: ${JSON.stringify(packet)}`, () => {
    const on = decode(JSON.stringify(packet), { user }, draw);
    assert.equal(on.ok, true);
    const off = decode(JSON.stringify(packet), { user }, draw, new Set([extension]));
    assert.ok(!off.ok);
    assert.equal(off.refusal.fault, "not-implemented");
  });
}

test("what is off is not announced", () => {
  assert.equal("bearer" in announced(new Set(["bearer"])), false);
  assert.equal(announced(new Set(["bearer"]))["key"], 1);
  assert.equal(announced(new Set())["bearer"], 1);
});
