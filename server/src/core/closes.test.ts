import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { closes } from "./closes.ts";
import type { CloseRow } from "./closes.ts";

/** What an endpoint may put on the wire: not 1005, 1006, 1015 (RFC 6455 §7.4.1). */
const sendable = new Set([1001, 1003, 1007, 1008, 1009, 1011, 1012, 1013]);

suite("close reasons", () => {
  for (const [name, row] of Object.entries<CloseRow>(closes)) {
    test(`${name} can be sent and is explained`, () => {
      assert.ok(sendable.has(row.code));
      assert.ok(new TextEncoder().encode(row.text).length <= 123);
      assert.match(row.sentence, /^[A-Z].*\.$/);
    });
  }

  test("no two reasons look the same to a client", () => {
    const texts = Object.values(closes).map(({ text }) => text);
    assert.equal(new Set(texts).size, texts.length);
  });
});
