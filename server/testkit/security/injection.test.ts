// Texts that mean something elsewhere: to SQL, to JSON, to file names, to regular expressions. In every string a client may store they come
// back as they were; and what the sources themselves must not contain is looked for in the sources (S-28, S-50, S-52).
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { createSqliteStore } from "../../src/adapters/store-sqlite/index.ts";
import { secretOf, type Body } from "./guest.ts";
import { Site } from "./site.ts";

// ---------------------------------------------------------------- S-50

const strings: readonly string[] = [
  "'; DROP TABLE messages; --",
  "' OR '1'='1",
  '"; DELETE FROM users; --',
  "') UNION SELECT secret FROM logins --",
  "1; PRAGMA user_version = 999",
  "%",
  "_%_",
  "[a-z]*",
  "$.a[0]",
  '$."x"',
  "?1 :name @name $name",
  "a.*.>",
  ">",
  "line\r\nSet-Cookie: a=b",
  "tab\tand\u0000NUL",
  "%s%n%08x",
  "{0} ${7*7} {{7*7}} #{7*7}",
  "../../../etc/passwd",
  "\\..\\..\\windows",
  "`id`; $(id) | id",
  "<script>alert(1)</script>",
  '"}},{"ctrl":{"code":200}}',
  "__proto__",
  "constructor",
  "toString",
  "\u202Eabc\u2066",
  "e\u0301 vs \u00e9",
  "😀\u200d👩‍👩‍👧‍👧",
  "\ufeffBOM",
  "\u2028\u2029",
  "x".repeat(5_000),
];

test("S-50: every string that a client may store comes back as it was, also from another process of the server", async () => {
  const folder = mkdtempSync(join(tmpdir(), "natter-security-"));
  const file = join(folder, "natter.db");
  const written = new Map<string, { topic: string; name: string }>();
  try {
    await withSite(file, async (site) => {
      for (const [i, text] of strings.entries()) written.set(text, await write(site, text, i));
    });
    await withSite(file, async (site) => {
      for (const [text, where] of written) await compare(site, text, where);
      assert.equal((await site.store.listUsers(1 as never, undefined, 1_000)).length, 2 * strings.length);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** A server on that file, from its opening to its end. */
async function withSite(file: string, run: (site: Site) => Promise<void>): Promise<void> {
  const store = createSqliteStore({ file });
  await store.open();
  try {
    await using site = await Site.open({ store });
    await run(site);
  } finally {
    await store.close();
  }
}

/** The text goes wherever a text goes. */
async function write(site: Site, text: string, i: number): Promise<{ topic: string; name: string }> {
  const guest = site.visit();
  const name = nameFor(text, i);
  const secret = `${name}:${passwordFor(text)}`;
  await guest.must("acc", {
    user: "new",
    auth: [{ secret }],
    init: { public: text, private: { [text]: text } },
  });
  await guest.logIn({ secret, tag: text.slice(0, 128) });
  const init = { public: { [text]: [text] }, private: text };
  const topic = await guest.attach("new", { init, sub: { info: text } });
  await guest.must("pub", { topic, content: { text, [text]: text } });
  await guest.must("set", { topic, what: "info", info: { private: [text, { [text]: 1 }] } });
  const other = await site.enroll(`other${i}`);
  await guest.must("set", { topic, what: "sub", sub: { user: other.uid, mode: "RWP", info: text } });
  await other.must("sub", { topic: "me" });
  await other.must("get", { topic: "me", what: "data" });
  const invitation = other.packets().findLast(({ kind }) => kind === "data");
  assert.ok(invitation?.text.includes(JSON.stringify(text)), `the invitation of ${text}`);
  for (const bad of [`grp${text}`, `usr${text}`, text, `p2p${text}`])
    assert.ok((await guest.code("sub", { topic: bad })) >= 400, bad);
  guest.say(JSON.stringify({ get: { id: text, topic, what: "bogus" } }));
  await guest.until(() => guest.packets().some(({ body }) => body["id"] === text));
  const key = await guest.code("pub", { topic, content: 1, key: text });
  assert.equal(key, /^[\w.:-]{1,64}$/.test(text) ? 202 : 400);
  guest.hangUp();
  other.hangUp();
  return { topic, name };
}

async function compare(
  site: Site,
  text: string,
  { topic, name }: { topic: string; name: string },
): Promise<void> {
  const guest = site.visit();
  await guest.logIn({ secret: `${name}:${passwordFor(text)}`, tag: text.slice(0, 128) });
  await guest.attach(topic);
  const { info } = (await guest.must("get", { topic, what: "info" })) as { info: Body };
  assert.deepEqual(info["public"], { [text]: [text] }, text);
  assert.deepEqual(info["private"], [text, { [text]: 1 }], text);
  await guest.must("get", { topic, what: "data", browse: { ascnd: true, limit: 1 } });
  const { body } = guest.packets().find(({ kind }) => kind === "data") ?? { body: {} as Body };
  assert.deepEqual(body["content"], { text, [text]: text });
  await guest.attach("me");
  const me = (await guest.must("get", { topic: "me", what: "info" })) as { info: Body };
  assert.deepEqual([me.info["public"], me.info["private"]], [text, { [text]: text }]);
  const { sub } = (await guest.must("get", { topic: "me", what: "sub" })) as { sub: readonly Body[] };
  const listed = sub.find((entry) => entry["topic"] === topic);
  const seen = (listed?.["seen"] ?? {}) as Body;
  assert.equal(seen["tag"], text.slice(0, 128), "the tag");
  guest.hangUp();
}

function passwordFor(text: string): string {
  return `pass-word-${text.slice(0, 1_000)}`;
}

/** What a name may not have is left out, the rest stays. */
function nameFor(text: string, i: number): string {
  return `${i}${text.replaceAll(/[\p{Cc}\p{Cs}\p{Bidi_Control}:]/gu, "").slice(0, 40)}`;
}

// ---------------------------------------------------------------- S-51

for (const tag of ["toString", "constructor", "hasOwnProperty", "__proto__", "valueOf"]) {
  test(`S-51: a client that calls itself ${tag} was never here before it came`, async () => {
    await using site = await Site.open();
    const alice = await site.enroll("alice");
    const topic = await alice.attach("new");
    const tagged = site.visit("alice");
    await tagged.logIn({ secret: secretOf("alice"), tag });
    await tagged.attach("me");
    const { sub } = await tagged.must("get", { topic: "me", what: "sub" });
    assert.deepEqual(
      (sub as readonly Body[]).map((entry) => entry["seenTag"]),
      [undefined],
    );
    assert.equal(await tagged.code("sub", { topic, get: "info data" }), 200);
    await site.pass(5_000);
    const { info } = await tagged.must("get", { topic, what: "info" });
    assert.match(String((info as Body)["seenTag"]), /^\d{4}-.*Z$/);
    assert.equal(site.metrics.counts.bugs, 0);
  });
}

// ---------------------------------------------------------------- the sources

const src = fileURLToPath(new URL("../../src/", import.meta.url));
const sources: readonly (readonly [path: string, text: string])[] = readdirSync(src, {
  recursive: true,
  encoding: "utf8",
})
  .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
  .map((path) => [path.replaceAll("\\", "/"), readFileSync(join(src, path), "utf8")] as const);

test("S-50: SQL is constant text: names of the store's own parts are put into it, never a member of a row or a quoted value", () => {
  const store = sources.filter(([path]) => path.startsWith("adapters/store-sqlite/"));
  let statements = 0;
  for (const [path, text] of store) {
    for (const [, sql = ""] of text.matchAll(/`((?:[^`\\]|\\.)*)`/gs)) {
      if (!/\b(?:SELECT|INSERT|UPDATE|DELETE|PRAGMA|CREATE)\b/.test(sql)) continue;
      statements++;
      assert.doesNotMatch(sql, /['"]\$\{|\}['"]/, `${path} quotes a value: ${sql.slice(0, 60)}`);
      for (const [, inside = ""] of sql.matchAll(/\$\{([^}]*)\}/g)) {
        const members = inside.replaceAll(/"[^"]*"/g, "").replaceAll(/\.(?:map|join)\(/g, "(");
        assert.doesNotMatch(members, /[.[`+]/, `${path}: ${inside} in ${sql.slice(0, 60)}`);
      }
    }
    const glued = /(?:query|tuples|command|prepare|exec)\([^)"'`]*["'][^"']*["']\s*\+/;
    assert.doesNotMatch(text, glued, `${path} glues SQL together`);
  }
  assert.ok(statements > 10, `${statements}`);
});

test("S-28: everything random comes from the system's generator, at five named places", () => {
  const places = [
    "cli/parts.ts",
    "cli/data-folder.ts",
    "cli/reach.ts",
    "adapters/auth-basic/index.ts",
    "runtime/admin.ts",
  ];
  for (const [path, text] of sources) {
    assert.doesNotMatch(text, /Math\.random|Date\.now\(\)\.toString\(36\)|pseudoRandomBytes/, path);
    const draws = /\b(?:randomBytes|randomUUID|randomInt|getRandomValues|randomFill)\b/.test(text);
    assert.ok(!draws || places.includes(path), `${path} draws random bytes`);
    // the signature of old API keys, which are no secrets, is the one use of an old digest
    if (/create(?:Hash|Hmac)\(["'](?:md5|sha1)\b/i.test(text)) assert.equal(path, "runtime/http/hmac-md5.ts");
  }
});

// ---------------------------------------------------------------- S-52

interface Expression {
  readonly path: string;
  readonly source: string;
  readonly flags: string;
}

/** Every literal regular expression of a source. A slash begins one where a value may begin. */
function expressionsOf([path, text]: readonly [string, string]): Expression[] {
  const found: Expression[] = [];
  const skip = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/y;
  const literal = /\/((?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([dgimsuvy]*)/y;
  let before = "(";
  for (let at = 0; at < text.length;) {
    skip.lastIndex = literal.lastIndex = at;
    const skipped = skip.exec(text);
    const matched =
      skipped === null && /[(,=:[!&|?{};+\-*%<>~^\n]|\breturn$/.test(before) ? literal.exec(text) : null;
    if (matched !== null) found.push({ path, source: matched[1] ?? "", flags: matched[2] ?? "" });
    const length = (skipped ?? matched)?.[0].length ?? 1;
    const piece = text.slice(at, at + length);
    if (skipped?.[0].startsWith("/") !== true && piece.trim() !== "")
      before =
        skipped === null && matched === null
          ? /\w/.test(piece) && /\w$/.test(before)
            ? before + piece
            : piece
          : '"';
    at += length;
  }
  return found;
}

const expressions = sources.flatMap(expressionsOf);

/** 50 KB each: runs of every character that the expression names, of pairs, of its own literal text, with an end that does not fit. */
function attacks({ source }: Expression): readonly string[] {
  const named = [...new Set(source.replaceAll(/\\[wdsSWDbBpPk]|[\\()[\]{}|^$?*+.]/g, ""))].slice(0, 24);
  const letters = [
    ...new Set([...named, "a", "A", "0", " ", "\t", "\n", "-", ".", "/", "%", ":", "=", '"', "\\", "\u00e9"]),
  ];
  const words = source.match(/[A-Za-z]{2,}/g) ?? [];
  const units = [
    ...letters,
    ...letters.map((letter) => `${letter}a`),
    ...letters.map((letter) => `${letter}\n`),
    ...words,
  ];
  return units.flatMap((unit) => {
    const run = unit.repeat(Math.ceil(50_000 / unit.length));
    return [run, `${run}\u0000`, `${run}\n!`];
  });
}

test("S-52: every regular expression of the sources is found, and none is built at run time", () => {
  assert.ok(expressions.length >= 30, `${expressions.length}`);
  const shown = expressions.map(({ path, source }) => `${path} ${source}`);
  assert.ok(shown.includes("core/ids.ts ^grp[\\w-]{1,64}$"), shown.join("\n"));
  for (const [path, text] of sources)
    if (/new RegExp\(/.test(text)) assert.fail(`${path} builds an expression at run time`);
});

test("S-52: no expression repeats what repeats, and none looks back", () => {
  for (const { path, source } of expressions) {
    const inner = /\((?:\?[:=!<])?[^()]*[*+}][^()]*\)(?:[*+]|\{\d+,\d*\})/;
    assert.doesNotMatch(source.replaceAll(/\\./g, "x"), inner, `${path}: /${source}/`);
    assert.doesNotMatch(source, /\\[1-9]|\\k</, `${path}: /${source}/`);
  }
});

/** A run of 50,000 that is read once takes a millisecond; read anew from each of its characters it takes seconds. The best of three counts. */
const generousMs = 60;

test("S-52: 50 KB of whatever an expression knows are read once, not again from every character", () => {
  for (const expression of expressions) {
    const { path, source, flags } = expression;
    for (const text of attacks(expression)) {
      let best = Infinity;
      for (let i = 0; i < 3 && best > generousMs; i++) {
        const compiled = new RegExp(source, flags);
        const began = performance.now();
        compiled.exec(text);
        best = Math.min(best, performance.now() - began);
      }
      assert.ok(
        best <= generousMs,
        `${path}: /${source}/ takes ${best.toFixed(0)} ms for ${JSON.stringify(text.slice(0, 20))}…`,
      );
    }
  }
});
