// two servers on one memory store and no bus between them. What is stored is right after every step, whichever server decided it:
// conflict, reload, decide again, enforce. What is shown may be late, never wrong.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryData, type MemoryData, type MemoryTopic } from "../../src/adapters/store-memory/data.ts";
import { O, X, has } from "../../src/core/access/mode.ts";
import { expectKept } from "../checker.ts";
import { Client } from "../client.ts";
import { another, Dice, enrollAll, gather, names, passwordOf, seedOf } from "../crowd.ts";
import { History, type Ctrl, type Log } from "../history.ts";
import { Lab } from "../lab.ts";

/** Both servers, and the data they share. */
async function openBoth(
  seed: number,
): Promise<{ readonly a: Lab; readonly b: Lab; readonly data: MemoryData }> {
  const data = createMemoryData();
  return { a: await Lab.open({ data, seed }), b: await Lab.open({ data, seed: seed + 1 }), data };
}

function topicOf(data: MemoryData, topic: string): MemoryTopic {
  for (const { topics } of data.values())
    for (const [name, found] of topics) if (name === topic) return found;
  throw new Error(`${topic} is not stored`);
}

function logOf(data: MemoryData, topic: string): Log {
  const { messages } = topicOf(data, topic);
  return {
    messages: messages.map(({ seq, ts, from, content }) => ({
      seq,
      ts: new Date(ts).toISOString(),
      from,
      content,
    })),
  };
}

/** One owner, with O in want and given and nobody else having both; no more members than places. */
function assertWhole(data: MemoryData, topic: string, where: string): void {
  const { head, rows } = topicOf(data, topic);
  const owners = [...rows.values()].filter(({ want, given }) => has(want & (given ?? 0), O));
  assert.deepEqual(
    owners.map(({ user }) => user),
    [head.owner],
    where,
  );
  const offers = [...rows.values()].filter(({ user, given }) => user !== head.owner && has(given ?? 0, O));
  assert.ok(offers.length <= 1, `${offers.length} offers of ownership, ${where}`);
  const counted = [...rows.values()].filter(
    ({ marker, want, given }) =>
      (marker === "member" || marker === "invited") && !has(want | (given ?? 0), X),
  );
  assert.ok(counted.length <= head.cap, `${counted.length} members, ${where}`);
}

test("R-85 rights, ownership and messages at random on two servers: what is stored is right after every step", async () => {
  const seed = seedOf("R-85");
  const dice = new Dice(seed);
  const history = new History();
  const { a, b, data } = await openBoth(seed);
  const onA = await enrollAll(history, a.dial, names("p", 5));
  const onB = await Promise.all(onA.map((client) => another(history, b.dial, client)));
  const topic = await gather(onA);
  await Promise.all(onB.map((client) => client.attach(topic)));
  const everybody = [...onA, ...onB];
  const modes = ["X", "RWP", "RP", "N", "RWPSD", "RWPSDO"];
  const published = new Map<string, string>();
  for (let n = 0; n < 400; n++) {
    // two or three at once, on either server
    const steps = Array.from({ length: dice.int(1, 3) }, async (_, k) => {
      const client = dice.pick(everybody);
      const target = dice.pick(onA);
      const roll = dice.roll();
      if (roll < 0.5) {
        const content = `"${n} ${k}"`;
        const answer = await client.ask("pub", { topic, content: `${n} ${k}` });
        if (answer?.code === 202) published.set(content, answer.ts);
      } else if (roll < 0.75) {
        await client.ask("set", { topic, what: "sub", sub: { user: target.uid, mode: dice.pick(modes) } });
      } else if (roll < 0.85)
        await client.ask("set", { topic, what: "sub", sub: { mode: dice.pick(modes) } });
      else if (roll < 0.9)
        await client.ask("leave", { topic, ...(dice.roll() < 0.5 ? { unsub: true } : {}) });
      else await client.ask("sub", { topic });
    });
    await Promise.all(steps);
    assertWhole(data, topic, `step ${n} (seed ${seed})`);
  }
  // without a bus nobody owes the sessions of one server what the other stored last
  for (const client of everybody) client.hangUp();
  const log = logOf(data, topic);
  assert.equal(log.messages.length, published.size, `seed ${seed}`);
  expectKept(history, { logs: new Map([[topic, log]]), isLate: true }, `seed ${seed}`);
  await Promise.all([a.close(), b.close()]);
});

test("R-85 a ban on one server: no message of the banned is stored through the other, whose sessions get 205 before the next message", async () => {
  const history = new History();
  const { a, b, data } = await openBoth(1);
  const [owner, victim, witness] = await enrollAll(history, a.dial, ["owner", "victim", "witness"]);
  assert.ok(owner !== undefined && victim !== undefined && witness !== undefined);
  const topic = await gather([owner, victim, witness]);
  const far = await another(history, b.dial, victim);
  const farWitness = await another(history, b.dial, witness);
  await Promise.all([far, farWitness].map((client) => client.attach(topic)));
  await far.mustPublish({ topic, content: '"before"' });
  await owner.must("set", { topic, what: "sub", sub: { user: victim.uid, mode: "X" } });
  // the other server has not heard of it; the commit tells it
  assert.equal((await far.publish({ topic, content: '"too late"' }))?.code, 403);
  await farWitness.mustPublish({ topic, content: '"after"' });
  await far.until("its 205", () =>
    far.packets.some((packet) => packet.kind === "ctrl" && packet.code === 205),
  );
  assert.equal((await far.ask("get", { topic: "new", what: "info" }))?.code, 404);
  const log = logOf(data, topic);
  assert.deepEqual(
    log.messages.map(({ content }) => content),
    ['"before"', '"after"'],
  );
  const losses = [{ topic, user: "victim", content: '"after"' }];
  // the first server has not stored anything since: it is late, not wrong
  await owner.mustPublish({ topic, content: '"last"' });
  await witness.until("the last", () =>
    witness.packets.some((packet) => packet.kind === "data" && packet.content === '"last"'),
  );
  farWitness.hangUp();
  expectKept(history, { logs: new Map([[topic, logOf(data, topic)]]), losses }, "R-85");
  await Promise.all([a.close(), b.close()]);
});

test("R-85 one name asked for on both servers at once: one account, 30 times", async () => {
  const history = new History();
  const { a, b } = await openBoth(1);
  const both = await Promise.all([a, b].map((lab) => Client.open(history, "nobody", lab.dial)));
  for (let n = 0; n < 30; n++) {
    const secret = `name${n}:${passwordOf("name")}`;
    const answers = await Promise.all(
      both.map((client) => client.ask("acc", { user: "new", auth: [{ scheme: "basic", secret }] })),
    );
    assert.deepEqual(
      answers.map((answer) => answer?.code ?? 0).toSorted((x, y) => x - y),
      [201, 409],
    );
  }
  await Promise.all([a.close(), b.close()]);
});

test("R-85 the last places of a group taken from both servers at once: 32 members, the others 422", async () => {
  const history = new History();
  const { a, b, data } = await openBoth(1);
  const people = await enrollAll(history, a.dial, names("p", 40));
  const [owner, ...others] = people;
  assert.ok(owner !== undefined);
  const topic = await owner.attach("new");
  const sessions = await Promise.all(
    others.map(async (client, i) => (i % 2 === 0 ? client : another(history, b.dial, client))),
  );
  const join = async (client: Client): Promise<number | undefined> => {
    // a commit that kept colliding is refused for now, and asked again
    for (;;) {
      const answer = await client.ask("sub", { topic });
      if (answer?.code !== 503) return answer?.code;
    }
  };
  const codes = await Promise.all(sessions.map(join));
  assert.equal(codes.filter((code) => code === 200).length, 31);
  assert.equal(codes.filter((code) => code === 422).length, 8);
  assertWhole(data, topic, "after the rush");
  await Promise.all([a.close(), b.close()]);
});

test("R-85 one key from both servers at once: one message, both answers with its time", async () => {
  const history = new History();
  const { a, b, data } = await openBoth(1);
  const [ann] = await enrollAll(history, a.dial, ["ann"]);
  assert.ok(ann !== undefined);
  const topic = await gather([ann]);
  const far = await another(history, b.dial, ann);
  await far.attach(topic);
  for (let n = 0; n < 50; n++) {
    const publication = { topic, content: `"${n}"`, key: `k${n}` };
    const answers: readonly Ctrl[] = await Promise.all(
      [ann, far].map((client) => client.mustPublish(publication)),
    );
    assert.equal(answers[0]?.ts, answers[1]?.ts);
    assert.equal(answers.filter((answer) => answer.params["repeat"] === true).length, 1);
  }
  for (const client of [ann, far]) client.hangUp();
  const log = logOf(data, topic);
  assert.equal(log.messages.length, 50);
  expectKept(history, { logs: new Map([[topic, log]]) }, "R-85");
  await Promise.all([a.close(), b.close()]);
});
