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
  const flags = ["-q", "-B", "-ntp", "-Dstyle.color=never", "verify"];
  const { status, error } = spawnSync("mvn", flags, {
    cwd: folder,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, NATTER_NODE: process.execPath },
    timeout: timeoutMs,
    // on Windows Maven is a command file, which only a shell can run
    shell: process.platform === "win32",
  });
  if (error) process.stderr.write(`natter: cannot run mvn in clients/java: ${error.message}\n`);
  return status === 0;
}
