// Guessing passwords, locking others out by it, and finding out who is there (S-22 to S-24). Answers are compared by their text, time by what
// was computed: a test that measures time proves nothing on a busy machine.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createPasswords } from "../../src/adapters/auth-basic/index.ts";
import { Busy } from "../../src/ports/auth.ts";
import { defaultSettings } from "../../src/runtime/settings.ts";
import { secretOf, type Guest } from "./guest.ts";
import { CountedPasswords, Site } from "./site.ts";

const minute = 60_000;

// ---------------------------------------------------------------- S-22, S-23

test("S-22: 1,000 guesses at one account from 100 addresses, all at once: as many are tried as may fail", async () => {
  const passwords = new CountedPasswords();
  await using site = await Site.open({ passwords, settings: { limits: true } });
  await site.enroll("alice");
  const before = passwords.verifies;
  const guests = Array.from({ length: 100 }, (_, i) => site.visit("guesser", `198.51.100.${i}`));
  const tries = guests.flatMap((guest) =>
    Array.from({ length: 10 }, (_, i) => guest.code("login", { secret: `alice:guess-${guest.name}-${i}` })),
  );
  const codes = await Promise.all(tries);
  const { burst } = defaultSettings.rates.loginFailuresAccount;
  assert.equal(passwords.verifies - before, burst);
  assert.equal(codes.filter((code) => code === 401).length, burst);
  assert.equal(codes.filter((code) => code === 503).length, 1_000 - burst);
});

test("S-22: from then on ten a minute are tried, whoever sends them", async () => {
  const passwords = new CountedPasswords();
  await using site = await Site.open({ passwords, settings: { limits: true } });
  await site.enroll("alice");
  const guess = async (from: number): Promise<void> => {
    const guest = site.visit("guesser", `198.51.100.${from % 250}`);
    await Promise.all([1, 2, 3].map((i) => guest.ask("login", { secret: `alice:guess-${from}-${i}` })));
    guest.hangUp();
  };
  for (let i = 0; i < 20; i++) await guess(i);
  const tried: number[] = [];
  for (let round = 0; round < 3; round++) {
    const before = passwords.verifies;
    for (let i = 0; i < 60; i++) {
      await site.pass(1_000);
      await guess(i);
    }
    tried.push(passwords.verifies - before);
  }
  for (const count of tried) assert.ok(count >= 9 && count <= 10, `${tried.join()} a minute`);
});

test("S-22: one address guesses at 1,000 accounts: twenty, then twenty a minute; capitals make no new account", async () => {
  const passwords = new CountedPasswords();
  await using site = await Site.open({ passwords, settings: { limits: true } });
  await site.enroll("alice");
  const guesser = async (make: (i: number) => string, count: number): Promise<number> => {
    const before = passwords.verifies;
    const guests = Array.from({ length: 50 }, () => site.visit("guesser", "198.51.100.1"));
    const each = Math.ceil(count / guests.length);
    await Promise.all(
      guests.flatMap((guest, at) =>
        Array.from({ length: each }, (_, i) => guest.ask("login", { secret: make(at * each + i) })),
      ),
    );
    for (const guest of guests) guest.hangUp();
    return passwords.verifies - before;
  };
  assert.equal(await guesser((i) => `user${i}:some-password`, 1_000), 20);
  await site.pass(minute);
  assert.equal(await guesser((i) => `someone${i}:some-password`, 1_000), 20);
  await site.pass(10 * minute);
  const cases = ["alice", "ALICE", "Alice", "aLiCe"];
  assert.equal(await guesser((i) => `${cases[i % 4] ?? ""}:guess-${i}`, 100), 5);
});

test("S-22: many who log in at once with the right password are all let in", async () => {
  await using site = await Site.open({ settings: { limits: true } });
  await site.enroll("alice");
  const guests = Array.from({ length: 40 }, () => site.visit("alice", "198.51.100.1"));
  const codes = await Promise.all(guests.map((guest) => guest.code("login", { secret: secretOf("alice") })));
  assert.deepEqual([...new Set(codes)], [200]);
});

test("S-23: guesses lock nobody out who has a session or holds a token, not even from the address of the guesser", async () => {
  await using site = await Site.open({ settings: { limits: true } });
  const alice = await site.enroll("alice", {}, "198.51.100.1");
  const bob = await site.enroll("bob", {}, "198.51.100.2");
  for (let i = 0; i < 30; i++) {
    const guest = site.visit("guesser", "198.51.100.1");
    await Promise.all([1, 2, 3, 4].map((k) => guest.ask("login", { secret: `alice:guess-${i}-${k}` })));
    guest.hangUp();
  }
  assert.equal(await site.visit("alice", "203.0.113.7").code("login", { secret: secretOf("alice") }), 503);
  assert.equal(await alice.code("get", { topic: "me", what: "info" }), 200);
  const again = site.visit("alice", "198.51.100.1");
  assert.equal(await again.code("login", { scheme: "token", secret: alice.token }), 200);
  assert.equal(await site.visit("bob", "203.0.113.7").code("login", { secret: secretOf("bob") }), 200);
  assert.equal(await bob.code("sub", { topic: "me" }), 200);
  await site.pass(6_000);
  assert.equal(await site.visit("alice", "203.0.113.7").code("login", { secret: secretOf("alice") }), 200);
});

test("S-23: a flood of bad tokens slows down the session that sends it, and no other", async () => {
  await using site = await Site.open({ settings: { limits: true } });
  const alice = await site.enroll("alice");
  const flood = site.visit();
  const codes = await Promise.all(
    Array.from({ length: 100 }, (_, i) => flood.code("login", { scheme: "token", secret: `ntr_${i}` })),
  );
  assert.equal(codes.filter((code) => code === 401).length, defaultSettings.rates.other.burst);
  assert.equal(codes.at(-1), 503);
  assert.equal(await site.visit().code("login", { scheme: "token", secret: alice.token }), 200);
});

// ---------------------------------------------------------------- S-24

test("S-24: name unknown, password wrong, account disabled or deleted: one answer, and one hash each", async () => {
  const passwords = new CountedPasswords();
  await using site = await Site.open({ passwords });
  for (const name of ["alice", "disabled", "deleted", "without"]) await site.enroll(name);
  await site.server.operator.setState("disabled", "disable");
  await site.server.operator.setState("deleted", "delete");
  const without = site.visit("without");
  await without.logIn({ secret: secretOf("without") });
  await without.must("acc", { auth: [{ secret: "␡" }] });
  const names = [
    "alice",
    "disabled",
    "deleted",
    "without",
    "nobody",
    "no\u0007body",
    "x".repeat(300),
    "ＡＬＩＣＥ",
  ];
  const answers = new Set<string>();
  for (const name of names) {
    const [hashes, verifies] = [passwords.hashes, passwords.verifies];
    const guest = site.visit();
    const { id: _id, ...rest } = (await guest.ask("login", { secret: `${name}:not the password` })) ?? {};
    answers.add(JSON.stringify(rest));
    assert.deepEqual([passwords.hashes - hashes, passwords.verifies - verifies], [0, 1], name);
  }
  assert.equal(answers.size, 1, [...answers].join("\n"));
  assert.match([...answers].join(), /"code":401,"text":"authentication failed"/);
});

test("S-24: the scheme hashes a dummy of the same cost for one who does not exist", async () => {
  const scheme = createPasswords({ cost: { memory: 64, passes: 1, parallelism: 1 }, atOnce: 1, waiting: 0 });
  for (const stored of [undefined, "no PHC string", "", await scheme.hash("something")]) {
    const check = scheme.verify("a password", stored);
    assert.equal(scheme.queued, 1, "a hash is under way");
    await assert.rejects(scheme.verify("another", undefined), Busy);
    assert.equal(await check, false);
  }
});

test("S-24: a token that was revoked, has expired or never was is one answer", async () => {
  await using site = await Site.open();
  const [alice, bob] = [await site.enroll("alice"), await site.enroll("bob")];
  await alice.must("acc", { auth: [{ secret: "alice:another-password" }] });
  await site.pass(13 * 60 * minute);
  const answers = new Set<string>();
  for (const secret of [alice.token, bob.token, `ntr_${"A".repeat(43)}`, "x", ""]) {
    const { id: _id, ...rest } = (await site.visit().ask("login", { scheme: "token", secret })) ?? {};
    answers.add(JSON.stringify(rest));
  }
  assert.equal(answers.size, 1, [...answers].join("\n"));
});

// ---------------------------------------------------------------- tokens of groups (extensions-0.4 §3.2)

test("wrong tokens of a group count against the user wherever he is, and against the address whoever is there", async () => {
  await using site = await Site.open({ settings: { limits: true } });
  const [near, far] = ["198.51.100.1", "198.51.100.2"];
  const [alice, bob, carol] = [
    await site.enroll("alice"),
    await site.enroll("bob", {}, near),
    await site.enroll("carol", {}, near),
  ];
  const made = await alice.must("sub", { topic: "new", init: { bearer: {} } });
  const { info } = made["params"] as { info: { name: string; bearer: { token: string } } };
  const topic = info.name;
  const { burst } = defaultSettings.rates.wrongTokens;
  const show = (guest: Guest, bearer: string = info.bearer.token): Promise<number> =>
    guest.code("sub", { topic, bearer });
  const useUp = async (guest: Guest): Promise<void> => {
    for (let n = 0; n < burst; n++) assert.equal(await show(guest, `wrong-${n}`), 403);
  };

  await useUp(bob);
  assert.equal(await show(await site.again(bob)), 403, "the same user from another address");
  assert.equal(await show(carol), 403, "another user from the same address");
  assert.equal(await show(site.visit("visitor", near)), 403, "nobody from the same address");
  assert.equal(await show(await site.again(carol)), 200, "another user from another address");

  await useUp(site.visit("visitor", far));
  assert.equal(await show(site.visit("visitor", far)), 403, "a new session of nobody from the same address");
  assert.equal(await show(site.visit("visitor", "198.51.100.3")), 200, "nobody from another address");
});
