// What the layout of the message table costs: three tables of the same messages, written as a busy server does, then read by pages of 32.
//   node bench/layouts.ts [rows, default 1000000] [topics, default 1000] [folder]
// Without the server and without flushes, which all of them need alike: pages of the log and CPU a message, CPU a page of history.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";

const [rows = "1000000", topicCount = "1000", parent = tmpdir()] = process.argv.slice(2);
const topics = Number(topicCount);
const perTopic = Math.floor(Number(rows) / topics);
/** a group commit of the scenario pairs-100x4: so many topics, four messages each */
const topicsTogether = 31;
const messagesTogether = 4;
const pages = 20_000;
const content = JSON.stringify("x".repeat(198));

interface Layout {
  readonly name: string;
  readonly schema: string;
  /** topic, seq, ts, content */
  readonly insert: string;
  /** topic, first seq, last seq */
  readonly page: string;
}

const columns = "ts INTEGER NOT NULL, sender INTEGER, seal INTEGER NOT NULL, content TEXT NOT NULL";
const layouts: readonly Layout[] = [
  {
    name: "topic << 32 | seq",
    schema: `CREATE TABLE messages (id INTEGER PRIMARY KEY, ${columns}) STRICT`,
    insert: "INSERT INTO messages VALUES ((?1 << 32) | ?2, ?3, 1, 1, ?4)",
    page: "SELECT ts, content FROM messages WHERE id BETWEEN (?1 << 32) | ?2 AND (?1 << 32) | ?3 ORDER BY id",
  },
  {
    name: "(topic, seq) without row id",
    schema: `CREATE TABLE messages (topic INTEGER, seq INTEGER, ${columns}, PRIMARY KEY (topic, seq)) STRICT, WITHOUT ROWID`,
    insert: "INSERT INTO messages VALUES (?1, ?2, ?3, 1, 1, ?4)",
    page: "SELECT ts, content FROM messages WHERE topic = ?1 AND seq BETWEEN ?2 AND ?3 ORDER BY seq",
  },
  {
    name: "order of arrival, with an index",
    schema: `CREATE TABLE messages (id INTEGER PRIMARY KEY, topic INTEGER, seq INTEGER, ${columns}) STRICT;
      CREATE UNIQUE INDEX places ON messages (topic, seq)`,
    insert: "INSERT INTO messages VALUES (NULL, ?1, ?2, ?3, 1, 1, ?4)",
    page: "SELECT ts, content FROM messages WHERE topic = ?1 AND seq BETWEEN ?2 AND ?3 ORDER BY seq",
  },
];

/** CPU of this process, µs. */
function cpu(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function measure({ name, schema, insert, page }: Layout): void {
  const folder = mkdtempSync(join(parent, "natter-layouts-"));
  try {
    const db = new DatabaseSync(join(folder, "messages.db"));
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -32768");
    db.exec("PRAGMA wal_autocheckpoint = 0");
    db.exec(schema);
    const written = fill(db, db.prepare(insert));
    const random = seeded(7);
    const select = db.prepare(page);
    select.setReturnArrays(true);
    const began = cpu();
    for (let n = 0; n < pages; n++) {
      const first = 1 + Math.floor(random() * (perTopic - 32));
      const found = select.all(1 + Math.floor(random() * topics), first, first + 31);
      if (found.length !== 32) throw new Error(`a page of ${found.length}`);
    }
    const readUs = (cpu() - began) / pages;
    console.log(
      `${name.padEnd(32)} ${written.us.toFixed(1)} µs and ${written.frames.toFixed(2)} pages of the log a message  ${readUs.toFixed(1)} µs a page of 32`,
    );
    db.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Turn by turn to all topics, in transactions as a busy server makes them; the checkpoints in between are not counted. */
function fill(db: DatabaseSync, insert: StatementSync): { readonly us: number; readonly frames: number } {
  let [us, frames, messages, turn] = [0, 0, 0, 0];
  for (let seq = 1; seq + messagesTogether <= perTopic + 1; seq += messagesTogether) {
    for (let first = 1; first <= topics; first += topicsTogether) {
      const before = cpu();
      db.exec("BEGIN");
      for (let topic = first; topic < Math.min(first + topicsTogether, topics + 1); topic++) {
        for (let more = 0; more < messagesTogether; more++) {
          insert.run(topic, seq + more, 1_000 * (seq + more), content);
          messages++;
        }
      }
      db.exec("COMMIT");
      us += cpu() - before;
      if (++turn % 16 === 0) frames += checkpoint(db);
    }
  }
  frames += checkpoint(db);
  return { us: us / messages, frames: frames / messages };
}

/** Empties the log. Returns the pages that were in it. */
function checkpoint(db: DatabaseSync): number {
  const pagesInLog = Number(db.prepare("PRAGMA wal_checkpoint(PASSIVE)").get()?.["log"]);
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  return pagesInLog;
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

for (const layout of layouts) measure(layout);
