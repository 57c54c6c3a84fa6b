// What the bindings weigh, and that nobody pays for what he does not use.
import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { bundle, everything } from "../bundle.mjs";

/** bytes, minified and gzipped */
const weigh = async (entry: string, format: "esm" | "iife" = "esm"): Promise<number> =>
  gzipSync(await bundle(entry, format), { level: 9 }).length;

test("everything weighs at most 12 kB", async (t) => {
  const [script, modules] = [await weigh(everything, "iife"), await weigh(everything)];
  t.diagnostic(`script ${script} bytes, modules ${modules} bytes`);
  assert.ok(script <= 12_000, `script: ${script} bytes`);
  assert.ok(modules <= 12_000, `modules: ${modules} bytes`);
});

test("what is not used is not there", async () => {
  assert.ok((await weigh('export { parseMode } from "./src/client.ts";')) < 300);
  assert.ok((await weigh('export { connect } from "./src/wire.ts";')) < 4000);
  const client = await bundle('export { Client } from "./src/client.ts";', "esm");
  assert.ok(!client.includes("indexedDB"));
});
