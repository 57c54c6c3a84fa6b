// One process for one database. Two would each be correct by the versions in the file, but neither would tell its sessions
// what the other did, so the second is refused.
// The lock is an exclusive transaction on a small database beside the real one: Node has no flock, and this lock is the kernel's,
// which takes it back when the process ends in whatever way. A file with a process id in it would survive kill -9.
import { DatabaseSync } from "node:sqlite";
import { CannotOpen } from "../../ports/store.ts";
import { explainOpen, sqliteCode } from "./sqlite-error.ts";

const busy = 5;

/** Holds `<file>.lock` until `release`. @throws CannotOpen when somebody else holds it */
export function takeLock(file: string): { release(): void } {
  const lockFile = `${file}.lock`;
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(lockFile, { timeout: 0 });
    db.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
  } catch (error) {
    db?.close();
    if (((sqliteCode(error) ?? 0) & 0xff) !== busy)
      throw new CannotOpen(explainOpen(error, lockFile), { cause: error });
    throw new CannotOpen(
      `another process is using ${file}: only one server can run on a data folder. ` +
        `Try to stop the other one, or give this one its own folder (--data).`,
      { cause: error },
    );
  }
  const held = db;
  return { release: () => held.close() };
}
