// The contract of PasswordScheme as tests: every adapter runs them. No runner inside; `test` and `assert` are handed in.
// `create` makes a scheme of the given queue; its cost may be the smallest that it knows, except for `equalTime`.
import { Busy, type PasswordScheme } from "./auth.ts";

export interface AuthSuite {
  readonly test: (name: string, run: () => Promise<void>) => unknown;
  readonly assert: {
    equal(actual: unknown, expected: unknown, message?: string): void;
    ok(value: unknown, message?: string): void;
  };
  /** a scheme that computes `atOnce` passwords at a time and lets `waiting` wait */
  readonly create: (queue: { atOnce: number; waiting: number }) => PasswordScheme;
}

/** Passwords that differ only in what careless schemes lose: length beyond 72, case, normal form, NUL, spaces. */
const distinct = [
  "correct horse",
  "Correct horse",
  " correct horse",
  "correct horse ",
  "correct\u0000horse",
  "correct\u0000",
  "caf\u00e9-caf\u00e9",
  "cafe\u0301-cafe\u0301",
  `${"x".repeat(72)}1`,
  `${"x".repeat(72)}2`,
  `${"\u{1f511}".repeat(1_024)}`,
  `${"\u{1f511}".repeat(1_023)}`,
  "with:colons:in:it",
];

export function authSuite({ test, assert, create }: AuthSuite): void {
  test("a password fits its own hash and no other", async () => {
    const scheme = create({ atOnce: 4, waiting: 1_000 });
    const hashes = await Promise.all(distinct.map((password) => scheme.hash(password)));
    for (const [i, password] of distinct.entries()) {
      for (const [j, hash] of hashes.entries()) {
        assert.equal(await scheme.verify(password, hash), i === j, `password ${i} against hash ${j}`);
      }
    }
  });

  test("the same password has another hash each time", async () => {
    const scheme = create({ atOnce: 2, waiting: 10 });
    assert.ok((await scheme.hash("same password")) !== (await scheme.hash("same password")));
  });

  test("a hash is a PHC string without the password in it", async () => {
    const hash = await create({ atOnce: 1, waiting: 1 }).hash("plaintext-password");
    assert.ok(/^\$[a-z0-9-]+\$[^\s]+$/.test(hash), hash);
    assert.ok(!hash.includes("plaintext"));
  });

  test("without an account, and with what is no hash, nothing fits and nothing throws", async () => {
    const scheme = create({ atOnce: 1, waiting: 10 });
    for (const stored of [
      undefined,
      "",
      "$",
      "plain",
      "$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA",
      "$2b$10$xyz",
    ]) {
      assert.equal(await scheme.verify("password", stored), false, String(stored));
    }
  });

  test("a full queue refuses with Busy, and takes again once there is room", async () => {
    const scheme = create({ atOnce: 1, waiting: 2 });
    const asked = await Promise.allSettled(
      Array.from({ length: 5 }, () => scheme.verify("password", undefined)),
    );
    const busy = asked.filter((one) => one.status === "rejected" && one.reason instanceof Busy);
    assert.equal(asked.filter((one) => one.status === "fulfilled").length, 3);
    assert.equal(busy.length, 2);
    assert.equal(await scheme.verify("password", undefined), false);
  });
}
