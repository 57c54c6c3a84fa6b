// The Java bindings: compiles them, tests them against the server under this very Node, checks them for Android, makes their jars.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ensureSystemPackages } from "./system-packages.mjs";

const folder = fileURLToPath(new URL("../clients/java", import.meta.url));

/** A run that hangs must not hang all; the first one on a machine downloads what Maven needs. */
const timeoutMs = 20 * 60_000;

/**
 * Maven asks the network only for what the local repository has not, as every version is pinned.
 * Returns false if something failed, which was told.
 */
export function testJava() {
  if (!ensureSystemPackages("java")) return false;
  const { status, error } = maven([...withR8(), "verify"], "inherit");
  if (error) process.stderr.write(`natter: cannot run mvn in clients/java: ${error.message}\n`);
  return status === 0;
}

/** R8 is not in every repository that Maven may be set up for. */
function withR8() {
  const { status, stdout } = maven(["-P", "r8", "dependency:resolve", "-DincludeArtifactIds=r8"], "pipe");
  if (status === 0) return ["-P", "r8"];
  const [, why = ""] = /\[ERROR\] (.*?)(?: -> |$)/m.exec(stdout) ?? [];
  process.stderr.write(
    `natter: the rules for R8 in the jar are NOT tried, for Maven cannot get R8 here. ${why}\n`,
  );
  return [];
}

function maven(args, output) {
  return spawnSync("mvn", ["-q", "-B", "-ntp", "-Dstyle.color=never", ...args], {
    cwd: folder,
    stdio: ["ignore", output, "inherit"],
    encoding: "utf8",
    env: { ...process.env, NATTER_NODE: process.execPath },
    timeout: timeoutMs,
    // on Windows Maven is a command file, which only a shell can run
    shell: process.platform === "win32",
  });
}
