// The SQLite store against the suite of its port, on real files.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { storeSuite } from "../../ports/store-suite.ts";
import { createSqliteStore } from "./index.ts";

storeSuite({
  test,
  assert,
  home: async () => {
    const folder = await mkdtemp(join(tmpdir(), "natter-store-"));
    return {
      async open() {
        const store = createSqliteStore({ file: join(folder, "natter.db") });
        await store.open();
        return store;
      },
      dispose: () => rm(folder, { recursive: true, force: true }),
    };
  },
});
