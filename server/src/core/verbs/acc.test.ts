// {acc}: §2.1.
import assert from "node:assert/strict";
import { test } from "node:test";
import { alice, bob, meState, mode, policy, tokenOf } from "../access/sample.test.ts";
import { meTopic } from "../ids.ts";
import type { Login, User } from "../state.ts";
import type { Caller, CreateAccount, CredentialChange, Facts, UpdateAccount } from "../vocabulary.ts";
import { isRefusal } from "../verb.ts";
import { decide, needsOf } from "./index.ts";

const good: CredentialChange = { scheme: "basic", act: "set", name: "Alice", password: "correct horse" };
const anonymous: Caller = { session: "s", attached: false };
const asAlice: Caller = { ...anonymous, user: alice };
const facts: Facts = { users: new Map(), hash: "$hash", newUser: bob };

function create(more: Partial<CreateAccount> = {}) {
  const command: CreateAccount = { verb: "acc", act: "create", credentials: [good], ...more };
  return decide({ state: meState(alice), caller: anonymous, command, facts, at: 50, policy, tokenOf });
}

test("creation: account, name, me and its subscription, in one commit that expects nothing of that name", () => {
  const made = create({ public: '"A"', private: '"p"', defacs: { anon: mode("R"), auth: "default" } });
  assert.ok(!isRefusal(made));
  const user: User = {
    id: bob,
    state: "active",
    defacs: { auth: mode("RWP"), anon: mode("R") },
    public: '"A"',
    tags: [],
    created: 50,
    updated: 50,
    version: 0,
  };
  assert.deepEqual(made.reply, { answer: "created", facts: { account: { user, private: '"p"' } } });
  assert.deepEqual(
    made.writes?.map((write) => write.put),
    ["topic", "user", "login", "subscription"],
  );
  assert.deepEqual(made.writes?.[2], {
    put: "login",
    login: { scheme: "basic", name: "alice", user: bob, secret: "$hash" },
  });
  const [, , , own] = made.writes ?? [];
  assert.ok(own?.put === "subscription");
  assert.deepEqual([own.row.want, own.row.given, own.row.private], [mode("RPD"), mode("RPD"), '"p"']);
  assert.deepEqual(made.expects, [{ topic: meTopic(bob), version: 0 }]);
  assert.equal(made.become, undefined);
});

test("creation without init: the server's defaults", () => {
  const made = create();
  assert.ok(!isRefusal(made) && made.reply !== undefined && "facts" in made.reply);
  assert.deepEqual(made.reply.facts?.account?.user.defacs, policy.defacs);
});

const weak = { ...good, password: "short" } as const;
/** What is wrong, and the refusal. */
const bad: readonly (readonly [what: string, more: Partial<CreateAccount>, fault: string])[] = [
  ["no credential", { credentials: [] }, "unknown-scheme"],
  ["a deletion", { credentials: [{ scheme: "basic", act: "delete" }] }, "malformed"],
  ["two credentials", { credentials: [good, good] }, "malformed"],
  ["a short password", { credentials: [weak] }, "malformed"],
  ["a common password", { credentials: [{ ...good, password: "password1" }] }, "malformed"],
  ["a long name", { credentials: [{ ...good, name: "n".repeat(65) }] }, "malformed"],
  ["a control character", { credentials: [{ ...good, name: "a\u0001" }] }, "malformed"],
  ["O in defacs", { defacs: { auth: mode("RWPO") } }, "malformed"],
];

for (const [what, more, fault] of bad) {
  test(`creation with ${what} is refused`, () => {
    const refused = create(more);
    assert.ok(isRefusal(refused));
    assert.equal(refused.fault, fault);
  });
}

test("the operator's accounts are exempt from the password rules, nobody's bad password is hashed", () => {
  assert.ok(!isRefusal(create({ credentials: [weak], exempt: true })));
  const needs = (credentials: readonly CredentialChange[]) =>
    needsOf({ verb: "acc", act: "create", credentials }, anonymous).map((need) =>
      "once" in need ? need.once : need.fresh,
    );
  assert.deepEqual(needs([good]), ["new-user", "hash"]);
  assert.deepEqual(needs([weak]), ["new-user"]);
});

function update(
  credentials: readonly CredentialChange[],
  more: Partial<UpdateAccount> = {},
  caller = asAlice,
  secret: string | undefined = "$old",
) {
  const login: Login = { scheme: "basic", name: "alice", user: alice, ...(secret === "" ? {} : { secret }) };
  const command: UpdateAccount = { verb: "acc", act: "update", credentials, ...more };
  return decide({
    state: meState(alice),
    caller,
    command,
    facts: { ...facts, logins: [login] },
    at: 50,
    policy,
    tokenOf,
  });
}

test("a new password: one 200, tokens revoked, every other session ends", () => {
  for (const credentials of [[good], [{ ...good, name: "ALICE" }]]) {
    assert.deepEqual(update(credentials), {
      reply: { answer: "ok" },
      writes: [
        { put: "login", login: { scheme: "basic", name: "alice", user: alice, secret: "$hash" } },
        { put: "revocation", user: alice },
      ],
      cut: { user: alice, why: "credentials-changed", keepCaller: true },
    });
  }
});

test("deleting the scheme keeps the name; a live session adds it back with the same name only", () => {
  const gone = update([{ scheme: "basic", act: "delete" }]);
  assert.ok(!isRefusal(gone));
  assert.deepEqual(gone.writes?.[0], {
    put: "login",
    login: { scheme: "basic", name: "alice", user: alice },
  });
  assert.ok(!isRefusal(update([good], {}, asAlice, "")));
  const other = update([{ ...good, name: "other" }], {}, asAlice, "");
  assert.ok(isRefusal(other) && other.fault === "permission-denied");
});

test("refused: no login 403, another's account 403, another name 403, a bad element 400 with nothing done", () => {
  const fault = (decided: ReturnType<typeof update>) => (isRefusal(decided) ? decided.fault : "done");
  assert.equal(fault(update([good], {}, anonymous)), "permission-denied");
  assert.equal(fault(update([good], { user: bob })), "permission-denied");
  assert.equal(fault(update([good], { user: alice })), "done");
  assert.equal(fault(update([{ ...good, name: "bob" }])), "permission-denied");
  assert.equal(fault(update([good, weak])), "malformed");
  assert.equal(fault(update([])), "unknown-scheme");
});

test("the operator sets anybody's password, and every session of that user ends but his own, which is none", () => {
  const operator: Caller = { session: "operator", attached: false, operator: true };
  const command: UpdateAccount = { verb: "acc", act: "update", user: alice, credentials: [good] };
  assert.deepEqual(needsOf(command, operator)[0], { fresh: "logins", user: alice });
  assert.ok(!isRefusal(update([good], { user: alice }, operator)));
  const gone = {
    state: meState(alice, { state: "gone" }),
    caller: operator,
    command,
    facts,
    at: 50,
    policy,
    tokenOf,
  } as const;
  assert.deepEqual(decide(gone), { fault: "user-not-found" });
});
