// A hundred thousand hostile packets through a whole server (S-02): each is answered once or in documented silence. The same run shows that no
// answer tells of the inside (S-71), that no object was poisoned (S-51), and that each event is one line of the log whatever it holds (S-73).
import assert from "node:assert/strict";
import { test } from "node:test";
import { answers, faults } from "../../src/core/faults.ts";
import { createLog } from "../../src/runtime/log.ts";
import { Dice, seedOf } from "../crowd.ts";
import { secretOf, type Guest } from "./guest.ts";
import { makePacket, type Known, type Made } from "./packets.ts";
import { readPacket } from "./guest.ts";
import { Site } from "./site.ts";

const rounds = 500;
const perRound = 200;
const seed = seedOf("S-02");
const why = `SEED=${seed}`;
const dice = new Dice(seed);
const people = ["alice", "bob", "carol", "dave", "eve"];
const untouched = [Object.prototype, Array.prototype, Function.prototype, String.prototype].map((one) =>
  Reflect.ownKeys(one).map(String).join(),
);

/** What came of it all. */
const seen = {
  packets: 0,
  broken: 0,
  codes: new Map<number, number>(),
  odd: [] as string[],
  unanswered: [] as string[],
};
const logged: string[] = [];

const site = await Site.open({
  log: createLog({ level: "debug", format: "json", write: (line) => void logged.push(line) }),
});
const known = await furnish();
let guests = await Promise.all(Array.from({ length: 10 }, (_, i) => arrive(i)));
for (let round = 0; round < rounds; round++) await playRound();
await site[Symbol.asyncDispose]();

/** Accounts, a group of all, one that nobody may enter, a conversation, some messages. */
async function furnish(): Promise<Known> {
  const all = await Promise.all(people.map((name) => site.enroll(name, { public: name })));
  const [alice, bob, ...others] = all;
  assert.ok(alice && bob);
  const open = await alice.attach("new", { init: { defacs: { auth: "RWPD", anon: "R" } } });
  const closed = await bob.attach("new", { init: { defacs: { auth: "N" } } });
  for (const guest of [bob, ...others]) await guest.attach(open);
  const pair = await alice.attach(bob.uid);
  await bob.attach(pair);
  const said = await Promise.all([1, 2, 3].map((content) => alice.must("pub", { topic: open, content })));
  for (const guest of all) guest.hangUp();
  return {
    users: all.map(({ uid }) => uid),
    topics: [open, open, closed, pair, "me", "me", ...all.map(({ uid }) => uid)],
    secrets: [...people.map(secretOf), "alice:wrong-guess", "nobody:wrong-guess", "zed:long-enough-1"],
    times: said.map(({ ts }) => String(ts)),
  };
}

/** Two sessions of each person; every sixth connection stays without login. */
async function arrive(index: number): Promise<Guest> {
  const name = people[index % people.length] ?? "";
  const guest = site.visit(name);
  await guest.until(() => guest.texts.length > 0);
  if (dice.roll() < 0.17) return guest;
  await guest.ask("login", { secret: secretOf(name) });
  return guest;
}

async function playRound(): Promise<void> {
  const sent = new Map<Guest, Made[]>(guests.map((guest) => [guest, []]));
  const from = guests.map((guest) => guest.texts.length);
  for (let i = 0; i < perRound; i++) {
    const guest = dice.pick(guests);
    const made = makePacket(dice, known, `f${seen.packets++}`);
    if (made.broken) seen.broken++;
    sent.get(guest)?.push(made);
    guest.say(made.text);
  }
  await site.settle();
  for (const [at, guest] of guests.entries())
    judge(guest, sent.get(guest) ?? [], guest.texts.slice(from[at]));
  guests = await Promise.all(guests.map(replaced));
}

/** A session that was ended, or has run long enough, makes room for another. */
async function replaced(guest: Guest, index: number): Promise<Guest> {
  if (guest.ended === undefined && dice.roll() > 0.02) return guest;
  guest.hangUp();
  site.guests.delete(guest);
  return arrive(index);
}

function judge(guest: Guest, sent: readonly Made[], texts: readonly string[]): void {
  const finals = new Map<string, number>();
  const metas = new Set<string>();
  let nameless = 0;
  for (const text of texts) {
    const { kind, body } = readPacket(text);
    const id = typeof body["id"] === "string" ? body["id"] : undefined;
    if (kind === "meta" && id !== undefined) metas.add(id);
    if (kind !== "ctrl") continue;
    const code = Number(body["code"]);
    seen.codes.set(code, (seen.codes.get(code) ?? 0) + 1);
    if (!isOrdinary(text, code)) seen.odd.push(text);
    if (code === 205) continue;
    if (id === undefined) nameless++;
    else finals.set(id, (finals.get(id) ?? 0) + 1);
  }
  if (guest.ended !== undefined) return;
  for (const { id, word, text } of sent) {
    if (id === undefined) continue;
    const count = finals.get(id) ?? 0;
    if (count !== 1 && !(count === 0 && word === "get" && metas.has(id)))
      seen.unanswered.push(`${count} × ${text}`);
  }
  const broken = sent.filter((made) => made.broken && !made.text.includes('"id"')).length;
  const without = sent.filter(({ id }) => id === undefined).length;
  if (nameless < broken || nameless > without)
    seen.unanswered.push(`${nameless} answers without id to ${without} packets, ${broken} of them no JSON`);
}

/** Text and code are those of the table; nothing of the inside is told. */
function isOrdinary(text: string, code: number): boolean {
  const { body } = readPacket(text);
  const row = [...Object.values(faults), ...Object.values(answers)].find(
    (one) => one.code === code && one.text === body["text"],
  );
  return (
    row !== undefined &&
    !/\.[cm]?[jt]s\b|node:|\bat \S+ \(|SQL|SELECT|Error\b|stack|\/home|\/work|undefined|NaN/.test(
      JSON.stringify((body["params"] as { detail?: unknown } | undefined)?.detail ?? ""),
    )
  );
}

test("S-02: every packet is answered once, or in documented silence", () => {
  assert.ok(seen.packets >= 100_000);
  assert.ok(seen.broken > 5_000, `${seen.broken} packets that are no JSON`);
  assert.deepEqual(seen.unanswered.slice(0, 5), [], why);
  assert.equal(seen.codes.get(500), undefined, why);
  assert.equal(site.metrics.counts.bugs, 0, why);
});

test("S-02: the packets reach every answer there is", () => {
  for (const code of [200, 202, 205, 304, 400, 401, 403, 404, 409, 501])
    assert.ok((seen.codes.get(code) ?? 0) >= 10, `${code}: ${seen.codes.get(code)} of ${why}`);
  assert.ok((seen.codes.get(201) ?? 0) > 0, `accounts are made by ${why}`);
});

test("S-71: ten thousand refusals, and none tells of stack, SQL, path or version", () => {
  const refused = [...seen.codes].filter(([code]) => code >= 400).reduce((sum, [, count]) => sum + count, 0);
  assert.ok(refused >= 10_000, `${refused}`);
  assert.deepEqual(seen.odd.slice(0, 5), [], why);
});

test("S-51: no prototype has a member more, and no object inherits one", () => {
  const now = [Object.prototype, Array.prototype, Function.prototype, String.prototype].map((one) =>
    Reflect.ownKeys(one).map(String).join(),
  );
  assert.deepEqual(now, untouched, why);
  assert.equal(Reflect.get({}, "polluted"), undefined, why);
});

test("S-73: every event of the run is one line of JSON, and no failure is among them", () => {
  for (const line of logged) {
    assert.match(line, /^[^\n]+\n$/);
    const { level, msg } = JSON.parse(line) as { level: string; msg: string };
    assert.notEqual(level, "error", `${msg}: ${line} ${why}`);
  }
});

test("everything is gone when the sessions are", () => {
  const { sessions, users, attachments, queued } = site.server.stats();
  assert.deepEqual(
    { sessions, users, attachments, queued },
    { sessions: { websocket: 0, longpoll: 0 }, users: 0, attachments: 0, queued: 0 },
  );
});
