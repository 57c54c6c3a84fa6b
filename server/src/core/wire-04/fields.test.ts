import assert from "node:assert/strict";
import { test } from "node:test";
import { groupName, parseUserId } from "../ids.ts";
import { fields, version } from "./fields.ts";
import type { Field, Fields, Plain } from "./fields.ts";
import { decode } from "./index.ts";

type Tree = { [member: string]: unknown };

const user = parseUserId("usrOj0B3-gSBSs");
const draw = { groupName: () => groupName(new Uint8Array(9)) };
const read = (word: string, body: Tree) => decode(JSON.stringify({ [word]: body }), { user }, draw);

/** Values that do not fit a type. Any JSON fits `json` and `payload`. */
const wrong: { readonly [T in keyof Plain | "object" | "list"]: readonly unknown[] } = {
  string: [0, 1.5, true, [], {}, ["a"]],
  boolean: [0, 1, "true", "", [], {}],
  count: [-1, 0.5, "1", true, [], {}],
  time: [0, 1_444_154_850_000, true, "", "now", "2015-10-06", "2015-13-06T00:00:00Z", [], {}],
  duration: [0, 3600, true, "", "24", "1d", [], {}],
  mode: [0, 7, true, "r", "Z", "NR", "R W", [], {}],
  defaultMode: [0, 7, true, "r", "Z", "NR", "O", "RWPSDO", [], {}],
  tokenMode: [0, true, "", "N", "X", "WP", "r", "RWPS", "RWPD", "RWPO", [], {}],
  tags: [
    0,
    true,
    "",
    "ab",
    ["a"],
    [1],
    ["ab", "AB"],
    ["a b"],
    ["a:b:c"],
    Array.from({ length: 17 }, (_, n) => `t${n}`),
    {},
  ],
  user: [0, true, "bob", "me", "usrAAAAAAAAAAA", [], {}],
  words: [0, true, [], ["info"], { what: "info" }],
  json: [],
  payload: [],
  nothing: [0, "", "usrIU_LOVwRNsc", true, [], {}],
  object: [0, "", "x", true, [], [{}]],
  list: [0, "", "x", true, {}, ["x"], [1], [[]]],
};

/** One message of each word that is accepted as it is. */
const good: { readonly [W in keyof typeof fields]: Tree } = {
  acc: { id: "7", user: "new", auth: [{ secret: "alice:alice123" }], init: { defacs: {} } },
  login: { id: "7", secret: "alice:alice123" },
  sub: { id: "7", topic: "grpA", init: { defacs: {} }, sub: {}, browse: {} },
  leave: { id: "7", topic: "grpA" },
  pub: { id: "7", topic: "grpA", content: 1 },
  get: { id: "7", topic: "grpA", what: "info", browse: {} },
  set: { id: "7", topic: "grpA", what: "info sub", info: { defacs: {} }, sub: {} },
  del: { id: "7", topic: "grpA" },
};

for (const [word, table] of Object.entries(fields)) {
  const body = good[word as keyof typeof fields];
  test(`${word}: the example is accepted`, () => assert.equal(read(word, body).ok, true));

  for (const [path, field] of membersOf(table)) {
    const name = `${word}.${path.join(".")}`;
    for (const value of wrong[kindOf(field)]) {
      test(`${name}: ${JSON.stringify(value)} is refused`, () => {
        const decoded = read(word, changed(body, path, value));
        assert.ok(!decoded.ok);
        assert.equal(decoded.refusal.fault, "malformed");
        assert.match(decoded.refusal.detail ?? "", new RegExp(`\\b${path.at(-1)}\\b`));
        assert.equal(decoded.id, path[0] === "id" ? undefined : "7");
      });
    }

    test(`${name}: null is the same as nothing`, () => {
      const nothing = read(word, changed(body, path, undefined));
      assert.deepEqual(read(word, changed(body, path, null)), nothing);
      if (field.required) assert.equal(nothing.ok || nothing.refusal.fault, "malformed");
    });

    test(`${name}: the manual can show it`, () =>
      assert.ok(field.meaning.length > 3 && !field.meaning.includes("|")));
  }
}

test("the wire is locked: a change of the tables is a change of the protocol, to be made on purpose", async () => {
  const shapes = Object.entries(fields).flatMap(([word, table]) => [...linesOf(word, table)]);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(shapes.sort().join("\n")));
  assert.equal(version, "0.4");
  assert.equal(Buffer.from(digest).toString("hex").slice(0, 16), "5ea4b8ea4fcc3a26");
});

function kindOf({ type }: Field): keyof typeof wrong {
  if (typeof type === "string") return type;
  return "listOf" in type ? "list" : "object";
}

/** Every member with its path, those of nested objects too; a list is seen through its first element. */
function* membersOf(
  table: Fields,
  within: readonly string[] = [],
): Generator<[path: readonly string[], Field]> {
  for (const [name, field] of Object.entries(table)) {
    const path = [...within, name];
    yield [path, field];
    if (typeof field.type === "string") continue;
    if ("listOf" in field.type) yield* membersOf(field.type.listOf, [...path, "0"]);
    else yield* membersOf("object" in field.type ? field.type.object : field.type.objectOrDel, path);
  }
}

/** A copy with the member at `path` replaced; undefined takes it out. */
function changed(body: Tree, path: readonly string[], value: unknown): Tree {
  const copy: Tree = structuredClone(body);
  let place: Tree = copy;
  for (const step of path.slice(0, -1)) {
    place[step] ??= {};
    place = place[step] as Tree;
  }
  const last = path.at(-1) ?? "";
  if (value === undefined) delete place[last];
  else place[last] = value;
  return copy;
}

/** What of the tables is protocol: names, types, what is required and what absence means; not the prose. */
function* linesOf(word: string, table: Fields): Generator<string> {
  for (const [path, field] of membersOf(table)) {
    yield `${word}.${path.join(".")}: ${kindOf(field)}${field.required ? " required" : ""} ${field.default ?? ""}`;
  }
}
