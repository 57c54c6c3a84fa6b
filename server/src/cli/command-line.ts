// What all commands share: options as flags, the configuration, how results and failures are shown, exit codes.
// 0 done · 1 it could not be done · 2 the command or an option is wrong. With --json exactly one JSON line goes to standard output.
import { readFileSync } from "node:fs";
import { styleText } from "node:util";
import { Option as Flag, type Command } from "commander";
import { CannotOpen, Unavailable } from "../ports/store.ts";
import { CannotListen } from "../runtime/http/listen.ts";
import { BadOptions, configFileOf, configure, type Effective, type Sources } from "./configuration.ts";
import { CannotStart, messageOf } from "./data-folder.ts";
import { flagOf, offFlagOf, optionKeys, rowOf, type Config, type OptionKey } from "./options.ts";
import type { Answer } from "./orders.ts";

/** What a command prints to and reads from. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly isTerminal: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export const exitCodes = { done: 0, failed: 1, misused: 2 } as const;

/** What most servers set, if anything; the help shows the rest apart. */
const plainKeys: ReadonlySet<OptionKey> = new Set([
  "listen",
  "data",
  "config",
  "admin.listen",
  "log.level",
  "log.format",
  "apikey.salt",
  "origins",
  "web",
  "proxies",
  "drain.within",
  "limits",
]);

/** Adds options of the table as flags of a command. */
export function withOptions(command: Command, keys: readonly OptionKey[] = optionKeys): Command {
  for (const key of keys) {
    command.addOption(flag(key));
    const off = offFlagOf(key);
    if (off !== undefined) command.addOption(new Flag(off).preset("off").argParser(collect).hideHelp());
  }
  return command;
}

/** All that was said of one option, in order. */
function collect(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}

function flag(key: OptionKey): Flag {
  const row = rowOf(key);
  const shown = row.default === undefined ? "" : row.kind.show(row.default);
  const fallback = shown === "" || row.secret === true ? "" : ` (default: ${shown})`;
  const made = new Flag(`${flagOf(key)} <${row.kind.placeholder}>`, `${row.help}${fallback}`);
  if (!plainKeys.has(key)) made.helpGroup("Limits and times:");
  return made.argParser(collect);
}

/** @throws BadOptions, CannotStart */
export function configurationOf(
  command: Command,
  env: Terminal["env"],
): { config: Config; effective: readonly Effective[] } {
  const flags: Partial<Record<OptionKey, readonly string[]>> = {};
  const given: Readonly<Record<string, unknown>> = command.optsWithGlobals();
  for (const key of optionKeys) {
    const texts = given[new Flag(flagOf(key)).attributeName()];
    if (Array.isArray(texts)) flags[key] = texts.map(String);
  }
  const path = configFileOf({ flags, env });
  const sources: Sources = { flags, env, file: path === undefined ? undefined : { path, text: read(path) } };
  return configure(sources);
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new CannotStart(
      `The file of options ${path} cannot be read (${messageOf(error)}). Try another --config FILE`,
      {
        cause: error,
      },
    );
  }
}

/** One line of JSON, or what `human` makes of the answer; a refusal goes to standard error for humans. Returns the exit code. */
export function report(
  terminal: Terminal,
  json: boolean,
  answer: Answer,
  human: (answer: Answer & { ok: true }) => string,
): number {
  if (json) terminal.out(`${JSON.stringify(answer)}\n`);
  else if (answer.ok) terminal.out(`${human(answer)}\n`);
  else terminal.err(`natter: ${answer.detail}\n`);
  return answer.ok ? exitCodes.done : exitCodes.failed;
}

/** Says what went wrong, in one message; a failure that nobody foresaw shows its stack. Returns the exit code. */
export function reportFailure(terminal: Terminal, json: boolean, error: unknown): number {
  const isUse = error instanceof BadOptions;
  if (error instanceof Unavailable) {
    return reportFailure(
      terminal,
      json,
      new CannotStart(`The store is not available: ${error.message}. Try natter doctor`),
    );
  }
  const isKnown =
    isUse || error instanceof CannotStart || error instanceof CannotOpen || error instanceof CannotListen;
  const detail = isKnown
    ? messageOf(error)
    : `unexpected: ${error instanceof Error ? error.stack : String(error)}`;
  const fault = isUse ? "options" : isKnown ? "cannot-start" : "internal";
  if (json) terminal.out(`${JSON.stringify({ ok: false, fault, detail })}\n`);
  else {
    for (const line of isUse ? error.problems : [detail]) terminal.err(`natter: ${line}\n`);
    if (isUse) terminal.err(`Try natter config docs: it lists every option\n`);
  }
  return isUse ? exitCodes.misused : exitCodes.failed;
}

/** Columns of equal width, for people. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  }
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Emphasis on a terminal, plain text elsewhere. */
export function strong(terminal: Terminal, text: string): string {
  return terminal.isTerminal ? styleText("bold", text) : text;
}
