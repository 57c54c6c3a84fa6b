// The manual cannot rot: its tables are those that the code makes, and what its prose names exists.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { closes } from "./src/core/closes.ts";
import { faults } from "./src/core/faults.ts";
import { fields } from "./src/core/wire-04/fields.ts";
import { envOf, flagOf, offFlagOf, optionKeys } from "./src/cli/options.ts";
import {
  fill,
  linksOf,
  namesUnder,
  placesOf,
  proseOf,
  readPage,
  readPages,
  root,
} from "./testkit/docs/pages.ts";
import { makeTables } from "./testkit/docs/tables.ts";

/** Options of the table, and the flags that belong to a single command. */
const known: ReadonlySet<string> = new Set([
  ...optionKeys.flatMap((key) => [flagOf(key), offFlagOf(key) ?? flagOf(key), envOf(key)]),
  ...["--demo", "--json", "--help", "--version", "--password-stdin", "--public", "--expires", "--deep"],
  ...["--app", "--sequence", "--root"],
  // of node, for tests of one's own
  "--test",
]);

const pages = readPages();
const tables = await makeTables();

for (const page of pages) {
  test(`${page.path}: the tables are those of the code`, () => {
    assert.equal(fill(page.text, tables), page.text, "npm run docs writes them");
  });

  test(`${page.path}: every link to a file of ours leads somewhere`, () => {
    assert.deepEqual(
      linksOf(page).filter((target) => !existsSync(new URL(target, root))),
      [],
    );
  });

  test(`${page.path}: every file that is named exists`, () => {
    const named = [...proseOf(page.text).matchAll(/`((?:server|scripts|docs|transcripts)\/[\w./-]+)`/g)];
    const files = named.map(([, file = ""]) => file);
    assert.deepEqual(
      files.filter((file) => !existsSync(new URL(file, root))),
      [],
    );
  });

  test(`${page.path}: options that are named exist`, () => {
    const named = [...proseOf(page.text).matchAll(/(?<![\w-])(--[a-z][\w-]*|NATTER_[A-Z_]+)/g)].map(
      ([name]) => name,
    );
    assert.deepEqual(
      named.filter((name) => !known.has(name)),
      [],
    );
  });
}

test("every table has its place in a page", () => {
  const places = pages.flatMap(({ text }) => placesOf(text));
  assert.deepEqual(
    [...tables.keys()].filter((name) => !places.includes(name)),
    [],
  );
});

test("every message has its page", () => {
  const words = [...Object.keys(fields), "ctrl", "data", "meta", "pres"];
  assert.deepEqual(
    words.filter((word) => !existsSync(new URL(`docs/protocol/${word}.md`, root))),
    [],
  );
});

test("errors.md gives advice for every error, and for nothing else", () => {
  const { text } = readPage("docs/protocol/errors.md");
  assert.deepEqual(namesUnder(text, "What a client does").toSorted(), Object.keys(faults).toSorted());
});

test("errors.md gives advice for every close, and for nothing else", () => {
  const { text } = readPage("docs/protocol/errors.md");
  assert.deepEqual(
    namesUnder(text, "What a client does after a close").toSorted(),
    Object.keys(closes).toSorted(),
  );
});

test("every measurement that monitoring.md names exists", () => {
  const names = new Set(namesUnder(`\n## all\n${tables.get("metrics") ?? ""}`, "all"));
  const prose = proseOf(readPage("docs/operate/monitoring.md").text);
  const named = [...prose.matchAll(/\b(natter_[a-z_]+)\b/g)].map(([, name = ""]) => name);
  assert.deepEqual(
    named.filter((name) => !names.has(name.replace(/_(bucket|sum|count)$/, ""))),
    [],
  );
});
