// `natter token issue NAME`: a login token for a program, so that it needs no password. It is shown once; the store keeps its digest.
import { report } from "./command-line.ts";
import { duration } from "./kinds.ts";
import { BadOptions } from "./configuration.ts";
import { give, type Run } from "./run.ts";

export interface TokenFlags {
  readonly json?: boolean;
  readonly expires: string;
}

/** From a second to ten years. */
const lifetime = duration(1_000, 10 * 365 * 86_400_000);

export async function issueToken(run: Run, name: string, flags: TokenFlags): Promise<number> {
  const expiresInMs = lifetime.parse(flags.expires);
  if (expiresInMs === undefined) {
    throw new BadOptions([
      `--expires: ${JSON.stringify(flags.expires)} is not valid: it must be ${lifetime.expects}`,
    ]);
  }
  const answer = await give(run, "token/issue", { name, expiresInMs });
  return report(
    run.terminal,
    flags.json === true,
    answer,
    ({ token, expires }) => `${String(token)}\nvalid until ${String(expires)}; log in with scheme "token"`,
  );
}
