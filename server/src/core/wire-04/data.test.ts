import assert from "node:assert/strict";
import { test } from "node:test";
import { groupName, meTopic, parseUserId } from "../ids.ts";
import { encode } from "./index.ts";

const ts = 1_444_154_850_038;
const from = parseUserId("usr2il9suCbuko");
assert.ok(from);
const group = groupName(new Uint8Array(9));

test("data: content is the publisher's bytes; number and header do not show", () => {
  const message = { seq: 7, ts, from, head: '{"mime":"x"}', content: '{ "a" : 1.00, "a":2}' };
  assert.equal(
    encode({ event: "data", topic: group, message }),
    '{"data":{"topic":"grpAAAAAAAAAAAA","from":"usr2il9suCbuko","ts":"2015-10-06T18:07:30.038Z","content":{ "a" : 1.00, "a":2}}}',
  );
});

test("data: from nobody", () => {
  assert.equal(
    encode({ event: "data", topic: group, message: { seq: 7, ts, content: '""' } }),
    '{"data":{"topic":"grpAAAAAAAAAAAA","ts":"2015-10-06T18:07:30.038Z","content":""}}',
  );
});

test("data: an invitation is in the topic me", () => {
  assert.equal(
    encode({ event: "data", topic: meTopic(from), message: { seq: 1, ts, from, content: '{"act":"join"}' } }),
    '{"data":{"topic":"me","from":"usr2il9suCbuko","ts":"2015-10-06T18:07:30.038Z","content":{"act":"join"}}}',
  );
});
