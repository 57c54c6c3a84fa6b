import assert from "node:assert/strict";
import { test } from "node:test";
import { isEmojiOnly, piecesOf } from "./words.ts";

const links = (text: string): (string | undefined)[] =>
  piecesOf(text).flatMap(({ href }) => (href === undefined ? [] : [href]));

test("addresses are links, without the dot after them", () => {
  assert.deepEqual(links("see https://example.com/a?b=1#c. Yes"), ["https://example.com/a?b=1#c"]);
  assert.deepEqual(links("example.com and me@example.org"), ["https://example.com", "mailto:me@example.org"]);
  assert.deepEqual(links("(http://localhost:6060/#/join/grpX/t)"), ["http://localhost:6060/#/join/grpX/t"]);
});

test("nothing but http, https and mailto is a link", () => {
  const texts = ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "ftp://example.com/x"];
  for (const text of texts)
    assert.ok(
      links(text).every((href) => /^(https?|mailto):/.test(href ?? "")),
      text,
    );
  assert.deepEqual(links("javascript:alert(1)"), []);
});

test("no letter is lost or added", () => {
  const texts = ["", "a\n\nb", "  https://example.com  x", "שלום https://example.com עולם", "1.5 a.b c...d"];
  for (const text of texts) {
    assert.equal(
      piecesOf(text)
        .map((piece) => piece.text)
        .join(""),
      text,
    );
  }
});

test("emoji alone", () => {
  for (const text of ["👍", "👍🏽", "❤️", "👩‍🚀", "🇩🇪🇫🇷", "1️⃣", " 🎉 🎉 "]) assert.ok(isEmojiOnly(text), text);
  for (const text of ["", " ", "12", "ok 👍", "©", "#", "👍".repeat(7), "❤"])
    assert.ok(!isEmojiOnly(text), text);
});
