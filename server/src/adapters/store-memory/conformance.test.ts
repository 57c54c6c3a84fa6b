// The memory store against the suite of its port.
import assert from "node:assert/strict";
import { test } from "node:test";
import { storeSuite } from "../../ports/store-suite.ts";
import { createMemoryData } from "./data.ts";
import { createMemoryStore } from "./index.ts";

storeSuite({
  test,
  assert,
  home: async () => {
    const data = createMemoryData();
    return {
      async open() {
        const store = createMemoryStore({ data });
        await store.open();
        return store;
      },
      dispose: async () => data.clear(),
    };
  },
});
