import assert from "node:assert/strict";
import { test } from "node:test";
import { pathOf, runsOf } from "./qr-path.ts";

const row = (text: string): boolean[] => Array.from(text, (letter) => letter === "#");

test("runs of dark squares", () => {
  assert.deepEqual(runsOf(row("##..#.###")), [
    [0, 2],
    [4, 1],
    [6, 3],
  ]);
  assert.deepEqual(runsOf(row("...")), []);
});

test("each run is a bar of height one in its row", () => {
  assert.equal(pathOf([row("##"), row(".#")]), "M0 0h2v1h-2zM1 1h1v1h-1z");
});
