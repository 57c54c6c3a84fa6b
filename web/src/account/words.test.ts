import assert from "node:assert/strict";
import { test } from "node:test";
import { mostWords, wordsOf } from "./words.ts";

const cases: readonly (readonly [typed: string, words: readonly string[]])[] = [
  ["", []],
  ["Alice Archer", ["alice", "archer"]],
  ["  chess,  Paris;choir ", ["chess", "paris", "choir"]],
  ["Alice alice ALICE", ["alice"]],
  ["J. R. Müller", ["müller"]],
  ["Zoe\u0308", ["zoë"]],
  ["don't (stop)", ["dont", "stop"]],
  ["email:a@b.example", ["email", "a@b.example"]],
  ["c++ #choir", ["c++", "#choir"]],
  ["x 😀", []],
  ["مرحبا दुनिया", ["مرحبا", "दुनिया"]],
];

for (const [typed, words] of cases) {
  test(`words of ${JSON.stringify(typed)}`, () => assert.deepEqual(wordsOf(typed), words));
}

test("no more and no longer words than the server takes", () => {
  const many = Array.from({ length: 40 }, (_, index) => `word${index}`).join(" ");
  assert.equal(wordsOf(many).length, mostWords);
  assert.deepEqual(wordsOf("x".repeat(200)), ["x".repeat(96)]);
});
