// The Markdown of this repository: finds the pages, fills the places between marks, and reads from pages what tests compare with the code.
// A place is `<!-- NAME -->` … `<!-- /NAME -->`, each mark alone in its line; what stands between is replaced, the rest is prose.
import { readFileSync, readdirSync } from "node:fs";

export const root: URL = new URL("../../../", import.meta.url);

export interface Page {
  /** relative to the repository, with `/` */
  readonly path: string;
  readonly text: string;
}

/** Every page: those at the root and everything under docs/. */
export function readPages(): readonly Page[] {
  const atRoot = readdirSync(root).filter((name) => name.endsWith(".md"));
  const below = readdirSync(new URL("docs/", root), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name.replaceAll("\\", "/")}`);
  return [...atRoot, ...below].toSorted().map(readPage);
}

export function readPage(path: string): Page {
  return { path, text: readFileSync(new URL(path, root), "utf8") };
}

const place = /^<!-- ([a-z][\w:-]*) -->\n([\s\S]*?)^<!-- \/\1 -->$/gm;

/** Names of the places of a page, in order. */
export function placesOf(text: string): readonly string[] {
  return [...text.matchAll(place)].map(([, name = ""]) => name);
}

/**
 * The page with every place filled.
 * @throws RangeError for a place that no table is called like
 */
export function fill(text: string, tables: ReadonlyMap<string, string>): string {
  return text.replace(place, (_all, name: string) => {
    const table = tables.get(name);
    if (table === undefined) throw new RangeError(`no table is called ${name}`);
    return `<!-- ${name} -->\n${table}\n<!-- /${name} -->`;
  });
}

/** Text without its generated places and its blocks of code. */
export function proseOf(text: string): string {
  return text.replace(place, "").replace(/^```[\s\S]*?^```$/gm, "");
}

/** The first cell of every row of the tables under a heading, without its backticks. */
export function namesUnder(text: string, heading: string): readonly string[] {
  const [, rest = ""] = text.split(`\n## ${heading}\n`);
  const [section = ""] = rest.split(/^## /m);
  return [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name = ""]) => name);
}

/** Targets of links to files of this repository, relative to its root, without their anchors. */
export function linksOf({ path, text }: Page): readonly string[] {
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  const ours = targets
    .filter((target) => !/^[a-z]+:|^#/.test(target))
    .map((target) => target.replace(/#.*$/, ""));
  return ours.map((target) => new URL(target, new URL(path, "file:///")).pathname.slice(1));
}
