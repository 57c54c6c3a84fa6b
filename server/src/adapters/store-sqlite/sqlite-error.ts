// What an error of SQLite means for us. Result codes: the low byte is the class, the rest the detail.

const codes = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notDatabase: 26,
  shmSize: 4874,
  keyTaken: 1555,
};

export type Failure =
  /** no space: the next try may succeed, nothing has to be reopened */
  | "full"
  /** the file or the disk cannot be relied on until it was reopened and verified */
  | "broken"
  /** an error of this one statement: a constraint, a value too large, a bug */
  | "statement";

/** The extended result code, undefined when `error` is not one of SQLite. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error)) return undefined;
  return typeof error.errcode === "number" ? error.errcode : undefined;
}

/** A row with this key is there already. */
export function isTaken(error: unknown): boolean {
  return sqliteCode(error) === codes.keyTaken;
}

/** The file is damaged, as SQLite sees it. */
export function isCorrupt(error: unknown): boolean {
  const kind = (sqliteCode(error) ?? 0) & 0xff;
  return kind === codes.corrupt || kind === codes.notDatabase;
}

export function failureOf(error: unknown): Failure {
  const code = sqliteCode(error);
  if (code === undefined) return "statement";
  const kind = code & 0xff;
  if (kind === codes.full || code === codes.shmSize) return "full";
  const broken = [
    codes.busy,
    codes.locked,
    codes.readOnly,
    codes.io,
    codes.corrupt,
    codes.cannotOpen,
    codes.notDatabase,
  ];
  return broken.includes(kind) ? "broken" : "statement";
}

/** For the operator: what happened to `file` and what to try. */
export function explainOpen(error: unknown, file: string): string {
  const text = error instanceof Error ? error.message : String(error);
  switch ((sqliteCode(error) ?? 0) & 0xff) {
    case codes.notDatabase:
      return `${file} is not a database of Natter (${text}). Try another data folder (--data), or restore a backup (natter restore).`;
    case codes.corrupt:
      return `${file} is damaged (${text}). Keep a copy of it and of the files beside it, then restore a backup (natter restore).`;
    case codes.full:
      return `there is no space for ${file} (${text}). Free some space on that disk and start again.`;
    case codes.busy:
    case codes.locked:
      return `${file} is in use by another process (${text}). Stop that process and start again.`;
    case codes.readOnly:
      return `${file} cannot be written (${text}). Give the user that runs Natter write permission to the file and its folder.`;
    case codes.cannotOpen:
      return `${file} cannot be opened (${text}). Does its folder exist, and may the user that runs Natter read and write there?`;
    default:
      return `${file} cannot be opened: ${text}. Run natter doctor, and check the disk.`;
  }
}
