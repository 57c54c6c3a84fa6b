// A consistent copy of the whole database while commits go on.
// It is one read transaction of a connection of its own, in the thread pool; in several steps it would start again at every commit
// in between. The write-ahead log only grows until it ends.
import { backup, type DatabaseSync } from "node:sqlite";
import { closeSync, fsyncSync, openSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { Unavailable } from "../../ports/store.ts";
import { openConnection } from "./open.ts";

const allPages = 0x7fffffff;

/** @throws Unavailable when the target exists or cannot be written */
export async function backupTo(source: string, target: string): Promise<void> {
  try {
    // made here and now: never overwrites, and nobody else may read it
    closeSync(openSync(target, "wx", 0o600));
  } catch (error) {
    throw new Unavailable(`no backup was made: ${target} exists or cannot be made`, "none", { cause: error });
  }
  let db: DatabaseSync | undefined;
  try {
    db = openConnection(source);
    await backup(db, target, { rate: allPages });
    flush(target);
    flush(dirname(target));
  } catch (error) {
    rmSync(target, { force: true });
    throw new Unavailable(`no backup was made: ${target} could not be written`, "none", { cause: error });
  } finally {
    db?.close();
  }
}

/** Also a folder: the name of a new file is part of it. */
function flush(path: string): void {
  if (process.platform === "win32") return; // no flush of what was opened to read
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
