// {sub}: every row of §2.3, p2p creation of §5.4, groups of §5.5, notices of §4.6.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  alice,
  bob,
  carol,
  dave,
  eve,
  group,
  groupTopic,
  head,
  meState,
  mode,
  pair,
  person,
  policy,
  row,
  show,
  state,
} from "../access/sample.test.ts";
import { p2pName } from "../ids.ts";
import { Play, leave, pub, setSub, sub, wasErased } from "./play.test.ts";
import type { User } from "../state.ts";

const names = p2pName(alice, bob);

function people(auth: Partial<Record<"alice" | "bob", string>> = {}): Play {
  const withDefault = (letters = "RWP"): Partial<User> => ({
    defacs: { auth: mode(letters), anon: 0 },
    public: '"pub"',
  });
  return new Play(
    meState(alice, withDefault(auth.alice)),
    meState(bob, withDefault(auth.bob)),
    meState(carol),
  );
}

test("me: 200 and attached; its access is fixed", () => {
  const play = people();
  const heard = play.ask(alice, "me", sub());
  assert.deepEqual([heard.code, heard.reply && "topic" in heard.reply && heard.reply.topic], [200, "me"]);
  assert.equal(play.ask(alice, "me", sub()).code, 304);
  assert.equal(play.ask(bob, "me", sub("RWP")).code, 403);
});

test("new: 200, owner with everything whatever was asked, defaults RWP/N, real name in the answer", () => {
  const play = people();
  const heard = play.ask(alice, "new", {
    verb: "sub",
    mode: mode("RWP"),
    get: ["info"],
    public: '"g"',
    private: '"p"',
  });
  assert.deepEqual(heard.reply, { answer: "ok", topic: groupTopic, facts: { name: groupTopic } });
  const made = play.state(groupTopic);
  assert.equal(show(made.members.get(alice)), "RWPO/RWPSDO member");
  assert.equal(made.members.get(alice)?.private, '"p"');
  assert.deepEqual([made.row?.owner, made.row?.public, made.row?.cap], [alice, '"g"', 32]);
  assert.deepEqual(made.row?.defacs, policy.defacs);
  assert.deepEqual(heard.outcome?.queries, [
    { what: "info", label: groupTopic, named: true, view: "subscriber" },
  ]);
});

test("new: O in defacs or X for oneself is 400, a quota is 403, no login is 401", () => {
  const ask = (more: object) => people().ask(alice, "new", { verb: "sub", get: [], ...more }).code;
  assert.equal(ask({ defacs: { auth: mode("RWPO") } }), 400);
  assert.equal(ask({ defacs: { anon: mode("O") } }), 400);
  assert.equal(ask({ mode: mode("X") }), 400);
  assert.equal(people().ask(undefined, "new", sub()).code, 401);
  assert.equal(people().ask(alice, "new", sub(), {}, { owned: 3 }).code, 403);
});

test("new: one default may be given alone, an empty one is the server's", () => {
  const play = people();
  play.ask(alice, "new", { verb: "sub", get: [], defacs: { anon: mode("R"), auth: "default" } });
  assert.deepEqual(play.state(groupTopic).row?.defacs, { auth: mode("RWP"), anon: mode("R") });
});

/** {sub} by Bob: his row, defaults of the group, mode; code, attached, row, notices. */
const joins: readonly (readonly [
  what: string,
  old: string | undefined,
  defacs: string,
  mode: string | undefined,
  code: number,
  after: string,
  notices: readonly string[],
])[] = [
  ["an open group", undefined, "RWP/N", undefined, 200, "RWP/RWP member", []],
  [
    "an open group for more than is given",
    undefined,
    "RWP/N",
    "RWPD",
    200,
    "RWPD/RWP member asks RWPD",
    ['Alice appr Bob RWPD/RWP "x" by Bob', "Bob info Bob RWPD/RWP by Bob"],
  ],
  [
    "a closed group",
    undefined,
    "N/N",
    undefined,
    202,
    "RWP/N requested asks RWP",
    ['Alice appr Bob RWP/N "x" by Bob', "Bob info Bob RWP/N by Bob"],
  ],
  [
    "a group without R",
    undefined,
    "WP/N",
    "RWP",
    202,
    "RWP/WP requested asks RWP",
    ['Alice appr Bob RWP/WP "x" by Bob', "Bob info Bob RWP/WP by Bob"],
  ],
  ["wanting no R", undefined, "RWP/N", "W", 202, "W/RWP member", []],
  ["a group that nobody may join", undefined, "X/N", undefined, 403, "-", []],
  ["banning oneself at once", undefined, "RWP/N", "X", 200, "X/RWP member", []],
  ["O without an offer", undefined, "RWP/N", "RWPO", 400, "-", []],
  ["when subscribed", "RWP/RWP member", "RWP/N", undefined, 200, "RWP/RWP member", []],
  ["when invited", "N/RWP invited", "RWP/N", undefined, 200, "RWP/RWP member", []],
  ["when banned", "RWP/X member", "RWP/N", undefined, 403, "RWP/X member", []],
  ["when banned, to ban oneself", "RWP/X member", "RWP/N", "X", 403, "RWP/X member", []],
  ["after a self-ban", "X/RWP member", "RWP/N", undefined, 403, "X/RWP member", []],
  ["after a self-ban with a mode", "X/RWP member", "RWP/N", "RW", 200, "RW/RWP member", []],
];

for (const [what, old, defacs, letters, code, after, notices] of joins) {
  test(`a {sub} of ${what}: ${code}`, () => {
    const [modes = "", marker = "member"] = old?.split(" ") ?? [];
    const rows = old === undefined ? [] : [row(bob, modes, { marker: marker as "member" })];
    const play = new Play(group(rows, defacs), meState(alice), meState(bob));
    const heard = play.ask(bob, groupTopic, sub(letters, '"x"'));
    assert.equal(heard.code, code);
    assert.equal(show(play.state(groupTopic).members.get(bob)), after);
    assert.deepEqual(heard.notices, notices);
    assert.equal(play.isHere(groupTopic, bob), code === 200 && !after.startsWith("X"));
  });
}

test("a group that is not there, and one that is gone: 404", () => {
  assert.equal(people().ask(bob, groupTopic, sub()).code, 404);
  assert.equal(new Play(group([], "RWP/N", { state: "gone" })).ask(bob, groupTopic, sub()).code, 404);
});

test("attached: 304 without a change and what was asked for, 200 with one, 202 without R", () => {
  const play = new Play(group([row(bob, "RWP/RWP")]), meState(bob));
  play.ask(bob, groupTopic, sub());
  const again = play.ask(bob, groupTopic, { verb: "sub", get: ["info", "sub", "data"] });
  assert.deepEqual(again.reply, { answer: "already-subscribed", topic: groupTopic });
  assert.deepEqual(
    again.outcome?.queries?.map((query) => query.what),
    ["info", "sub", "data"],
  );
  assert.equal(play.ask(bob, groupTopic, sub("RWP")).code, 304);
  assert.equal(play.ask(bob, groupTopic, sub("RW")).code, 200);
  assert.ok(play.isHere(groupTopic, bob));
  assert.equal(play.ask(bob, groupTopic, sub("W")).code, 202);
  assert.ok(!play.isHere(groupTopic, bob));
  play.ask(bob, groupTopic, sub("RWP"));
  assert.equal(play.ask(bob, groupTopic, sub("X")).code, 200);
  assert.ok(!play.isHere(groupTopic, bob));
});

test("the 33rd member is 422, a request is not; approving it into a full group is 422 as well", () => {
  const rows = Array.from({ length: 31 }, (_, n) => row(person(n), "RWP/RWP"));
  const open = new Play(group(rows), meState(bob));
  assert.equal(open.ask(bob, groupTopic, sub()).code, 422);
  const closed = new Play(group(rows, "N/N"), meState(alice), meState(bob));
  assert.equal(closed.ask(bob, groupTopic, sub()).code, 202);
  assert.equal(closed.ask(alice, groupTopic, setSub(bob, "RWP")).code, 422);
});

test("request, silence, approval, attach", () => {
  const play = new Play(
    group([row(carol, "RWPS/RWPS")], "N/N", { public: '"G"' }),
    meState(alice),
    meState(bob),
    meState(carol),
  );
  const asking = play.ask(bob, groupTopic, sub("RWP", '"please"'));
  assert.deepEqual(asking.notices, [
    'Alice appr Bob RWP/N "please" by Bob',
    'Carol appr Bob RWP/N "please" by Bob',
    'Bob info Bob RWP/N "G" by Bob',
  ]);
  for (const again of [sub(), sub("RWP"), sub("RWP", '"please"')]) {
    const heard = play.ask(bob, groupTopic, again);
    assert.deepEqual([heard.code, heard.notices], [202, []]);
  }
  assert.equal(play.ask(bob, groupTopic, sub("RWP", '"hurry"')).notices.length, 3);
  const approval = play.ask(carol, groupTopic, setSub(bob, "RWP", '"welcome"'));
  assert.deepEqual(
    [approval.code, approval.notices],
    [200, ['Bob info Bob RWP/RWP "welcome" by Carol', 'Carol info Bob RWP/RWP {"before":"N"} by Carol']],
  );
  assert.equal(play.ask(bob, groupTopic, sub()).code, 200);
});

test("without login: the group's default, nothing stored; 401 without R; 304 when attached", () => {
  const play = new Play(group([], "RWP/R"));
  const heard = play.ask(undefined, groupTopic, { verb: "sub", get: ["info"], private: '"p"' });
  assert.deepEqual([heard.code, heard.outcome?.writes], [200, undefined]);
  assert.deepEqual(heard.outcome?.queries, [
    { what: "info", label: groupTopic, named: false, view: "stranger" },
  ]);
  assert.equal(play.ask(undefined, groupTopic, sub()).code, 304);
  assert.equal(new Play(group([], "RWP/W")).ask(undefined, groupTopic, sub()).code, 401);
  assert.equal(new Play(group([], "RWP/X")).ask(undefined, groupTopic, sub()).code, 401);
});

/** The first {sub} of Alice to Bob: their defaults, mode; code, Alice's and Bob's rows, notices (§5.4). */
const starts: readonly (readonly [
  alices: string,
  bobs: string,
  mode: string | undefined,
  code: number,
  a: string,
  b: string,
  notices: readonly string[],
])[] = [
  ["RWP", "RWP", undefined, 200, "RWP/RWP member", "RWP/RWP member", ['Bob info Bob RWP/RWP "x" by Alice']],
  [
    "RWPS",
    "RWPSD",
    undefined,
    200,
    "RWPD/RWPD member",
    "RWPD/RWP member",
    ['Bob info Bob RWPD/RWP "x" by Alice'],
  ],
  ["N", "RWP", undefined, 200, "RWP/RWP member", "RWP/RWP member", ['Bob info Bob RWP/RWP "x" by Alice']],
  ["X", "RWP", undefined, 200, "RWP/RWP member", "RWP/RWP member", ['Bob info Bob RWP/RWP "x" by Alice']],
  ["RWP", "RWP", "RW", 200, "RW/RWP member", "RWP/RWP member", ['Bob info Bob RWP/RWP "x" by Alice']],
  [
    "RWP",
    "RWP",
    "RWPSDO",
    200,
    "RWPD/RWP member asks RWPD",
    "RWP/RWP member",
    ['Bob info Bob RWP/RWP "x" by Alice', 'Alice info Alice RWPD/RWP "pub" by Alice'],
  ],
  ["RWP", "N", undefined, 202, "N/N requested asks N", "N/RWP invited", ['Bob appr Alice N/N "x" by Alice']],
  [
    "RWP",
    "N",
    "RWP",
    202,
    "RWP/N requested asks RWP",
    "N/RWP invited",
    ['Bob appr Alice RWP/N "x" by Alice', 'Alice info Alice RWP/N "pub" by Alice'],
  ],
  [
    "RWP",
    "WP",
    undefined,
    202,
    "WP/WP requested asks WP",
    "WP/RWP invited",
    ['Bob appr Alice WP/WP "x" by Alice'],
  ],
  ["RWP", "X", undefined, 403, "-", "-", []],
];

for (const [alices, bobs, letters, code, a, b, notices] of starts) {
  test(`Alice (${alices}) begins with Bob (${bobs}) asking for ${letters ?? "nothing"}: ${code}`, () => {
    const play = people({ alice: alices, bob: bobs });
    const heard = play.ask(alice, bob, sub(letters, '"x"'));
    assert.equal(heard.code, code);
    const made = play.state(names);
    assert.deepEqual([show(made.members.get(alice)), show(made.members.get(bob))], [a, b]);
    assert.deepEqual(heard.notices, notices);
    if (code >= 400) return;
    assert.deepEqual(heard.reply && "facts" in heard.reply && heard.reply.facts, { name: names });
    assert.deepEqual(
      heard.outcome?.expects?.map((expect) => expect.version),
      [7, 7],
    );
  });
}

test("both begin at once: the second finds the topic and attaches", () => {
  const play = people();
  assert.equal(play.ask(alice, bob, sub()).code, 200);
  const second = play.ask(bob, alice, sub());
  assert.deepEqual([second.code, second.notices], [200, []]);
});

test("a peer whose default is N approves by joining, or by {set sub}", () => {
  const play = people({ bob: "N" });
  play.ask(alice, bob, sub());
  assert.equal(play.ask(alice, bob, sub()).code, 202);
  const joined = play.ask(bob, alice, sub(undefined, '"ok"'));
  assert.deepEqual([joined.code, joined.notices], [200, ['Alice info Alice RWP/RWP "ok" by Bob']]);
  assert.equal(play.ask(alice, names, sub()).code, 200);

  const other = people({ bob: "N" });
  other.ask(alice, bob, sub());
  const approval = other.ask(bob, names, setSub(alice, "RWP"));
  assert.deepEqual([approval.code, approval.notices.length], [200, 2]);
  assert.equal(other.ask(alice, bob, sub()).code, 200);
});

test("unknown, disabled and deleted peers are 404; a p2p name that is not there, too", () => {
  const play = new Play(
    meState(alice),
    meState(bob, { state: "disabled" }),
    meState(carol, { state: "gone" }),
  );
  for (const peer of [bob, carol, dave]) assert.equal(play.ask(alice, peer, sub()).code, 404);
  assert.equal(play.ask(alice, names, sub()).code, 404);
  const known = new Play(
    pair(row(alice, "RWP/RWP"), row(bob, "RWP/RWP")),
    meState(alice),
    meState(bob, { state: "disabled" }),
  );
  assert.equal(known.ask(alice, bob, sub()).code, 200);
});

test("blocking: X given or X wanted, the other's sessions go, neither {sub} nor {pub} is left", () => {
  const play = people();
  play.ask(alice, bob, sub());
  play.ask(bob, alice, sub());
  const ban = play.ask(bob, alice, setSub(alice, "X"));
  assert.deepEqual([ban.code, ban.evicted], [200, [alice]]);
  assert.deepEqual(ban.notices, ['Bob info Alice RWP/X {"before":"RWP"} by Bob']);
  assert.equal(play.ask(alice, names, pub()).code, 403);
  assert.equal(play.ask(alice, names, sub()).code, 403);
  assert.equal(play.ask(bob, names, pub()).code, 202);
  assert.equal(play.ask(bob, alice, setSub(alice, "RWP")).code, 200);
  assert.equal(play.ask(alice, names, sub()).code, 200);

  const self = play.ask(bob, names, setSub(undefined, "X"));
  assert.deepEqual([self.code, self.evicted, self.notices], [200, [alice], []]);
  assert.equal(play.ask(alice, names, pub()).code, 403);
  assert.equal(play.ask(bob, names, pub()).code, 403);
  assert.equal(play.ask(alice, names, sub()).code, 403);
  assert.equal(play.ask(bob, names, setSub(undefined, "RWP")).code, 200);
  assert.equal(play.ask(alice, names, sub()).code, 200);
});

test("both left: erased, the p2p name is 404, the user's name begins anew and a ban is still there", () => {
  const play = people();
  play.ask(alice, bob, sub());
  play.ask(bob, alice, sub());
  play.ask(bob, names, pub());
  play.ask(alice, names, leave(true));
  play.ask(bob, names, setSub(alice, "X"));
  assert.equal(play.ask(bob, names, leave(true)).code, 200);
  assert.ok(wasErased(play.state(names)));
  assert.equal(play.ask(bob, names, sub()).code, 404);
  assert.equal(play.ask(alice, bob, sub()).code, 403, "the ban outlives it");
  assert.equal(play.ask(bob, alice, sub()).code, 200);
  assert.equal(show(play.state(names).members.get(alice)), "RWP/X member");
});

test("one left and comes back under either name, with what was set for him", () => {
  const play = people();
  play.ask(alice, bob, sub());
  play.ask(bob, names, setSub(alice, "RP"));
  assert.equal(play.ask(alice, names, leave(true)).code, 200);
  assert.equal(play.ask(alice, names, sub()).code, 200);
  assert.equal(show(play.state(names).members.get(alice)), "RP/RP member");
});

test("since: the last visit of this client instance, unless there is a `browse`", () => {
  const seen = { phone: 500, "": 900 };
  const play = new Play(group([row(bob, "RWP/RWP", { seen })]), meState(bob));
  const ask = (tag: string | undefined, more: object = {}) =>
    play.ask(bob, groupTopic, { verb: "sub", get: ["data"], ...more }, { tag, attached: false }).outcome
      ?.queries;
  const plain = { limit: 32, ascending: false };
  assert.deepEqual(ask("phone"), [{ what: "data", browse: { since: 500, ...plain }, live: true }]);
  assert.deepEqual(ask("tablet"), [{ what: "data", browse: plain, live: true }]);
  assert.deepEqual(ask(undefined), [{ what: "data", browse: plain, live: true }]);
  const browse = { limit: 5, ascending: true };
  assert.deepEqual(ask("phone", { browse }), [{ what: "data", browse, live: true }]);
});

test("a legacy group without owner loads and is joined", () => {
  const topic = state(head(groupTopic, { defacs: { auth: mode("RWP"), anon: 0 } }), groupTopic, [
    row(bob, "RWP/RWP"),
  ]);
  const play = new Play(topic, meState(eve));
  assert.equal(play.ask(eve, groupTopic, sub()).code, 200);
});

test("in a full group its members go on as they like", () => {
  const rows = Array.from({ length: 30 }, (_, n) => row(person(n), "RWP/RWP"));
  const play = new Play(group([row(bob, "RWP/RWP"), ...rows]), meState(bob), meState(alice));
  assert.equal(play.state(groupTopic).members.counts.counted, 32);
  assert.equal(play.ask(bob, groupTopic, sub("RW")).code, 200);
  assert.equal(play.ask(alice, groupTopic, setSub(bob, "RP")).code, 200);
  play.ask(bob, groupTopic, setSub(undefined, "X"));
  assert.equal(play.ask(carol, groupTopic, sub()).code, 200, "a self-ban frees the place");
  assert.equal(play.ask(bob, groupTopic, sub("RW")).code, 422, "and lifting it needs one");
});

test("to ban oneself is not to join: the request stays a request", () => {
  const play = people({ bob: "N" });
  play.ask(alice, bob, sub());
  assert.equal(play.ask(bob, alice, sub("X")).code, 200);
  assert.equal(show(play.state(names).members.get(alice)), "N/N requested asks N");
});
