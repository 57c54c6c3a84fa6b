import assert from "node:assert/strict";
import { test } from "node:test";
import { mistakesOf, refusedFor, untouched } from "./sign-up-form.ts";

const good = { name: "Zoë", login: "zoe", password: "four horses", finding: { isOn: true, text: "zoe" } };

test("a good form has no mistakes", () => assert.deepEqual(mistakesOf(good), {}));

test("every field says what is wrong with it", () => {
  const bad = { name: " ", login: "a:b", password: "short", finding: { isOn: true, text: "x" } };
  assert.deepEqual(mistakesOf(bad), {
    name: "nameMissing",
    login: "loginBad",
    password: "passwordShort",
    finding: "wordsMissing",
  });
});

test("a mistake is forgotten when its field changes", () => {
  const mistakes = mistakesOf({ ...good, name: "", login: "" });
  assert.deepEqual(untouched(mistakes, { name: "Z", password: "x" }), { login: "loginBad" });
});

test("who is not to be found needs no words", () => {
  assert.deepEqual(mistakesOf({ ...good, finding: { isOn: false, text: "" } }), {});
});

test("a taken name and a common password are the server's to say", () => {
  assert.deepEqual(refusedFor(409), { login: "loginTaken" });
  assert.deepEqual(refusedFor(400), { password: "passwordCommon" });
  assert.equal(refusedFor(503), undefined);
});
