// What one hears who loses a topic, whatever was under way between him and it at that moment (S-42, P7).
import assert from "node:assert/strict";
import { test } from "node:test";
import { turn } from "../fake-clock.ts";
import { type Body, type Guest } from "./guest.ts";
import { Site } from "./site.ts";

interface Scene {
  readonly site: Site;
  readonly owner: Guest;
  readonly loser: Guest;
  readonly topic: string;
}

const losses: Readonly<Record<string, (scene: Scene) => Promise<unknown>>> = {
  "a ban": ({ owner, loser, topic }) =>
    owner.must("set", { topic, what: "sub", sub: { user: loser.uid, mode: "X" } }),
  "the loss of R": ({ owner, loser, topic }) =>
    owner.must("set", { topic, what: "sub", sub: { user: loser.uid, mode: "W" } }),
  "the end of the topic": ({ owner, topic }) => owner.must("del", { topic, what: "topic" }),
  "unsubscribing elsewhere": async ({ site, loser, topic }) => {
    const other = await site.again(loser);
    await other.must("leave", { topic, unsub: true });
  },
};

const underWay: Readonly<Record<string, readonly Body[]>> = {
  nothing: [],
  "a page of history": [{ get: { id: "h", what: "data", browse: { limit: 1_024 } } }],
  "three pages": ["h", "i", "j"].map((id) => ({
    get: { id, what: "data", browse: { limit: 1_024, ascnd: true } },
  })),
  "the list of subscribers": [{ get: { id: "s", what: "sub" } }],
  "everything at once": [{ get: { id: "a", what: "info sub data" } }, { get: { id: "b", what: "sub info" } }],
  "attaching again with history": [
    { leave: { id: "l" } },
    { sub: { id: "r", get: "info sub data", browse: { limit: 500 } } },
  ],
  messages: ["m", "n", "o"].map((id) => ({ pub: { id, content: "mine" } })),
};

for (const [name, lose] of Object.entries(losses)) {
  test(`S-42: after ${name} the 205 is the last that one hears of the topic, whatever was under way`, async () => {
    for (const [requests, bodies] of Object.entries(underWay)) {
      if (name === "unsubscribing elsewhere" && requests === "attaching again with history") continue; // he may
      for (let lead = -8; lead <= 8; lead++) {
        await using site = await Site.open({ seed: 9 + lead });
        const [owner, loser] = [
          await site.enroll("owner"),
          await site.enroll("loser", { public: "OF-LOSER" }),
        ];
        const topic = await owner.attach("new", { init: { defacs: { auth: "RWP" } } });
        const scene = { site, owner, loser, topic };
        for (let i = 0; i < 80; i++) owner.say(JSON.stringify({ pub: { topic, content: `before ${i}` } }));
        await loser.attach(topic);
        const elsewhere = await site.again(loser);
        await elsewhere.attach("me");
        const other = await site.again(owner);
        await other.attach(topic);
        await site.settle();
        // the requests lead by so many turns of the event loop, or come later
        const ask = (): void => {
          for (const body of bodies) {
            const [verb = "", members] = Object.entries(body)[0] ?? [];
            loser.say(JSON.stringify({ [verb]: { topic, ...(members as Body) } }));
          }
        };
        const chat = chatter(other, topic);
        if (lead >= 0) ask();
        for (let i = 0; i < lead; i++) await turn();
        const lost = lose(scene);
        for (let i = lead; i < 0; i++) await turn();
        if (lead < 0) ask();
        await lost;
        await chat;
        const lostAt = elsewhere.texts.length;
        for (let i = 0; i < 3; i++) await owner.ask("pub", { topic, content: "AFTER" });
        await owner.ask("set", { topic, what: "info", info: { public: "AFTER" } });
        await site.settle();
        const why = `${name}, ${requests} under way, ahead by ${lead} turns`;
        checkStream(loser, topic, why);
        assert.ok(![...loser.texts, ...elsewhere.texts].some((text) => text.includes("AFTER")), why);
        for (const { body, text } of elsewhere.packets(lostAt))
          assert.notEqual(body["topic"], topic, `${why}: ${text}`);
        for (const verb of ["pub", "get", "set"]) {
          const members = { topic, what: verb === "set" ? "info" : "data", content: 1, info: { public: 1 } };
          const code = await loser.code(verb, members);
          assert.ok(code >= 400, `${why}: ${verb} ${code}`);
        }
      }
    }
  });
}

/** Keeps the queue of the topic busy, so that requests are decided several at a time. */
async function chatter(other: Guest, topic: string): Promise<void> {
  for (let i = 0; i < 20; i++) {
    other.say(JSON.stringify({ pub: { topic, content: "chat" } }));
    await turn();
  }
}

/** Once attached: one 205 or the refusal to attach; behind it nothing of the topic but refusals, and that a {sub} waits for approval. */
function checkStream(guest: Guest, topic: string, why: string): void {
  const packets = guest.packets();
  const lost = packets.findIndex(({ body }) => body["code"] === 205 && body["topic"] === topic);
  const rest = lost < 0 ? [] : packets.slice(lost + 1).filter(({ body }) => body["topic"] === topic);
  for (const { kind, body, text } of rest)
    assert.ok(
      kind === "ctrl" && (Number(body["code"]) >= 300 || (body["code"] === 202 && body["id"] === "r")),
      `${why}: behind the 205: ${text}`,
    );
  const last = packets.findLast(({ kind, body }) => kind === "ctrl" && body["topic"] === topic);
  assert.ok(lost >= 0 || Number(last?.body["code"]) >= 202, `${why}: never told; last ${last?.text}`);
}

test("S-42: one who lost R finds no trace of later messages in his list of topics", async () => {
  await using site = await Site.open();
  const [owner, loser] = [await site.enroll("owner"), await site.enroll("loser")];
  const topic = await owner.attach("new");
  await loser.attach(topic);
  const { ts: before } = await owner.must("pub", { topic, content: 1 });
  await owner.must("set", { topic, what: "sub", sub: { user: loser.uid, mode: "X" } });
  await site.pass(60_000);
  const { ts: later } = await owner.must("pub", { topic, content: 2 });
  await site.pass(60_000);
  await loser.attach("me");
  await loser.must("get", { topic: "me", what: "sub" });
  await loser.must("get", { topic, what: "info" });
  const all = loser.texts.join("\n");
  assert.ok(!all.includes(String(later)), "the time of a later message");
  assert.ok(typeof before === "string");
});
