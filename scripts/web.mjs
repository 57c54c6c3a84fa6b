// Builds the messenger, from web/ into web/dist, when what it is made from is not what the last build was made from.
// One build at a time, in a folder of its own that takes the place of the old one when it is whole: nobody sees half of one.
//   node start.mjs --run scripts/web.mjs      ends with 1 when it cannot be built
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readIfThere, takeLock } from "./lock.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const web = join(root, "web");
const lockFile = join(web, ".build.lock");

/** Where the built messenger lies. */
export const messenger = join(web, "dist");

/** Everything that ends up in it. What is beside it in the folders, and tests, makes no new one. */
const folders = ["web", "clients/js/src"];
const single = ["clients/js/package.json", "package-lock.json"];
const besides = /^\.|^(?:node_modules|dist|test)$|\.test\.tsx?$|\.tsbuildinfo$/;

/**
 * Builds when needed; false when that failed, which has been said by then. In a process of its own: a server does not keep
 * the tools in its memory.
 */
export function buildWhenStale() {
  if (isFresh()) return true;
  return spawnSync(process.execPath, [import.meta.filename], { stdio: ["ignore", 2, 2] }).status === 0;
}

function isFresh() {
  try {
    return readIfThere(join(messenger, ".stamp")) === wantedStamp();
  } catch {
    return false; // what cannot be read, the build will say
  }
}

function wantedStamp() {
  const hash = createHash("sha256");
  for (const file of [...folders.flatMap(filesIn), ...single]) {
    const bytes = readFileSync(join(root, file));
    hash.update(`${file} ${bytes.length}\n`).update(bytes);
  }
  return `${hash.digest("hex")}\n`;
}

/** Paths of files from the root, in an order that does not depend on the disk. */
function filesIn(folder) {
  const entries = readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !besides.test(name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}

async function buildAlone() {
  const release = await takeLock(lockFile, (pid) =>
    say(`another process (${pid}) is building the messenger, waiting for it`),
  );
  try {
    if (!isFresh()) await build();
  } finally {
    release();
  }
}

async function build() {
  say(existsSync(messenger) ? "the messenger changed, building it" : "building the messenger");
  const stamp = wantedStamp(); // before the build: what changes meanwhile makes it stale
  const fresh = join(web, ".building");
  const old = join(web, ".replaced");
  const vite = await import("vite");
  await vite.build({ root: web, logLevel: "warn", build: { outDir: fresh, emptyOutDir: true } });
  writeFileSync(join(fresh, ".stamp"), stamp);
  rmSync(old, { recursive: true, force: true });
  if (existsSync(messenger)) renameSync(messenger, old);
  renameSync(fresh, messenger);
  rmSync(old, { recursive: true, force: true });
}

function say(text) {
  process.stderr.write(`natter: ${text}\n`);
}

if (realpathSync(process.argv[1]) === import.meta.filename) {
  try {
    await buildAlone();
  } catch (error) {
    const left = existsSync(messenger) ? "the former one is served" : "the server starts without it";
    say(
      `the messenger cannot be built, ${left}. Try npm ci, then node start.mjs --run scripts/web.mjs; it failed with:`,
    );
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
