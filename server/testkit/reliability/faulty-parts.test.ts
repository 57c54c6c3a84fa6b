// Parts that fail: R-69 (a plain error out of the store, in each verb), R-61 in memory (nobody knows whether a commit was stored).
import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryData } from "../../src/adapters/store-memory/data.ts";
import {
  createMemoryStore,
  type MemoryCall,
  type MemoryFault,
} from "../../src/adapters/store-memory/index.ts";
import { Unavailable, type Store } from "../../src/ports/store.ts";
import { defaultSettings } from "../../src/runtime/settings.ts";
import { expectKept } from "../checker.ts";
import { Client } from "../client.ts";
import { another, Dice, enroll, enrollAll, gather, names, passwordOf, readLog, seedOf } from "../crowd.ts";
import { FakeClock, rest } from "../fake-clock.ts";
import { History, type Ctrl } from "../history.ts";
import { Lab } from "../lab.ts";

type Method =
  | "commit"
  | "loadTopic"
  | "loadUsers"
  | "findLogin"
  | "findToken"
  | "loginsOf"
  | "listSubscriptions"
  | "readMessages";

/** A store that throws what is no Unavailable: a defect, not a bad disk. */
class Defective {
  /** the next call of that method throws, once */
  next: Method | undefined;

  wrap(store: Store): Store {
    const watched = (method: Method) => {
      const call = store[method].bind(store) as (...args: readonly unknown[]) => unknown;
      return (...args: readonly unknown[]): unknown => {
        if (this.next !== method) return call(...args);
        this.next = undefined;
        return Promise.reject(new TypeError(`a defect in ${method}`));
      };
    };
    const methods: readonly Method[] = [
      "commit",
      "loadTopic",
      "loadUsers",
      "findLogin",
      "findToken",
      "loginsOf",
      "listSubscriptions",
      "readMessages",
    ];
    return { ...store, ...Object.fromEntries(methods.map((method) => [method, watched(method)])) };
  }
}

/** What is asked while a method of the store has a defect. `T` and `B` stand for a group and for the other user. */
const cases: readonly (readonly [
  method: Method,
  verb: string,
  members: Readonly<Record<string, unknown>>,
])[] = [
  ["commit", "pub", { topic: "T", content: "x" }],
  ["commit", "sub", { topic: "new" }],
  ["commit", "sub", { topic: "B" }],
  ["commit", "leave", { topic: "T", unsub: true }],
  ["commit", "set", { topic: "T", what: "info", info: { private: "mine" } }],
  ["commit", "set", { topic: "me", what: "info", info: { public: "me" } }],
  ["commit", "del", { topic: "T", what: "msg" }],
  ["commit", "acc", { user: "new", auth: [{ scheme: "basic", secret: "somebody:long-enough-1" }] }],
  ["commit", "acc", { auth: [{ scheme: "basic", secret: "B:another-secret-1" }] }],
  ["loadUsers", "set", { topic: "T", what: "sub", sub: { user: "B", mode: "RW" } }],
  ["loadUsers", "sub", { topic: "B" }],
  ["loadTopic", "sub", { topic: "grpUnloaded000" }],
  ["loadTopic", "get", { topic: "grpUnloaded000", what: "info" }],
  ["listSubscriptions", "sub", { topic: "me" }],
  ["readMessages", "get", { topic: "T", what: "data" }],
];

for (const [method, verb, members] of cases) {
  test(`R-69 a defect in ${method}: {${verb}} ${JSON.stringify(members)} is answered 500 once, and everything goes on`, async () => {
    const defective = new Defective();
    await using lab = await Lab.open({ store: (store) => defective.wrap(store) });
    const history = new History();
    const [ann, bob] = await enrollAll(history, lab.dial, ["ann", "bob"]);
    assert.ok(ann !== undefined && bob !== undefined);
    const topic = await gather([bob, ann]);
    const asked = JSON.parse(
      JSON.stringify(members)
        .replace('"T"', `"${topic}"`)
        .replace('"B"', `"${bob.uid}"`)
        .replace("B:", "ann:"),
    ) as typeof members;
    defective.next = method;
    const answer = await ann.ask(verb, asked);
    assert.equal(defective.next, undefined, "the defect was not met");
    assert.equal(answer?.code ?? "the session ended", 500);
    assert.equal(lab.metrics.counts.bugs, 1, "the operator is told of it");
    // the session, the topic and the others go on
    assert.equal((await ann.ask("get", { topic: "new", what: "info" }))?.code, 404);
    if (verb !== "leave") assert.equal((await ann.publish({ topic, content: '"after"' }))?.code, 202);
    await bob.mustPublish({ topic, content: '"bob"' });
    await Promise.all([ann, bob].map((client) => client.meta(topic, "info")));
    if (verb !== "sub" || members["topic"] !== "grpUnloaded000") {
      const again = await ann.ask(verb, asked);
      assert.ok((again?.code ?? 500) < 500, `asked again: ${again?.code}`);
    }
    const reader = await another(history, lab.dial, bob);
    await reader.attach(topic);
    expectKept(history, { logs: new Map([[topic, await readLog(reader, topic)]]) }, `${method} ${verb}`);
    assert.equal(lab.server.stats().queued, 0);
    assert.equal(lab.metrics.counts.bugs, 1, "counted once");
  });
}

test("R-69 a defect while a {sub get} is served: its 200 stays the one answer, and asked again all of it comes", async () => {
  const defective = new Defective();
  await using lab = await Lab.open({ store: (store) => defective.wrap(store) });
  const history = new History();
  const ann = await enroll(history, lab.dial, "ann");
  const topic = await ann.attach("new");
  await ann.must("leave", { topic });
  defective.next = "loadUsers";
  await ann.attach(topic, { get: "info sub" });
  assert.ok((await ann.meta(topic, "sub")).sub?.length === 1);
  assert.equal(lab.metrics.counts.bugs, 1);
  expectKept(history, { logs: new Map() }, "{sub get}");
});

for (const [method, by] of [
  ["findLogin", { secret: `ann:${passwordOf("ann")}` }],
  ["commit", { secret: `ann:${passwordOf("ann")}` }],
  ["findToken", { scheme: "token" }],
] as const) {
  test(`R-69 a defect in ${method}: {login} ${JSON.stringify(by)} is answered 500, and works the next time`, async () => {
    const defective = new Defective();
    await using lab = await Lab.open({ store: (store) => defective.wrap(store) });
    const history = new History();
    const ann = await enroll(history, lab.dial, "ann");
    const client = await another(history, lab.dial, ann);
    assert.ok(client.isUp);
    const fresh = await Client.open(history, "ann", lab.dial);
    const secret = "secret" in by ? by : { ...by, secret: ann.token };
    defective.next = method;
    assert.equal((await fresh.ask("login", secret))?.code, 500);
    assert.equal(lab.metrics.counts.bugs, 1);
    await fresh.logIn(secret);
    assert.equal(lab.metrics.counts.bugs, 1);
  });
}

test("R-61 in memory: commits and reads fail at random, some of them after they were stored; a retry with its key resolves it", async () => {
  const seed = seedOf("R-61");
  const dice = new Dice(seed);
  let isFailing = false;
  const data = createMemoryData();
  const faults: readonly MemoryFault[] = ["none", "unknown-stored", "unknown-lost"];
  const fault = (call: MemoryCall): MemoryFault | undefined => {
    if (!isFailing || call === "mark" || dice.roll() > (call === "read" ? 0.05 : 0.2)) return undefined;
    return dice.pick(faults);
  };
  await using lab = await Lab.open({
    data,
    async openStore() {
      const store = createMemoryStore({ data, fault });
      await store.open();
      return store;
    },
  });
  const history = new History();
  const people = await enrollAll(history, lab.dial, names("p", 6));
  const topic = await gather(people);
  isFailing = true;
  let unknown = 0;
  /** 500 = nobody knows; asked again until it is known. undefined = the session ended instead. */
  const insist = async (ask: () => Promise<Ctrl | undefined>): Promise<Ctrl | undefined> => {
    for (;;) {
      const answer = await ask();
      if (answer?.code !== 500) return answer;
      unknown++;
    }
  };
  /** Attached with what it missed, on a new session if the old one was ended. */
  const attached = async (client: Client): Promise<Client> => {
    for (let one = client; ;) {
      if (!one.isUp) {
        one = await Client.open(history, client.user, lab.dial);
        const { token } = client;
        await insist(() => one.ask("login", { scheme: "token", secret: token }));
        one.token = token;
      }
      const answer = await insist(() =>
        one.ask("sub", { topic, get: "data", browse: { limit: dice.int(1, 8) } }),
      );
      if (answer !== undefined && one.isUp) return one;
    }
  };
  const sessions = await Promise.all(
    people.map(async (person) => {
      let client = person;
      for (let n = 0; n < 60; n++) {
        const publication = { topic, content: `"${client.user} ${n}"`, key: `${client.user}-${n}` };
        for (let answer: Ctrl | undefined; answer?.code !== 202;) {
          answer = await insist(() => client.publish(publication));
          if (answer === undefined) client = await attached(client);
          else assert.equal(answer.code, 202, `seed ${seed}`);
        }
        if (dice.roll() > 0.1) continue;
        await insist(() => client.ask("leave", { topic }));
        client = await attached(client);
      }
      return client;
    }),
  );
  isFailing = false;
  assert.ok(unknown > 20, `only ${unknown} failures were met`);
  const last = `"all are done"`;
  const [first] = people;
  assert.ok(first !== undefined);
  const reader = await another(history, lab.dial, first);
  await reader.attach(topic);
  await reader.mustPublish({ topic, content: last });
  const hasLast = (client: Client) => (): boolean =>
    !client.isUp || client.packets.some((packet) => packet.kind === "data" && packet.content === last);
  await Promise.all(sessions.map((client) => client.until("the last", hasLast(client))));
  const log = await readLog(reader, topic);
  assert.equal(log.messages.length, 6 * 60 + 1, `seed ${seed}`);
  expectKept(history, { logs: new Map([[topic, log]]) }, `seed ${seed}`);
});

test("R-13 marks whose write fails late do not take the place of those that were made meanwhile", async () => {
  const clock = new FakeClock();
  const writes: { readonly fail: () => void }[] = [];
  let isFailing = false;
  await using lab = await Lab.open({
    clock,
    store: (store) => ({
      ...store,
      mark: (...marks) =>
        isFailing
          ? new Promise((_resolve, reject) =>
              writes.push({ fail: () => reject(new Unavailable("the disk is slow, then full")) }),
            )
          : store.mark(...marks),
    }),
  });
  const history = new History();
  const [ann, bob] = await enrollAll(history, lab.dial, ["ann", "bob"]);
  assert.ok(ann !== undefined && bob !== undefined);
  const topic = await gather([ann, bob]);
  await clock.advance(defaultSettings.marksFlushMs, rest);
  assert.equal(lab.server.stats().unwritten, 0);
  isFailing = true;
  for (const content of ["1", "2"]) {
    await ann.mustPublish({ topic, content });
    await bob.meta(topic, "info");
    await clock.advance(defaultSettings.marksFlushMs, rest);
  }
  for (let at = 0; at < writes.length; at++) {
    writes[at]?.fail();
    await rest();
  }
  isFailing = false;
  for (const { fail } of writes) fail();
  await rest();
  await clock.advance(3 * defaultSettings.marksFlushMs, rest);
  const { marks, unwritten } = lab.server.stats();
  assert.deepEqual([marks, unwritten], [0, 0], "nothing waits, and nothing was forgotten");
  await lab.crash();
  const back = await another(history, lab.dial, bob);
  await back.attach("me");
  const { sub = [] } = await back.meta("me", "sub", { subs: { inbox: true } });
  assert.equal(sub.find((entry) => entry["topic"] === topic)?.["unread"], 0, "the newest mark is stored");
});
