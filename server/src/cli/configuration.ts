// Where the options' values come from: flags over environment over file over defaults. Every mistake is found, not only the first one,
// and named by key and source. Reads nothing itself: flags, environment and file are handed in as values.
import { isMap, isScalar, isSeq, parseDocument } from "yaml";
import { didYouMean } from "./nearest.ts";
import { envOf, flagOf, isOptionKey, optionKeys, rowOf, type Config, type OptionKey } from "./options.ts";

export interface Sources {
  /** texts by key; more than one for a repeated flag */
  readonly flags: Readonly<Partial<Record<OptionKey, readonly string[]>>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly file?: { readonly path: string; readonly text: string } | undefined;
}

/** One value in effect and where it comes from. */
export interface Effective {
  readonly key: OptionKey;
  readonly value: unknown;
  /** "default", "flag --x", "environment NATTER_X", "file natter.yaml" */
  readonly source: string;
}

/** Something in the options is wrong; each problem is one sentence that names key and source. */
export class BadOptions extends Error {
  override readonly name = "BadOptions";
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/** @throws BadOptions */
export function configure(sources: Sources): { config: Config; effective: readonly Effective[] } {
  const problems: string[] = [];
  const found = [fromFlags(sources), fromEnv(sources, problems), fromFile(sources, problems)];
  const effective = optionKeys.map((key) => {
    const given = found.map((texts) => texts.get(key)).find((one) => one !== undefined);
    return given === undefined
      ? { key, value: rowOf(key).default, source: "default" }
      : { key, value: valueOf(key, given, problems), source: given.source };
  });
  if (problems.length > 0) throw new BadOptions(problems);
  // every row is there, with the kind of its key
  const config = Object.fromEntries(effective.map(({ key, value }) => [key, value])) as Config;
  return { config, effective };
}

/** `NATTER_CONFIG` or `--config`: what to read before the rest can be told. */
export function configFileOf(sources: Pick<Sources, "flags" | "env">): string | undefined {
  return sources.flags.config?.at(-1) ?? (sources.env[envOf("config")] || undefined);
}

/** What an operator may see of a value. */
export function shown({ key, value, source }: Effective): string {
  const row = rowOf(key);
  const isHidden = row.secret === true && source !== "default";
  return isHidden ? "(hidden)" : row.kind.show(value);
}

interface Given {
  readonly texts: readonly string[];
  readonly source: string;
}

function valueOf(key: OptionKey, given: Given, problems: string[]): unknown {
  const row = rowOf(key);
  const { kind } = row;
  const text = kind.isList ? given.texts.join(",") : (given.texts.at(-1) ?? "");
  const value = kind.parse(text);
  if (value === undefined) {
    const what = row.secret ? "the value given" : JSON.stringify(text);
    problems.push(`${key}: ${what} (${given.source}) is not valid: it must be ${kind.expects}`);
  }
  return value;
}

function fromFlags({ flags }: Sources): Map<OptionKey, Given> {
  const found = new Map<OptionKey, Given>();
  for (const key of optionKeys) {
    const texts = flags[key];
    if (texts !== undefined) found.set(key, { texts, source: `flag ${flagOf(key)}` });
  }
  return found;
}

function fromEnv({ env }: Sources, problems: string[]): Map<OptionKey, Given> {
  const found = new Map<OptionKey, Given>();
  const names = new Map(optionKeys.map((key) => [envOf(key), key]));
  for (const [name, text] of Object.entries(env)) {
    if (!name.startsWith("NATTER_") || text === undefined) continue;
    const key = names.get(name);
    if (key === undefined) {
      problems.push(`${name}: there is no such option (environment)${didYouMean(name, [...names.keys()])}`);
    } else if (text !== "" || rowOf(key).kind.isList) {
      found.set(key, { texts: [text], source: `environment ${name}` });
    }
  }
  return found;
}

// ---- the file

function fromFile({ file }: Sources, problems: string[]): Map<OptionKey, Given> {
  const found = new Map<OptionKey, Given>();
  if (file === undefined) return found;
  const document = parseDocument(file.text, { prettyErrors: true });
  for (const error of document.errors) problems.push(`${file.path}: ${error.message.split("\n")[0]}`);
  if (document.errors.length > 0 || document.contents === null) return found;
  if (!isMap(document.contents)) {
    problems.push(`${file.path}: must be a mapping of options to values, as "listen: localhost:6060"`);
    return found;
  }
  const leaves: [key: string, node: unknown][] = [];
  flatten("", document.contents, leaves);
  for (const [key, node] of leaves) takeLeaf(file.path, key, node, found, problems);
  return found;
}

/** Options by their whole key, whether written nested or with dots. */
function flatten(prefix: string, node: unknown, into: [string, unknown][]): void {
  if (!isMap(node) || (isOptionKey(prefix) && node.items.length === 0)) {
    into.push([prefix, node]);
    return;
  }
  for (const pair of node.items) {
    const name = isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
    flatten(prefix === "" ? name : `${prefix}.${name}`, pair.value, into);
  }
}

function takeLeaf(
  file: string,
  key: string,
  node: unknown,
  found: Map<OptionKey, Given>,
  problems: string[],
): void {
  const source = `file ${file}`;
  const known = optionKeys.filter((one) => rowOf(one).noFile !== true);
  if (!isOptionKey(key) || rowOf(key).noFile === true) {
    problems.push(`${key}: there is no such option (${source})${didYouMean(key, known)}`);
    return;
  }
  const texts = textsOf(node);
  if (texts === undefined || (texts.length !== 1 && rowOf(key).kind.isList !== true)) {
    problems.push(`${key}: is not a single value (${source}): it must be ${rowOf(key).kind.expects}`);
    return;
  }
  if (found.has(key)) problems.push(`${key}: stands twice (${source})`);
  found.set(key, { texts, source });
}

function textsOf(node: unknown): readonly string[] | undefined {
  if (!isSeq(node)) {
    const text = textOf(node);
    return text === undefined ? undefined : [text];
  }
  const texts = node.items.map(textOf).filter((text) => text !== undefined);
  return texts.length === node.items.length ? texts : undefined;
}

function textOf(node: unknown): string | undefined {
  if (!isScalar(node)) return undefined;
  const { value } = node;
  if (typeof value === "string") return value;
  // the text as written: 010 and 1e3 are no numbers of ours
  return typeof value === "number" || typeof value === "boolean" ? (node.source ?? String(value)) : undefined;
}
