// The catalogue of README.md is true: every test that it names is there and speaks of the id, and every id by which docs/guarantees.md proves
// a promise stands in it.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const server = join(import.meta.dirname, "../..");
const folders = [import.meta.dirname, join(server, "src/adapters"), join(server, "src")];

const rows = read(join(import.meta.dirname, "README.md")).filter((line) => line.startsWith("| R-"));

function read(file: string): readonly string[] {
  return readFileSync(file, "utf8").split("\n");
}

function idsOf(text: string): readonly string[] {
  return text.match(/R-\d\d/g) ?? [];
}

for (const row of rows) {
  const [, id = "", , tests = ""] = row.split("|").map((cell) => cell.trim());
  test(`${id} stands in the tests that are named for it`, () => {
    const names = [...tests.matchAll(/`([^`]*\.test\.ts)`/g)].map(([, name = ""]) => name);
    assert.ok(names.length > 0);
    for (const name of names) {
      const files = folders.flatMap((folder) => globSync(join(folder, name)));
      assert.ok(files.length > 0, `there is no ${name}`);
      const found = new Set(files.flatMap((file) => idsOf(read(file).join("\n"))));
      for (const one of idsOf(id)) assert.ok(found.has(one), `${name} does not speak of ${one}`);
    }
  });
}

test("what proves a promise is in the catalogue", () => {
  const known = new Set(rows.flatMap((row) => idsOf(row.split("|")[1] ?? "")));
  const guarantees = join(server, "../docs/guarantees.md");
  const unknown = read(guarantees)
    .flatMap(idsOf)
    .filter((id) => !known.has(id));
  assert.deepEqual(unknown, []);
});
