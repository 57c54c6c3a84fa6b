// Makes dist/: the modules with their types, as they are published, and one file for pages without a build of their own.
import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bundle, everything } from "./bundle.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const tsc = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));

rmSync(`${here}dist`, { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], {
  cwd: here,
  stdio: "inherit",
});
if (status !== 0) process.exit(1);
writeFileSync(`${here}dist/natter-client.script.js`, await bundle(everything, "iife"));
