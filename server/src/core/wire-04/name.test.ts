import assert from "node:assert/strict";
import { test } from "node:test";
import type { FaultName } from "../faults.ts";
import { groupName, meTopic, p2pName, parseUserId } from "../ids.ts";
import type { Word } from "./fields.ts";
import { formatName, readName } from "./name.ts";

const user = parseUserId("usrOj0B3-gSBSs");
const other = parseUserId("usrIU_LOVwRNsc");
assert.ok(user && other);
const drawn = groupName(new Uint8Array(9).fill(1));
const loggedIn = { user, groupName: () => drawn };
const stranger = { user: undefined, groupName: () => drawn };
const p2p = p2pName(user, other);

const understood: readonly (readonly [name: string, word: Word, ref: object])[] = [
  ["me", "get", { topic: meTopic(user), kind: "me" }],
  ["new", "sub", { topic: drawn, kind: "grp", fresh: true }],
  ["usrIU_LOVwRNsc", "leave", { topic: p2p, kind: "p2p", peer: other }],
  ["p2pOj0B3-gSBSshT8s5XBE2xw", "pub", { topic: p2p, kind: "p2p" }],
  ["grp1XUtEhjv6HND", "sub", { topic: "grp1XUtEhjv6HND", kind: "grp" }],
  ["grpA", "sub", { topic: "grpA", kind: "grp" }],
];

for (const [name, word, ref] of understood) {
  test(`name: ${name} in {${word}}`, () =>
    assert.deepEqual(readName(name, word, loggedIn), { ...ref, as: name }));
}

/** spec: 0.4 §5.2, both columns. "" = it is understood. */
const refused: readonly (readonly [name: string, anonymous: FaultName | "", loggedIn: FaultName | ""])[] = [
  ["", "malformed", "malformed"],
  ["new", "authentication-required", "topic-not-found"],
  ["me", "authentication-required", ""],
  ["usrIU_LOVwRNsc", "authentication-required", ""],
  ["usrIU_LOVwRNsd", "authentication-required", "malformed"], // spare bits set
  ["usrIU_LOVwRNs", "authentication-required", "malformed"],
  ["usrAAAAAAAAAAA", "authentication-required", "malformed"], // zero
  ["usr", "authentication-required", "malformed"],
  ["usrOj0B3-gSBSs", "authentication-required", "permission-denied"], // oneself
  ["p2pOj0B3-gSBSshT8s5XBE2xw", "authentication-required", ""],
  [pairOf(other, user), "authentication-required", "malformed"], // wrong order
  [pairOf(user, user), "authentication-required", "malformed"],
  [pairOf("usrAAAAAAAAAAA", user), "authentication-required", "malformed"], // zero
  ["p2pOj0B3-gSBSshT8s5XBE2x=", "authentication-required", "malformed"],
  ["p2p2il9suCbukqm4P2KFOv9-w", "authentication-required", "permission-denied"], // two others
  ["grp1XUtEhjv6HND", "", ""],
  ["grp", "malformed", "malformed"],
  ["grp'; DROP TABLE", "malformed", "malformed"],
  [`grp${"A".repeat(65)}`, "malformed", "malformed"],
  ["fnd", "authentication-required", "topic-not-found"],
  ["!me", "authentication-required", "topic-not-found"],
  ["ME", "authentication-required", "topic-not-found"],
  ["me:usrOj0B3-gSBSs", "authentication-required", "topic-not-found"],
  ["__proto__", "authentication-required", "topic-not-found"],
];

for (const [name, anonymous, known] of refused) {
  test(`name: ${JSON.stringify(name)} in {get}, by a stranger and by a user`, () => {
    assert.equal(faultOf(readName(name, "get", stranger)), anonymous);
    assert.equal(faultOf(readName(name, "get", loggedIn)), known);
  });
}

test("name: new without login draws no name", () => {
  const drawing = { user: undefined, groupName: () => assert.fail("a name was drawn") };
  assert.equal(faultOf(readName("new", "sub", drawing)), "authentication-required");
});

test("name: ours on the wire", () => {
  assert.equal(formatName(meTopic(user)), "me");
  assert.equal(formatName(p2p), "p2pOj0B3-gSBSshT8s5XBE2xw");
  assert.equal(formatName(drawn), "grpAQEBAQEBAQEB");
});

/** The two ids as they stand. */
function pairOf(first: string, second: string): string {
  const bytes = [first, second].map((id) => Buffer.from(id.slice(3), "base64url"));
  return `p2p${Buffer.concat(bytes).toString("base64url")}`;
}

function faultOf(result: ReturnType<typeof readName>): FaultName | "" {
  return "fault" in result ? result.fault : "";
}
