// The scheme against the suite of its port, at the smallest cost that argon2id allows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { authSuite } from "../../ports/auth-suite.ts";
import { createPasswords } from "./index.ts";

authSuite({
  test,
  assert,
  create: (queue) => createPasswords({ ...queue, cost: { memory: 8, passes: 1, parallelism: 1 } }),
});
