// What the port does not know: the algorithm, its cost, and strings made by others.
import assert from "node:assert/strict";
import { argon2Sync } from "node:crypto";
import { test } from "node:test";
import { createPasswords } from "./index.ts";

const cheap = { memory: 8, passes: 1, parallelism: 1 };

test("the function below is the argon2id of RFC 9106 §5.3", () => {
  const tag = argon2Sync("argon2id", {
    message: Buffer.alloc(32, 0x01),
    nonce: Buffer.alloc(16, 0x02),
    secret: Buffer.alloc(8, 0x03),
    associatedData: Buffer.alloc(12, 0x04),
    parallelism: 4,
    tagLength: 32,
    memory: 32,
    passes: 3,
  });
  assert.equal(tag.toString("hex"), "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
});

test("strings of the reference implementation fit (its test.c, version 0x13)", async () => {
  const passwords = createPasswords();
  const vectors: readonly (readonly [string, string])[] = [
    ["password", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"],
    ["password", "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc"],
  ];
  for (const [password, stored] of vectors) {
    assert.equal(await passwords.verify(password, stored), true, stored);
    assert.equal(await passwords.verify("differentpassword", stored), false, stored);
  }
});

test("new hashes carry the promised cost: 19 MiB, 2 passes, 1 lane, 16-byte salt, 32-byte tag", async () => {
  const hash = await createPasswords().hash("correct horse");
  assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
});

test("the cost comes from the string: after a raise the old ones still fit", async () => {
  const old = await createPasswords({ cost: cheap }).hash("correct horse");
  const raised = createPasswords({ cost: { memory: 64, passes: 3, parallelism: 2 } });
  assert.equal(await raised.verify("correct horse", old), true);
  assert.match(await raised.hash("correct horse"), /m=64,t=3,p=2/);
});

test("a stored cost out of reason is not paid", async () => {
  const hash = await createPasswords({ cost: cheap }).hash("correct horse");
  const passwords = createPasswords({ cost: cheap });
  for (const cost of [
    "m=999999999,t=1,p=1",
    "m=8,t=999999999,p=1",
    "m=8,t=1,p=0",
    "m=8,t=0,p=1",
    "m=8,t=1,p=9",
  ]) {
    assert.equal(await passwords.verify("correct horse", hash.replace("m=8,t=1,p=1", cost)), false, cost);
  }
});

test("the queue tells its length and runs dry", async () => {
  const passwords = createPasswords({ cost: cheap, atOnce: 2 });
  const all = Promise.all(Array.from({ length: 6 }, () => passwords.hash("correct horse")));
  assert.equal(passwords.queued, 6);
  await all;
  assert.equal(passwords.queued, 0);
});
