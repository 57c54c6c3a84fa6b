// {acc}: an account is made, or its credentials change (spec: 0.4 §2.1). Only the shape is decided here:
// who may, and which names and passwords are good, is for the rule.
import { refuse } from "../faults.ts";
import type { Refusal } from "../faults.ts";
import { parseUserId } from "../ids.ts";
import { DEL } from "../json/slice.ts";
import type { CreateAccount, CredentialChange, UpdateAccount } from "../vocabulary.ts";
import type { Body } from "./fields.ts";
import { splitSecret } from "./login.ts";

export function decodeAcc(body: Body<"acc">): CreateAccount | UpdateAccount | Refusal {
  const credentials = readCredentials(body.auth);
  if ("fault" in credentials) return credentials;
  const { id, user, init } = body;
  if (user === undefined || user === "") return { verb: "acc", act: "update", id, credentials };
  if (user !== "new") {
    const account = parseUserId(user);
    if (account === undefined) return refuse("malformed", "acc.user is neither new nor a user id");
    return { verb: "acc", act: "update", id, user: account, credentials };
  }
  return {
    verb: "acc",
    act: "create",
    id,
    credentials,
    ...(init?.defacs !== undefined && { defacs: init.defacs }),
    public: init?.public,
    private: init?.private,
    ...(init?.tags !== undefined && { tags: init.tags }),
  };
}

/** All of them or the refusal of one: the form of every element (400) comes before its scheme (401). */
function readCredentials(auth: Body<"acc">["auth"]): readonly CredentialChange[] | Refusal {
  if (auth.length === 0) return refuse("unknown-scheme");
  const changes: CredentialChange[] = [];
  let unknown: Refusal | undefined;
  for (const { scheme = "basic", secret } of auth) {
    const change = scheme === "basic" ? readBasic(secret) : refuse("unknown-scheme");
    if (!("fault" in change)) changes.push(change);
    else if (change.fault === "malformed") return change;
    else unknown ??= change;
  }
  return unknown ?? changes;
}

function readBasic(secret: string): CredentialChange | Refusal {
  if (secret === DEL) return { scheme: "basic", act: "delete" };
  const pair = splitSecret(secret, "acc.auth.secret");
  return "fault" in pair ? pair : { scheme: "basic", act: "set", ...pair };
}
