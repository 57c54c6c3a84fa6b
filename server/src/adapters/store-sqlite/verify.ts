// Whether the file may be written: at every opening, and with more care after a flush, a read or a write of it failed.
// A failed flush leaves pages that the kernel holds for clean and that are not on the disk; a process that was killed may have left such a log.
// So the log is copied into the file, flushed and emptied: everything that later commits build on was then written again and flushed.
import type { DatabaseSync } from "node:sqlite";
import { failureOf } from "./sqlite-error.ts";

/** Puts what the log holds on the disk for certain. On a full disk it stays as it is: reads must go on there. */
export function settle(db: DatabaseSync): void {
  try {
    emptyLog(db);
  } catch (error) {
    if (failureOf(error) !== "full") throw error;
  }
}

/** @throws Error when the file cannot be trusted yet */
export function proveWritable(db: DatabaseSync): void {
  emptyLog(db);
  db.exec("UPDATE probe SET count = count + 1");
}

/**
 * Reads every page of a file up to `limit` bytes: 64 MiB take about 0.1 s from memory. What is damaged in its form must not be written to, and an entry that
 * an index lost looks like one that never was. Of a larger file that is for `natter doctor --deep`; it meets damage row by row.
 * @throws Error
 */
export function checkPages(db: DatabaseSync, limit: number): void {
  const size = db
    .prepare("SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size")
    .get();
  if (Number(size?.["bytes"]) > limit) return;
  const found = db.prepare("PRAGMA integrity_check(1)").get()?.["integrity_check"];
  // the last line says what, those before it where
  if (found !== "ok") throw new DamagedFile(String(found).split("\n").at(-1));
}

/** As SQLITE_CORRUPT, found by looking for it. */
class DamagedFile extends Error {
  readonly errcode = 11;
}

function emptyLog(db: DatabaseSync): void {
  const checkpoint = db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
  if (checkpoint?.["busy"] !== 0) throw new Error("the write-ahead log could not be emptied");
}
