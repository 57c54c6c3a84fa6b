// {login} (spec: 0.4 §2.2). The name stays as it was typed; folding it and checking the password is for the rule.
import { refuse } from "../faults.ts";
import type { Refusal } from "../faults.ts";
import type { LogIn } from "../vocabulary.ts";
import type { Body } from "./fields.ts";

const hourMs = 3_600_000;
const defaultExpireMs = 12 * hourMs;
const maxExpireMs = 7 * 24 * hourMs;
const maxTag = 128;

export function decodeLogin(body: Body<"login">): LogIn | Refusal {
  const tag = body.tag === "" ? undefined : body.tag;
  if (tag !== undefined && tag.length > maxTag)
    return refuse("malformed", `login.tag is longer than ${maxTag}`);
  const by = readBy(body.scheme ?? "basic", body.secret);
  if ("fault" in by) return by;
  return { verb: "login", id: body.id, by, expireInMs: lifeOf(body.expireIn), tag };
}

function readBy(scheme: string, secret: string): LogIn["by"] | Refusal {
  if (scheme === "token") return { scheme, secret };
  if (scheme !== "basic") return refuse("unknown-scheme");
  const pair = splitSecret(secret, "login.secret");
  return "fault" in pair ? pair : { scheme, ...pair };
}

/** `name:password`, split at the first colon: a password may have more of them, a name none. */
export function splitSecret(secret: string, where: string): { name: string; password: string } | Refusal {
  const colon = secret.indexOf(":");
  if (colon < 1) return refuse("malformed", `${where} must be name:password`);
  return { name: secret.slice(0, colon), password: secret.slice(colon + 1) };
}

/** Too long, zero and negative mean what absent means (spec: 0.4 §2.2). */
function lifeOf(expireInMs: number | undefined): number {
  if (expireInMs === undefined || expireInMs <= 0 || expireInMs > maxExpireMs) return defaultExpireMs;
  return Math.ceil(expireInMs);
}
