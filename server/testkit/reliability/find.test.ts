// The search of a whole server (extensions-0.4 §5, §8.6): who may not be listed takes nobody's place, and nothing is shown but what is public.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Client } from "../client.ts";
import { Dice, enroll, enrollAll, names } from "../crowd.ts";
import { History } from "../history.ts";
import { Lab } from "../lab.ts";

type Entry = Readonly<Record<string, unknown>> & { readonly tags: readonly string[] };

let searches = 0;

async function find(client: Client, query: string): Promise<readonly Entry[]> {
  const first = client.packets.length;
  const id = `find${++searches}`;
  client.say(JSON.stringify({ get: { id, topic: "fnd", what: "sub", find: query } }));
  const answers = () => client.packets.slice(first).filter((one) => "id" in one && one.id === id);
  await client.until("for the end of a search", () => answers().some(({ kind }) => kind === "ctrl"));
  const end = answers().at(-1);
  assert.ok(end?.kind === "ctrl" && end.code === 200, query);
  const meta = answers().find(({ kind }) => kind === "meta");
  const entries = (meta?.kind === "meta" ? (meta.sub ?? []) : []) as readonly Entry[];
  assert.equal(end.params["count"], entries.length, query);
  return entries;
}

async function describe(client: Client, info: Readonly<Record<string, unknown>>): Promise<void> {
  await client.attach("me");
  await client.must("set", { topic: "me", what: "info", info });
}

async function block(client: Client, other: Client): Promise<void> {
  await client.attach(other.uid);
  await client.must("set", { topic: other.uid, what: "sub", sub: { user: other.uid, mode: "X" } });
}

test("however many blocked the one who searches, the others are found", async () => {
  await using lab = await Lab.open();
  const history = new History();
  const [alice, dora] = [await enroll(history, lab.dial, "alice"), await enroll(history, lab.dial, "dora")];
  await describe(dora, { tags: ["chess"] });
  for (const client of await enrollAll(history, lab.dial, names("foe", 200))) {
    // with more tags that match: before her in the order of the answer
    await describe(client, { tags: ["chess", "go"] });
    await block(client, alice);
  }
  assert.deepEqual(
    (await find(alice, "chess, go")).map(({ user }) => user),
    [dora.uid],
  );
});

/** What a word of a query matches. */
function fits(word: string, tag: string): boolean {
  return word.endsWith("*") ? tag.startsWith(word.slice(0, -1)) && !tag.includes(":") : tag === word;
}

test("1,000 searches show who has the tags, and never a private, the defaults, or a tag that does not match", async () => {
  const dice = new Dice(86);
  await using lab = await Lab.open();
  const history = new History();
  const alice = await enroll(history, lab.dial, "alice");
  const pool = ["chess", "go", "paris", "rome", "alice", "alibi", "malice", "city:alice", "nick:go"];
  const some = (): readonly string[] => pool.filter(() => dice.int(0, 3) === 0);
  /** name → tags, of all who may be listed */
  const open = new Map<string, readonly string[]>();
  for (const client of await enrollAll(history, lab.dial, names("one", 40))) {
    const [tags, state] = [some(), dice.int(0, 4)];
    const auth = state === 0 ? "X" : "RWP";
    const about = { public: `of ${client.uid}`, private: "secret", defacs: { auth, anon: "N" } };
    await describe(client, { ...about, tags });
    if (state === 1) await block(client, alice);
    if (state > 1) open.set(client.uid, tags);
    if (state < 4) continue;
    const [its, isOpen] = [some(), dice.int(0, 2) > 0];
    const defacs = { auth: isOpen ? "RP" : "X", anon: "N" };
    const init = { tags: its, public: "of a group", private: "secret", defacs };
    const topic = await client.attach("new", { init });
    if (isOpen) open.set(topic, its);
  }

  for (let n = 0; n < 1_000; n++) {
    const words = () => Array.from({ length: dice.int(1, 2) }, () => dice.pick(pool));
    const asked = Array.from({ length: dice.int(1, 3) }, words);
    if (n % 3 === 0) asked[0] = ["ali*", ...words()].slice(0, dice.int(1, 2));
    const query = asked.map((one) => one.join(" ")).join(", ");
    const expected = new Map(
      [...open]
        .filter(([, tags]) => asked.some((one) => one.every((word) => tags.some((tag) => fits(word, tag)))))
        .map(([name, tags]) => [name, tags.filter((tag) => asked.flat().some((word) => fits(word, tag)))]),
    );
    const found = await find(alice, query);
    assert.equal(found.length, Math.min(32, expected.size), query);
    for (const { user, topic, updated, ...shown } of found) {
      const name = String(user ?? topic);
      const about = user === undefined ? "of a group" : `of ${name}`;
      assert.deepEqual(shown, { public: about, tags: expected.get(name) }, query);
      assert.ok(typeof updated === "string" && (user === undefined) !== (topic === undefined), query);
    }
  }
});
