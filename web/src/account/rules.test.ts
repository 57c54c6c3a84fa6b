import assert from "node:assert/strict";
import { test } from "node:test";
import { isAccountName, isPassword, strengthOf } from "./rules.ts";

test("an account name has 1 to 64 characters, no colon, no control, nothing that turns the direction", () => {
  for (const good of ["a", "Zoë", "mary jane", "😀".repeat(64)]) assert.ok(isAccountName(good), good);
  for (const bad of ["", "a:b", "a\nb", "a\u202eb", "x".repeat(65)]) {
    assert.ok(!isAccountName(bad), JSON.stringify(bad));
  }
});

test("a password has 8 to 1024 characters; an emoji is one", () => {
  assert.ok(isPassword("😀".repeat(8)));
  assert.ok(isPassword("x".repeat(1024)));
  assert.ok(!isPassword("1234567"));
  assert.ok(!isPassword("😀".repeat(7)));
  assert.ok(!isPassword("x".repeat(1025)));
  assert.ok(!isPassword("abcdefgh\ud800"));
});

test("length makes a password strong, repetition does not", () => {
  assert.equal(strengthOf("short"), "short");
  assert.equal(strengthOf("aaaaaaaaaaaaaaaaaaaaaaaa"), "fair");
  assert.equal(strengthOf("12121212121212121212"), "fair");
  assert.equal(strengthOf("blue piano"), "fair");
  assert.equal(strengthOf("blue pianos"), "good");
  assert.equal(strengthOf("four horses and a lamp"), "strong");
});
