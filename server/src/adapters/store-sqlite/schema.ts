// The tables, and how a file of an older version becomes one of this version. Steps only go forward; each runs in one transaction.
// A step that was released is never edited: a change of the schema is a new step at the end.
// seal: a checksum over the row (seal.ts); rows that nothing is read from have none (delete_log, probe).
// Users and topics have integers inside the file: messages and subscriptions name them in 1 to 4 bytes.
import { DatabaseSync } from "node:sqlite";
import { CannotOpen } from "../../ports/store.ts";

/** "Natr": tells our files from those of other programs. */
export const applicationId = 0x4e617472;

const first = `
-- written by the probe that tells whether the disk takes writes again
CREATE TABLE probe (id INTEGER PRIMARY KEY CHECK (id = 1), count INTEGER NOT NULL) STRICT;
INSERT INTO probe VALUES (1, 0);

-- state NULL: somebody named this user, there is no account
CREATE TABLE users (
  id INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, user TEXT NOT NULL,
  state TEXT, auth INTEGER, anon INTEGER, tags TEXT, created INTEGER, updated INTEGER, public TEXT,
  seal INTEGER NOT NULL, UNIQUE (tenant, user)) STRICT;

CREATE TABLE logins (
  tenant INTEGER NOT NULL, scheme TEXT NOT NULL, name TEXT NOT NULL, user INTEGER NOT NULL, secret TEXT,
  seal INTEGER NOT NULL, PRIMARY KEY (tenant, scheme, name)) STRICT, WITHOUT ROWID;
CREATE INDEX logins_user ON logins (user);

CREATE TABLE tokens (
  tenant INTEGER NOT NULL, hash TEXT NOT NULL, user INTEGER NOT NULL, issued INTEGER NOT NULL, expires INTEGER NOT NULL,
  seal INTEGER NOT NULL, PRIMARY KEY (tenant, hash)) STRICT, WITHOUT ROWID;
CREATE INDEX tokens_user ON tokens (user);
CREATE INDEX tokens_expires ON tokens (expires);

-- sweep 1: rows of this topic wait to be removed
CREATE TABLE topics (
  id INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, topic TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL,
  owner INTEGER, auth INTEGER NOT NULL, anon INTEGER NOT NULL, tags TEXT NOT NULL, cap INTEGER NOT NULL, level TEXT NOT NULL,
  bearer_mode INTEGER, bearer_generation INTEGER, bearer_updated INTEGER,
  created INTEGER NOT NULL, updated INTEGER NOT NULL, sweep INTEGER NOT NULL DEFAULT 0, public TEXT,
  seal INTEGER NOT NULL, UNIQUE (tenant, topic)) STRICT;
CREATE INDEX topics_sweep ON topics (id) WHERE sweep = 1;

-- apart from topics: these move with every message and must not rewrite a large public.
-- ended, floor: version and seq at which the topic last was gone; subscriptions and retry keys up to there are of a former life
CREATE TABLE counters (
  topic INTEGER PRIMARY KEY, version INTEGER NOT NULL, seq INTEGER NOT NULL, last_ts INTEGER NOT NULL,
  deletes INTEGER NOT NULL, erased INTEGER NOT NULL, ended INTEGER NOT NULL, floor INTEGER NOT NULL,
  seal INTEGER NOT NULL) STRICT;

-- given NULL: follows the bearer token. seen: JSON, client tag to ms
CREATE TABLE subscriptions (
  topic INTEGER NOT NULL, user INTEGER NOT NULL, want INTEGER NOT NULL, given INTEGER, granted INTEGER NOT NULL,
  marker TEXT NOT NULL, request_want INTEGER, request_info TEXT, recv INTEGER NOT NULL, read INTEGER NOT NULL,
  cleared INTEGER NOT NULL, seen TEXT NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL, changed INTEGER NOT NULL,
  private TEXT, seal INTEGER NOT NULL, PRIMARY KEY (topic, user)) STRICT, WITHOUT ROWID;
CREATE INDEX subscriptions_user ON subscriptions (user);
CREATE INDEX subscriptions_changed ON subscriptions (topic, changed);

-- id = topic << 32 | seq: the table itself is in the order of topic and seq, so that a page of old history costs the same
-- at 10 million rows, and no second index is written. Times are found by bisection, ts grows with seq
CREATE TABLE messages (
  id INTEGER PRIMARY KEY, ts INTEGER NOT NULL, sender INTEGER, seal INTEGER NOT NULL, head TEXT, content TEXT NOT NULL) STRICT;

CREATE TABLE message_keys (
  topic INTEGER NOT NULL, scope TEXT NOT NULL, name TEXT NOT NULL, seq INTEGER NOT NULL, ts INTEGER NOT NULL,
  digest BLOB NOT NULL, seal INTEGER NOT NULL, PRIMARY KEY (topic, scope, name)) STRICT, WITHOUT ROWID;
CREATE INDEX message_keys_ts ON message_keys (ts);

-- user 0: erased for everybody
CREATE TABLE delete_log (
  topic INTEGER NOT NULL, number INTEGER NOT NULL, user INTEGER NOT NULL, low INTEGER NOT NULL, hi INTEGER NOT NULL,
  at INTEGER NOT NULL, PRIMARY KEY (topic, number)) STRICT, WITHOUT ROWID;

CREATE TABLE devices (
  tenant INTEGER NOT NULL, device TEXT NOT NULL, user INTEGER NOT NULL, platform TEXT, lang TEXT, updated INTEGER NOT NULL,
  PRIMARY KEY (tenant, device)) STRICT, WITHOUT ROWID;
CREATE INDEX devices_user ON devices (user);
`;

const second = `
-- what accounts (kind 0) and topics (kind 1) are found by. scoped: the tag has a prefix, as in email:a@b, and no search walks through those
CREATE TABLE tags (
  tenant INTEGER NOT NULL, scoped INTEGER NOT NULL, tag TEXT NOT NULL, kind INTEGER NOT NULL, owner INTEGER NOT NULL,
  PRIMARY KEY (tenant, scoped, tag, kind, owner)) STRICT, WITHOUT ROWID;
CREATE INDEX tags_owner ON tags (kind, owner);
`;

const third = `
-- who is found by nobody (mode 256 is X) has no tags here
DELETE FROM tags WHERE kind = 0 AND owner IN (SELECT id FROM users WHERE state <> 'active' OR auth & 256);
DELETE FROM tags WHERE kind = 1 AND owner IN (SELECT id FROM topics WHERE state <> 'active' OR auth & 256);
`;

/** Step n makes version n + 1 of version n. */
const steps: readonly string[] = [first, second, third];

/** The version that this build reads and writes. */
export const schemaVersion: number = steps.length;

/** @throws CannotOpen when the file is of another program or of a newer Natter */
export function migrate(db: DatabaseSync, file: string): void {
  const version = pragma(db, "user_version");
  if (version > schemaVersion) {
    throw new CannotOpen(
      `${file} has schema version ${version}, this build knows versions up to ${schemaVersion}: it was written by a newer Natter. ` +
        `Try that newer version, or a backup made before the upgrade (natter restore).`,
    );
  }
  const owner = pragma(db, "application_id");
  if (owner !== applicationId && !(owner === 0 && version === 0 && isEmpty(db))) {
    throw new CannotOpen(
      `${file} is a database of another program. Try another data folder (--data), or move that file away.`,
    );
  }
  for (const [from, step] of steps.entries()) if (from >= version) perform(db, step, from + 1);
  checkTables(db, file);
}

/** What the file says of its tables decides how every row is read. Others' tables and indexes beside ours do no harm. */
function checkTables(db: DatabaseSync, file: string): void {
  const wanted = new DatabaseSync(":memory:");
  try {
    for (const step of steps) wanted.exec(step);
    const has = db.prepare(
      "SELECT 1 FROM sqlite_schema WHERE type = ? AND name = ? AND tbl_name = ? AND sql IS ?",
    );
    for (const { type, name, tbl_name: table, sql } of wanted.prepare("SELECT * FROM sqlite_schema").all()) {
      if (has.get(...([type, name, table, sql] as string[])) !== undefined) continue;
      throw new CannotOpen(
        `${file} is damaged (the description of ${String(name)}). Keep a copy of it and of the files beside it, then restore a backup (natter restore).`,
      );
    }
  } finally {
    wanted.close();
  }
}

function perform(db: DatabaseSync, step: string, version: number): void {
  db.exec("BEGIN IMMEDIATE");
  try {
    db.exec(step);
    db.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${version}`);
    db.exec("COMMIT");
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

function isEmpty(db: DatabaseSync): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
}

/** The value of a pragma that is one number. */
export function pragma(db: DatabaseSync, name: string): number {
  const row = db.prepare(`PRAGMA ${name}`).get();
  return Number(Object.values(row ?? {})[0]);
}
