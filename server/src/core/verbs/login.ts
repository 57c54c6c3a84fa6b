// {login}: the session becomes a user (spec: 0.4 §2.2). An unknown name and a wrong password are one answer in one time.
// A new token is written on the version of the account that the secret was checked on, so a change of password meanwhile refuses it.
import { refuse, type Refusal } from "../faults.ts";
import { meTopic } from "../ids.ts";
import { foldName } from "../names.ts";
import type { User } from "../state.ts";
import type { Time } from "../time.ts";
import type { Caller, LogIn, Need, Outcome } from "../vocabulary.ts";
import type { Moment, Verb } from "../verb.ts";

export const login: Verb<LogIn> = {
  needs({ by }: LogIn, caller: Caller): readonly Need[] {
    if (caller.user !== undefined) return [];
    if (by.scheme === "token") return [{ fresh: "token", secret: by.secret }];
    // A name that no account can have is looked up all the same: it takes the same time.
    const name = foldName(by.name) ?? by.name;
    return [{ fresh: "login", name, password: by.password }, { once: "new-token" }];
  },
  checks: () => ({}),
  decide(moment: Moment<LogIn>): Outcome | Refusal {
    if (moment.caller.user !== undefined) return refuse("already-authenticated");
    return moment.command.by.scheme === "token"
      ? byToken(moment, moment.command.by.secret)
      : byPassword(moment);
  },
};

function byPassword({ command, facts, at }: Moment<LogIn>): Outcome | Refusal {
  const { user, fits } = facts.login ?? { fits: false };
  if (user === undefined || !fits) return refuse("authentication-failed");
  const refused = refusedState(user);
  if (refused !== undefined) return refused;
  const { newToken } = facts;
  if (newToken === undefined) return refuse("internal");
  // Whole seconds, rounded up: what the client is told is what holds.
  const expires = Math.ceil((at + command.expireInMs) / 1000) * 1000;
  return {
    ...welcome(command, user, newToken.secret, expires),
    writes: [{ put: "token", token: { hash: newToken.hash, user: user.id, issued: at, expires } }],
    expects: [{ topic: meTopic(user.id), version: user.version }],
  };
}

/** The same token goes on: a token cannot prolong itself. */
function byToken({ command, facts, at }: Moment<LogIn>, secret: string): Outcome | Refusal {
  const { record, user } = facts.token ?? {};
  if (record === undefined || user === undefined || record.user !== user.id || record.expires <= at) {
    return refuse("authentication-failed");
  }
  return refusedState(user) ?? welcome(command, user, secret, record.expires);
}

function refusedState(user: User): Refusal | undefined {
  if (user.state === "gone") return refuse("authentication-failed");
  return user.state === "disabled" ? refuse("permission-denied") : undefined;
}

function welcome({ tag }: LogIn, user: User, token: string, expires: Time): Outcome {
  return {
    reply: { answer: "logged-in", facts: { login: { user: user.id, token, expires } } },
    become: { user: user.id, tag },
  };
}
