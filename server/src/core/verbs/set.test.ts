// {set}: §2.7, and the notices of §4.6 that managers cause.
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
  meState,
  mode,
  pair,
  policy,
  row,
  show,
} from "../access/sample.test.ts";
import { p2pName, type UserId } from "../ids.ts";
import type { SetMeta } from "../vocabulary.ts";
import { Play, nameOf, pub, setSub, sub } from "./play.test.ts";

const names = p2pName(alice, bob);

function stage(): Play {
  return new Play(
    group([row(bob, "RWP/RWP"), row(carol, "RWPS/RWPS", { granted: true })], "RWP/N", { public: '"old"' }),
    pair(row(alice, "RWP/RWP"), row(bob, "RWP/RWP")),
    ...[alice, bob, carol, dave, eve].map((id) => meState(id, id === eve ? { state: "disabled" } : {})),
  );
}

function info(
  play: Play,
  user: UserId | undefined,
  name: string,
  payload: NonNullable<SetMeta["info"]>,
): number | undefined {
  return play.ask(user, name, { verb: "set", info: payload }).code;
}

/** Who sets what where: the answer. */
const rules: readonly (readonly [
  who: UserId,
  name: string,
  payload: NonNullable<SetMeta["info"]>,
  code: number,
])[] = [
  [alice, groupTopic, { public: '"new"' }, 200],
  [alice, groupTopic, { public: null }, 200],
  [alice, groupTopic, { defacs: { auth: mode("RW") } }, 200],
  [alice, groupTopic, { defacs: { auth: mode("RWPO") } }, 400],
  [alice, groupTopic, { private: "1" }, 200],
  [bob, groupTopic, { private: "1" }, 200],
  [bob, groupTopic, { public: "1" }, 403],
  [bob, groupTopic, { private: "1", public: "1" }, 403],
  [carol, groupTopic, { defacs: { anon: mode("R") } }, 403],
  [dave, groupTopic, { private: "1" }, 403],
  [alice, groupTopic, {}, 400],
  [alice, "grpNONE", { public: "1" }, 404],
  [alice, names, { private: "1" }, 200],
  [alice, bob, { private: "1" }, 200],
  [alice, names, { public: "1" }, 400],
  [alice, names, { private: "1", defacs: { auth: mode("R") } }, 400],
  [alice, "me", { public: "1", private: "2", defacs: { auth: mode("N") } }, 200],
  [alice, "me", { defacs: { auth: mode("O") } }, 400],
];

for (const [who, name, payload, code] of rules) {
  test(`${nameOf(who)} sets ${JSON.stringify(payload)} of ${name === groupTopic ? "the group" : name}: ${code}`, () => {
    assert.equal(info(stage(), who, name, payload), code);
  });
}

test("a group: public and defaults move `updated`, private moves only one's own row", () => {
  const play = stage();
  info(play, alice, groupTopic, { public: '"new"', defacs: { auth: "default", anon: mode("R") } });
  const { row: stored } = play.state(groupTopic);
  assert.deepEqual(
    [stored?.public, stored?.updated, stored?.defacs],
    ['"new"', play.at, { auth: policy.defacs.auth, anon: mode("R") }],
  );
  const before = play.at;
  info(play, bob, groupTopic, { private: '"p"' });
  assert.deepEqual(
    [play.state(groupTopic).row?.updated, play.state(groupTopic).members.get(bob)?.private],
    [before, '"p"'],
  );
  info(play, bob, groupTopic, { private: null });
  assert.equal(play.state(groupTopic).members.get(bob)?.private, undefined);
});

test("me: public and defaults are the account's", () => {
  const play = stage();
  info(play, bob, "me", { public: '"B"', defacs: { auth: mode("N") } });
  const { user } = play.state(meState(bob).topic);
  assert.deepEqual([user?.public, user?.defacs.auth, user?.updated], ['"B"', 0, play.at]);
});

test("what is the same already is 200 and stores nothing", () => {
  const heard = stage().ask(alice, groupTopic, { verb: "set", info: { public: '"old"' } });
  assert.deepEqual([heard.code, heard.outcome?.writes], [200, []]);
});

test("both parts or none, one answer", () => {
  const play = stage();
  const refused = play.ask(bob, groupTopic, {
    verb: "set",
    info: { private: "1" },
    sub: { mode: mode("RWPO") },
  });
  assert.equal(refused.code, 400);
  assert.equal(play.state(groupTopic).members.get(bob)?.private, undefined);
  assert.equal(
    play.ask(bob, groupTopic, { verb: "set", info: { private: "1" }, sub: { mode: mode("RW") } }).code,
    200,
  );
  assert.equal(show(play.state(groupTopic).members.get(bob)), "RW/RWP member");
  assert.equal(play.state(groupTopic).members.get(bob)?.private, "1");
});

/** {set sub} by somebody: the answer. */
const access: readonly (readonly [
  what: string,
  who: UserId,
  name: string,
  sub: ReturnType<typeof setSub>,
  code: number,
])[] = [
  ["own want", bob, groupTopic, setSub(undefined, "RW"), 200],
  ["own want by own id", bob, groupTopic, setSub(bob, "RW"), 200],
  ["nothing", bob, groupTopic, setSub(undefined), 400],
  ["a stranger's own want", dave, groupTopic, setSub(undefined, "RW"), 403],
  ["an unknown user", carol, groupTopic, setSub("usrCQAAAAAAAAA" as UserId, "RW"), 404],
  ["an invitation by a member", bob, groupTopic, setSub(dave, "RW"), 403],
  ["an invitation by a manager", carol, groupTopic, setSub(dave, "RW"), 200],
  ["an invitation of a disabled account", carol, groupTopic, setSub(eve, "RW"), 404],
  ["the owner by a manager", carol, groupTopic, setSub(alice, "RW"), 403],
  ["an offer by a manager", carol, groupTopic, setSub(bob, "RWPO"), 403],
  ["an offer by the owner", alice, groupTopic, setSub(bob, "RWPO"), 200],
  ["on me", alice, "me", setSub(undefined, "RW"), 403],
  ["on me for another", alice, "me", setSub(bob, "RW"), 403],
  ["P2P, the peer", alice, names, setSub(bob, "RW"), 200],
  ["P2P, a third", alice, names, setSub(carol, "RW"), 403],
];

for (const [what, who, name, command, code] of access) {
  test(`{set sub}: ${what}: ${code}`, () => assert.equal(stage().ask(who, name, command).code, code));
}

test("an invitation, its repetition, its acceptance; the invited account's version is expected", () => {
  const play = stage();
  const invite = play.ask(carol, groupTopic, setSub(dave, "RWP", '"come"'));
  assert.deepEqual(invite.notices, [
    'Dave join Dave N/RWP "come" by Carol',
    'Carol info Dave N/RWP {"before":"N"} by Carol',
  ]);
  assert.deepEqual(invite.outcome?.expects, [{ topic: meState(dave).topic, version: 7 }]);
  assert.deepEqual(play.ask(carol, groupTopic, setSub(dave)).notices, ["Dave join Dave N/RWP by Carol"]);
  const joined = play.ask(dave, groupTopic, sub());
  assert.deepEqual([joined.code, joined.notices], [200, []]);
  const change = play.ask(carol, groupTopic, setSub(dave, "RP", '"quiet"'));
  assert.deepEqual(change.notices, [
    'Dave info Dave RWP/RP "quiet" by Carol',
    'Carol info Dave RWP/RP {"before":"RWP"} by Carol',
  ]);
});

test("ban: sessions go at once, the banned hears nothing, {sub} is 403", () => {
  const play = stage();
  play.ask(bob, groupTopic, sub());
  const ban = play.ask(carol, groupTopic, setSub(bob, "X", '"why"'));
  assert.deepEqual([ban.evicted, ban.notices], [[bob], ['Carol info Bob RWP/X {"before":"RWP"} by Carol']]);
  assert.equal(play.ask(bob, groupTopic, sub()).code, 403);
  assert.equal(play.ask(bob, groupTopic, pub()).code, 403);
});

test("decline: nobody hears of it, the request goes on to be 202, other words are needed to ask again", () => {
  const play = new Play(group([], "N/N"), meState(alice), meState(bob));
  play.ask(bob, groupTopic, sub("RWP"));
  assert.deepEqual(play.ask(alice, groupTopic, setSub(bob, "N")).notices, []);
  const again = play.ask(bob, groupTopic, sub("RWP"));
  assert.deepEqual([again.code, again.notices], [202, []]);
  assert.equal(play.ask(bob, groupTopic, sub("RW")).notices.length, 2);
});

test("ownership: offered, replaced by another offer, accepted; exactly one owner throughout", () => {
  const play = stage();
  const offer = play.ask(alice, groupTopic, setSub(bob, "RWPSDO"));
  assert.deepEqual(offer.notices, [
    "Bob info Bob RWP/RWPSDO by Alice",
    'Alice info Bob RWP/RWPSDO {"before":"RWP"} by Alice',
  ]);
  const second = play.ask(alice, groupTopic, setSub(carol, "RWPSDO"));
  assert.ok(second.notices.includes("Bob info Bob RWP/RWPSD by Alice"));
  assert.equal(play.ask(bob, groupTopic, setSub(undefined, "RWPSDO")).code, 400);
  assert.equal(play.ask(carol, groupTopic, sub("RWPSDO")).code, 200);
  const group = play.state(groupTopic);
  assert.equal(group.row?.owner, carol);
  assert.deepEqual(
    [alice, bob, carol].map((who) => show(group.members.get(who))),
    ["RWPSD/RWPSD member", "RWP/RWPSD member", "RWPSDO/RWPSDO member"],
  );
  assert.equal(play.ask(alice, groupTopic, { verb: "leave", unsub: true }).code, 200);
});

test("lifting one's own X is possible, everything else is not meanwhile", () => {
  const play = stage();
  assert.equal(play.ask(bob, groupTopic, setSub(undefined, "X")).code, 200);
  assert.equal(info(play, bob, groupTopic, { private: "1" }), 403);
  assert.equal(play.ask(bob, groupTopic, setSub(dave, "RWP")).code, 403);
  assert.equal(play.ask(carol, groupTopic, setSub(bob, "RWP")).code, 403, "do not disturb");
  assert.equal(play.ask(bob, groupTopic, setSub(undefined, "RWP")).code, 200);
});
