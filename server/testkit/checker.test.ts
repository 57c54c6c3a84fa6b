// The checker finds what it is for: a server in memory whose parts were made to lie, one defect at a time, under the same load.
// Without a defect it finds nothing. Seeds are fixed: what is tested here is the checker, not the server.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { MemoryData } from "../src/adapters/store-memory/data.ts";
import type { Message } from "../src/core/state.ts";
import type { Write } from "../src/core/vocabulary.ts";
import type { Store } from "../src/ports/store.ts";
import { check, type Violation } from "./checker.ts";
import type { PromiseName } from "./checker/evidence.ts";
import { another, Dice, enrollAll, gather, names, readLog } from "./crowd.ts";
import type { Client } from "./client.ts";
import { History, readPacket, type Ending, type Stored } from "./history.ts";
import { Lab, type LabOptions } from "./lab.ts";
import type { Listener } from "./raw-clients.ts";
import { reading } from "./reading.ts";

/** What one run of the load can have wrong. */
interface Defect {
  readonly store?: (store: Store) => Store;
  readonly wire?: NonNullable<LabOptions["wire"]>;
  /** done to the data while the server is down */
  readonly disk?: (data: MemoryData) => void;
}

const seeds = [1, 2, 3];

// ---- the load: two groups of talkers, retries with keys, a ban, a page, coming and going, a crash in the middle

async function run(seed: number, defect: Defect): Promise<Violation | undefined> {
  const history = new History();
  const dice = new Dice(seed);
  await using lab = await Lab.open({
    seed,
    ...(defect.store === undefined ? {} : { store: defect.store }),
    ...(defect.wire === undefined ? {} : { wire: defect.wire }),
  });
  const people = await enrollAll(history, lab.dial, names("p", 5));
  const [ann, bob, cid, dan] = people;
  if (ann === undefined || bob === undefined || cid === undefined || dan === undefined)
    throw new Error("nobody");
  await ann.attach("me");
  await dan.attach(ann.uid);
  const topic = await gather(people);
  await talk(topic, people, dice, "a", 15);
  await retry(topic, bob);

  await dan.attach("me");
  await ann.until("dan to come", () => shows(ann, dan) === "on");
  const losses = await ban(topic, ann, cid);
  await ann.must("get", { topic, what: "data", browse: { limit: 10 } });
  await ann.mustPublish({ topic, content: '"between two pages"' });
  await ann.must("get", { topic, what: "data", browse: { limit: 10 } });
  const old = (await ann.page(topic, { ascnd: true, limit: 20 }))[12];
  await ann.must("get", { topic, what: "data", browse: { before: old?.ts ?? "", limit: 5 } });

  history.note("the server is killed");
  await lab.crash(defect.disk);
  const back = await Promise.all([ann, bob, dan].map((client) => another(history, lab.dial, client)));
  await back[0]?.attach("me");
  await Promise.all(back.map((client) => client.attach(topic, { get: "data", browse: { limit: 8 } })));
  await talk(topic, back, dice, "b", 10);
  const watched = await comeAndGo(back);
  await Promise.all(
    back
      .slice(0, 2)
      .map((client) => client.must("get", { topic, what: "info" }).catch(() => client.meta(topic, "info"))),
  );
  const log = await logOf(lab, topic, await readLog(await reader(history, lab, back, topic), topic));
  return check(history, {
    logs: new Map([[topic, log]]),
    losses,
    presence: watched,
    bounds: [{ name: "queue", seen: lab.server.stats().queued, bound: 0 }],
  });
}

/** Everybody publishes, three at a time; resolves when all got everything. */
async function talk(
  topic: string,
  people: readonly Client[],
  dice: Dice,
  word: string,
  each: number,
): Promise<void> {
  const runs = people.flatMap((client) =>
    [1, 2, 3].map(async (lane) => {
      for (let n = 1; n <= each / 3; n++) {
        const content = JSON.stringify(`${word} ${client.user} ${lane}.${n} ${dice.int(0, 999)}`);
        await client.mustPublish({ topic, content });
      }
    }),
  );
  await Promise.all(runs);
  await Promise.all(people.map((client) => client.meta(topic, "info")));
}

async function retry(topic: string, client: Client): Promise<void> {
  const publication = { topic, content: '"once"', key: "k-1" };
  await client.publish(publication);
  await client.publish(publication);
}

/** A marker before, the ban, a marker after: what happened before and after the loss is known by the order of the topic. */
async function ban(
  topic: string,
  manager: Client,
  user: Client,
): Promise<NonNullable<Parameters<typeof check>[1]["losses"]>> {
  const after = '"after the ban"';
  await Promise.all([
    manager.publish({ topic, content: '"before the ban"' }),
    manager.ask("set", { topic, what: "sub", sub: { user: user.uid, mode: "X" } }),
    manager.publish({ topic, content: after }),
  ]);
  await user.until("its 205", () =>
    user.packets.some((packet) => packet.kind === "ctrl" && packet.code === 205),
  );
  return [{ topic, user: user.user, content: after }];
}

/** The last of them comes online and goes; the first watches. */
async function comeAndGo(
  people: readonly Client[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, boolean>>> {
  const [watcher, , guest] = people;
  if (watcher === undefined || guest === undefined) throw new Error("nobody");
  await guest.attach("me");
  await watcher.until("the guest", () => shows(watcher, guest) === "on");
  await guest.must("leave", { topic: "me" });
  // the signal went before the answer: two round trips carry it
  await watcher.meta("me", "info");
  await watcher.meta("me", "info");
  return new Map([[watcher.session, new Map([[guest.uid, false]])]]);
}

function shows(watcher: Client, other: Client): string | undefined {
  const heard = watcher.packets.filter(
    (one) => one.kind === "pres" && one.topic === "me" && one.user === other.uid,
  );
  const last = heard.at(-1);
  return last?.kind === "pres" ? last.what : undefined;
}

async function reader(history: History, lab: Lab, people: readonly Client[], topic: string): Promise<Client> {
  const [first] = people;
  if (first === undefined) throw new Error("nobody");
  const client = await another(history, lab.dial, first);
  await client.attach(topic);
  return client;
}

/** The truth of the store: the reader's log with numbers. */
async function logOf(
  lab: Lab,
  topic: string,
  read: { readonly messages: readonly Stored[] },
): Promise<{ messages: Stored[] }> {
  const messages = [...lab.data.values()].flatMap(
    ({ topics }) => [...topics].find(([name]) => name === topic)?.[1].messages ?? [],
  );
  assert.equal(read.messages.length, messages.length);
  return {
    messages: messages.map(({ seq, ts, from, content }) => ({
      seq,
      ts: new Date(ts).toISOString(),
      from,
      content,
    })),
  };
}

// ---- the defects

/** Something done once, to the n-th that fits. */
function nth<T>(n: number, fits: (value: T) => boolean): (value: T) => boolean {
  let count = 0;
  return (value) => fits(value) && ++count === n;
}

const isData = (text: string): boolean => text.startsWith('{"data"');

const dropOne = (): Defect => {
  const isIt = nth(30, isData);
  return { wire: (text) => (isIt(text) ? [] : [text]) };
};

const swapTwo = (): Defect => {
  const isIt = nth(30, isData);
  const held = new Map<unknown, string>();
  return {
    wire(text, client) {
      const former = held.get(client);
      if (former !== undefined && isData(text)) {
        held.delete(client);
        return [text, former];
      }
      if (former !== undefined || !isIt(text)) return [text];
      held.set(client, text);
      return [];
    },
  };
};

const duplicateOnRetry = (): Defect => ({
  store: (store) => ({
    ...store,
    commit: (tenant, expects, writes) =>
      store.commit(
        tenant,
        expects,
        writes.map(
          (write) => (write.put === "message" ? { ...write, key: undefined } : write) as typeof write,
        ),
      ),
  }),
});

/**
 * The last message of the commit that holds the 30th is left out of it and answered all the same. Messages are counted, not commits: how
 * many go into one is the server's affair, and thirty are always published. What is acknowledged is then never stored, so that no crash at
 * a certain moment is needed to show it.
 */
const ackBeforeCommit = (): Defect => {
  let published = 0;
  return {
    store: (store) => ({
      ...store,
      async commit(tenant, expects, writes) {
        const before = published;
        published += writes.filter(isTalk).length;
        const last = writes.at(-1);
        if (before >= 30 || published < 30 || last === undefined || !isTalk(last))
          return store.commit(tenant, expects, writes);
        const committed = await store.commit(tenant, expects, writes.slice(0, -1));
        assert.ok(committed.done === "ok");
        const slice = { ascending: false, limit: 1, maxChars: 1 };
        const [newest] = await store.readMessages(tenant, last.topic, slice);
        const place = { seq: (newest?.seq ?? 0) + 1, ts: Math.max(last.at, (newest?.ts ?? 0) + 1) };
        return { ...committed, assigned: [...committed.assigned, place] };
      },
    }),
  };
};

/** Somebody says something in a group; not a notice. */
function isTalk(write: Write): write is Write & { put: "message" } {
  return write.put === "message" && !write.topic.startsWith("me:");
}

/** All messages of the one group. */
function groupMessages(data: MemoryData): Message[] {
  const topics = [...data.values()].flatMap((tenant) => [...tenant.topics.values()]);
  return topics.find(({ head }) => head.kind === "grp")?.messages ?? [];
}

const gapAfterCrash: Defect = { disk: (data) => void groupMessages(data).splice(20, 1) };
const lostTail: Defect = {
  disk(data) {
    for (const tenant of data.values()) {
      for (const topic of tenant.topics.values()) {
        if (topic.head.kind !== "grp") continue;
        topic.messages.pop();
        topic.seq--;
      }
    }
  },
};
const tsRegression: Defect = {
  disk(data) {
    const messages = groupMessages(data);
    const [a, b] = [messages[20], messages[21]];
    if (a !== undefined && b !== undefined) messages.splice(20, 2, { ...a, ts: b.ts }, { ...b, ts: a.ts });
  },
};

/** The banned session goes on hearing what the others hear. */
const banLeak = (): Defect => {
  let banned: Listener | undefined;
  return {
    wire(text, client) {
      if (text.includes('"code":205')) banned = client;
      else if (isData(text) && !text.includes('"topic":"me"')) {
        banned?.packet(text);
        banned = undefined;
      }
      return [text];
    },
  };
};

const corruptByte = (): Defect => ({
  store: reading((messages) =>
    messages.map((message) =>
      message.seq === 33 ? { ...message, content: message.content.replace("a", "b") } : message,
    ),
  ),
});

const staleCache = (): Defect => {
  const cache = new Map<string, readonly Message[]>();
  return {
    store: reading((messages, _store, [, topic, { ascending, limit }]) => {
      if (ascending) return messages;
      const key = `${topic} ${limit}`;
      const cached = cache.get(key);
      cache.set(key, cached ?? messages);
      return cached ?? messages;
    }),
  };
};

const wrongBound = (): Defect => ({
  store: reading((messages, store, [tenant, topic, slice]) =>
    slice.before === undefined
      ? messages
      : store.readMessages(tenant, topic, { ...slice, before: slice.before + 1 }),
  ),
});

const answerTwice = (): Defect => {
  const isIt = nth(20, (text: string) => text.includes('"code":202'));
  return { wire: (text) => (isIt(text) ? [text, text] : [text]) };
};

const presenceStuck = (): Defect => ({
  wire: (text) =>
    text.startsWith('{"pres"') && text.includes('"what":"off"') && text.includes('"me"') ? [] : [text],
});

const cases: readonly (readonly [name: string, defect: () => Defect, promises: readonly PromiseName[]])[] = [
  ["a packet of a fan-out is dropped", dropOne, ["P4"]],
  ["two packets change places", swapTwo, ["P3", "P4"]],
  ["a retry is stored again", duplicateOnRetry, ["P6"]],
  ["acknowledged before it is stored", ackBeforeCommit, ["P1", "P3", "P5"]],
  ["a message is gone after a crash", () => gapAfterCrash, ["P1", "P2"]],
  ["times go backwards", () => tsRegression, ["P1", "P5", "P8"]],
  ["a banned session hears on", banLeak, ["P7"]],
  ["a page comes from a stale cache", staleCache, ["P9", "P4"]],
  ["the tail is lost in a crash", () => lostTail, ["P1"]],
  ["a page goes one too far", wrongBound, ["P9"]],
  ["a byte of a content changes", corruptByte, ["P5"]],
  ["somebody gone is still shown", presenceStuck, ["P10"]],
  ["an answer comes twice", answerTwice, ["P11"]],
];

for (const seed of seeds) {
  test(`checker: a server without defects passes (seed ${seed})`, async () => {
    const violation = await run(seed, {});
    assert.equal(violation, undefined, `${violation?.promise} ${violation?.text}\n${violation?.timeline}`);
  });
}

for (const [name, defect, promises] of cases) {
  test(`checker: found in each of ${seeds.length} runs: ${name}`, async () => {
    for (const seed of seeds) {
      const violation = await run(seed, defect());
      const said = `seed ${seed}: ${violation?.promise} ${violation?.text}\n${violation?.timeline}`;
      assert.ok(violation !== undefined && promises.includes(violation.promise), said);
      assert.ok(violation.timeline.split("\n").length <= 31, said);
    }
  });
}

// ---- what no load can show, or not without waiting in vain: told by hand

type Told = Parameters<History["add"]>[0];

const opened: Told = { event: "opened", session: "s", user: "ann" };
const left: Told = { event: "ended", session: "s", by: "client" };
const broken: Told = { event: "ended", session: "s", by: "server" };

function asks(verb: string, id: string, get?: string): Told {
  const asked = { verb, id, topic: "grpA", ...(get === undefined ? {} : { get }) };
  return { event: "asked", session: "s", asked };
}

function gets(text: string): Told {
  return { event: "got", session: "s", packet: readPacket(text) };
}

function ctrl(id: string, code = 200): Told {
  return gets(
    `{"ctrl":{"id":"${id}","topic":"grpA","code":${code},"text":"","ts":"2026-01-01T00:00:00.000Z"}}`,
  );
}

const meta = gets('{"meta":{"id":"1","topic":"grpA","info":{}}}');

const stories: readonly (readonly [
  name: string,
  told: readonly Told[],
  promise: PromiseName | undefined,
  bounds?: Ending["bounds"],
])[] = [
  ["one answer", [opened, asks("leave", "1"), ctrl("1")], undefined],
  ["two answers", [opened, asks("leave", "1"), ctrl("1"), ctrl("1")], "P11"],
  ["two answers, one of them a refusal", [opened, asks("leave", "1"), ctrl("1"), ctrl("1", 500)], "P11"],
  ["two answers, then the end", [opened, asks("leave", "1"), ctrl("1"), ctrl("1"), broken], "P11"],
  ["no answer, and the session goes on", [opened, asks("leave", "1")], "P11"],
  ["the answer to another one", [opened, asks("leave", "1"), ctrl("2")], "P11"],
  ["no answer, and the server ends the session", [opened, asks("leave", "1"), broken], undefined],
  ["no answer, and the client ends the session", [opened, asks("leave", "1"), left], undefined],
  ["a {meta} is the answer to {get info}", [opened, asks("get", "1", "info"), meta], undefined],
  ["a {meta} and a {ctrl} for {get info}", [opened, asks("get", "1", "info"), meta, ctrl("1")], "P11"],
  ["nothing for {get info}", [opened, asks("get", "1", "info")], "P11"],
  ["a queue within its bound", [opened], undefined, [{ name: "queue", seen: 512, bound: 512 }]],
  ["a queue over its bound", [opened], "P12", [{ name: "queue", seen: 513, bound: 512 }]],
  [
    "one of two over its bound",
    [opened],
    "P12",
    [
      { name: "queue", seen: 1, bound: 512 },
      { name: "bytes", seen: 2, bound: 1 },
    ],
  ],
];

for (const [name, told, promise, bounds] of stories) {
  test(`checker: ${name}: ${promise ?? "nothing is broken"}`, () => {
    const history = new History();
    for (const one of told) history.add(one);
    const violation = check(history, { logs: new Map(), ...(bounds === undefined ? {} : { bounds }) });
    assert.equal(violation?.promise, promise, violation?.text ?? "nothing was found");
  });
}
