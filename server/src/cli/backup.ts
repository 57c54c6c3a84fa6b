// `natter backup FILE` and `natter restore FILE`. A backup is one database file, consistent as of one moment, made while the server runs or
// while it does not. A restore goes into a folder without data, never over it, and takes effect only after the copy was verified.
import {
  constants,
  copyFileSync,
  chmodSync,
  existsSync,
  openSync,
  closeSync,
  fsyncSync,
  readdirSync,
  renameSync,
  rmSync,
} from "node:fs";
import { basename, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { silentLog } from "../runtime/log.ts";
import { report } from "./command-line.ts";
import { CannotStart, messageOf, useFolder, type DataFolder } from "./data-folder.ts";
import { createStore } from "./parts.ts";
import { give, type Run } from "./run.ts";

interface JsonFlag {
  readonly json?: boolean;
}

export async function backUp(run: Run, file: string, flags: JsonFlag): Promise<number> {
  const answer = await give(run, "backup", { file: resolve(file) });
  return report(
    run.terminal,
    flags.json === true,
    answer,
    ({ bytes }) => `wrote ${file} (${String(bytes)} bytes)`,
  );
}

export async function restore(run: Run, file: string, flags: JsonFlag): Promise<number> {
  const from = resolve(file);
  if (!existsSync(from))
    throw new CannotStart(`There is no file ${from}. Try the name that natter backup was given`);
  const folder = useFolder(run.config.data);
  if (existsSync(folder.database)) {
    throw new CannotStart(
      `${folder.path} holds data already, and nothing is ever overwritten. Try another folder (--data DIR), or move the old one away`,
    );
  }
  const aside = `${folder.database}.restoring`;
  try {
    removeAll(folder, aside);
    copyFileSync(from, aside, constants.COPYFILE_EXCL);
    chmodSync(aside, 0o600);
    checkPages(aside, from);
    await checkSchema(aside);
    flush(aside);
    // only now it is the database; the folder is flushed so that the name lasts, too
    renameSync(aside, folder.database);
    flush(folder.path);
  } catch (error) {
    if (error instanceof CannotStart) throw error;
    throw new CannotStart(
      `The backup ${from} could not be restored: ${withoutAside(messageOf(error), aside, from)}`,
      {
        cause: error,
      },
    );
  } finally {
    removeAll(folder, aside);
  }
  const done = `restored ${file} into ${folder.path}; start the server: natter serve --data ${run.config.data}`;
  return report(run.terminal, flags.json === true, { ok: true, data: folder.path }, () => done);
}

/** Every page of the copy is read and compared with what the database says of itself. */
function checkPages(file: string, from: string): void {
  let found: unknown;
  try {
    const db = new DatabaseSync(file, { readOnly: true });
    found = Object.values(db.prepare("PRAGMA integrity_check(1)").get() ?? {})[0];
    db.close();
  } catch (error) {
    found = messageOf(error);
  }
  if (found === "ok") return;
  throw new CannotStart(`${from} is damaged or no backup of Natter (${String(found)}). Try an older backup`);
}

/** Opened as the server will open it: of this program, not newer than it, brought up to its schema. */
async function checkSchema(file: string): Promise<void> {
  const store = createStore(file, silentLog);
  await store.open();
  await store.newest();
  await store.close();
}

function withoutAside(text: string, aside: string, from: string): string {
  return text.replaceAll(aside, from);
}

function removeAll(folder: DataFolder, aside: string): void {
  for (const name of readdirSync(folder.path)) {
    if (name.startsWith(basename(aside))) rmSync(resolve(folder.path, name), { force: true });
  }
}

function flush(path: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
