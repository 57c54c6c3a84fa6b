// commits that share a transaction, without the thread around them.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { groupName, meTopic, tenant, userId, type TopicName } from "../../core/ids.ts";
import type { TopicHead } from "../../core/state.ts";
import type { Expect, Write } from "../../core/vocabulary.ts";
import { Group } from "./group.ts";
import type { Job } from "./jobs.ts";
import { openConnection } from "./open.ts";
import { migrate } from "./schema.ts";

const topics = Array.from({ length: 30 }, (_, n) => groupName(Uint8Array.of(n, 0, 0, 0, 0, 0, 0, 0, 1)));
const [alice, bob] = [1, 2].map((n) => userId(Uint8Array.of(n, 0, 0, 0, 0, 0, 0, 1)));
assert.ok(alice !== undefined && bob !== undefined);

function commit(expects: readonly Expect[], writes: readonly Write[]): Job {
  return { job: "commit", tenant: tenant(1), expects, writes };
}

function creation(topic: TopicName): Job {
  const kind = topic.startsWith("me:") ? "me" : "grp";
  const defacs = { auth: 0, anon: 0 };
  const head: TopicHead = {
    topic,
    kind,
    state: "active",
    defacs,
    tags: [],
    cap: 1,
    level: "strict",
    created: 1,
    updated: 1,
  };
  return commit([{ topic, version: 0 }], [{ put: "topic", topic, head }]);
}

function publication(topic: TopicName, content: string): Job {
  return commit([], [{ put: "message", topic, from: alice, content, at: 100 }]);
}

function claim(user: typeof alice & string): Write {
  return { put: "login", login: { scheme: "basic", name: "name", user, secret: "x" } };
}

/** A group on a new file; the topics and two people are there, and alice holds the name. */
function withGroup(run: (group: Group, db: DatabaseSync) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "natter-group-"));
  const file = join(folder, "natter.db");
  const db = openConnection(file);
  try {
    migrate(db, file);
    const group = new Group(db);
    assert.ok(alice !== undefined && bob !== undefined);
    group.run([...topics, meTopic(alice), meTopic(bob)].map(creation));
    group.run([commit([{ topic: meTopic(alice), version: 1 }], [claim(alice)])]);
    run(group, db);
  } finally {
    db.close();
    rmSync(folder, { recursive: true });
  }
}

function stored(db: DatabaseSync): unknown[] {
  return db
    .prepare("SELECT (id >> 32) AS topic, (id & 4294967295) AS seq, content FROM messages ORDER BY id")
    .all();
}

test("R-14: a taken name, a moved version and a value that does not fit are undone alone", () => {
  withGroup((group, db) => {
    assert.ok(bob !== undefined);
    const me = meTopic(bob);
    const [first, second] = topics;
    assert.ok(first !== undefined && second !== undefined);
    const jobs = topics.map((topic) => publication(topic, "1"));
    const broken = { put: "message", topic: first, content: null as unknown as string, at: 5 } as const;
    jobs.splice(
      5,
      0,
      commit(
        [{ topic: me, version: 1 }],
        [{ put: "message", topic: first, content: "2", at: 5 }, claim(bob)],
      ),
    );
    jobs.splice(
      9,
      0,
      commit([{ topic: second, version: 7 }], [{ put: "message", topic: first, content: "3", at: 5 }]),
    );
    jobs.splice(15, 0, commit([], [{ put: "message", topic: first, content: "4", at: 5 }, broken]));
    const answers = group.run(jobs);
    assert.deepEqual(answers[5], { answer: "taken" });
    assert.deepEqual(answers[9], { answer: "conflict", topic: second });
    assert.equal(answers[15]?.answer, "error");
    assert.equal(answers.filter(({ answer }) => answer === "ok").length, topics.length);
    assert.deepEqual(stored(db).length, topics.length);
    const next = group.run([publication(first, "5"), commit([{ topic: me, version: 1 }], [])]);
    assert.deepEqual(
      next.map(({ answer }) => answer),
      ["ok", "ok"],
    );
    assert.deepEqual(next[0]?.answer === "ok" ? next[0].assigned : [], [{ seq: 2, ts: 101 }]);
  });
});

test("a user and a topic that a refused commit named first are not remembered", () => {
  withGroup((group, db) => {
    const topic = groupName(Uint8Array.of(99, 0, 0, 0, 0, 0, 0, 0, 1));
    const made = creation(topic);
    assert.ok(made.job === "commit" && topics[0] !== undefined);
    const broken = { put: "message", topic, from: bob, content: null as unknown as string, at: 5 } as const;
    const answers = group.run([
      commit(made.expects, [...made.writes, broken]),
      publication(topics[0], "1"),
      made,
    ]);
    assert.deepEqual(
      answers.map(({ answer }) => answer),
      ["error", "ok", "ok"],
    );
    assert.equal(db.prepare("SELECT count(*) AS n FROM topics WHERE topic = ?").get(topic)?.["n"], 1);
    const after = group.run([commit([], [{ put: "message", topic, from: bob, content: '"b"', at: 5 }])]);
    assert.deepEqual(after[0]?.answer === "ok" ? after[0].assigned : [], [{ seq: 1, ts: 5 }]);
    const sender = db
      .prepare("SELECT user FROM messages JOIN users ON users.id = sender WHERE content = '\"b\"'")
      .get();
    assert.equal(sender?.["user"], bob);
  });
});

test("R-14: without space all of the group are refused, and the numbers stay dense", () => {
  withGroup((group, db) => {
    const pages = db.prepare("PRAGMA page_count").get()?.["page_count"];
    db.exec(`PRAGMA max_page_count = ${String(pages)}`);
    const large = JSON.stringify("x".repeat(100_000));
    const answers = group.run(topics.map((topic, n) => publication(topic, n === 17 ? large : "1")));
    for (const answer of answers) {
      assert.ok(answer.answer === "unavailable");
      assert.deepEqual([answer.outcome, answer.trouble], ["none", "full"]);
    }
    assert.deepEqual(stored(db), []);
    db.exec("PRAGMA max_page_count = 1000000");
    const again = group.run(topics.map((topic) => publication(topic, "1")));
    assert.ok(
      again.every(
        (answer) => answer.answer === "ok" && JSON.stringify(answer.assigned) === '[{"seq":1,"ts":100}]',
      ),
    );
  });
});

test("a file that failed is not written again by the same connection", () => {
  withGroup((group, db) => {
    assert.ok(topics[0] !== undefined);
    db.exec("PRAGMA query_only = 1"); // SQLITE_READONLY, as of a disk that went read-only
    const [first] = group.run([publication(topics[0], "1")]);
    db.exec("PRAGMA query_only = 0");
    const [second] = group.run([publication(topics[0], "1")]);
    for (const answer of [first, second]) {
      assert.ok(answer?.answer === "unavailable");
      assert.deepEqual([answer.outcome, answer.trouble], ["none", "broken"]);
    }
  });
});
