// `natter apikey generate|check`: keys name an application to the server. Whoever has the salt can make them; no server is needed.
import { createApiKeys, parseSalt } from "../runtime/apikey.ts";
import { hmacMd5 } from "../runtime/http/hmac-md5.ts";
import { exitCodes, report } from "./command-line.ts";
import { BadOptions } from "./configuration.ts";
import type { Config } from "./options.ts";
import type { Run } from "./run.ts";

export interface ApiKeyFlags {
  readonly json?: boolean;
  readonly app: string;
  readonly sequence: string;
  readonly root?: boolean;
}

/** The key that a newcomer is told: application 1, sequence 1. */
export function firstKey(config: Config): string {
  return keysOf(config).make({ app: 1, sequence: 1, root: false });
}

export function keysOf(config: Config): ReturnType<typeof createApiKeys> {
  return createApiKeys({ salt: parseSalt(config["apikey.salt"]), hmacMd5 });
}

export function generateKey(run: Run, flags: ApiKeyFlags): number {
  const app = whole("--app", flags.app, 1, 0xffff_ffff);
  const sequence = whole("--sequence", flags.sequence, 0, 0xffff);
  const root = flags.root === true;
  const key = keysOf(run.config).make({ app, sequence, root });
  return report(run.terminal, flags.json === true, { ok: true, key, app, sequence, root }, () => key);
}

export function checkKey(run: Run, key: string, flags: Pick<ApiKeyFlags, "json">): number {
  const found = keysOf(run.config).check(key);
  if (found === undefined) {
    const detail =
      "This is no key of this server: it is mistyped, or it was made with another salt. Try natter apikey generate";
    return report(run.terminal, flags.json === true, { ok: false, fault: "api-key", detail }, () => "");
  }
  const words = `valid: application ${found.app}, sequence ${found.sequence}${found.root ? ", root" : ""}`;
  report(run.terminal, flags.json === true, { ok: true, ...found }, () => words);
  return exitCodes.done;
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new BadOptions([
    `${name}: ${JSON.stringify(text)} is not valid: it must be a whole number from ${least} to ${most}`,
  ]);
}
