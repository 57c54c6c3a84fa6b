// `natter user …`: accounts, by the operator. What may be and what follows from it is decided by the rules of the core; this only asks.
import { report, table } from "./command-line.ts";
import { readPassword } from "./password-input.ts";
import { reach } from "./reach.ts";
import { give, passwordSource, type Run } from "./run.ts";

export interface UserFlags {
  readonly json?: boolean;
  readonly passwordStdin?: boolean;
  readonly public?: string;
}

interface ListedUser {
  readonly name?: string;
  readonly user: string;
  readonly state: string;
  readonly created: string;
}

export async function addUser(run: Run, name: string, flags: UserFlags): Promise<number> {
  const password = await readPassword(passwordSource(run), flags.passwordStdin === true);
  // a text that is no JSON stands for itself: --public "Alice A."
  const shown = flags.public === undefined ? {} : { public: asJson(flags.public) };
  const answer = await give(run, "user/add", { name, password, ...shown }, true);
  return report(run.terminal, flags.json === true, answer, ({ user }) => `added ${name} (${String(user)})`);
}

export async function changePassword(run: Run, name: string, flags: UserFlags): Promise<number> {
  const password = await readPassword(passwordSource(run), flags.passwordStdin === true);
  const answer = await give(run, "user/passwd", { name, password });
  const done = `${name} has a new password; its sessions and login tokens ended`;
  return report(run.terminal, flags.json === true, answer, () => done);
}

const done = { disable: "disabled", enable: "enabled", delete: "deleted" } as const;

export async function setUserState(
  run: Run,
  name: string,
  act: keyof typeof done,
  flags: UserFlags,
): Promise<number> {
  const answer = await give(run, "user/state", { name, act });
  return report(run.terminal, flags.json === true, answer, () => `${done[act]} ${name}`);
}

/** All of them: pages follow each other until the last. */
export async function listUsers(run: Run, flags: UserFlags): Promise<number> {
  const way = await reach(run.config, { make: false });
  try {
    const users: ListedUser[] = [];
    for (;;) {
      const after = users.at(-1)?.user;
      const answer = await way.order("user/list", after === undefined ? {} : { after });
      if (!answer.ok) return report(run.terminal, flags.json === true, answer, () => "");
      const page = answer["users"] as readonly ListedUser[];
      users.push(...page);
      if (answer["more"] !== true) break;
    }
    return report(run.terminal, flags.json === true, { ok: true, users }, () => listing(users));
  } finally {
    await way.close();
  }
}

function listing(users: readonly ListedUser[]): string {
  if (users.length === 0) return "there are no accounts";
  const rows = users.map((user) => [user.name ?? "–", user.user, user.state, user.created]);
  return table([["NAME", "USER", "STATE", "CREATED"], ...rows]);
}

function asJson(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    return JSON.stringify(text);
  }
}
