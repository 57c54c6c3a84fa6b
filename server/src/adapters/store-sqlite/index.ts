// The SQLite adapter of the store port: one file, one process. Commits go to the writer thread, reads are answered here.
// commit.ts says how things are stored, read.ts how they are found, group.ts and writer.ts what happens when the disk fails.
import type { Tenant } from "../../core/ids.ts";
import { CannotOpen, Unavailable, type Committed, type Store } from "../../ports/store.ts";
import { Damage } from "./damage.ts";
import type { Job } from "./jobs.ts";
import { takeLock } from "./lock.ts";
import { backupTo } from "./backup.ts";
import { openConnection } from "./open.ts";
import { Reader } from "./read.ts";
import { explainOpen } from "./sqlite-error.ts";
import { Writer, type Log } from "./writer.ts";

export interface SqliteStoreOptions {
  /** the database file; `<file>.lock`, `<file>-wal` and `<file>-shm` stand beside it. Its folder must exist */
  readonly file: string;
  readonly log?: Log;
  /** writes in one transaction, about: more make a flush cheaper and a commit wait longer */
  readonly groupSize?: number;
  /** commits that may wait for the disk; more are refused */
  readonly maxWaiting?: number;
  /** bytes: a file up to this size is checked page by page when it is opened; any other meets damage when it reads it */
  readonly checkedUpTo?: number;
}

/** Marks written together: about 0.3 ms, for messages wait as long. */
const marksAtOnce = 32;

export function createSqliteStore({
  file,
  log,
  groupSize = 1_000,
  maxWaiting = 20_000,
  checkedUpTo = 64 * 1024 * 1024,
}: SqliteStoreOptions): Store {
  const writer = new Writer({ file, groupSize, maxWaiting, checkedUpTo, log });
  const damage = new Damage(log);
  let lock: { release(): void } | undefined;
  let reader: Reader | undefined;
  /** time of the newest message; read once, then kept up by the commits */
  let newest: number | undefined;

  async function open(): Promise<void> {
    if (lock !== undefined) throw new CannotOpen(`${file} is open already`);
    lock = takeLock(file);
    try {
      await writer.open();
      reader = new Reader(openConnection(file));
    } catch (error) {
      await close();
      throw error instanceof CannotOpen ? error : new CannotOpen(explainOpen(error, file), { cause: error });
    }
  }

  async function close(): Promise<void> {
    await writer.close();
    reader?.close();
    reader = undefined;
    newest = undefined;
    damage.forget();
    lock?.release();
    lock = undefined;
  }

  async function read<T>(from: (reader: Reader) => T | Promise<T>): Promise<T> {
    const open = reader;
    if (open === undefined) throw new Unavailable("the store is closed");
    try {
      const found = await from(open);
      damage.passed();
      return found;
    } catch (error) {
      // closed between the slices of a long read
      throw reader === open ? damage.met(error) : new Unavailable("the store was closed");
    }
  }

  function refuse(error: unknown): never {
    throw damage.met(error);
  }

  async function commit(job: Extract<Job, { job: "commit" }>): Promise<Committed> {
    let answer: Awaited<ReturnType<Writer["ask"]>>;
    try {
      answer = await writer.ask(job);
    } catch (error) {
      throw damage.met(error);
    }
    switch (answer.answer) {
      case "ok":
        if (newest !== undefined)
          for (const it of answer.assigned) if (it && "ts" in it) newest = Math.max(newest, it.ts);
        return { done: "ok", versions: answer.versions, assigned: answer.assigned };
      case "conflict":
        return { done: "conflict", topic: answer.topic };
      case "taken":
        return { done: "taken" };
      case "done":
        throw new Error("the writer answered another question");
    }
  }

  return {
    open,
    close,
    commit: (tenant, expects, writes) => commit({ job: "commit", tenant, expects, writes }),
    async mark(tenant: Tenant, marks) {
      for (let at = 0; at < marks.length; at += marksAtOnce) {
        const some = marks.slice(at, at + marksAtOnce);
        await writer.ask({ job: "mark", tenant, marks: some }).catch(refuse);
      }
    },
    loadTopic: (tenant, topic, since = 0) => read((from) => from.loadTopic(tenant, topic, since)),
    loadUsers: (tenant, users) => read((from) => from.loadUsers(tenant, users)),
    listUsers: (tenant, after, limit) => read((from) => from.listUsers(tenant, after, limit)),
    findLogin: (tenant, scheme, name) => read((from) => from.findLogin(tenant, scheme, name)),
    loginsOf: (tenant, user) => read((from) => from.loginsOf(tenant, user)),
    findToken: (tenant, hash) => read((from) => from.findToken(tenant, hash)),
    listSubscriptions: (tenant, user) => read((from) => from.listSubscriptions(tenant, user)),
    findSubscription: (tenant, topic, user) => read((from) => from.findSubscription(tenant, topic, user)),
    search: (tenant, query, limit, skip = 0) => read((from) => from.search(tenant, query, limit, skip)),
    readMessages: (tenant, topic, slice) => read((from) => from.readMessages(tenant, topic, slice)),
    async sweep(tokensUpTo, keysBefore, limit) {
      const answer = await writer.ask({ job: "sweep", tokensUpTo, keysBefore, limit }).catch(refuse);
      return answer.answer === "done" ? answer.count : 0;
    },
    newest: () => read((from) => (newest ??= from.newest())),
    async backup(target) {
      if (reader === undefined) throw new Unavailable("the store is closed");
      await backupTo(file, target);
    },
    trouble: () => writer.trouble,
    damage: () => damage.summary,
  };
}
