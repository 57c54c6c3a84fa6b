// What the test command does about programs of the system that are missing: installs them where it is root and has apt, else says what to
// install. With an apt-get of our own, which only tells how it was called.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

const program = fileURLToPath(new URL("../scripts/system-packages.mjs", import.meta.url));
const install = "install -y --no-install-recommends default-jdk-headless maven";

interface Machine {
  readonly has: readonly string[];
  readonly user: number;
  /** how its apt-get ends; undefined: it has none */
  readonly apt?: number;
}

/** Asks for what the Java tests need. */
function ensure({ has, user, apt }: Machine): { answer: string; called: readonly string[]; said: string } {
  const folder = mkdtempSync(join(tmpdir(), "natter-packages-"));
  try {
    const log = join(folder, "called");
    const add = (name: string, script: string): void => {
      writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(folder, name), 0o755);
    };
    symlinkSync("/bin/sh", join(folder, "sh"));
    for (const name of has) add(name, "exit 0");
    if (apt !== undefined) add("apt-get", `echo "$@" >> ${log}\nexit ${apt}`);
    const ask = `process.getuid = () => ${user};
      const { ensureSystemPackages } = await import(${JSON.stringify(program)});
      console.log(ensureSystemPackages("java"));`;
    const run = spawnSync(process.execPath, ["--input-type=module", "-e", ask], {
      encoding: "utf8",
      env: { PATH: folder },
    });
    const called = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
    return { answer: run.stdout.trim(), called, said: run.stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const skip = process.platform === "linux" ? false : "packages are those of Debian";

test("what is there is not installed", { skip }, () => {
  assert.deepEqual(ensure({ has: ["javac", "mvn"], user: 0, apt: 0 }), {
    answer: "true",
    called: [],
    said: "",
  });
});

test("what is missing is installed as root, and only that", { skip }, () => {
  const { answer, called } = ensure({ has: [], user: 0, apt: 0 });
  assert.deepEqual([answer, called], ["true", ["update", install]]);
  const some = ensure({ has: ["javac"], user: 0, apt: 0 });
  assert.deepEqual(some.called, ["update", install.replace("default-jdk-headless ", "")]);
});

for (const [why, machine] of [
  ["nobody is root", { has: [], user: 1_000, apt: 0 }],
  ["there is no apt", { has: [], user: 0 }],
  ["apt fails", { has: [], user: 0, apt: 100 }],
] as const) {
  test(`where ${why} it says exactly what to install`, { skip }, () => {
    const { answer, called, said } = ensure(machine);
    assert.equal(answer, "false");
    assert.ok(said.includes(`apt-get update && apt-get ${install}\n`), said);
    assert.deepEqual(called, why === "apt fails" ? ["update"] : []);
  });
}
