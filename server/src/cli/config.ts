// `natter config show|check|docs`: which options are in effect and where each comes from; what is wrong with them; what there is.
import { shown } from "./configuration.ts";
import { exitCodes, report, table } from "./command-line.ts";
import { envOf, flagOf, optionKeys, rowOf } from "./options.ts";
import type { Run } from "./run.ts";

export function showConfig(run: Run, flags: { readonly json?: boolean }): number {
  const options = run.effective.map((one) => ({ key: one.key, value: shown(one), source: one.source }));
  return report(run.terminal, flags.json === true, { ok: true, options }, () =>
    table([
      ["OPTION", "VALUE", "SOURCE"],
      ...options.map(({ key, value, source }) => [key, value || "–", source]),
    ]),
  );
}

/** Mistakes were reported before this is reached. */
export function checkConfig(run: Run, flags: { readonly json?: boolean }): number {
  const given = run.effective.filter((one) => one.source !== "default").length;
  return report(
    run.terminal,
    flags.json === true,
    { ok: true, given },
    () => `the options are right; ${given} of ${optionKeys.length} differ in their source from the default`,
  );
}

/** The page docs/operate/configuration.md between its marks. */
export function documentConfig(run: Run): number {
  run.terminal.out(optionsTable());
  return exitCodes.done;
}

export function optionsTable(): string {
  const cell = (text: string): string => text.replaceAll("|", "\\|");
  const rows = optionKeys.map((key) => {
    const row = rowOf(key);
    const value = row.default === undefined ? "" : row.kind.show(row.default);
    const inFile = row.noFile === true ? "–" : `\`${key}\``;
    const fallback = value === "" ? "–" : `\`${cell(value)}\``;
    return `| ${inFile} | \`${flagOf(key)}\` | \`${envOf(key)}\` | ${fallback} | ${cell(`${row.help}. It must be ${row.kind.expects}.`)} |`;
  });
  return [
    "| in the file | flag | environment | default | what it is |",
    "|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}
