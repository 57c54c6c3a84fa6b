// {acc}: an account is made, or its credentials change (spec: 0.4 §2.1).
// A change of credentials ends every other session of the user and every token; a deleted scheme keeps its name reserved.
import { SELF } from "../access/mode.ts";
import { askedDefaults, freshRow, newHead, withPrivate } from "../access/entry.ts";
import { refuse, type Refusal } from "../faults.ts";
import { meTopic, type UserId } from "../ids.ts";
import { checkPassword, foldName } from "../names.ts";
import type { Login, User } from "../state.ts";
import { isReserved } from "../tags.ts";
import type { Caller, CreateAccount, CredentialChange, Need, Outcome, UpdateAccount } from "../vocabulary.ts";
import { isRefusal, type Moment, type Verb } from "../verb.ts";

type Account = CreateAccount | UpdateAccount;

export const acc: Verb<Account> = {
  needs(command: Account, caller: Caller): readonly Need[] {
    const set = lastSet(command.credentials);
    // A password that no account may have is not worth a hash.
    const hash: Need[] =
      set === undefined || isRefusal(checked(command)) ? [] : [{ once: "hash", password: set.password }];
    if (command.act === "create") return [{ once: "new-user" }, ...hash];
    const user = accountOf(command, caller);
    return user === undefined ? [] : [{ fresh: "logins", user }, ...hash];
  },
  checks: () => ({}),
  decide(moment: Moment<Account>): Outcome | Refusal {
    const { command } = moment;
    return command.act === "create" ? create({ ...moment, command }) : update({ ...moment, command });
  },
};

type SetCredential = Extract<CredentialChange, { readonly act: "set" }>;

function lastSet(credentials: readonly CredentialChange[]): SetCredential | undefined {
  return credentials.findLast((change) => change.act === "set");
}

/** The credentials with their names folded, when every one of them is good. */
function checked(command: Account): readonly CredentialChange[] | Refusal {
  if (command.credentials.length === 0) return refuse("unknown-scheme");
  const changes: CredentialChange[] = [];
  for (const change of command.credentials) {
    if (change.act === "delete") {
      changes.push(change);
      continue;
    }
    const name = foldName(change.name);
    if (name === undefined)
      return refuse("malformed", "a name has 1 to 64 characters and no control characters");
    const isExempt = command.act === "create" && command.exempt === true;
    const weak = isExempt ? undefined : checkPassword(change.password);
    if (weak !== undefined) return refuse("malformed", weak);
    changes.push({ ...change, name });
  }
  return changes;
}

function create({ command, facts, at, policy }: Moment<CreateAccount>): Outcome | Refusal {
  const changes = checked(command);
  if (isRefusal(changes)) return changes;
  const [first, second] = changes;
  if (first?.act !== "set" || second !== undefined) {
    return refuse("malformed", "a new account has one name and password");
  }
  const defacs = askedDefaults(command.defacs, policy.defacs, policy.defacs);
  if (isRefusal(defacs)) return defacs;
  const { tags = [] } = command;
  if (tags.some(isReserved))
    return refuse("permission-denied", "a tag of this prefix is the server's to set");
  const { hash, newUser: id } = facts;
  if (hash === undefined || id === undefined) return refuse("internal");
  const shown = typeof command.public === "string" ? { public: command.public } : {};
  const user: User = {
    id,
    state: "active",
    defacs,
    ...shown,
    tags,
    created: at,
    updated: at,
    version: 0,
  };
  const topic = meTopic(id);
  const own = withPrivate({ ...freshRow(id, at, undefined), want: SELF, given: SELF }, command.private);
  return {
    reply: {
      answer: "created",
      facts: { account: { user, ...(own.private === undefined ? {} : { private: own.private }) } },
    },
    writes: [
      { put: "topic", topic, head: newHead(topic, at) },
      { put: "user", user },
      { put: "login", login: { scheme: "basic", name: first.name, user: id, secret: hash } },
      { put: "subscription", topic, row: own },
    ],
    expects: [{ topic, version: 0 }],
  };
}

function update({ state, command, caller, facts }: Moment<UpdateAccount>): Outcome | Refusal {
  const user = accountOf(command, caller);
  if (user === undefined) return refuse("permission-denied");
  if (command.user !== undefined && command.user !== user) return refuse("permission-denied");
  if (state.user === undefined || state.user.state === "gone") return refuse("user-not-found");
  const changes = checked(command);
  if (isRefusal(changes)) return changes;
  const current = facts.logins?.find((login) => login.scheme === "basic");
  for (const change of changes) {
    if (change.act === "set" && current !== undefined && change.name !== current.name) {
      return refuse("permission-denied", "the name of an account cannot be changed");
    }
  }
  const login = loginAfter(user, current, changes.at(-1), facts.hash);
  return {
    reply: { answer: "ok" },
    writes: [...(login === undefined ? [] : [{ put: "login", login } as const]), { put: "revocation", user }],
    cut: { user, why: "credentials-changed", keepCaller: true },
  };
}

/** Whose credentials change: the caller's own, or those that the operator names. */
function accountOf(command: UpdateAccount, caller: Caller): UserId | undefined {
  return caller.operator === true ? command.user : caller.user;
}

/** Of several changes of one scheme the last holds. */
function loginAfter(
  user: UserId,
  current: Login | undefined,
  change: CredentialChange | undefined,
  hash: string | undefined,
): Login | undefined {
  const name = change?.act === "set" ? change.name : current?.name;
  if (name === undefined) return undefined;
  return {
    scheme: "basic",
    name,
    user,
    ...(change?.act === "set" && hash !== undefined ? { secret: hash } : {}),
  };
}
