// What one sees by naming what is not his: every request of another sent again with every id exchanged (S-45), and each field of what may be
// seen in part (S-46). The rules themselves are tested as tables in core (S-40, S-41).
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Body, type Guest } from "./guest.ts";
import { Site } from "./site.ts";
import { snapshot } from "./snapshot.ts";

// ---------------------------------------------------------------- S-45

const relations: Readonly<
  Record<string, (scene: { alice: Guest; mallory: Guest; grp: string }) => Promise<unknown>>
> = {
  stranger: () => Promise.resolve(),
  banned: ({ alice, mallory, grp }) =>
    alice.must("set", { topic: grp, what: "sub", sub: { user: mallory.uid, mode: "X" } }),
  "with P only": ({ alice, mallory, grp }) =>
    alice.must("set", { topic: grp, what: "sub", sub: { user: mallory.uid, mode: "P" } }),
  waiting: ({ mallory, grp }) => mallory.ask("sub", { topic: grp }),
  "without login": ({ mallory }) => Promise.resolve(mallory.hangUp()),
};

for (const [relation, relate] of Object.entries(relations)) {
  test(`S-45: what Alice did, sent again by one who is ${relation} and with every id exchanged, shows and changes nothing`, async () => {
    await using site = await Site.open();
    const [alice, bob] = [await site.enroll("alice", { private: "SECRET-note" }), await site.enroll("bob")];
    let mallory = await site.enroll("mallory");
    const recorded: Body[] = [];
    const does = async (verb: string, members: Body): Promise<Body> => {
      recorded.push({ [verb]: members });
      return alice.must(verb, members);
    };
    const grp = String(
      (await does("sub", { topic: "new", init: { defacs: { auth: "N" }, private: "SECRET-group" } }))[
        "topic"
      ],
    );
    const pair = String((await does("sub", { topic: bob.uid, init: { private: "SECRET-pair" } }))["topic"]);
    await bob.attach(pair, { init: { private: "SECRET-bobs" } });
    await does("set", { topic: grp, what: "sub", sub: { user: bob.uid, mode: "RWP" } });
    await bob.attach(grp);
    await does("sub", { topic: "me" });
    for (const topic of [grp, pair]) {
      const { ts } = await does("pub", { topic, content: { text: "SECRET-content" }, key: "k" });
      await does("sub", { topic, get: "info sub data" });
      await does("get", { topic, what: "info sub data" });
      await does("get", { topic, what: "data", browse: { since: ts, ascnd: true } });
      await does("set", { topic, what: "info", info: { private: "SECRET-later" } });
      await does("set", { topic, what: "sub", sub: { user: bob.uid, mode: "RWPD" } });
      await does("del", { topic, before: "2001-01-01T00:00:00Z" });
      await does("leave", { topic });
    }
    await does("set", { topic: grp, what: "info", info: { defacs: { auth: "N" } } });
    await does("get", { topic: "me", what: "info sub data" });
    await does("acc", { user: alice.uid, auth: [{ secret: "alice:another-password" }] });
    recorded.push({ del: { topic: grp, what: "topic" } }, { del: { topic: pair, hard: true } });
    recorded.push({ leave: { topic: grp, unsub: true } }, { leave: { topic: pair, unsub: true } });
    await relate({ alice, mallory, grp });
    if (mallory.ended === undefined && relation === "without login")
      mallory = Object.assign(site.visit("mallory"), { uid: mallory.uid });
    await site.settle();
    const before = snapshot(site, mallory);
    const ids = [grp, pair, alice.uid, bob.uid, mallory.uid, "me"];
    for (const packet of recorded) {
      for (const from of ids) {
        for (const to of ids) {
          const text = JSON.stringify(packet).replaceAll(`"${from}"`, `"${to}"`);
          if (from !== to && text === JSON.stringify(packet)) continue;
          const [verb = "", members] = Object.entries(JSON.parse(text) as Record<string, Body>)[0] ?? [];
          await mallory.ask(verb, members ?? {});
          if (mallory.ended !== undefined) assert.fail("the sweep ended his own session");
        }
      }
    }
    await site.settle();
    const shown = mallory
      .packets()
      .filter(({ body, text }) => text.includes("SECRET") && !isHisOwn(body, mallory));
    assert.deepEqual(
      shown.map(({ text }) => text),
      [],
    );
    assert.equal(snapshot(site, mallory), before);
  });
}

/** He sent these texts himself, to topics of his own. */
function isHisOwn(body: Body, { uid }: Guest): boolean {
  const { from, topic, info, sub } = body;
  if (from === uid) return true;
  const own = (entry: unknown): boolean =>
    typeof entry === "object" &&
    entry !== null &&
    ("acs" in entry || ("user" in entry ? entry.user === uid : "topic" in entry));
  return (
    typeof topic === "string" &&
    (own(info) ||
      (Array.isArray(sub) && sub.every((one) => own(one) || !JSON.stringify(one).includes("SECRET"))))
  );
}

// ---------------------------------------------------------------- S-46

test("S-46: nobody sees another's note, visits or credentials, and defaults are for managers", async () => {
  await using site = await Site.open();
  const [alice, bob, carol] = [
    await site.enroll("alice", { public: "Alice", private: "NOTE-alice" }),
    await site.enroll("bob", { public: "Bob", private: "NOTE-bob" }),
    await site.enroll("carol", { public: "Carol", private: "NOTE-carol" }),
  ];
  const grp = await alice.attach("new", {
    init: { private: "NOTE-alice", public: "Group", defacs: { auth: "RP" } },
  });
  await bob.attach(grp, { init: { private: "NOTE-bob" } });
  const pair = await alice.attach(bob.uid, { init: { private: "NOTE-alice" } });
  await bob.attach(pair, { init: { private: "NOTE-bob" } });
  await carol.attach(grp);
  for (const [guest, topics] of [
    [alice, [grp, pair, "me", bob.uid, carol.uid]],
    [bob, [grp, pair, "me", alice.uid]],
    [carol, [grp, "me", alice.uid]],
    [site.visit(), [grp]],
  ] as const) {
    if (guest.uid !== "") await guest.attach("me");
    for (const topic of topics)
      for (const what of ["info", "sub", "data", "info sub"]) await guest.ask("get", { topic, what });
  }
  await site.settle();
  for (const guest of site.guests) {
    const all = guest.texts.join("\n");
    for (const other of ["alice", "bob", "carol"])
      if (other !== guest.name)
        assert.ok(!all.includes(`NOTE-${other}`), `${guest.name} saw the note of ${other}`);
    assert.doesNotMatch(
      all,
      /\$plain\$|\$argon2|"(secret|hash|given_|granted|marker|tags|version|state|cap|seq)"/,
    );
  }
  const infoOf = async (guest: Guest, topic: string): Promise<Body> =>
    (await guest.must("get", { topic, what: "info" }))["info"] as Body;
  assert.ok("defacs" in (await infoOf(alice, grp)), "the owner");
  assert.ok(!("defacs" in (await infoOf(bob, grp))), "a member without S");
  assert.deepEqual(Object.keys(await infoOf(carol, alice.uid)).toSorted(), ["created", "public", "updated"]);
  assert.deepEqual(Object.keys(await infoOf(site.visit(), grp)).toSorted(), ["created", "public", "updated"]);
  const { sub } = await bob.must("get", { topic: grp, what: "sub" });
  for (const entry of sub as Body[])
    if (entry["user"] !== bob.uid)
      assert.deepEqual(
        Object.keys(entry).filter((key) => !["user", "updated", "mode", "public", "online"].includes(key)),
        [],
      );
});
