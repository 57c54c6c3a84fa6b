import assert from "node:assert/strict";
import { test } from "node:test";
import { footingOf } from "./footing.ts";
import type { Facts, Footing } from "./footing.ts";

const rows: readonly (readonly [Partial<Facts>, Footing])[] = [
  [{}, "writes"],
  [{ mode: "RWP" }, "writes"],
  [{ mode: "RWP", state: "opening" }, "writes"],
  [{ mode: "RWP", state: "closed" }, "writes"],
  [{ mode: "RP" }, "reads"],
  [{ mode: "RWP", peerMode: "RWP" }, "writes"],
  [{ mode: "RWP", peerMode: "X" }, "blocks"],
  [{ mode: "X" }, "banned"],
  [{ mode: "X", want: "X" }, "muted"],
  [{ mode: "RWP", state: "banned" }, "banned"],
  [{ mode: "X", want: "RWP", peerMode: "X" }, "banned"],
  [{ mode: "N", state: "waiting" }, "waiting"],
  [{ mode: "N", state: "opening" }, "waiting"],
  [{ mode: "RWP", state: "gone" }, "gone"],
  [{ state: "refused" }, "refused"],
];

for (const [facts, footing] of rows) {
  test(`${JSON.stringify(facts)}: ${footing}`, () => {
    const known: Facts = { state: "open", mode: undefined, want: undefined, peerMode: undefined };
    assert.equal(footingOf({ ...known, ...facts }), footing);
  });
}
