// Reads every import of src and testkit and compares it with the arrows of ARCHITECTURE.md.
// The tables say what may be; each has a reason, which the message of a failure ends with.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { posix } from "node:path";
import { test } from "node:test";

interface Arrow {
  /** places (folders, or files without their ending) that files of this place may import; its own is always allowed */
  readonly to: readonly string[];
  readonly because: string;
}

/** Who may import whom. A place is the deepest row that a path fits; `*` stands for one name. */
const arrows: Readonly<Record<string, Arrow>> = {
  "src/core": {
    to: ["src/core/access/mode"],
    because: "the root of core is what all of core stands on; of its folders it knows only the mode.",
  },
  "src/core/access": {
    to: ["src/core"],
    because: "rights are computed from values; they know neither topics nor verbs.",
  },
  "src/core/topic": {
    to: ["src/core", "src/core/access"],
    because: "a topic tells what a change means whichever verb made it.",
  },
  "src/core/verbs": {
    to: ["src/core", "src/core/access", "src/core/topic"],
    because: "no rule knows which wire a client speaks.",
  },
  "src/core/wire-*": {
    to: ["src/core", "src/core/json", "src/core/access/mode"],
    because: "a dialect only translates; rules live in verbs, access and topic.",
  },
  "src/core/json": { to: ["src/core"], because: "reading JSON has nothing to do with what it means." },
  "src/ports": { to: ["src/core/**"], because: "a port speaks in the values of core and knows no adapter." },
  "src/runtime": {
    to: ["src/ports", "src/core/**"],
    because: "the runtime works on ports; which adapters stand behind them is chosen in cli.",
  },
  "src/adapters/*": {
    to: ["src/ports", "src/core/**"],
    because: "an adapter can be removed or replaced alone; it knows its port and its driver.",
  },
  "src/cli": {
    to: ["src/**"],
    because: "cli puts the parts together; it is shipped, so without the testkit.",
  },
  testkit: { to: ["src/**"], because: "the testkit drives everything." },
};

/** Packages stand behind one module of ours each, so that they can be replaced. */
const packages: Readonly<Record<string, readonly string[]>> = {
  ws: ["src/adapters/transport-websocket", "testkit"],
  pino: ["src/runtime/log"],
  "pino-pretty": ["src/runtime/log"],
  "prom-client": ["src/runtime/metrics"],
  commander: ["src/cli"],
  yaml: ["src/cli"],
  "fast-check": ["testkit"],
};

/** Where the names of the platform are allowed. The rest gets what it needs as parameters. */
const platform = [
  "src/runtime/http",
  "src/runtime/admin",
  "src/runtime/log",
  "src/adapters",
  "src/cli",
  "testkit",
];

/** What the test files of any place may import beyond it. */
const forTests = ["node:test", "node:assert", "node:assert/strict", "fast-check"];

/** A dialect is entered at the edge only: its index by these, its other files by nobody outside. */
const wireReaders = ["src/runtime/receive", "src/runtime/fanout"];

/** Files that may re-export. */
const reexporters = ["src/ports/index.ts"];
const noReexport = `re-exports; only ${reexporters.join(", ")} does, everything else is imported from where it lives.`;

const pure = ["src/core", "src/ports"];
const emptyNames = /(^|[-.])(utils?|helpers?|common|managers?|services?|impl)([-.]|$)/;
const emptyExports =
  /^export\s+(?:abstract\s+)?(?:class|type|interface)\s+(\w*(?:Utils?|Helpers?|Manager|Service|Impl))\b/gm;

interface SourceFile {
  /** relative to the server's folder, with `/` */
  readonly path: string;
  readonly text: string;
}

interface Import {
  readonly specifier: string;
  readonly isReexport: boolean;
}

/** All that is wrong with these files, as messages. */
function problemsOf(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => [
    ...importsOf(file.text).flatMap((found) => importProblems(file.path, found)),
    ...passedOnProblems(file),
    ...textProblems(file),
    ...nameProblems(file),
  ]);
}

// ---- imports ----

function importProblems(from: string, found: Import): string[] {
  const problems: string[] = [];
  const complain = (reason: string): unknown => problems.push(`${from} → ${found.specifier}: ${reason}`);
  if (found.isReexport && !reexporters.includes(from)) {
    complain(
      `re-exports; only ${reexporters.join(", ")} does, everything else is imported from where it lives.`,
    );
  }
  const { specifier } = found;
  if (isTest(from) && forTests.includes(specifier)) return problems;
  if (specifier.startsWith("node:")) {
    if (!isUnderOne(from, platform)) complain(`node: names are allowed only in ${platform.join(", ")}.`);
  } else if (specifier.startsWith(".")) {
    const reason = edgeProblem(from, posix.join(posix.dirname(from), specifier));
    if (reason !== undefined) complain(reason);
  } else {
    const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
    const places = Object.hasOwn(packages, name) ? packages[name] : undefined;
    if (places === undefined)
      complain("this package is not in the table: each stands behind one module of ours.");
    else if (!isUnderOne(from, places)) complain(`only ${places.join(", ")} may import this package.`);
  }
  return problems;
}

/** Why `from` may not import `to`; undefined if it may. */
function edgeProblem(from: string, to: string): string | undefined {
  const place = placeOf(from);
  const target = placeOf(to);
  if (place === undefined) return undefined; // said once by nameProblems
  if (target === undefined) return "leads to a place that the tree does not have.";
  const arrow = arrows[place.row];
  if (place.folder !== target.folder && !arrow?.to.some((allowed) => covers(allowed, to, target.folder))) {
    return `${place.folder} may import ${arrow?.to.join(", ") || "nothing"}: ${arrow?.because}`;
  }
  if (target.row === "src/core/wire-*" && place.folder !== target.folder && place.row !== "testkit") {
    if (!to.endsWith("/index.ts")) return "a dialect is entered through its index.ts.";
    if (!isUnderOne(from, wireReaders)) return `only ${wireReaders.join(", ")} may import a dialect.`;
  }
  return undefined;
}

/** Does an entry of an arrow's `to` allow this file of this folder? */
function covers(allowed: string, file: string, folder: string): boolean {
  if (allowed.endsWith("/**")) return isUnder(file, allowed.slice(0, -3));
  return allowed === folder || `${allowed}.ts` === file;
}

/** The row of the table that a path belongs to, and the real folder which that row stands for there. */
function placeOf(path: string): { row: string; folder: string } | undefined {
  const parts = path.split("/");
  for (let length = parts.length - 1; length > 0; length--) {
    const folder = parts.slice(0, length);
    const row = Object.keys(arrows).find((candidate) => fits(candidate.split("/"), folder));
    if (row === undefined) continue;
    // core's folders are listed one by one: an unlisted one is no place; elsewhere subfolders are free
    if (row === "src/core" && length < parts.length - 1) return undefined;
    return { row, folder: folder.join("/") };
  }
  return undefined;
}

function fits(row: readonly string[], folder: readonly string[]): boolean {
  if (row.length !== folder.length) return false;
  return row.every((part, at) => new RegExp(`^${part.replace("*", "[^/]+")}$`).test(folder[at] ?? ""));
}

function isUnder(path: string, place: string): boolean {
  return path === place || path === `${place}.ts` || path.startsWith(`${place}/`);
}

/** Also true for the tests beside a file: `log.test.ts` may what `log.ts` may. */
function isUnderOne(path: string, places: readonly string[]): boolean {
  const tested = path.replace(/\.test\.ts$/, ".ts");
  return places.some((place) => isUnder(tested, place));
}

function isTest(path: string): boolean {
  return path.endsWith(".test.ts");
}

// ---- reading sources ----

const importFrom = /^[ \t]*(import|export)\b([\w\s{},*$]*?)\bfrom\s*["']([^"'\n]+)["']/gm;

/** Imports for effect; calls (a computed one cannot be compared, so it shows as such); files named by URL, as for workers. */
const otherImports = [
  /^[ \t]*import\s*["']([^"'\n]+)["']/gm,
  /\b(?:import|require)\s*\(\s*(?:["'`]([^"'`\n]+)["'`]|)/g,
  /\bnew URL\(\s*["'](\.[^"'\n]+\.[cm]?[jt]s)["']\s*,\s*import\.meta\.url/g,
];

/**
 * The source without comments, and on request without the contents of strings. No parser: a quote inside a
 * regular expression may mislead it until the end of that line, which the formatted imports at the top never see.
 */
function strip(text: string, strings: "keep" | "empty"): string {
  const token = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g;
  return text.replace(token, (found) => {
    if (found.startsWith("/")) return " ";
    return strings === "keep" || found.startsWith("`") ? found : '""';
  });
}

function importsOf(text: string): Import[] {
  const code = strip(text, "keep");
  const from = [...code.matchAll(importFrom)].map((match) => ({
    specifier: match[3] ?? "",
    isReexport: match[1] === "export",
  }));
  const others = otherImports.flatMap((pattern) =>
    [...code.matchAll(pattern)].map((match) => ({ specifier: match[1] ?? "(computed)", isReexport: false })),
  );
  return [...from, ...others];
}

/** Names that are imported and then exported: a re-export in two steps. */
function passedOn(text: string): string[] {
  const code = strip(text, "keep");
  const imports = [...code.matchAll(importFrom)].filter((match) => match[1] === "import");
  const imported = new Set(imports.flatMap((match) => (match[2] ?? "").match(/[\w$]+/g) ?? []));
  const lists = [...code.matchAll(/^export\s+(?:type\s*)?\{([^}]*)\}\s*(?!\s*from)/gm)];
  return lists
    .flatMap((match) => (match[1] ?? "").split(","))
    .map(
      (name) =>
        name
          .trim()
          .replace(/^type\s+/, "")
          .split(/\s/)[0] ?? "",
    )
    .filter((name) => name !== "" && imported.has(name));
}

function passedOnProblems({ path, text }: SourceFile): string[] {
  if (reexporters.includes(path)) return [];
  return passedOn(text).map((name) => `${path} → ${name}: ${noReexport}`);
}

function textProblems({ path, text }: SourceFile): string[] {
  const problems: string[] = [];
  for (const [, name] of text.matchAll(emptyExports)) {
    problems.push(`${path}: the name ${name} says nothing; name it after what it owns.`);
  }
  if (!isUnderOne(path, pure) || isTest(path)) return problems;
  const code = strip(text, "empty");
  if (/\bDate\b/.test(code))
    problems.push(`${path}: uses Date; in core and ports the time comes as a value.`);
  if (/\bMath\s*(\.\s*random|\[)/.test(code)) {
    problems.push(`${path}: uses Math.random; in core and ports what is random comes as a value.`);
  }
  return problems;
}

function nameProblems({ path }: SourceFile): string[] {
  const problems: string[] = [];
  if (path.split("/").some((part) => emptyNames.test(part.replace(/\.ts$/, "")))) {
    problems.push(
      `${path}: utils, helpers, common, manager, service and impl say nothing; name it after what it owns.`,
    );
  }
  if (placeOf(path) === undefined) {
    problems.push(`${path}: the tree has no such place; add it to the arrows, here and in ARCHITECTURE.md.`);
  }
  return problems;
}

function sourcesOf(folder: string): SourceFile[] {
  if (!existsSync(new URL(folder, import.meta.url))) return [];
  const entries = readdirSync(new URL(`${folder}/`, import.meta.url), { recursive: true, encoding: "utf8" });
  return entries
    .filter((entry) => /\.[cm]?[jt]sx?$/.test(entry))
    .map((entry) => `${folder}/${entry.replaceAll("\\", "/")}`)
    .map((path) => ({ path, text: readFileSync(new URL(path, import.meta.url), "utf8") }));
}

// ---- the tests ----

test("every import of the server follows the arrows", () => {
  const problems = problemsOf([...sourcesOf("src"), ...sourcesOf("testkit")]);
  assert.equal(problems.length, 0, `\n${problems.join("\n")}\n`);
});

/** An invented file, and a part of what must be said of it; undefined for nothing. */
const cases: readonly (readonly [path: string, text: string, message: string | undefined])[] = [
  ["src/core/verbs/pub.ts", 'import { a } from "../wire-04/pub.ts";', "no rule knows which wire"],
  ["src/core/verbs/pub.ts", 'import type { a } from "../wire-04/pub.ts";', "no rule knows which wire"],
  ["src/core/verbs/pub.ts", 'import {\n  a,\n  b,\n} from "../topic/evolve.ts";', undefined],
  ["src/core/verbs/pub.ts", 'import { ids } from "../ids.ts";', undefined],
  ["src/core/topic/tell.ts", 'import { pub } from "../verbs/pub.ts";', "whichever verb made it"],
  ["src/core/access/want.ts", 'import { a } from "../topic/view.ts";', "they know neither topics nor verbs"],
  ["src/core/state.ts", 'import type { Mode } from "./access/mode.ts";', undefined],
  ["src/core/state.ts", 'import { want } from "./access/want.ts";', "knows only the mode"],
  ["src/core/wire-04/sub.ts", 'import { letters } from "../access/mode.ts";', undefined],
  ["src/core/wire-04/sub.ts", 'import { want } from "../access/want.ts";', "a dialect only translates"],
  ["src/core/wire-25/sub.ts", 'import { a } from "../wire-04/sub.ts";', "a dialect only translates"],
  ["src/core/time.ts", 'import { inspect } from "node:util";', "node: names are allowed only in"],
  ["src/core/time.test.ts", 'import { test } from "node:test";', undefined],
  ["src/core/time.test.ts", 'import fs from "node:fs";', "node: names are allowed only in"],
  [
    "src/core/time.ts",
    'import { clock } from "../ports/clock.ts";',
    "src/core may import src/core/access/mode",
  ],
  ["src/core/time.ts", "const now = Date.now();", "uses Date"],
  ["src/core/time.ts", '// not a Date\nconst text = "Date"; /* Date */', undefined],
  ["src/ports/clock.ts", "const dice = Math.random();", "uses Math.random"],
  ["src/ports/store-suite.ts", 'import { test } from "node:test";', "node: names are allowed only in"],
  ["src/ports/store.ts", 'import { a } from "../adapters/store-memory/index.ts";', "knows no adapter"],
  ["src/ports/index.ts", 'export * from "./store.ts";', undefined],
  ["src/core/verbs/index.ts", 'export { pub } from "./pub.ts";', "re-exports"],
  ["src/core/verbs/index.ts", 'import { pub } from "./pub.ts";\nexport { pub };', "re-exports"],
  ["src/runtime/perform.ts", 'import { a } from "../adapters/store-memory/index.ts";', "chosen in cli"],
  ["src/runtime/perform.ts", 'const a = await import("../cli/main.ts");', "chosen in cli"],
  ["src/runtime/perform.ts", "const a = await import(name);", "(computed)"],
  ["src/runtime/perform.ts", 'import { randomBytes } from "node:crypto";', "node: names are allowed only in"],
  ["src/runtime/http.ts", 'import { createServer } from "node:http";', undefined],
  ["src/runtime/http/routes.ts", 'import { createServer } from "node:http";', undefined],
  ["src/runtime/receive.ts", 'import { parse } from "../core/wire-04/index.ts";', undefined],
  ["src/runtime/perform.ts", 'import { parse } from "../core/wire-04/index.ts";', "may import a dialect"],
  ["src/runtime/receive.ts", 'import { pub } from "../core/wire-04/pub.ts";', "through its index.ts"],
  ["src/runtime/perform.ts", 'import { rig } from "../../testkit/rig.ts";', "chosen in cli"],
  ["src/runtime/log.ts", 'import pino from "pino";', undefined],
  ["src/runtime/perform.ts", 'import pino from "pino";', "only src/runtime/log may import this package"],
  ["src/runtime/perform.ts", 'import { chunk } from "left-pad/x";', "this package is not in the table"],
  ["src/adapters/store-sqlite/index.ts", 'import { DatabaseSync } from "node:sqlite";', undefined],
  ["src/adapters/store-sqlite/index.ts", 'import { a } from "../store-memory/index.ts";', "replaced alone"],
  ["src/adapters/store-sqlite/open.ts", 'new URL("../../cli/main.ts", import.meta.url)', "replaced alone"],
  ["src/adapters/transport-websocket/index.ts", 'import { WebSocketServer } from "ws";', undefined],
  ["src/cli/parts.ts", 'import { a } from "../adapters/store-memory/index.ts";', undefined],
  ["src/cli/demo.ts", 'import { a } from "../../testkit/rig.ts";', "without the testkit"],
  ["testkit/rig.ts", 'import { a } from "../src/runtime/server.ts";', undefined],
  ["src/runtime/utils.ts", "", "say nothing"],
  ["src/runtime/topic-manager.ts", "", "say nothing"],
  ["src/runtime/topics.ts", "export class TopicManager {}", "says nothing"],
  ["src/bus/index.ts", "", "the tree has no such place"],
  ["src/core/push/index.ts", "", "the tree has no such place"],
];

for (const [path, text, message] of cases) {
  const shown = `${path}: ${text.replaceAll("\n", " ")}`;
  test(message === undefined ? `allowed: ${shown}` : `refused: ${shown}`, () => {
    const problems = problemsOf([{ path, text }]);
    assert.equal(problems.length, message === undefined ? 0 : 1, problems.join("\n"));
    if (message !== undefined) assert.ok(problems[0]?.includes(message), problems.join("\n"));
  });
}

test("a message shows the edge and its reason", () => {
  const text = 'import { parsePub } from "../wire-04/pub.ts";';
  assert.deepEqual(problemsOf([{ path: "src/core/verbs/pub.ts", text }]), [
    "src/core/verbs/pub.ts → ../wire-04/pub.ts: src/core/verbs may import src/core, src/core/access, " +
      "src/core/topic: no rule knows which wire a client speaks.",
  ]);
});
