import assert from "node:assert/strict";
import { test } from "node:test";
import { groupName, parseUserId } from "../ids.ts";
import { decode } from "./index.ts";

const user = parseUserId("usrOj0B3-gSBSs");
const draw = { groupName: () => groupName(new Uint8Array(9)) };
const pub = (text: string) => decode(`{"pub":{${text}}}`, { user }, draw);
const ref = { topic: "grp1XUtEhjv6HND", kind: "grp", as: "grp1XUtEhjv6HND" };

/** Content that must come out as the same bytes. */
const contents: readonly string[] = [
  '{ "a" : 1.0e+2 , "a" : 2, "__proto__": {"x": 1} }',
  '"\\u0041\\u2421 \\/"',
  '"\u2421"',
  "[ ]",
  '""',
  "0",
  "-0.0",
  "false",
  "123456789012345678901234567890",
  `${"[".repeat(500)}${"]".repeat(500)}`,
];

for (const content of contents) {
  test(`pub: content stays what it is: ${content.slice(0, 50)}`, () => {
    const decoded = pub(`"id":"1","topic":"grp1XUtEhjv6HND","content": ${content} `);
    assert.deepEqual(decoded, { ok: true, command: { verb: "pub", id: "1", ref, content, key: undefined } });
  });
}

test("pub: without id, with unknown members", () => {
  const decoded = pub('"topic":"grp1XUtEhjv6HND","params":{"x":1},"content":1,"head":{"mime":"x"}');
  assert.deepEqual(decoded, {
    ok: true,
    command: { verb: "pub", id: undefined, ref, content: "1", key: undefined },
  });
});

for (const key of ["a", "A-Z_0.9:x", "k".repeat(64)]) {
  test(`pub: key ${key}`, () => {
    const decoded = pub(`"topic":"grp1XUtEhjv6HND","content":1,"key":"${key}"`);
    assert.ok(decoded.ok && decoded.command.verb === "pub");
    assert.equal(decoded.command.key, key);
  });
}

const rejected: readonly (readonly [label: string, text: string])[] = [
  ["no topic", '"content":1'],
  ["no content", '"topic":"grp1XUtEhjv6HND"'],
  ["content null", '"topic":"grp1XUtEhjv6HND","content":null'],
  ["content that is not JSON", '"topic":"grp1XUtEhjv6HND","content":{a:1}'],
  ["content given twice", '"topic":"grp1XUtEhjv6HND","content":1,"content":2'],
  ["an empty key", '"topic":"grp1XUtEhjv6HND","content":1,"key":""'],
  ["a long key", `"topic":"grp1XUtEhjv6HND","content":1,"key":"${"k".repeat(65)}"`],
  ["a key with a space", '"topic":"grp1XUtEhjv6HND","content":1,"key":"a b"'],
  ["a key with another letter", '"topic":"grp1XUtEhjv6HND","content":1,"key":"é"'],
  ["a key that ends in a line break", '"topic":"grp1XUtEhjv6HND","content":1,"key":"a\\n"'],
];

for (const [label, text] of rejected) {
  test(`pub, refused: ${label}`, () => {
    const decoded = pub(`"id":"7",${text}`);
    assert.ok(!decoded.ok);
    assert.equal(decoded.refusal.fault, "malformed");
    assert.equal(decoded.id, "7");
  });
}
