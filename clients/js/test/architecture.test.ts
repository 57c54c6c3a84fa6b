// The arrows: values → nothing · wire → values · model → values · bridge → wire, model, values. So another wire can come beneath the model.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { posix } from "node:path";
import { test } from "node:test";

const arrows: Readonly<Record<string, readonly string[]>> = {
  values: [],
  wire: ["values"],
  model: ["values"],
  bridge: ["wire", "model", "values"],
};
const src = new URL("../src/", import.meta.url);
const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));

test("imports follow the arrows, and no package is needed", () => {
  for (const file of files.map((one) => one.replaceAll("\\", "/"))) {
    const text = readFileSync(new URL(file, src), "utf8");
    const folder = posix.dirname(file);
    for (const [, name = ""] of text.matchAll(/\bfrom "([^"]+)"/g)) {
      assert.ok(name.startsWith("."), `${file} needs the package ${name}`);
      const target = posix.dirname(posix.join(folder, name));
      const isAllowed = folder === "." || target === folder || arrows[folder]?.includes(target);
      assert.ok(isAllowed, `${file} → ${name}: ${folder} may import ${arrows[folder]?.join(", ")}`);
    }
  }
});
