// {login}: §2.2.
import assert from "node:assert/strict";
import { test } from "node:test";
import { alice, meState, policy, tokenOf, user } from "../access/sample.test.ts";
import { meTopic } from "../ids.ts";
import type { Login, Token, User } from "../state.ts";
import type { Caller, Facts, LogIn } from "../vocabulary.ts";
import { isRefusal } from "../verb.ts";
import { decide, needsOf } from "./index.ts";

const anonymous: Caller = { session: "s", attached: false };
const basic: LogIn = {
  verb: "login",
  by: { scheme: "basic", name: "ALICE", password: "pw" },
  expireInMs: 1_500,
  tag: "phone",
};
const token: LogIn = { ...basic, by: { scheme: "token", secret: "ntr_1" } };
const record: Login = { scheme: "basic", name: "alice", user: alice, secret: "$hash" };
const newToken = { secret: "ntr_2", hash: "ff" };

function ask(command: LogIn, facts: Partial<Facts>, caller = anonymous) {
  const all: Facts = { users: new Map(), newToken, ...facts };
  return decide({ state: meState(alice), caller, command, facts: all, at: 10_200, policy, tokenOf });
}

function byPassword(account: User | undefined, fits: boolean) {
  return ask(basic, { login: { fits, ...(account && { record, user: account }) } });
}

test("the right password: token, whole seconds, on the version that was checked", () => {
  assert.deepEqual(byPassword(user(alice), true), {
    reply: { answer: "logged-in", facts: { login: { user: alice, token: "ntr_2", expires: 12_000 } } },
    become: { user: alice, tag: "phone" },
    writes: [{ put: "token", token: { hash: "ff", user: alice, issued: 10_200, expires: 12_000 } }],
    expects: [{ topic: meTopic(alice), version: 7 }],
  });
  assert.deepEqual(needsOf(basic, anonymous)[0], { fresh: "login", name: "alice", password: "pw" });
});

/** State of the account, right secret: the refusal. */
const refusals: readonly (readonly [state: User["state"] | undefined, fits: boolean, fault: string])[] = [
  [undefined, false, "authentication-failed"],
  ["active", false, "authentication-failed"],
  ["disabled", false, "authentication-failed"],
  ["disabled", true, "permission-denied"],
  ["gone", true, "authentication-failed"],
];

for (const [state, fits, fault] of refusals) {
  test(`${state ?? "unknown"} account, secret ${fits ? "right" : "wrong"}: ${fault}`, () => {
    const refused = byPassword(state === undefined ? undefined : user(alice, "RWP", { state }), fits);
    assert.ok(isRefusal(refused));
    assert.deepEqual(refused, { fault });
  });
}

test("a name that no account can have is looked up like any other", () => {
  const name = "n".repeat(65);
  const [first] = needsOf({ ...basic, by: { scheme: "basic", name, password: "pw" } }, anonymous);
  assert.deepEqual(first, { fresh: "login", name, password: "pw" });
});

function byToken(expires: number, state: User["state"] = "active") {
  const stored: Token = { hash: "00", user: alice, issued: 1, expires };
  return ask(token, { token: { record: stored, user: user(alice, "RWP", { state }) } });
}

test("a token: the same one goes on until its end, and nothing is written", () => {
  const reply = { answer: "logged-in", facts: { login: { user: alice, token: "ntr_1", expires: 12_000 } } };
  assert.deepEqual(byToken(12_000), { reply, become: { user: alice, tag: "phone" } });
  assert.deepEqual(byToken(10_200), { fault: "authentication-failed" });
  assert.deepEqual(byToken(12_000, "disabled"), { fault: "permission-denied" });
  assert.deepEqual(byToken(12_000, "gone"), { fault: "authentication-failed" });
  assert.deepEqual(ask(token, { token: {} }), { fault: "authentication-failed" });
});

test("logged in already: 409, and no secret is looked at", () => {
  const caller = { ...anonymous, user: alice };
  assert.deepEqual(ask(basic, {}, caller), { fault: "already-authenticated" });
  assert.deepEqual(needsOf(basic, caller), []);
});
