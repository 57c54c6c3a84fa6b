// Tags and queries: extensions-0.4 §5.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isReserved, matching, parseQuery, parseTags } from "./tags.ts";

test("tags are folded; each has a form, and none comes twice", () => {
  const good = ["Alice", "email:A@b.org", "c#", "c++", "москва", "日本", "मुंबई", "x-y_z", "a".repeat(96)];
  assert.deepEqual(parseTags(good), [
    ...["alice", "email:a@b.org", "c#", "c++", "москва", "日本", "मुंबई", "x-y_z"],
    "a".repeat(96),
  ]);
  const bad = [["a"], [""], ["a b"], ["a,b"], ["ab*"], ["a:b:c"], [":ab"], ["a".repeat(97)], ["Bob", "bob"]];
  for (const tags of bad) assert.equal(parseTags(tags), undefined, tags.join());
  assert.deepEqual(parseTags([]), []);
  assert.equal(parseTags(Array.from({ length: 16 }, (_, n) => `tag${n}`))?.length, 16);
  assert.equal(parseTags(Array.from({ length: 17 }, (_, n) => `tag${n}`)), undefined);
  assert.deepEqual(["basic:x", "email:x", "tel:1", "city:x", "basic"].map(isReserved), [
    true,
    true,
    true,
    false,
    false,
  ]);
});

test("a query has a form", () => {
  for (const good of ["ali", "ali*", "a", "a b", "a, b", "ali* bob", "a,", "email:a@b", "x".repeat(256)]) {
    assert.notEqual(parseQuery(good), undefined, good);
  }
  const words = (count: number): string => Array.from({ length: count }, (_, n) => `w${n}`).join(" ");
  assert.notEqual(parseQuery(words(16)), undefined);
  for (const bad of [
    ...["", " ", ",", "al*", "*", "a*li", "email:a*", "email:abc*", "ali* bob*", "ali*, bob*", "ali**"],
    ...["x".repeat(257), words(17)],
  ]) {
    assert.equal(parseQuery(bad), undefined, bad);
  }
});

test("what is found, and by which tags", () => {
  const cases: readonly (readonly [
    query: string,
    tags: readonly string[],
    found: readonly string[] | undefined,
  ])[] = [
    ["ali*", ["alice", "malice", "basic:alice"], ["alice"]],
    ["ali*", ["malice", "basic:alice", "ali:x"], undefined],
    ["alice", ["alice"], ["alice"]],
    ["alic", ["alice"], undefined],
    ["ALICE", ["alice"], ["alice"]],
    ["paris chess", ["paris"], undefined],
    ["paris chess", ["chess", "go", "paris"], ["chess", "paris"]],
    ["paris, chess", ["chess"], ["chess"]],
    ["paris chess, go", ["go", "paris"], ["go", "paris"]],
    ["email:a@b", ["email:a@b"], ["email:a@b"]],
    ["nobody", [], undefined],
  ];
  for (const [text, tags, found] of cases) {
    const query = parseQuery(text);
    assert.ok(query !== undefined);
    assert.deepEqual(matching(tags, query), found, `${text}: ${tags.join()}`);
  }
});
