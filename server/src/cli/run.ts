// One run of one command: its configuration and its terminal.
import type { Effective } from "./configuration.ts";
import type { Terminal } from "./command-line.ts";
import type { Config } from "./options.ts";
import type { Answer, OrderName } from "./orders.ts";
import type { PasswordSource } from "./password-input.ts";
import { reach } from "./reach.ts";

export interface Run {
  readonly config: Config;
  readonly effective: readonly Effective[];
  readonly terminal: Terminal;
}

/** The process' own terminal. */
export function processTerminal(): Terminal {
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isTerminal: process.stdout.isTTY === true,
    env: process.env,
  };
}

/** Asks on standard error, so that standard output holds the result alone. */
export function passwordSource(run: Run): PasswordSource {
  return { input: process.stdin, prompt: run.terminal.err };
}

/** Gives one order, by whatever way there is. `make`: a folder that is not there yet is made. */
export async function give(run: Run, name: OrderName, asked: object, make = false): Promise<Answer> {
  const way = await reach(run.config, { make });
  try {
    return await way.order(name, asked);
  } finally {
    await way.close();
  }
}
