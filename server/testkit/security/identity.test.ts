// Who one is, and how one proves it: passwords, being taken for another, randomness, tokens, the end of an account (S-25 to S-31).
import assert from "node:assert/strict";
import { test } from "node:test";
import { createPasswords } from "../../src/adapters/auth-basic/index.ts";
import { checkPassword } from "../../src/core/names.ts";
import { createCrypto } from "../../src/cli/parts.ts";
import { Dice, seedOf } from "../crowd.ts";
import { passwordOf, secretOf, type Body, type Guest } from "./guest.ts";
import { Site } from "./site.ts";

const minute = 60_000;

// ---------------------------------------------------------------- S-25

const passwordsTried: readonly (readonly [why: string, password: string, code: number])[] = [
  ["7 characters", "1f7hskQ", 400],
  ["8 characters", "1f7hskQ8", 201],
  ["7 of two code units", "😀😃😄😁😆😅😂", 400],
  ["8 of two code units", "😀😃😄😁😆😅😂🤣", 201],
  ["1,024 characters", "é".repeat(1_024), 201],
  ["1,025 characters", "é".repeat(1_025), 400],
  ["common", "password1", 400],
  ["common, in capitals", "PassWord1", 400],
  ["with colons", "a:b:c:d:e", 201],
  ["with NUL", "before\u0000after", 201],
  ["white space only", "        ", 201],
  ["composed", "caf\u00e9-caf\u00e9", 201],
  ["half a character", "before\ud800after", 400],
];
for (const [why, password, code] of passwordsTried) {
  test(`S-25: a password: ${why} → ${code}`, async () => {
    assert.equal(checkPassword(password) === undefined, code === 201);
    await using site = await Site.open({
      passwords: createPasswords({ cost: { memory: 8, passes: 1, parallelism: 1 } }),
    });
    const guest = site.visit();
    assert.equal(await guest.code("acc", { user: "new", auth: [{ secret: `alice:${password}` }] }), code);
    if (code !== 201) return;
    const near = [
      password.slice(0, -1),
      `${password}x`,
      password.slice(0, 72),
      password.normalize("NFD"),
      password.trim(),
      password.split("\u0000")[0] ?? "",
      password.toUpperCase(),
    ];
    for (const other of near)
      if (other !== password)
        assert.equal(await site.visit().code("login", { secret: `alice:${other}` }), 401, other);
    assert.equal(await guest.code("login", { secret: `alice:${password}` }), 200);
  });
}

// ---------------------------------------------------------------- S-26

test("S-26: whatever is asked beside the secret, the session is whom the secret belongs to, and nobody else is touched", async () => {
  await using site = await Site.open();
  const [alice, bob] = [await site.enroll("alice"), await site.enroll("bob")];
  const bobs = JSON.stringify(rowsAbout(site, bob));
  const extra = {
    user: bob.uid,
    uid: bob.uid,
    name: "bob",
    authzid: "bob",
    as: bob.uid,
    login: "bob",
    token: bob.token,
  };
  for (const secret of [secretOf("alice"), `ALICE:${passwordOf("alice")}`]) {
    const guest = site.visit();
    const { params } = await guest.must("login", { secret, ...extra });
    assert.equal((params as Body)["uid"], alice.uid);
    assert.equal(await guest.code("login", { secret: secretOf("bob") }), 409, "logged in already");
    assert.equal(await guest.code("login", { scheme: "token", secret: bob.token }), 409);
    for (const user of [bob.uid, "usrAAAAAAAAAAA", "bob", "me", "", "admin"]) {
      const code = await guest.code("acc", { user, auth: [{ secret: `bob:hijacked-password` }] });
      assert.ok([400, 403, 404].includes(code), `acc ${user}: ${code}`);
    }
    for (const name of ["\u0000alice\u0000bob", "bob\u0000", " bob", "bob ", "b\u200bob"])
      assert.notEqual(await site.visit().code("login", { secret: `${name}:${passwordOf("alice")}` }), 200);
  }
  assert.equal(await bob.code("get", { topic: "me", what: "info" }), 200, "bob's session goes on");
  assert.equal(JSON.stringify(rowsAbout(site, bob)), bobs);
  assert.equal(await site.visit().code("login", { secret: secretOf("bob") }), 200);
  assert.equal(await alice.code("get", { topic: "me", what: "info" }), 200);
});

function rowsAbout(site: Site, { uid }: Guest): unknown {
  const logins = [...site.rows.logins.values()].filter(({ user }) => user === uid);
  return [logins, [...site.rows.users.values()].filter(({ id }) => id === uid)];
}

// ---------------------------------------------------------------- S-28

test("S-28: secrets have 256 bits, ids 64 and names of groups 72; of 100,000 none repeats and no bit leans", async () => {
  const counts = new Map<number, Uint32Array>();
  for (const bytes of [8, 9, 16, 32]) {
    const bits = new Uint32Array(8 * bytes);
    const drawn = new Set<string>();
    const rounds = bytes === 8 ? 100_000 : 20_000;
    for (let i = 0; i < rounds; i++) {
      const random = createCrypto("").random(bytes);
      drawn.add(Buffer.from(random).toString("hex"));
      for (let bit = 0; bit < bits.length; bit++)
        if (((random[bit >> 3] ?? 0) >> (bit & 7)) & 1) bits[bit] = (bits[bit] ?? 0) + 1;
    }
    assert.equal(drawn.size, rounds);
    // eight standard deviations
    for (const ones of bits)
      assert.ok(Math.abs(ones - rounds / 2) < 4 * Math.sqrt(rounds), `${ones} of ${rounds}`);
    counts.set(bytes, bits);
  }
  await using site = await Site.open();
  const alice = await site.enroll("alice");
  assert.match(alice.token, /^ntr_[\w-]{43}$/);
  assert.match(alice.uid, /^usr[\w-]{11}$/);
  assert.match(await alice.attach("new"), /^grp[\w-]{12}$/);
});

// ---------------------------------------------------------------- S-29

test("S-29: of 20,000 tokens that differ a little none is accepted, expired ones neither, and the true one is", async () => {
  const seed = seedOf("S-29");
  const dice = new Dice(seed);
  await using site = await Site.open();
  const alice = await site.enroll("alice");
  const { token } = alice;
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".split("");
  const tamper = (): string => {
    const at = dice.int(0, token.length - 1);
    switch (dice.int(0, 6)) {
      case 0:
        return token.slice(0, at);
      case 1:
        return token + dice.pick(alphabet);
      case 2:
        return token.slice(0, at) + token.slice(at + 1);
      case 3:
        return token
          .split("")
          .map((one) => (dice.roll() < 0.3 ? one.toUpperCase() : one))
          .join("");
      case 4:
        return ` ${token}`;
      case 5:
        return `${token}=`;
      default:
        return token.slice(0, at) + dice.pick(alphabet) + token.slice(at + 1);
    }
  };
  const guest = site.visit();
  for (let round = 0; round < 400; round++) {
    const tampered = Array.from({ length: 50 }, tamper).filter((one) => one !== token);
    const codes = await Promise.all(
      tampered.map((secret) => guest.code("login", { scheme: "token", secret })),
    );
    assert.ok(
      codes.every((code) => code === 401),
      `SEED=${seed}`,
    );
  }
  const [stored] = site.rows.tokens.keys();
  assert.equal(
    await guest.code("login", { scheme: "token", secret: stored ?? "" }),
    401,
    "the stored hash is no token",
  );
  assert.equal(await guest.code("login", { scheme: "basic", secret: token }), 400);
  await site.pass(12 * 60 * minute - 1);
  assert.equal(await site.visit().code("login", { scheme: "token", secret: token }), 200);
  await site.pass(1_000);
  assert.equal(await site.visit().code("login", { scheme: "token", secret: token }), 401);
});

// ---------------------------------------------------------------- S-31

test("S-31: disabled: 403 after the right secret, 401 before; deleted: 401; tokens of either are dead; enabled: as before", async () => {
  await using site = await Site.open();
  const [alice, bob] = [await site.enroll("alice"), await site.enroll("bob")];
  const issued = await site.server.operator.issueToken("alice", 60 * minute);
  const login = (by: Body): Promise<number> => site.visit().code("login", by);
  const tokenOf = (secret: string | undefined): Body => ({ scheme: "token", secret: secret ?? "" });
  await site.server.operator.setState("alice", "disable");
  await site.server.operator.setState("bob", "delete");
  assert.ok(alice.ended && bob.ended);
  assert.equal(await login({ secret: secretOf("alice") }), 403);
  assert.equal(await login({ secret: "alice:not-this-one" }), 401);
  assert.equal(await login(tokenOf(alice.token)), 401);
  assert.equal(await login(tokenOf(issued.token)), 401);
  assert.equal((await site.server.operator.issueToken("alice", minute)).ok, false);
  assert.equal(await login({ secret: secretOf("bob") }), 401);
  assert.equal(await login(tokenOf(bob.token)), 401);
  assert.equal(
    await site.visit().code("acc", { user: "new", auth: [{ secret: "bob:another-secret" }] }),
    409,
  );
  await site.server.operator.setState("alice", "enable");
  assert.equal(await login({ secret: secretOf("alice") }), 200);
  assert.equal(await login(tokenOf(alice.token)), 401, "what was revoked stays so");
  assert.equal((await site.server.operator.setState("bob", "enable")).ok, false);
});
