import assert from "node:assert/strict";
import { test } from "node:test";
import { greeting } from "./index.ts";

const at = 1_444_154_850_030;
const ts = '"ts":"2015-10-06T18:07:30.030Z"';

test("greeting: over a websocket", () => {
  assert.equal(
    greeting("1.2", {}, { key: 1 }, at),
    `{"ctrl":{"code":201,"text":"created","params":{"ver":"0.4","build":"1.2","ext":{"key":1}},${ts}}}`,
  );
});

test("greeting: over long polling, with the id of the URL", () => {
  assert.equal(
    greeting("1.2", { id: 'a"b', sid: "s-_1" }, { key: 1 }, at),
    `{"ctrl":{"id":"a\\"b","code":201,"text":"created","params":{"ver":"0.4","build":"1.2","ext":{"key":1},"sid":"s-_1"},${ts}}}`,
  );
});

test("greeting: no extension, no ext", () => {
  assert.equal(
    greeting("dev", {}, {}, at),
    `{"ctrl":{"code":201,"text":"created","params":{"ver":"0.4","build":"dev"},${ts}}}`,
  );
});
