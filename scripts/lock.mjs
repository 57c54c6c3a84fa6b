// One process at a time: a lock that is a file, with the id of who holds it inside. A lock whose process died is taken over.
// The launcher uses it before anything is installed, so it runs on Node 20 and uses no package.
import { randomUUID } from "node:crypto";
import fs from "node:fs";

/** No work under a lock takes this long: an older one belongs to a process that died, whatever its id says now. */
const maxAgeMs = 15 * 60_000;
/** Without an id inside it is being written at this moment, unless its writer died there. */
const writingMs = 5_000;
const pollMs = 200;

/**
 * Waits until this process alone has the lock; resolves to what gives it back.
 * @param onWait told once, with the id of the process that has it
 * @throws Error when the file cannot be written
 */
export async function takeLock(file, onWait) {
  const mine = `${process.pid} ${randomUUID()}\n`;
  for (let isTold = false; ; await new Promise((wake) => setTimeout(wake, pollMs))) {
    if (create(file, mine)) return () => readIfThere(file) === mine && fs.rmSync(file, { force: true });
    const seen = readIfThere(file);
    if (seen === undefined) continue;
    if (isStale(file, seen)) {
      removeStale(file, seen);
    } else if (!isTold) {
      onWait(seen.split(" ")[0]);
      isTold = true;
    }
  }
}

/** The text of a file; undefined when there is none. */
export function readIfThere(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw error;
  }
}

function create(file, content) {
  try {
    fs.writeFileSync(file, content, { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw new Error(
      `cannot write ${file}: ${error.message}. Is the folder yours, and is there room on the disk?`,
      { cause: error },
    );
  }
}

function isStale(file, content) {
  let ageMs;
  try {
    ageMs = Date.now() - fs.statSync(file).mtimeMs;
  } catch {
    return false; // gone meanwhile
  }
  if (ageMs > maxAgeMs) return true;
  const pid = Number.parseInt(content, 10);
  return Number.isInteger(pid) ? !isAlive(pid) : ageMs > writingMs;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code !== "ESRCH";
  }
}

/** Moves the lock aside before removing it: another process may have replaced the stale one since it was read. */
function removeStale(file, seen) {
  const aside = `${file}.${process.pid}`;
  try {
    fs.renameSync(file, aside);
  } catch (error) {
    if (error.code === "ENOENT") return;
    throw error;
  }
  const moved = readIfThere(aside);
  if (moved !== undefined && moved !== seen) create(file, moved);
  fs.rmSync(aside, { force: true });
}
