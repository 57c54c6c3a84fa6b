// The data folder: what lies in it and who may read it. Folder 0700, files 0600. Made at the first start, with secrets of its own (S-72).
//   natter.db…     everything that users stored           keys.json     the server's long-lived keys
//   admin.secret   what the operator's requests prove     admin.json    where the running server's admin listener is
// Every failure ends with what to try.
import { randomBytes } from "node:crypto";
import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join, resolve } from "node:path";

/** A start-up failure in words for the operator; the message ends with what to try. */
export class CannotStart extends Error {
  override readonly name = "CannotStart";
}

export interface DataFolder {
  readonly path: string;
  readonly database: string;
  /** true when this call made the folder or found it empty */
  readonly isNew: boolean;
}

/** The long-lived keys; `server` is 256 bits, base64-URL, what other secrets are derived from. */
export interface Keys {
  readonly version: 1;
  readonly server: string;
}

/** Where the running server listens for its operator. */
export interface AdminAddress {
  readonly url: string;
  readonly pid: number;
}

const databaseName = "natter.db";
const privateFolder = 0o700;
const privateFile = 0o600;

/** @throws CannotStart */
export function useFolder(given: string): DataFolder {
  const path = resolve(given);
  try {
    mkdirSync(path, { recursive: true, mode: privateFolder });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return { path, database: join(path, databaseName), isNew: readdirSync(path).length === 0 };
  } catch (error) {
    throw new CannotStart(explainFolder(path, error), { cause: error });
  }
}

/** The folder if it is there and holds a database. @throws CannotStart */
export function existingFolder(given: string): DataFolder {
  const path = resolve(given);
  const database = join(path, databaseName);
  if (!isThere(database)) {
    throw new CannotStart(
      `There is no data in ${path}. Try --data with the folder that the server uses, or start the server once: natter serve --data ${given}`,
    );
  }
  return { path, database, isNew: false };
}

function explainFolder(path: string, error: unknown): string {
  switch (codeOf(error)) {
    case "EEXIST":
    case "ENOTDIR":
      return `The data folder ${path} cannot be used: there is a file in its place. Try another folder: --data DIR`;
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return `The data folder ${path} may not be written by this user. Try another folder (--data DIR), or give it to the user: chown -R "$(id -un)" ${path}`;
    case "ENOSPC":
      return `The data folder ${path} cannot be made: the disk is full. Try to free some space, or another disk: --data DIR`;
    default:
      return `The data folder ${path} cannot be used (${messageOf(error)}). Try another folder: --data DIR`;
  }
}

/** The keys; made when there are none yet. @throws CannotStart */
export function keysOf(folder: DataFolder): Keys {
  const file = join(folder.path, "keys.json");
  const text = readOrMake(file, () => `${JSON.stringify({ version: 1, server: secret() })}\n`);
  const keys = parsed(text) as Partial<Keys> | undefined;
  if (keys?.version !== 1 || typeof keys.server !== "string" || keys.server.length < 43) {
    throw new CannotStart(`${file} is not a file of keys. Try to bring it back from a backup of the folder`);
  }
  return { version: 1, server: keys.server };
}

/** What the admin listener asks for; made when there is none yet. @throws CannotStart */
export function adminSecretOf(folder: DataFolder): string {
  const file = join(folder.path, "admin.secret");
  const value = readOrMake(file, () => `${secret()}\n`).trim();
  if (value.length < 43) {
    throw new CannotStart(`${file} is no secret. Try to remove it: a new one is made at the next start`);
  }
  return value;
}

export function writeAdminAddress(folder: DataFolder, address: AdminAddress): void {
  const file = join(folder.path, "admin.json");
  const aside = `${file}.${process.pid}`;
  writePrivate(aside, `${JSON.stringify(address)}\n`);
  renameSync(aside, file);
}

/** Where a server of this folder listens or, if it died, listened. */
export function readAdminAddress(folder: DataFolder): AdminAddress | undefined {
  const text = readIfThere(join(folder.path, "admin.json"));
  const address = (text === undefined ? undefined : parsed(text)) as Partial<AdminAddress> | undefined;
  return typeof address?.url === "string" && typeof address.pid === "number"
    ? { url: address.url, pid: address.pid }
    : undefined;
}

export function removeAdminAddress(folder: DataFolder): void {
  if (readAdminAddress(folder)?.pid === process.pid) rmSync(join(folder.path, "admin.json"), { force: true });
}

/** What is wrong with who may read the folder; empty when nothing is. */
export function openToOthers(folder: DataFolder): readonly string[] {
  if (process.platform === "win32") return [];
  const paths = [folder.path, ...readdirSync(folder.path).map((name) => join(folder.path, name))];
  return paths.flatMap((path) => {
    const bits = modeOf(path);
    return bits === undefined || (bits & 0o077) === 0
      ? []
      : [`${path} may be read by others (mode ${bits.toString(8)})`];
  });
}

function modeOf(path: string): number | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? undefined : found.mode & 0o777;
}

// ---- files

function secret(): string {
  return randomBytes(32).toString("base64url");
}

/** Whole or not at all, also when two start at once: written aside, then linked to its name, which only the first can. */
function readOrMake(file: string, make: () => string): string {
  const there = readIfThere(file);
  if (there !== undefined) return there;
  const aside = `${file}.${process.pid}`;
  try {
    writePrivate(aside, make());
    linkOnce(aside, file);
  } catch (error) {
    throw new CannotStart(
      `${file} cannot be written (${messageOf(error)}). Try whether the disk is full and whether the folder belongs to this user`,
      { cause: error },
    );
  } finally {
    rmSync(aside, { force: true });
  }
  return readFileSync(file, "utf8");
}

function linkOnce(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (codeOf(error) === "EEXIST") return;
    // a file system without hard links
    if (!isThere(to)) renameSync(from, to);
  }
}

export function writePrivate(file: string, text: string): void {
  const handle = openSync(file, "w", privateFile);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw new CannotStart(
      `${file} cannot be read (${messageOf(error)}). Try the user that runs the server, or chown`,
      { cause: error },
    );
  }
}

export function isThere(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error ? Reflect.get(error, "code") : undefined;
  return typeof code === "string" ? code : undefined;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
