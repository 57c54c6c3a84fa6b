// `npm run build`: server/dist as it is published, the program as JavaScript and the messenger beside it.
import { spawnSync } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildWhenStale, messenger } from "./web.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "server/dist");

rmSync(dist, { recursive: true, force: true });
const tsc = [join(root, "node_modules/typescript/bin/tsc"), "-p", join(root, "server/tsconfig.build.json")];
const { status } = spawnSync(process.execPath, tsc, { stdio: "inherit" });
if (status !== 0 || !buildWhenStale()) process.exit(1);
// the stamp of the build is of no use there
cpSync(messenger, join(dist, "web"), { recursive: true, filter: (path) => !basename(path).startsWith(".") });
