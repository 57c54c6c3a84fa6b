// What the messenger weighs: everything that its first visit may load, as it travels.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const mostBytes = 90_000;

test("scripts, styles and all languages weigh at most 90 kB", (t) => {
  const files = globSync("**/*.{js,css,html}", { cwd: dist });
  const sizes = files.map((file) => gzipSync(readFileSync(`${dist}${file}`)).length);
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  t.diagnostic(`${bytes} bytes: ${files.map((file, index) => `${file} ${sizes[index]}`).join(", ")}`);
  assert.ok(files.some((file) => file.endsWith(".js")) && files.some((file) => file.endsWith(".css")));
  assert.ok(bytes <= mostBytes, `${bytes} bytes`);
});
