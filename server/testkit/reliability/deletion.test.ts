// History under deletion: R-25 (pages while others write and delete), R-26 (soft and hard, against a model).
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { expectKept } from "../checker.ts";
import type { Client } from "../client.ts";
import { ServerProcess, TempFolder } from "../crash.ts";
import { another, Dice, enrollAll, gather, names, readLog, seedOf, sized } from "../crowd.ts";
import { FakeClock } from "../fake-clock.ts";
import { History, type Browse, type Data } from "../history.ts";
import { Lab } from "../lab.ts";

test("R-25 paging while others write and delete: every page walk is the log without what was deleted, each message once", async () => {
  const seed = seedOf("R-25");
  const dice = new Dice(seed);
  using folder = new TempFolder();
  await using server = await ServerProcess.start({ data: folder.path });
  const history = new History();
  const [ann, bob, ...walkers] = await enrollAll(history, server.webSocket, names("p", 6));
  assert.ok(ann !== undefined && bob !== undefined);
  const topic = await gather([ann, bob], { init: { defacs: { auth: "RWP" } } });
  const times: string[] = [];
  for (let n = 0; n < 1_500; n += 50) {
    const contents = Array.from({ length: 50 }, (_, i) => `"old ${n + i}"`);
    times.push(
      ...(await Promise.all(contents.map((content) => bob.mustPublish({ topic, content })))).map(
        ({ ts }) => ts,
      ),
    );
  }
  const end = plus(times.at(-1), 1);
  await Promise.all(walkers.map((client) => client.attach(topic, { get: "data", browse: { limit: 1 } })));

  let isWalking = true;
  let erasedBefore = "";
  const writing = (async (): Promise<void> => {
    for (let n = 0; isWalking; n++) {
      await bob.mustPublish({ topic, content: `"new ${n}"` });
      if (n % 10 !== 5) continue;
      const before = times[Math.min(900, n + dice.int(0, 5))] ?? "";
      await ann.must("del", { topic, what: "msg", hard: true, before });
      if (before > erasedBefore) erasedBefore = before;
    }
  })();
  const walks = await Promise.all(
    walkers.map(async (client, i) => ({ client, isUp: i % 2 === 0, found: await walk(client, i % 2 === 0) })),
  );
  isWalking = false;
  await writing;
  await Promise.all([ann, bob, ...walkers].map((client) => client.meta(topic, "info")));
  const log = { ...(await readLog(await reader(history, server, ann, topic), topic)), erasedBefore };
  const expected = log.messages.filter(({ ts }) => ts < end).map(({ content }) => content);
  for (const { client, isUp, found } of walks) {
    const kept = found.filter(({ ts }) => ts >= erasedBefore).map(({ content }) => content);
    assert.deepEqual(isUp ? kept : kept.toReversed(), expected, `${client.session} (seed ${seed})`);
    assert.equal(new Set(found.map(({ ts }) => ts)).size, found.length, `twice (seed ${seed})`);
  }
  assert.ok(erasedBefore !== "" && expected.length < 1_500);
  expectKept(history, { logs: new Map([[topic, log]]) }, `seed ${seed}`);

  /** All that was there at the start of the walk, in pages of a random length; what is newer arrives live meanwhile. */
  async function walk(client: Client, ascnd: boolean): Promise<readonly Data[]> {
    const found: Data[] = [];
    for (;;) {
      const limit = dice.int(1, 32);
      const last = found.at(-1)?.ts;
      const deleted = erasedBefore;
      const bounds: Browse = ascnd
        ? { before: end, ...(last === undefined ? {} : { since: plus(last, 1) }) }
        : { before: last ?? end };
      const page = (await client.page(topic, { ascnd, limit, ...bounds })).filter(({ ts }) => ts < end);
      if (page.length === 0) return found;
      assert.ok(
        page.every(({ ts }) => ts >= deleted),
        `a page shows what was deleted before it was asked for (seed ${seed})`,
      );
      found.push(...page);
    }
  }
});

async function reader(history: History, server: ServerProcess, like: Client, topic: string): Promise<Client> {
  const client = await another(history, server.webSocket, like);
  await client.attach(topic);
  return client;
}

function plus(ts: string | undefined, ms: number): string {
  return new Date(Date.parse(ts ?? "") + ms).toISOString();
}

// ----

/** What a topic must show: all messages, what is gone for all, what is hidden from each. Times are those of the answers. */
class Model {
  readonly messages: { readonly ts: string; readonly content: string }[] = [];
  erased = "";
  readonly cleared = new Map<Client, string>();

  shown(to: Client): readonly string[] {
    const from = [this.erased, this.cleared.get(to) ?? ""].toSorted().at(-1) ?? "";
    return this.messages.filter(({ ts }) => ts >= from).map(({ content }) => content);
  }
}

interface Real {
  readonly topic: string;
  readonly lab: Lab;
  readonly clock: FakeClock;
  readonly history: History;
  people: readonly Client[];
}

type Step =
  | { readonly act: "publish"; readonly who: number; readonly count: number }
  | {
      readonly act: "delete";
      readonly who: number;
      readonly hard: boolean;
      readonly before: number | "all" | "future";
    }
  | { readonly act: "read"; readonly who: number; readonly limit: number; readonly ascnd: boolean }
  | { readonly act: "crash" };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant("publish" as const),
      who: fc.nat(2),
      count: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant("delete" as const),
      who: fc.nat(2),
      hard: fc.boolean(),
      before: fc.oneof(fc.nat(20), fc.constantFrom("all" as const, "future" as const)),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant("read" as const),
      who: fc.nat(2),
      limit: fc.integer({ min: 1, max: 8 }),
      ascnd: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("crash" as const) }) },
);

async function take(step: Step, model: Model, real: Real): Promise<void> {
  const { topic, clock } = real;
  clock.jump(10);
  if (step.act === "crash") {
    await real.lab.crash();
    real.people = await Promise.all(
      real.people.map((client) => another(real.history, real.lab.dial, client)),
    );
    model.cleared.forEach((time, client) => {
      const again = real.people.find(({ user }) => user === client.user);
      if (again !== undefined) model.cleared.set(again, time);
    });
    await Promise.all(real.people.map((client) => client.attach(topic)));
    return;
  }
  const client = real.people[step.who];
  assert.ok(client !== undefined);
  if (step.act === "publish") {
    for (let n = 0; n < step.count; n++) {
      const content = `"${model.messages.length}"`;
      model.messages.push({ ts: (await client.mustPublish({ topic, content })).ts, content });
    }
    return;
  }
  if (step.act === "delete") {
    const future = plus(new Date(clock.now()).toISOString(), 3_600_000);
    const chosen = typeof step.before === "number" ? model.messages[step.before]?.ts : undefined;
    const before = step.before === "future" ? future : chosen;
    const answer = await client.ask("del", {
      topic,
      what: "msg",
      hard: step.hard,
      ...(before === undefined ? {} : { before }),
    });
    const mayDelete = !step.hard || step.who === 0;
    assert.equal(answer?.code, mayDelete ? 200 : 403);
    if (!mayDelete) return;
    const upTo = chosen ?? plus(model.messages.at(-1)?.ts ?? "1970-01-01T00:00:00.000Z", 1);
    if (step.hard) model.erased = [model.erased, upTo].toSorted().at(-1) ?? "";
    else model.cleared.set(client, [model.cleared.get(client) ?? "", upTo].toSorted().at(-1) ?? "");
    return;
  }
  const shown = model.shown(client);
  await settle(client, topic);
  const page = await client.page(topic, { limit: step.limit, ascnd: step.ascnd });
  const expected = step.ascnd ? shown.slice(0, step.limit) : shown.toReversed().slice(0, step.limit);
  assert.deepEqual(
    page.map(({ content }) => content),
    expected,
  );
}

/** What was published before has arrived. */
function settle(client: Client, topic: string): Promise<unknown> {
  return client.meta(topic, "info");
}

const histories = sized(500, 1_000);

test(`R-26 soft and hard deletion equal a model in ${histories} random histories, crashes included`, async () => {
  const clock = new FakeClock();
  const history = new History();
  await using lab = await Lab.open({ clock });
  let people = await enrollAll(history, lab.dial, names("p", 3));
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const model = new Model();
      // the first may delete for all, the others only for themselves
      const topic = await gather(people, { init: { defacs: { auth: "RWP" } } });
      const real: Real = { topic, lab, clock, history, people };
      try {
        for (const one of steps) await take(one, model, real);
        for (const client of real.people) {
          clock.jump(10);
          await settle(client, topic);
          assert.deepEqual(
            (await client.all(topic)).map(({ content }) => content),
            model.shown(client),
          );
        }
      } finally {
        people = real.people;
        for (const client of people) client.packets.length = 0;
        await Promise.all(people.map((client) => client.ask("leave", { topic })));
      }
    }),
    { numRuns: histories, seed: seedOf("R-26"), endOnFailure: false },
  );
});
