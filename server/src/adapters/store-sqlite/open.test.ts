// Opening: settings that are weaker than promised, files of other programs and versions, and a second process.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { CannotOpen } from "../../ports/store.ts";
import { BANNED, NONE } from "../../core/access/mode.ts";
import { meTopic } from "../../core/ids.ts";
import {
  accountOf,
  alice,
  commit,
  groupOf,
  headOf,
  makeAccount,
  tenant,
  userOf,
} from "../../ports/store-suite/values.ts";
import { createSqliteStore } from "./index.ts";
import { defaultPragmas, openConnection, settingsOf, type Pragmas } from "./open.ts";
import { applicationId, migrate, schemaVersion } from "./schema.ts";

async function inFolder(run: (file: string, folder: string) => Promise<void> | void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "natter-open-"));
  try {
    await run(join(folder, "natter.db"), folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const refusedWith =
  (...parts: readonly RegExp[]) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof CannotOpen, String(error));
    for (const part of parts) assert.match(error.message, part);
    return true;
  };

function opened(file: string): Promise<void> {
  return createSqliteStore({ file }).open();
}

const weaker: readonly (readonly [Pragmas, RegExp])[] = [
  [{ synchronous: "NORMAL" }, /synchronous reads back as 1 .*Try/],
  [{ synchronous: "OFF" }, /synchronous reads back as 0 .*Try/],
  [{ journal_mode: "DELETE" }, /journal_mode reads back as delete .*Try/],
  [{ journal_mode: "MEMORY" }, /journal_mode reads back as memory .*Try/],
];

for (const [pragmas, message] of weaker) {
  test(`R-05: ${JSON.stringify(pragmas)} is refused`, () =>
    inFolder((file) => {
      assert.throws(() => openConnection(file, { ...defaultPragmas, ...pragmas }), refusedWith(message));
    }));
}

test("R-05: what durability rests on reads back as asked", () =>
  inFolder((file) => {
    const db = openConnection(file, { ...defaultPragmas, synchronous: "EXTRA" });
    db.close();
    const again = openConnection(file);
    assert.deepEqual([settingsOf(again)["synchronous"], settingsOf(again)["page_size"]], [2, 4096]);
    again.close();
  }));

test("R-65: a newer schema is refused, with both versions", () =>
  inFolder(async (file) => {
    const store = createSqliteStore({ file });
    await store.open();
    await store.close();
    const db = new DatabaseSync(file);
    db.exec(`PRAGMA user_version = ${schemaVersion + 41}`);
    db.close();
    await assert.rejects(
      opened(file),
      refusedWith(
        new RegExp(`version ${schemaVersion + 41}`),
        new RegExp(`up to ${schemaVersion}`),
        /newer Natter.*restore/,
      ),
    );
  }));

test("a migration that fails leaves the file as it was", () =>
  inFolder((file) => {
    const db = openConnection(file);
    db.exec(`PRAGMA application_id = ${applicationId}`);
    db.exec("CREATE TABLE devices (already TEXT)"); // the last tables of the first step collide
    assert.throws(() => migrate(db, file), /devices/);
    const tables = db.prepare("SELECT name FROM sqlite_schema").all();
    assert.deepEqual(
      tables.map(({ name }) => name),
      ["devices"],
    );
    db.exec("DROP TABLE devices");
    migrate(db, file);
    migrate(db, file);
    assert.equal(settingsOf(db)["user_version"], schemaVersion);
    db.close();
  }));

test("the database of another program is refused and left alone", () =>
  inFolder(async (file) => {
    const db = new DatabaseSync(file);
    db.exec("CREATE TABLE theirs (a)");
    db.close();
    await assert.rejects(opened(file), refusedWith(/another program/, /--data/));
    const after = new DatabaseSync(file);
    assert.deepEqual(
      after
        .prepare("SELECT name FROM sqlite_schema")
        .all()
        .map(({ name }) => name),
      ["theirs"],
    );
    after.close();
  }));

test("a file that is no database, a damaged one, a missing folder: each says what to try", () =>
  inFolder(async (file, folder) => {
    writeFileSync(file, "not a database at all, ".repeat(500));
    await assert.rejects(opened(file), refusedWith(/not a database/, /Try/));
    rmSync(file);

    const store = createSqliteStore({ file });
    await store.open();
    await store.close();
    // the first page survives, the pages of the tables do not
    const size = statSync(file).size;
    const header = new DatabaseSync(file);
    header.close();
    writeFileSync(file, Buffer.alloc(size - 4096, 0xff), { flag: "r+" });
    await assert.rejects(opened(file), refusedWith(/not a database|damaged/, /restore/));

    await assert.rejects(
      opened(join(folder, "nowhere", "natter.db")),
      refusedWith(/cannot be opened.*folder/),
    );
    mkdirSync(join(folder, "natter2.db"));
    await assert.rejects(opened(join(folder, "natter2.db")), refusedWith(/cannot be opened/));
  }));

test("R-09: a file is open once, also within a process; after a close it is free", () =>
  inFolder(async (file) => {
    const first = createSqliteStore({ file });
    await first.open();
    await assert.rejects(opened(file), refusedWith(/another process.*only one server.*--data/));
    await assert.rejects(first.open(), refusedWith(/open already/));
    await first.close();
    await first.close();
    const second = createSqliteStore({ file });
    await second.open();
    await second.close();
    await first.open();
    await first.close();
  }));

test("a file of the first version gets what is new, and keeps what it has", () =>
  inFolder(async (file) => {
    const store = createSqliteStore({ file });
    await store.open();
    await makeAccount(store, alice);
    await store.close();
    const old = new DatabaseSync(file);
    old.exec("DROP TABLE tags; PRAGMA user_version = 1");
    old.close();
    await store.open();
    assert.equal((await store.loadUsers(tenant, [alice]))[0]?.id, alice);
    const write = { put: "user", user: accountOf(alice, { tags: ["alice"] }) } as const;
    await commit(store, [{ topic: meTopic(alice), version: 1 }], [write]);
    assert.equal((await store.search(tenant, [[{ text: "ali", isPrefix: true }]], 1)).length, 1);
    await store.close();
  }));

test("in a file of the second version who is found by nobody stands in nobody's way", () =>
  inFolder(async (file) => {
    const store = createSqliteStore({ file });
    await store.open();
    const closed = { auth: BANNED, anon: NONE };
    const about = [{ tags: ["chess"] }, { defacs: closed }, { tags: ["chess"], state: "disabled" }] as const;
    for (const [n, changes] of about.entries()) {
      await makeAccount(store, userOf(n + 1));
      const user = accountOf(userOf(n + 1), changes);
      await commit(store, [{ topic: meTopic(user.id), version: 1 }], [{ put: "user", user }]);
    }
    for (const [n, defacs] of [closed, { auth: 1, anon: 0 }].entries()) {
      const topic = groupOf(n + 1);
      const head = headOf(topic, { defacs, tags: ["chess"] });
      await commit(store, [{ topic, version: 0 }], [{ put: "topic", topic, head }]);
    }
    await store.close();
    const old = new DatabaseSync(file);
    old.exec(`DELETE FROM tags;
      INSERT INTO tags SELECT 1, 0, 'chess', 0, id FROM users;
      INSERT INTO tags SELECT 1, 0, 'chess', 1, id FROM topics WHERE kind = 'grp';
      PRAGMA user_version = 2`);
    old.close();
    await store.open();
    await store.close();
    const now = new DatabaseSync(file);
    const left = now.prepare(
      `SELECT coalesce(u.user, t.topic) AS name FROM tags g
       LEFT JOIN users u ON g.kind = 0 AND u.id = g.owner LEFT JOIN topics t ON g.kind = 1 AND t.id = g.owner ORDER BY g.kind`,
    );
    assert.deepEqual(
      left.all().map(({ name }) => name),
      [userOf(1), groupOf(2)],
    );
    now.close();
  }));
