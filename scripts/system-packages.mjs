// Programs of the system that tests run: installs them where that is possible, else says what to install.
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** What tests run beside Node, by who needs it: the command, and the Debian package that has it. */
const needed = {
  // these tests run on Linux only
  node: [
    { command: "strace", package: "strace", platform: "linux" },
    { command: "curl", package: "curl", platform: "linux" },
    { command: "chromium", package: "chromium", platform: "linux" },
  ],
  java: [
    { command: "javac", package: "default-jdk-headless" },
    { command: "mvn", package: "maven" },
  ],
};

/**
 * Returns false if something is missing and could not be installed.
 * @param {keyof typeof needed} tests
 */
export function ensureSystemPackages(tests) {
  const missing = needed[tests]
    .filter(({ platform = process.platform }) => platform === process.platform)
    .filter(({ command }) => !isOnPath(command))
    .map((entry) => entry.package);
  if (missing.length === 0) return true;
  const install = `apt-get update && apt-get install -y --no-install-recommends ${missing.join(" ")}`;
  if (process.getuid?.() === 0 && isOnPath("apt-get")) {
    process.stderr.write(`natter: installing ${missing.join(", ")}\n`);
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const { status } = spawnSync("sh", ["-c", install], { stdio: ["ignore", 2, 2], env });
    if (status === 0) return true;
  }
  process.stderr.write(
    `natter: the tests need ${missing.join(", ")}. As root, on Debian or Ubuntu:\n  ${install}\n`,
  );
  return false;
}

/** Commands of Windows have an ending. */
const endings = process.platform === "win32" ? [".exe", ".cmd"] : [""];

function isOnPath(command) {
  return (process.env.PATH ?? "").split(delimiter).some((folder) =>
    endings.some((ending) => {
      try {
        accessSync(join(folder, `${command}${ending}`), constants.X_OK);
        return folder !== "";
      } catch {
        return false;
      }
    }),
  );
}
