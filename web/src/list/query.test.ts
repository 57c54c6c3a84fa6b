import assert from "node:assert/strict";
import { test } from "node:test";
import { queryOf } from "./query.ts";
import type { Query } from "./query.ts";

const cases: readonly (readonly [typed: string, query: Query])[] = [
  ["  ", { kind: "empty" }],
  ["al", { kind: "short" }],
  ["ali", { kind: "words", query: "ali*" }],
  ["alice be", { kind: "words", query: "alice be" }],
  ["alice berl", { kind: "words", query: "alice berl*" }],
  ["al*, bob", { kind: "words", query: "al bob*" }],
  ["city:paris", { kind: "words", query: "city:paris" }],
  ["***", { kind: "short" }],
  ["grpfruit", { kind: "words", query: "grpfruit*" }],
  ["usrOj0B3-gSBSs", { kind: "user", user: "usrOj0B3-gSBSs" }],
  ["usrOj0B3", { kind: "words", query: "usrOj0B3*" }],
  [" grpuhB5OZqd-mMY ", { kind: "group", topic: "grpuhB5OZqd-mMY" }],
  [
    "https://chat.example/#/join/grpuhB5OZqd-mMY/uW3bAbCdEfGhIjKlMnOpQr",
    { kind: "link", hash: "#/join/grpuhB5OZqd-mMY/uW3bAbCdEfGhIjKlMnOpQr" },
  ],
];

for (const [typed, query] of cases) {
  test(`typed ${JSON.stringify(typed)}`, () => assert.deepEqual(queryOf(typed), query));
}
