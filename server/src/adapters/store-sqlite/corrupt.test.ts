// files that are damaged in every way that chance offers. What is read is right, or refused, or (when the end of the log is lost)
// what was true a little earlier; never something else.
import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { groupName, meTopic, p2pName, tenant, userId, type TopicName } from "../../core/ids.ts";
import type { Message, Subscription, TopicHead, User } from "../../core/state.ts";
import type { Write } from "../../core/vocabulary.ts";
import { CannotOpen, Unavailable, type Slice, type Store } from "../../ports/store.ts";
import { countersSeal } from "./rows.ts";
import { createSqliteStore, type SqliteStoreOptions } from "./index.ts";
import { inspect } from "./inspect.ts";
import { openConnection } from "./open.ts";

const one = tenant(1);
const users = [1, 2, 3].map((n) => userId(Uint8Array.of(n, 0, 0, 0, 0, 0, 0, 9)));
const [alice = assert.fail(), bob = assert.fail()] = users;
const groups = [1, 2].map((n) => groupName(Uint8Array.of(n, 0, 0, 0, 0, 0, 0, 0, 1)));
const topics: readonly TopicName[] = [...groups, p2pName(alice, bob)];
const pageSize = 4096;
const perTopic = 60;
/** Of these so many are in the database file, the others in the log. */
const settled = 40;

// ---- what is stored

function headOf(topic: TopicName, kind: TopicHead["kind"]): TopicHead {
  return {
    topic,
    kind,
    state: "active",
    defacs: { auth: 15, anon: 3 },
    tags: [`about:${topic}`],
    public: JSON.stringify({ fn: `The topic ${topic}` }),
    cap: 32,
    level: "strict",
    created: 1_700_000_000_000,
    updated: 1_700_000_000_001,
  };
}

function rowOf(user: User["id"], want: number): Subscription {
  return {
    ...{
      user,
      want,
      given: want,
      granted: true,
      marker: "decided",
      private: JSON.stringify(`note of ${user}`),
    },
    ...{ recv: 0, read: 0, cleared: 0, seen: {}, created: 5, updated: 6, changed: 0 },
  };
}

function messageWrite(topic: TopicName, seq: number): Extract<Write, { put: "message" }> {
  const from = users[seq % users.length];
  const content = JSON.stringify(`${topic} ${seq} ${"words ".repeat(seq % 13 === 0 ? 1_500 : seq % 40)}é`);
  return {
    ...{ put: "message", topic, content, at: 1_700_000_000_000 + 10 * seq },
    ...(seq % 7 !== 0 && from !== undefined && { from }),
    ...(seq % 5 === 0 && { head: JSON.stringify({ mime: "text/plain", n: seq }) }),
    ...(seq % 3 === 0 && { key: { scope: "s", name: `k${seq}` } }),
  };
}

function messageAt(topic: TopicName, seq: number): Message {
  const { from, head, content, at: ts } = messageWrite(topic, seq);
  return { seq, ts, ...(from !== undefined && { from }), ...(head !== undefined && { head }), content };
}

/** Rights are changed once, in the log. */
const wants = [47, 7];

async function fill(store: Store): Promise<void> {
  for (const [n, user] of users.entries()) {
    const me = meTopic(user);
    const account: User = {
      ...{ id: user, state: "active", defacs: { auth: 1, anon: 0 }, tags: [`name:${n}`] },
      ...{ public: JSON.stringify(`User ${n}`), created: 3, updated: 4, version: 0 },
    };
    await store.commit(
      one,
      [{ topic: me, version: 0 }],
      [
        { put: "topic", topic: me, head: headOf(me, "me") },
        { put: "user", user: account },
        { put: "login", login: { scheme: "basic", name: `login${n}`, user, secret: `secret of ${n}` } },
        { put: "token", token: { hash: `hash of a token of ${n}`, user, issued: 7, expires: 9e12 } },
      ],
    );
  }
  for (const topic of topics) {
    const head = headOf(topic, topic.startsWith("p2p") ? "p2p" : "grp");
    const rows = membersOf(topic).map((user): Write => ({
      put: "subscription",
      topic,
      row: rowOf(user, 47),
    }));
    await store.commit(one, [{ topic, version: 0 }], [{ put: "topic", topic, head }, ...rows]);
  }
  await publish(store, 1, settled);
}

function membersOf(topic: TopicName): readonly User["id"][] {
  return topic.startsWith("p2p") ? users.slice(0, 2) : users;
}

async function publish(store: Store, from: number, upTo: number): Promise<void> {
  for (let seq = from; seq <= upTo; seq++)
    for (const topic of topics) await store.commit(one, [], [messageWrite(topic, seq)]);
}

interface Files {
  readonly main: Buffer;
  readonly log: Buffer;
  /** `main` once the log was copied into it */
  readonly later: Buffer;
}

/** A database file and a log that was not copied into it yet, as a crash leaves them. */
async function build(folder: string): Promise<Files> {
  const file = join(folder, "natter.db");
  const store = createSqliteStore({ file });
  await store.open();
  await fill(store);
  await store.close();
  await store.open();
  await publish(store, settled + 1, 50);
  for (const topic of topics) {
    const rows = membersOf(topic).map((user): Write => ({ put: "subscription", topic, row: rowOf(user, 7) }));
    await store.commit(one, [{ topic, version: 1 }], rows);
  }
  await publish(store, 51, perTopic);
  copyFileSync(file, join(folder, "main"));
  copyFileSync(`${file}-wal`, join(folder, "log"));
  await store.close();
  const [main, log] = [readFileSync(join(folder, "main")), readFileSync(join(folder, "log"))];
  return { main, log, later: readFileSync(file) };
}

// ---- damage

/** mulberry32: a seed gives the same damage every time. */
class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed * 2_654_435_769;
  }

  /** 0 … limit - 1 */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let x = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) % limit;
  }
}

interface Damage {
  readonly name: string;
  readonly hits: "file" | "log" | "both";
  readonly apply: (files: Files, random: Random) => Partial<Files>;
}

function flip(bytes: Buffer, random: Random, times: number): Buffer {
  const changed = Buffer.from(bytes);
  for (let n = 0; n < times; n++) {
    const at = random.below(changed.length);
    changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8));
  }
  return changed;
}

function swap(bytes: Buffer, random: Random): Buffer {
  const pages = Math.floor(bytes.length / pageSize);
  const [a, b] = [random.below(pages) * pageSize, random.below(pages) * pageSize];
  const changed = Buffer.from(bytes);
  bytes.copy(changed, a, b, b + pageSize);
  bytes.copy(changed, b, a, a + pageSize);
  return changed;
}

/** A sector that was never written, or of another time. */
function tear(bytes: Buffer, random: Random): Buffer {
  const changed = Buffer.from(bytes);
  const sectors = Math.floor(bytes.length / 512);
  const [to, from] = [random.below(sectors) * 512, random.below(sectors) * 512];
  if (random.below(2) === 0) changed.fill(0, to, to + 512);
  else bytes.copy(changed, to, from, from + 512);
  return changed;
}

function cut(bytes: Buffer, random: Random): Buffer {
  return bytes.subarray(0, random.below(bytes.length));
}

const damages: readonly (readonly [times: number, Damage])[] = [
  [80, { name: "a bit of the file", hits: "file", apply: ({ main }, r) => ({ main: flip(main, r, 1) }) }],
  [30, { name: "9 bits of the file", hits: "file", apply: ({ main }, r) => ({ main: flip(main, r, 9) }) }],
  [
    20,
    {
      name: "two pages of the file change places",
      hits: "file",
      apply: ({ main }, r) => ({ main: swap(main, r) }),
    },
  ],
  [20, { name: "a sector of the file", hits: "file", apply: ({ main }, r) => ({ main: tear(main, r) }) }],
  [15, { name: "the end of the file", hits: "file", apply: ({ main }, r) => ({ main: cut(main, r) }) }],
  [25, { name: "a bit of the log", hits: "log", apply: ({ log }, r) => ({ log: flip(log, r, 1) }) }],
  [20, { name: "the end of the log", hits: "log", apply: ({ log }, r) => ({ log: cut(log, r) }) }],
  [10, { name: "a sector of the log", hits: "log", apply: ({ log }, r) => ({ log: tear(log, r) }) }],
  [
    10,
    {
      name: "the end of a log that was copied already",
      hits: "both",
      apply: ({ log, later }, r) => ({ main: later, log: cut(log, r) }),
    },
  ],
];

// ---- what must hold

interface Look {
  readonly store: Store;
  /** messages may end early: the log lost its end */
  readonly mayBeOlder: boolean;
  /** what an index lost may look like what never was: nobody read every page */
  readonly mayMiss: boolean;
  readonly counts: Counts;
}

interface Counts {
  read: number;
  refused: number;
  /** files that were not opened */
  closed: number;
}

/** The answer, or undefined for a refusal; anything else that is thrown fails the test. */
async function attempt<T>(counts: Counts, run: () => Promise<T>): Promise<{ readonly got: T } | undefined> {
  try {
    const got = await run();
    counts.read++;
    return { got };
  } catch (error) {
    assert.ok(
      error instanceof Unavailable,
      error instanceof Error ? (error.stack ?? error.message) : String(error),
    );
    assert.ok(!error.message.includes("words"), "no content in what is said of it");
    counts.refused++;
    return undefined;
  }
}

const page = { limit: 7, maxChars: 1e6 };

function lookAtPage(
  { store, counts }: Look,
  topic: TopicName,
  slice: Partial<Slice>,
): Promise<{ got: readonly Message[] } | undefined> {
  return attempt(counts, () => store.readMessages(one, topic, { ascending: true, ...page, ...slice }));
}

/** Right, in their order and without holes, beginning at `first`; how many may be fewer at the end of the history. */
function checkPage(look: Look, topic: TopicName, got: readonly Message[], seqs: readonly number[]): void {
  assert.deepEqual(
    got,
    seqs.slice(0, got.length).map((seq) => messageAt(topic, seq)),
  );
  if (got.length < seqs.length)
    assert.ok(look.mayBeOlder || (look.mayMiss && got.length === 0), `${topic} ${seqs[0]}`);
}

function range(low: number, high: number): number[] {
  return Array.from({ length: high - low + 1 }, (_, n) => low + n);
}

async function lookAtMessages(look: Look, topic: TopicName): Promise<void> {
  for (let above = 0; above < perTopic; above += page.limit) {
    const found = await lookAtPage(look, topic, { above });
    if (found !== undefined)
      checkPage(look, topic, found.got, range(above + 1, Math.min(perTopic, above + page.limit)));
  }
  const last = await lookAtPage(look, topic, { ascending: false });
  if (last !== undefined) {
    const newest = last.got[0]?.seq ?? 0;
    assert.ok(newest === perTopic || look.mayBeOlder || (look.mayMiss && newest === 0));
    assert.deepEqual(
      last.got,
      range(newest - last.got.length + 1, newest)
        .toReversed()
        .map((seq) => messageAt(topic, seq)),
    );
  }
  for (const seq of [5, 33, 47]) {
    const [ts, next] = [1_700_000_000_000 + 10 * seq, 1_700_000_000_000 + 10 * (seq + 4)];
    const since = await lookAtPage(look, topic, { since: ts, before: next });
    if (since !== undefined) checkPage(look, topic, since.got, range(seq, seq + 3));
    const before = await lookAtPage(look, topic, { before: ts, ascending: false, limit: 2 });
    if (before !== undefined && (!look.mayBeOlder || seq <= settled))
      checkPage(look, topic, before.got, [seq - 1, seq - 2]);
  }
}

async function lookAtRights({ store, counts, mayMiss }: Look, topic: TopicName): Promise<boolean> {
  const found = await attempt(counts, () => store.loadTopic(one, topic));
  if (found === undefined) return false;
  if (found.got === undefined) {
    assert.ok(mayMiss, `${topic} is missing`);
    return false;
  }
  const { row, subscriptions } = found.got;
  const { version, seq: _, lastTs: __, deletes, erased, ...head } = row;
  assert.deepEqual(head, headOf(topic, topic.startsWith("p2p") ? "p2p" : "grp"));
  assert.deepEqual([deletes, erased], [0, 0]);
  assert.ok(version === 1 || version === 2);
  for (const got of subscriptions) {
    assert.deepEqual(got, { ...rowOf(got.user, wants[got.changed - 1] ?? 0), changed: got.changed });
    assert.ok(got.changed <= version);
  }
  const missing = membersOf(topic).filter((user) => !subscriptions.some((row) => row.user === user));
  assert.ok(missing.length === 0 || mayMiss, "a subscription is missing");
  return true;
}

async function lookAtPeople({ store, counts, mayMiss }: Look): Promise<void> {
  for (const [n, user] of users.entries()) {
    const isFound = (got: unknown): boolean => {
      assert.ok(got !== undefined || mayMiss, `something of user ${n} is missing`);
      return got !== undefined;
    };
    const login = await attempt(counts, () => store.findLogin(one, "basic", `login${n}`));
    const expected = { scheme: "basic", name: `login${n}`, user, secret: `secret of ${n}` };
    if (login !== undefined && isFound(login.got)) assert.deepEqual(login.got, expected);
    const logins = await attempt(counts, () => store.loginsOf(one, user));
    if (logins !== undefined && isFound(logins.got[0])) assert.deepEqual(logins.got, [expected]);
    const hash = `hash of a token of ${n}`;
    const token = await attempt(counts, () => store.findToken(one, hash));
    if (token !== undefined && isFound(token.got))
      assert.deepEqual(token.got, { hash, user, issued: 7, expires: 9e12 });
    const account = await attempt(counts, () => store.loadUsers(one, [user]));
    if (account !== undefined && isFound(account.got[0])) {
      const { public: about, tags, id } = account.got[0] ?? {};
      assert.deepEqual(
        { about, tags, id },
        { about: JSON.stringify(`User ${n}`), tags: [`name:${n}`], id: user },
      );
    }
    const listed = await attempt(counts, () => store.listSubscriptions(one, user));
    for (const { row, subscription } of listed?.got ?? []) {
      assert.deepEqual(row.tags, [`about:${row.topic}`]);
      assert.deepEqual(subscription, {
        ...rowOf(user, wants[subscription.changed - 1] ?? 0),
        changed: subscription.changed,
      });
    }
  }
  await attempt(counts, () => store.listUsers(one, undefined, 10));
  await attempt(counts, () => store.newest());
}

/** Publishes where the topic can be read; what is acknowledged reads back. */
async function lookAtWrites(look: Look, topic: TopicName): Promise<Message | undefined> {
  const { store, counts } = look;
  const write: Write = {
    put: "message",
    topic,
    content: '"after the damage"',
    at: 1_800_000_000_000,
    from: alice,
  };
  const done = await attempt(counts, () => store.commit(one, [], [write]));
  if (done === undefined) return undefined;
  const place = done.got.done === "ok" ? done.got.assigned[0] : undefined;
  assert.ok(place !== undefined && "seq" in place);
  const message: Message = { seq: place.seq, ts: place.ts, from: alice, content: '"after the damage"' };
  await lookAtOne(look, topic, message);
  return message;
}

async function lookAtOne(look: Look, topic: TopicName, message: Message): Promise<void> {
  const found = await lookAtPage(look, topic, { above: message.seq - 1 });
  if (found !== undefined) assert.deepEqual(found.got, [message]);
}

/** undefined when it was refused with a reason. */
async function opened(options: SqliteStoreOptions): Promise<Store | undefined> {
  const store = createSqliteStore(options);
  try {
    await store.open();
    return store;
  } catch (error) {
    assert.ok(
      error instanceof CannotOpen,
      error instanceof Error ? (error.stack ?? error.message) : String(error),
    );
    assert.match(error.message, /natter\.db .*\./);
    return undefined;
  }
}

async function look(
  folder: string,
  files: Files,
  hits: Damage["hits"],
  isChecked: boolean,
  counts: Counts,
): Promise<void> {
  const file = join(folder, "natter.db");
  for (const rest of ["-wal", "-shm", ".lock"]) rmSync(file + rest, { force: true });
  writeFileSync(file, files.main);
  writeFileSync(`${file}-wal`, files.log);
  const options = { file, ...(!isChecked && { checkedUpTo: 0 }) };
  const store = await opened(options);
  if (store === undefined) {
    counts.closed++;
    return;
  }
  const written = new Map<TopicName, Message>();
  const about = { store, mayBeOlder: hits !== "file", mayMiss: hits !== "log" && !isChecked, counts };
  try {
    await lookAtPeople(about);
    for (const topic of topics) {
      await lookAtMessages(about, topic);
      const message = (await lookAtRights(about, topic)) ? await lookAtWrites(about, topic) : undefined;
      if (message !== undefined) written.set(topic, message);
    }
  } finally {
    await store.close();
  }
  if (written.size === 0 || !isChecked) return;
  const again = await opened(options);
  if (again === undefined) return;
  try {
    for (const [topic, message] of written) await lookAtOne({ ...about, store: again }, topic, message);
  } finally {
    await again.close();
  }
}

async function inFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "natter-corrupt-"));
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// ---- the tests

const stored = inFolder(build);

test("R-08: any damage", { concurrency: 3 }, async (t) => {
  const cache = mkdtempSync(join(tmpdir(), "natter-modules-"));
  // the writer thread loads its modules for every variant: half of the time of this test without a cache
  process.env["NODE_COMPILE_CACHE"] = cache;
  t.after(() => {
    delete process.env["NODE_COMPILE_CACHE"];
    rmSync(cache, { recursive: true });
  });
  const files = await stored;
  const total = { read: 0, refused: 0, closed: 0 };
  const kinds = damages.map(([times, { name, hits, apply }]) =>
    t.test(`${name}, ${times} times: right, refused or earlier`, () =>
      inFolder(async (folder) => {
        for (let seed = 1; seed <= times; seed++) {
          const variant = { ...files, ...apply(files, new Random(seed)) };
          try {
            await look(folder, variant, hits, seed % 3 === 0, total);
          } catch (error) {
            throw new Error(`seed ${seed}`, { cause: error });
          }
        }
      }),
    ),
  );
  await Promise.all(kinds);
  t.diagnostic(JSON.stringify(total));
  assert.ok(total.read > 1_000 && total.refused > 100 && total.closed > 10, "the damage did some");
});

/** Turns one bit of a text that stands once in the file. */
function damageText(file: string, text: string): void {
  const bytes = readFileSync(file);
  const at = bytes.indexOf(text);
  assert.ok(at > 0 && bytes.indexOf(text, at + 1) === -1, text);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

test("R-08: one damaged message is refused, once in the log, to the operator and by doctor; all else goes on", () =>
  inFolder(async (folder) => {
    const file = join(folder, "natter.db");
    await build(folder);
    const [topic = assert.fail(), other = assert.fail()] = topics;
    damageText(file, `${topic} 20 words`);
    const logged: string[] = [];
    const log = {
      info: () => undefined,
      warn: () => undefined,
      error: (_: object, text: string) => logged.push(text),
    };
    const store = createSqliteStore({ file, log });
    try {
      await store.open();
      assert.equal(store.damage(), undefined);
      const read = (of: TopicName, above: number): Promise<readonly Message[]> =>
        store.readMessages(one, of, { ascending: true, ...page, above });
      for (let n = 0; n < 3; n++) {
        await assert.rejects(read(topic, 14), {
          name: "Unavailable",
          message: `message 20 of ${topic} is damaged or missing`,
        });
      }
      assert.equal((await read(topic, 20)).length, page.limit);
      assert.equal((await read(other, 14)).length, page.limit);
      assert.equal((await store.commit(one, [], [messageWrite(topic, perTopic + 1)])).done, "ok");
      assert.equal(logged.length, 1);
      assert.match(store.damage() ?? "", /damaged: message 20 of .*natter doctor --deep.*natter restore/);
    } finally {
      await store.close();
    }
    const db = openConnection(file);
    assert.deepEqual([...inspect(db)], [{ topic, low: 20, high: 20 }]);
    db.close();
  }));

// ---- what chance hits too seldom

const [group = assert.fail()] = groups;
const idOfGroup = `(SELECT id FROM topics WHERE topic = '${group}')`;
const rowOfMessage = (seq: number): string => `id = ((${idOfGroup} << 32) | ${seq})`;
const slice = { ascending: true, limit: 9, maxChars: 1e6 };
const pageAbove = (above: number) => (store: Store) => store.readMessages(one, group, { ...slice, above });
const publishOne = (store: Store): Promise<unknown> =>
  store.commit(one, [], [messageWrite(group, perTopic + 1)]);
const erase = (before: number) => (store: Store) =>
  store.commit(one, [], [{ put: "erasure", topic: group, before, at: 1 }]);
const timeOf = (seq: number): number => messageWrite(group, seq).at;
const loadGroup = (store: Store): Promise<unknown> => store.loadTopic(one, group);
const login = (store: Store): Promise<unknown> => store.findLogin(one, "basic", "login0");
const putLogin = (store: Store): Promise<unknown> =>
  store.commit(
    one,
    [{ topic: meTopic(bob), version: 1 }],
    [{ put: "login", login: { scheme: "basic", name: "login0", user: bob } }],
  );

/** As they were when 30 messages were stored. */
function olderCounters(): string {
  const row = { version: 2, seq: 30, last_ts: timeOf(30), deletes: 0, erased: 0, ended: 0, floor: 0 };
  return range(1, 9)
    .map((id) => `(${[id, ...Object.values(row), countersSeal({ id, ...row })].join(", ")})`)
    .join(", ");
}

/** What is done to the file, what then is asked of the store, and what the refusal says. */
const cases: readonly (readonly [sql: string, ask: (store: Store) => Promise<unknown>, says: RegExp])[] = [
  [
    `DELETE FROM messages WHERE ${rowOfMessage(20)}`,
    pageAbove(15),
    /message 20 of grp\S+ is damaged or missing/,
  ],
  [`DELETE FROM messages WHERE ${rowOfMessage(16)}`, pageAbove(15), /message 16 /],
  [`DELETE FROM messages WHERE ${rowOfMessage(60)}`, pageAbove(55), /message 60 /],
  [`UPDATE messages SET sender = 3 WHERE ${rowOfMessage(16)}`, pageAbove(15), /message 16 /],
  [`UPDATE messages SET ts = ts + 1 WHERE ${rowOfMessage(20)}`, pageAbove(15), /message 20 /],
  [`UPDATE counters SET seq = 30`, pageAbove(0), /counters of grp/],
  [`UPDATE counters SET erased = 30`, pageAbove(35), /counters of grp/],
  [`UPDATE counters SET seq = 30`, publishOne, /counters of grp/],
  [`UPDATE counters SET last_ts = ${2n ** 62n}`, loadGroup, /impossible number/],
  [`UPDATE counters SET version = 7`, loadGroup, /counters of grp/],
  [`UPDATE topics SET auth = 255`, loadGroup, /description of grp/],
  [`UPDATE subscriptions SET want = 255`, loadGroup, /a subscription of grp/],
  [`UPDATE subscriptions SET user = user + 10`, loadGroup, /a subscription of grp/],
  [`UPDATE users SET tags = '[]'`, (store) => store.loadUsers(one, users), /account of usr/],
  [`UPDATE users SET state = NULL`, (store) => store.loadUsers(one, users), /account of usr/],
  [`UPDATE logins SET user = 2 WHERE name = 'login0'`, login, /a login is damaged/],
  [`UPDATE logins SET user = 2 WHERE name = 'login0'`, putLogin, /a login is damaged/],
  [
    `UPDATE tokens SET expires = 9e13`,
    (store) => store.findToken(one, "hash of a token of 0"),
    /token is damaged/,
  ],
  [
    `UPDATE message_keys SET seq = 4 WHERE name = 'k3'`,
    (store) => store.commit(one, [], [messageWrite(group, 3)]),
    /retry key/,
  ],
];

for (const [sql, ask, says] of cases) {
  test(`R-08: refused after ${sql.replaceAll(/\(.*\)/g, "…")}`, () =>
    altered(sql, async (store) => {
      await assert.rejects(ask(store), (error) => error instanceof Unavailable && says.test(error.message));
      assert.match(store.damage() ?? "", says);
    }));
}

/** A store on a file that was changed behind its back. */
function altered(sql: string, run: (store: Store) => Promise<void>): Promise<void> {
  return inFolder(async (folder) => {
    const file = join(folder, "natter.db");
    const { later } = await stored;
    writeFileSync(file, later);
    const db = new DatabaseSync(file, { defensive: false });
    db.exec(`PRAGMA writable_schema = 1; ${sql}; PRAGMA writable_schema = 0`);
    db.close();
    const store = createSqliteStore({ file, checkedUpTo: 0 });
    try {
      await store.open();
      await run(store);
    } finally {
      await store.close();
    }
  });
}

test("R-08: a damaged time misleads no page and no erasure", async () => {
  for (const seq of [30, 31, 45, 46]) {
    for (const ts of [1, 9e15]) {
      await altered(`UPDATE messages SET ts = ${ts} WHERE ${rowOfMessage(seq)}`, async (store) => {
        const about = {
          store,
          mayBeOlder: false,
          mayMiss: false,
          counts: { read: 0, refused: 0, closed: 0 },
        };
        for (let first = 1; first <= perTopic - 9; first++) {
          const found = await lookAtPage(about, group, { ...slice, since: timeOf(first) });
          if (found !== undefined) checkPage(about, group, found.got, range(first, first + 8));
        }
        for (let last = 1; last <= perTopic; last++) {
          const done = await attempt(about.counts, () => erase(timeOf(last))(store));
          if (done?.got.done === "ok") assert.deepEqual(done.got.assigned, [{ upTo: last - 1 }]);
        }
        assert.ok(about.counts.read > 20 && about.counts.refused > 0, JSON.stringify(about.counts));
      });
    }
  }
});

test("R-08: counters that are older than the messages overwrite nothing", () =>
  altered(`DELETE FROM counters; INSERT INTO counters VALUES ${olderCounters()}`, async (store) => {
    await assert.rejects(publishOne(store), {
      name: "Unavailable",
      message: /counters of grp\S+ are behind/,
    });
    assert.deepEqual(
      await pageAbove(25)(store),
      range(26, 30).map((seq) => messageAt(group, seq)),
    );
  }));

test("R-08: a description of a table that is not ours is refused", async () => {
  const sql = `UPDATE sqlite_schema SET sql = replace(sql, 'read INTEGER', 'rebd INTEGER') WHERE name = 'subscriptions'`;
  const opening = altered(sql, () => assert.fail("it was opened"));
  await assert.rejects(
    opening,
    (error) => error instanceof CannotOpen && /description of subscriptions.*restore/.test(error.message),
  );
});
