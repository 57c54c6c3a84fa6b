// The command `natter`: which commands there are and what each takes. What they do is in the files beside this one.
import { Argument, Command, CommanderError, Option as Flag } from "commander";
import { checkKey, generateKey, type ApiKeyFlags } from "./apikey.ts";
import { backUp, restore } from "./backup.ts";
import { version } from "./build.ts";
import { configurationOf, exitCodes, reportFailure, withOptions } from "./command-line.ts";
import { checkConfig, documentConfig, showConfig } from "./config.ts";
import { doctor } from "./doctor.ts";
import { didYouMean } from "./nearest.ts";
import { processTerminal, type Run } from "./run.ts";
import { serve, type ServeFlags } from "./serve.ts";
import { issueToken, type TokenFlags } from "./token.ts";
import { addUser, changePassword, listUsers, setUserState, type UserFlags } from "./user.ts";

// whatever this program writes is for its user alone
process.umask(0o077);

const terminal = processTerminal();
let exitCode: number = exitCodes.done;

/** Runs what a command does, with its options; a failure becomes one message and a code. */
function run<A extends unknown[]>(work: (run: Run, ...given: A) => Promise<number> | number) {
  return async function action(this: Command, ...given: unknown[]): Promise<void> {
    const json = this.opts()["json"] === true;
    try {
      const { config, effective } = configurationOf(this, terminal.env);
      // commander hands over arguments, then flags, then the command itself
      const args = given.slice(0, -1) as A;
      exitCode = await work({ config, effective, terminal }, ...args);
    } catch (error) {
      exitCode = reportFailure(terminal, json, error);
    }
  };
}

const json = (): Flag => new Flag("--json", "one line of JSON as the result");
const passwordStdin = (): Flag =>
  new Flag("--password-stdin", "read the password from the first line of standard input");

const program = new Command("natter")
  .description("An instant-messaging server. Without a command it serves.")
  .version(version, "-V, --version")
  .exitOverride()
  .showHelpAfterError("Try natter --help")
  .enablePositionalOptions();

withOptions(
  program
    .command("serve", { isDefault: true })
    .description("run the server (the default)")
    .addOption(new Flag("--demo", "fill an empty data folder with people and talks to try things with"))
    .addOption(new Flag("--json", "say in one line of JSON where to connect, also on a terminal")),
).action(run((one, flags: ServeFlags) => serve(one, flags)));

const user = program.command("user").description("accounts");
const userCommand = (name: string, about: string): Command =>
  withOptions(user.command(name).description(about).addOption(json()), ["data", "config"]);
userCommand("add", "make an account")
  .argument("<name>")
  .addOption(passwordStdin())
  .option("--public <text>", "what others see of the account: JSON, or a text")
  .action(run((one, name: string, flags: UserFlags) => addUser(one, name, flags)));
userCommand("passwd", "set a new password; sessions and login tokens of the account end")
  .argument("<name>")
  .addOption(passwordStdin())
  .action(run((one, name: string, flags: UserFlags) => changePassword(one, name, flags)));
for (const [act, about] of [
  ["disable", "end an account's sessions and let nobody log in"],
  ["enable", "undo disable"],
  ["delete", "end an account for good; its name stays taken"],
] as const) {
  userCommand(act, about)
    .argument("<name>")
    .action(run((one, name: string, flags: UserFlags) => setUserState(one, name, act, flags)));
}
userCommand("list", "all accounts").action(run((one, flags: UserFlags) => listUsers(one, flags)));

const token = program.command("token").description("login tokens");
withOptions(token.command("issue").description("make a login token for an account"), ["data", "config"])
  .argument("<name>")
  .option("--expires <duration>", "how long it is valid, as 12h or 720h", "12h")
  .addOption(json())
  .action(run((one, name: string, flags: TokenFlags) => issueToken(one, name, flags)));

const apikey = program.command("apikey").description("API keys, which name an application to the server");
withOptions(apikey.command("generate").description("make a key"), ["apikey.salt", "config"])
  .option("--app <number>", "the application, from 1", "1")
  .option("--sequence <number>", "number of the key", "1")
  .option("--root", "mark it as a root key")
  .addOption(json())
  .action(run((one, flags: ApiKeyFlags) => generateKey(one, flags)));
withOptions(apikey.command("check").description("say what a key says"), ["apikey.salt", "config"])
  .argument("<key>")
  .addOption(json())
  .action(run((one, key: string, flags: ApiKeyFlags) => checkKey(one, key, flags)));

const config = program.command("config").description("the options");
withOptions(config.command("show").description("the options in effect and where each comes from"))
  .addOption(json())
  .action(run((one, flags: { json?: boolean }) => showConfig(one, flags)));
withOptions(config.command("check").description("find mistakes in the options"))
  .addOption(json())
  .action(run((one, flags: { json?: boolean }) => checkConfig(one, flags)));
config
  .command("docs")
  .description("all options as a table in Markdown")
  .action(run((one) => documentConfig(one)));

withOptions(program.command("doctor").description("look for what may be wrong, and say what to try"))
  .option("--deep", "read every page of the database")
  .addOption(json())
  .action(run((one, flags: { json?: boolean; deep?: boolean }) => doctor(one, flags)));

withOptions(program.command("backup").description("write a consistent copy, also while the server runs"), [
  "data",
  "config",
])
  .addArgument(new Argument("<file>", "a file that does not exist yet"))
  .addOption(json())
  .action(run((one, file: string, flags: { json?: boolean }) => backUp(one, file, flags)));

withOptions(program.command("restore").description("bring a backup into an empty data folder"), [
  "data",
  "config",
])
  .argument("<file>")
  .addOption(json())
  .action(run((one, file: string, flags: { json?: boolean }) => restore(one, file, flags)));

/** The default command would take a mistyped one for an argument of its own. */
function mistyped(): string | undefined {
  const names = ["help", ...program.commands.map((command) => command.name())];
  const [word] = process.argv.slice(2);
  if (word === undefined || word.startsWith("-") || names.includes(word)) return undefined;
  return `There is no command "${word}"${didYouMean(word, names)}. Try natter --help`;
}

const mistake = mistyped();
if (mistake !== undefined) {
  terminal.err(`natter: ${mistake}\n`);
  process.exit(exitCodes.misused);
}
try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // commander has said it; --help and --version are no mistakes
  exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.misused;
}
process.exit(exitCode);
