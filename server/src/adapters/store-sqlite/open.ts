// Connections to the database file, and what they must be set to. What durability rests on is set and then read back:
// a file system or a build that gives less than a flush for every commit is refused.
// SQLite alone flushes the write-ahead log at COMMIT (synchronous=FULL); 202 means that this flush returned.
import { DatabaseSync } from "node:sqlite";
import { CannotOpen } from "../../ports/store.ts";
import { explainOpen } from "./sqlite-error.ts";

/** PRAGMA name → value set at every connection. */
export type Pragmas = Readonly<Record<string, string | number>>;

export const defaultPragmas: Pragmas = {
  page_size: 4096, // only for a new file, before journal_mode
  journal_mode: "WAL",
  synchronous: "FULL",
  fullfsync: 1, // macOS: fsync alone leaves data in the drive's cache
  checkpoint_fullfsync: 1,
  wal_autocheckpoint: 1000, // pages: about 4 MiB of log
  journal_size_limit: 64 * 1024 * 1024, // bytes: a log that grew under a long backup shrinks again
  busy_timeout: 5000, // ms; only a backup or a checkpoint ever holds anything
  temp_store: "MEMORY",
  cache_size: -32 * 1024, // KiB
  mmap_size: 0, // a failing disk then gives an error, not a signal that ends the process
  foreign_keys: 0,
  trusted_schema: 0,
};

/** What must read back, else a commit is less than durable. */
const required = [
  { name: "journal_mode", values: ["wal"], why: "readers and the writer need the write-ahead log" },
  { name: "synchronous", values: [2, 3], why: "below FULL (2) a power cut can undo what was acknowledged" },
];

/** @throws CannotOpen */
export function openConnection(file: string, pragmas: Pragmas = defaultPragmas): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { enableForeignKeyConstraints: false, defensive: true });
    // reading the header first: "not a database" must not be hidden by a pragma that says nothing
    db.prepare("SELECT count(*) FROM sqlite_schema").get();
    for (const [name, value] of Object.entries(pragmas)) db.exec(`PRAGMA ${name} = ${value}`);
    verifyDurable(db, file);
    return db;
  } catch (error) {
    db?.close();
    if (error instanceof CannotOpen) throw error;
    throw new CannotOpen(explainOpen(error, file), { cause: error });
  }
}

/** Reads back the settings that durability rests on. @throws CannotOpen when one is weaker */
export function verifyDurable(db: DatabaseSync, file: string): void {
  for (const { name, values, why } of required) {
    const value = Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];
    if (values.some((wanted) => wanted === value)) continue;
    throw new CannotOpen(
      `${file}: ${name} reads back as ${String(value)} where ${values.join(" or ")} was asked for; ${why}. ` +
        `Try a data folder on a local disk (network file systems cannot do this).`,
    );
  }
}

/** What an operator may want to see. */
export function settingsOf(db: DatabaseSync): Readonly<Record<string, string | number>> {
  const names = [
    "journal_mode",
    "synchronous",
    "page_size",
    "page_count",
    "wal_autocheckpoint",
    "user_version",
  ];
  const value = (name: string): unknown => Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];
  return Object.fromEntries(names.map((name) => [name, value(name) as string | number]));
}
