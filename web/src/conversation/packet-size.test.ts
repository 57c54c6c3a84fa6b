import assert from "node:assert/strict";
import { test } from "node:test";
import { withPicture } from "../content.ts";
import { mostCharacters } from "./picture-size.ts";
import { isShort, roomLeft } from "./packet-size.ts";

/** the longest names that there are */
const packet = (content: unknown): string =>
  JSON.stringify({
    pub: { id: "9".repeat(16), topic: `grp${"x".repeat(64)}`, key: "k".repeat(64), content },
  });

test("what has room fits into a packet, whatever its letters", () => {
  for (const letter of ["a", "ä", "😀", '"', "\u0001"]) {
    let [low, high] = [1, 40_000];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (roomLeft(letter.repeat(middle)) >= 0) low = middle;
      else high = middle - 1;
    }
    assert.ok(Buffer.byteLength(packet(letter.repeat(low))) <= 32_768);
    assert.ok(roomLeft(letter.repeat(low + 1)) < 0);
  }
});

test("the largest picture has room for a text", () => {
  const picture = { mime: "image/webp", base64: "A".repeat(mostCharacters), width: 720, height: 720 };
  assert.ok(roomLeft(withPicture("x".repeat(2000), picture)) > 0);
});

test("one is told shortly before the end", () => {
  assert.ok(!isShort(roomLeft("short")));
  assert.ok(isShort(roomLeft("x".repeat(31_000))));
});
