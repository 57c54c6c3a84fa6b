// Orders of the operator: disable, enable, delete an account; what becomes of its groups (§2.2, §10 row 70).
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
  row,
  show,
  user,
} from "../access/sample.test.ts";
import { isThere, type Subscription } from "../state.ts";
import { Play } from "./play.test.ts";

const operator = { operator: true };

test("only the operator", () => {
  const play = new Play(meState(alice), group([]));
  assert.equal(play.ask(bob, meState(alice).topic, { verb: "administer", act: "delete" }).code, 403);
  assert.equal(play.ask(bob, groupTopic, { verb: "succeed", user: alice }).code, 403);
});

test("disable ends every session and token, enable lets in again; either may be repeated", () => {
  const play = new Play(meState(alice));
  const { topic } = meState(alice);
  const order = (act: "disable" | "enable") =>
    play.ask(undefined, topic, { verb: "administer", act }, operator);
  const disabled = order("disable");
  assert.deepEqual(disabled.outcome?.cut, { user: alice, why: "disabled", keepCaller: false });
  assert.equal(play.state(topic).user?.state, "disabled");
  assert.deepEqual(order("disable").outcome?.writes, [{ put: "revocation", user: alice }]);
  order("enable");
  assert.equal(play.state(topic).user?.state, "active");
  assert.deepEqual(order("enable").outcome?.writes, []);
});

test("delete: public and password go, the name stays reserved, a second time is 404", () => {
  const play = new Play(meState(alice, { public: '"A"' }));
  const { topic } = meState(alice);
  const logins = [{ scheme: "basic", name: "alice", user: alice, secret: "$" }] as const;
  const order = () => play.ask(undefined, topic, { verb: "administer", act: "delete" }, operator, { logins });
  const heard = order();
  assert.deepEqual(heard.outcome?.cut, { user: alice, why: "deleted", keepCaller: false });
  assert.deepEqual(heard.outcome?.writes?.[1], {
    put: "login",
    login: { scheme: "basic", name: "alice", user: alice },
  });
  assert.deepEqual([play.state(topic).user?.state, play.state(topic).user?.public], ["gone", undefined]);
  assert.equal(order().code, 404);
});

/** The group without its owner: rows, and who owns it then. */
const successions: readonly (readonly [
  what: string,
  rows: readonly Subscription[],
  heir: string | undefined,
])[] = [
  [
    "the oldest manager",
    [
      row(bob, "RWP/RWP", { created: 1 }),
      row(dave, "RWPS/RWPS", { created: 9 }),
      row(carol, "RWPS/RWPS", { created: 5 }),
    ],
    carol,
  ],
  [
    "else the oldest member",
    [row(bob, "RWP/RWP", { created: 9 }), row(carol, "RWP/RWP", { created: 5 })],
    carol,
  ],
  [
    "no one who is banned, invited or waiting",
    [
      row(bob, "RWP/X", { created: 1 }),
      row(carol, "N/RWP", { created: 2, marker: "invited" }),
      row(dave, "RWP/N", { created: 3, marker: "requested" }),
      row(eve, "RW/RWP", { created: 9 }),
    ],
    eve,
  ],
  ["nobody: the group ends", [row(bob, "X/RWP"), row(carol, "N/N", { marker: "left" })], undefined],
];

for (const [what, rows, heir] of successions) {
  test(`succession: ${what}`, () => {
    const play = new Play(group(rows), ...[bob, carol, dave, eve].map((id) => meState(id)));
    const heard = play.ask(undefined, groupTopic, { verb: "succeed", user: alice }, operator);
    const after = play.state(groupTopic);
    assert.deepEqual([heard.code, after.row?.owner, isThere(after)], [200, heir, heir !== undefined]);
    if (heir === undefined) return;
    assert.equal(show(after.members.get(after.row?.owner ?? bob)), "RWPSDO/RWPSDO member");
    assert.equal(show(after.members.get(alice)), "RWPSD/RWPSD member");
    assert.equal(heard.notices.length, 1);
    assert.match(heard.notices[0] ?? "", / info .* RWPSDO\/RWPSDO by server$/);
  });
}

test("succession: an offer ends, a deleted account is passed over, and a second order does nothing", () => {
  const rows = [
    row(bob, "RWP/RWP", { created: 1 }),
    row(carol, "RWP/RWPO", { created: 5, granted: true }),
    row(dave, "RWP/RWP", { created: 3 }),
  ];
  const play = new Play(group(rows), meState(carol), meState(dave));
  const users = new Map([[bob, user(bob, "RWP", { state: "gone" })]]);
  const heard = play.ask(undefined, groupTopic, { verb: "succeed", user: alice }, operator, { users });
  assert.equal(play.state(groupTopic).row?.owner, dave);
  assert.ok(heard.notices.includes("Carol info Carol RWP/RWP by server"));
  assert.equal((play.state(groupTopic).members.get(carol)?.given ?? 0) & mode("O"), 0);
  assert.equal(
    play.ask(undefined, groupTopic, { verb: "succeed", user: alice }, operator).outcome?.writes,
    undefined,
  );
});
