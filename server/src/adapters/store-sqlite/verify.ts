// Whether the file may be written: at every opening, and with more care after a flush, a read or a write of it failed.
// A failed flush leaves pages that the kernel holds for clean and that are not on the disk; a process that was killed may have left such a log.
// So the log is copied into the file, flushed and emptied: everything that later commits build on was then written again and flushed.
import type { DatabaseSync } from "node:sqlite";
import { failureOf } from "./sqlite-error.ts";

/** A file up to this size is also checked page by page after a failure, bytes: about 0.3 s. */
const checkedUpTo = 64 * 1024 * 1024;

/** Puts what the log holds on the disk for certain. On a full disk it stays as it is: reads must go on there. */
export function settle(db: DatabaseSync): void {
  try {
    emptyLog(db);
  } catch (error) {
    if (failureOf(error) !== "full") throw error;
  }
}

/** @throws Error when the file cannot be trusted yet */
export function verify(db: DatabaseSync): void {
  emptyLog(db);
  db.exec("UPDATE probe SET count = count + 1");
  const size = db
    .prepare("SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size")
    .get();
  if (Number(size?.["bytes"]) > checkedUpTo) return;
  const found = db.prepare("PRAGMA quick_check(1)").get();
  if (found?.["quick_check"] !== "ok")
    throw new Error(`the file is damaged: ${String(found?.["quick_check"])}`);
}

function emptyLog(db: DatabaseSync): void {
  const checkpoint = db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
  if (checkpoint?.["busy"] !== 0) throw new Error("the write-ahead log could not be emptied");
}
