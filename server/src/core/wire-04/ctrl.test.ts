import assert from "node:assert/strict";
import { test } from "node:test";
import { NONE, PUBLIC } from "../access/mode.ts";
import { answers, faults, refuse } from "../faults.ts";
import type { AnswerName, FaultName } from "../faults.ts";
import { groupName, meTopic, parseUserId } from "../ids.ts";
import type { User } from "../state.ts";
import type { Reply } from "../vocabulary.ts";
import { encode } from "./index.ts";

const at = 1_444_154_850_030;
const ts = '"ts":"2015-10-06T18:07:30.030Z"';
const alice = parseUserId("usrOj0B3-gSBSs");
assert.ok(alice);
const group = groupName(new Uint8Array(9));
const user: User = {
  id: alice,
  state: "active",
  defacs: { auth: PUBLIC, anon: NONE },
  tags: [],
  created: at,
  updated: at + 1,
  version: 1,
};
const times = '"created":"2015-10-06T18:07:30.030Z","updated":"2015-10-06T18:07:30.031Z"';
const defacs = '"defacs":{"auth":"RWP","anon":"N"}';

const golden: readonly (readonly [label: string, reply: Reply, text: string])[] = [
  ["bare", { answer: "ok" }, `{"ctrl":{"id":"1a","code":200,"text":"ok",${ts}}}`],
  [
    "of a topic, as it was named",
    { answer: "ok", topic: 'grp"' },
    `{"ctrl":{"id":"1a","topic":"grp\\"","code":200,"text":"ok",${ts}}}`,
  ],
  [
    "a topic got its name",
    { answer: "ok", topic: group, facts: { name: group } },
    `{"ctrl":{"id":"1a","topic":"grpAAAAAAAAAAAA","code":200,"text":"ok","params":{"info":{"name":"grpAAAAAAAAAAAA"}},${ts}}}`,
  ],
  ["no facts, no params", { answer: "ok", facts: {} }, `{"ctrl":{"id":"1a","code":200,"text":"ok",${ts}}}`],
  [
    "an account",
    { answer: "created", facts: { account: { user } } },
    `{"ctrl":{"id":"1a","code":201,"text":"created","params":{"uid":"usrOj0B3-gSBSs","info":{${times},${defacs}}},${ts}}}`,
  ],
  [
    "an account with payloads",
    { answer: "created", facts: { account: { user: { ...user, public: '{ "a":1.0 }' }, private: "[2]" } } },
    `{"ctrl":{"id":"1a","code":201,"text":"created","params":{"uid":"usrOj0B3-gSBSs","info":{${times},${defacs},"public":{ "a":1.0 },"private":[2]}},${ts}}}`,
  ],
  [
    "a login, which expires at a whole second",
    { answer: "logged-in", facts: { login: { user: alice, token: "abc", expires: at + 999 } } },
    `{"ctrl":{"id":"1a","code":200,"text":"OK","params":{"uid":"usrOj0B3-gSBSs","token":"abc","expires":"2015-10-06T18:07:31Z"},${ts}}}`,
  ],
  [
    "a message, at its own time",
    { answer: "accepted", topic: group, at: at + 970 },
    '{"ctrl":{"id":"1a","topic":"grpAAAAAAAAAAAA","code":202,"text":"message accepted for delivery","ts":"2015-10-06T18:07:31.000Z"}}',
  ],
  [
    "a message again",
    { answer: "accepted", topic: group, facts: { repeat: true } },
    `{"ctrl":{"id":"1a","topic":"grpAAAAAAAAAAAA","code":202,"text":"message accepted for delivery","params":{"repeat":true},${ts}}}`,
  ],
  [
    "the end of a page",
    { answer: "ok", topic: "me", facts: { count: 0 } },
    `{"ctrl":{"id":"1a","topic":"me","code":200,"text":"ok","params":{"what":"data","count":0},${ts}}}`,
  ],
  [
    "a refusal",
    { ...refuse("permission-denied"), topic: group },
    `{"ctrl":{"id":"1a","topic":"grpAAAAAAAAAAAA","code":403,"text":"access denied",${ts}}}`,
  ],
  [
    "a refusal with its reason",
    refuse("malformed", 'sub.get must be "words"'),
    `{"ctrl":{"id":"1a","code":400,"text":"malformed message","params":{"detail":"sub.get must be \\"words\\""},${ts}}}`,
  ],
];

for (const [label, reply, text] of golden) {
  test(`ctrl: ${label}`, () => assert.equal(encode({ event: "answer", id: "1a", reply, at }), text));
}

test("ctrl: without id", () => {
  assert.equal(
    encode({ event: "answer", reply: { answer: "ok" }, at }),
    `{"ctrl":{"code":200,"text":"ok",${ts}}}`,
  );
});

test("ctrl: an id is returned as it came", () => {
  for (const id of ["", '\u2028\u0000"\\', "\ud83d\ude00", "\ud800", "x".repeat(10_000)]) {
    const text = encode({ event: "answer", id, reply: { answer: "ok" }, at });
    assert.equal(JSON.parse(text ?? "").ctrl.id, id);
  }
});

test("ctrl: evicted from a topic, unasked", () => {
  const packet = (topic: string) =>
    `{"ctrl":{"topic":"${topic}","code":205,"text":"evicted from topic",${ts}}}`;
  assert.equal(encode({ event: "evicted", topic: group, at }), packet("grpAAAAAAAAAAAA"));
  assert.equal(encode({ event: "evicted", topic: meTopic(alice), at }), packet("me"));
});

test("ctrl: every answer and every refusal has its code and its documented text", () => {
  for (const [name, row] of Object.entries(answers)) check({ answer: name as AnswerName }, row);
  for (const [name, row] of Object.entries(faults)) check({ fault: name as FaultName }, row);

  function check(reply: Reply, row: { readonly code: number; readonly text: string }): void {
    const { ctrl } = JSON.parse(encode({ event: "answer", reply, at }) ?? "");
    assert.deepEqual(ctrl, { code: row.code, text: row.text, ts: "2015-10-06T18:07:30.030Z" });
  }
});
