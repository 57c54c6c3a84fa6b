// The tables of the manual that are made from the code: fields of messages, errors, answers, closes, options, measurements.
// Each has the name that its marks in a page carry. A table is lines of Markdown without a line end at its end.
import { answers, faults } from "../../src/core/faults.ts";
import type { Row } from "../../src/core/faults.ts";
import { closes } from "../../src/core/closes.ts";
import { fields } from "../../src/core/wire-04/fields.ts";
import type { Field, Fields, Type } from "../../src/core/wire-04/fields.ts";
import { optionsTable } from "../../src/cli/config.ts";
import { Metrics } from "../../src/runtime/metrics.ts";

/** Every table by the name in its marks. */
export async function makeTables(): Promise<ReadonlyMap<string, string>> {
  const tables = new Map<string, string>();
  for (const [word, table] of Object.entries(fields)) tables.set(`fields:${word}`, fieldsTable(table));
  tables.set("faults", rowsTable(faults));
  tables.set("answers", rowsTable(answers));
  tables.set("closes", closesTable());
  tables.set("options", optionsTable().trimEnd());
  tables.set("metrics", await metricsTable());
  return tables;
}

// ---- fields

/** How a type of the wire is called in the manual. */
const typeNames: Readonly<Record<Type & string, string>> = {
  string: "string",
  boolean: "boolean",
  count: "whole number",
  time: "RFC 3339 time",
  duration: "duration",
  mode: "access mode",
  defaultMode: "access mode",
  tokenMode: "access mode",
  tags: "array of strings",
  user: "user id",
  words: "words",
  json: "any JSON",
  payload: "any JSON",
  nothing: "–",
};

function fieldsTable(table: Fields): string {
  const rows = [...flatten(table, "")].map(([path, field]) => {
    const fallback = field.required ? "**required**" : (field.default ?? "–");
    return [`\`${path}\``, typeNameOf(field.type), fallback, field.meaning];
  });
  return markdown(["member", "type", "default", "meaning"], rows);
}

/** Every member with its path; members of the elements of a list stand behind `[]`. */
function* flatten(table: Fields, before: string): Generator<readonly [path: string, field: Field]> {
  for (const [name, field] of Object.entries(table)) {
    const path = `${before}${name}`;
    yield [path, field];
    if (typeof field.type === "string") continue;
    if ("listOf" in field.type) yield* flatten(field.type.listOf, `${path}[].`);
    else yield* flatten("object" in field.type ? field.type.object : field.type.objectOrDel, `${path}.`);
  }
}

function typeNameOf(type: Type): string {
  if (typeof type === "string") return typeNames[type];
  if ("objectOrDel" in type) return "object, or U+2421";
  return "object" in type ? "object" : "array of objects";
}

// ---- answers, errors, closes

function rowsTable(rows: Readonly<Record<string, Row>>): string {
  const lines = Object.entries(rows).map(([name, { code, text, cause }]) => [
    `\`${name}\``,
    String(code),
    `\`${text}\``,
    cause,
  ]);
  return markdown(["name", "code", "text", "when"], lines);
}

function closesTable(): string {
  const lines = Object.entries(closes).map(([name, { code, text, sentence }]) => [
    `\`${name}\``,
    String(code),
    `\`${text}\``,
    sentence,
  ]);
  return markdown(["name", "code", "reason", "why"], lines);
}

// ---- measurements

interface Measured {
  help: string;
  type: string;
}

async function metricsTable(): Promise<string> {
  const found = new Map<string, Measured>();
  for (const line of (await new Metrics().text()).split("\n")) {
    const [, what, name = "", rest = ""] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (what === undefined) continue;
    const entry = found.get(name) ?? { help: "", type: "" };
    found.set(name, what === "HELP" ? { ...entry, help: rest } : { ...entry, type: rest });
  }
  const rows = [...found].map(([name, { help, type }]) => [`\`${name}\``, type, help]);
  return markdown(["name", "type", "what it is"], rows);
}

// ---- Markdown

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${head.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}
