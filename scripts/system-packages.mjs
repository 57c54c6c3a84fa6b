// Programs of the system that tests run: installs them where that is possible, else says what to install.
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** What the tests run beside Node: the command, and the Debian package that has it. */
const needed = [
  { command: "strace", package: "strace" },
  { command: "curl", package: "curl" },
];

/** Returns false if something is missing and could not be installed. */
export function ensureSystemPackages() {
  // the tests that need these programs run on Linux only
  if (process.platform !== "linux") return true;
  const missing = needed.filter(({ command }) => !isOnPath(command)).map((entry) => entry.package);
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

function isOnPath(command) {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return folder !== "";
    } catch {
      return false;
    }
  });
}
