// What a viewer is shown: §3.3, and rows 24 to 26 of §10.
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatMode04 } from "../access/mode.ts";
import {
  alice,
  bob,
  carol,
  dave,
  eve,
  frank,
  group,
  groupTopic,
  head,
  meState,
  mode,
  pair,
  person,
  row,
  tokenOf,
  user,
} from "../access/sample.test.ts";
import { p2pName, type UserId } from "../ids.ts";
import type { TopicRow, TopicState, User } from "../state.ts";
import {
  infoView as infoViewOf,
  listedViews,
  memberViews as memberViewsOf,
  peersOf,
  rowsShown,
  type Accounts,
  type ListedTopic,
  type Viewer,
} from "./view.ts";

const around = { tokenOf, largeTopic: 64, online: 0 };
const infoView = (state: TopicState, viewer: Viewer, view: "subscriber" | "stranger", accounts: Accounts) =>
  infoViewOf(state, viewer, view, accounts, around);
const memberViews = (
  state: TopicState,
  viewer: Viewer,
  users: ReadonlyMap<UserId, User>,
  online: (user: UserId) => boolean,
) => memberViewsOf(state, viewer, rowsShown(state, viewer, undefined, 64), users, online);

const counters = { version: 1, seq: 3, lastTs: 900, deletes: 0, erased: 0 };

test("a member of a group: no defaults without S, own private, latest `updated`, seen", () => {
  const seen = { "": 300, phone: 400, tablet: 200 };
  const state = group([row(bob, "RW/RWP", { private: '"p"', updated: 700, seen })], "RWP/N", {
    public: '"g"',
    updated: 500,
  });
  assert.deepEqual(infoView(state, { user: bob, tag: "tablet" }, "subscriber", {}), {
    created: 100,
    updated: 700,
    acs: { want: mode("RW"), given: mode("RWP") },
    public: '"g"',
    private: '"p"',
    seen: { when: 400, tag: "phone" },
    seenTag: 200,
  });
  const untagged = infoView(group([row(bob, "R/R", { seen: { "": 5 } })]), { user: bob }, "subscriber", {});
  assert.deepEqual([untagged.seen, untagged.seenTag], [{ when: 5 }, undefined]);
});

test("defaults to S, and to an owner who wants no S", () => {
  const shows = (modes: string) =>
    infoView(group([row(bob, modes)]), { user: bob }, "subscriber", {}).defacs !== undefined;
  assert.deepEqual(["RWP/RWP", "RWPS/RWPS", "RWPO/RWPO", "RWP/RWPS", "X/RWPS"].map(shows), [
    false,
    true,
    true,
    false,
    false,
  ]);
});

test("lastMsg when there was a message; a stranger has it only if he could read", () => {
  const state = group(
    [row(bob, "RWP/RWP"), row(carol, "RWP/X"), row(dave, "N/RWP", { marker: "invited" })],
    "RWP/N",
    { public: "1" },
  );
  state.row = { ...(state.row as TopicRow), ...counters };
  const stranger = (who: typeof bob | undefined) => infoView(state, { user: who }, "stranger", {});
  assert.equal(infoView(state, { user: bob }, "subscriber", {}).lastTs, 900);
  assert.deepEqual(stranger(bob), { created: 100, updated: 100, lastTs: 900, public: "1" });
  for (const who of [carol, dave, eve, undefined])
    assert.deepEqual(stranger(who), { created: 100, updated: 100, public: "1" });
});

test("P2P shows the peer's public and no defaults, a deleted peer's nothing", () => {
  const state = pair(row(alice, "RWP/RWP"), row(bob, "RWP/RWP"));
  const peer = user(bob, "RWP", { public: '"B"', updated: 800 });
  const view = infoView(state, { user: alice }, "subscriber", { peer });
  assert.deepEqual([view.public, view.updated, view.defacs], ['"B"', 800, undefined]);
  assert.deepEqual(infoView(state, { user: alice }, "stranger", { peer }), {
    created: 100,
    updated: 800,
    public: '"B"',
  });
  const gone: User = { ...peer, state: "gone" };
  assert.equal(infoView(state, { user: alice }, "subscriber", { peer: gone }).public, undefined);
});

test("me shows the account with its defaults; as a stranger only who one is", () => {
  const state = meState(alice, { public: '"A"', updated: 600, created: 50 });
  const self = infoView(state, { user: alice }, "subscriber", {});
  assert.deepEqual(
    [self.created, self.updated, self.public, self.defacs?.auth],
    [50, 600, '"A"', mode("RWP")],
  );
  assert.deepEqual([self.acs?.want, self.acs?.given], [mode("RPD"), mode("RPD")]);
  assert.deepEqual(infoView(state, { user: alice }, "stranger", {}), {
    created: 50,
    updated: 600,
    public: '"A"',
  });
});

test("the list of a group: N for those who are not in yet, X for the banned, not those who left", () => {
  const rows = [
    row(bob, "RWP/RP", { private: '"b"' }),
    row(carol, "RWP/X", { private: '"c"' }),
    row(dave, "N/RWP", { marker: "invited" }),
    row(eve, "RWP/WP", { marker: "requested" }),
    row(frank, "N/N", { marker: "left" }),
  ];
  const state = group(rows);
  const users = new Map(
    [alice, bob, carol, dave, eve].map((id) => [
      id,
      user(id, "RWP", { public: `"${id}"`, ...(id === dave && { state: "gone" }) }),
    ]),
  );
  const views = memberViews(state, { user: bob }, users, (who) => who !== alice);
  assert.deepEqual(
    new Map(views.map((view) => [view.user, formatMode04(view.mode)])),
    new Map([
      [alice, "RWPSDO"],
      [bob, "RP"],
      [carol, "X"],
      [dave, "N"],
      [eve, "N"],
    ]),
  );
  const of = (who: typeof bob) => views.find((view) => view.user === who);
  assert.deepEqual([of(bob)?.private, of(carol)?.private], ['"b"', undefined]);
  assert.deepEqual(
    [of(alice)?.online, of(bob)?.online, of(dave)?.online, of(dave)?.public],
    [false, true, false, undefined],
  );
  assert.deepEqual(
    new Set(rowsShown(state, {}, undefined, 64).map((one) => one.user)),
    new Set([alice, bob, carol, dave, eve]),
  );
});

test("the list of a p2p topic has no `online`", () => {
  const views = memberViews(
    pair(row(alice, "RWP/RWP"), row(bob, "X/RWP")),
    { user: alice },
    new Map(),
    () => true,
  );
  assert.deepEqual(
    views.map((view) => [view.online, formatMode04(view.mode)]),
    [
      [undefined, "X"],
      [undefined, "X"],
    ],
  );
});

test("more than 128: the requester, the owner, managers, then by user id", () => {
  const rows = Array.from({ length: 300 }, (_, n) => row(person(299 - n), n === 7 ? "RWPS/RWPS" : "RWP/RWP"));
  const asks = rows[20];
  assert.ok(asks !== undefined);
  const views = memberViews(group(rows, "RWP/N", { cap: 1000 }), { user: asks.user }, new Map(), () => false);
  assert.equal(views.length, 128);
  assert.deepEqual(
    views.slice(0, 3).map((view) => view.user),
    [asks.user, alice, rows[7]?.user],
  );
  const rest = views.slice(3).map((view) => view.user ?? "");
  assert.deepEqual(
    rest,
    rest.toSorted((a, b) => (a < b ? -1 : 1)),
  );
});

test("one's own list: groups and p2p, the peer's public and X, not me, not what is gone or left", () => {
  const names = p2pName(alice, bob);
  const of = (
    topic: typeof names,
    more: object,
    subscription: ListedTopic["subscription"],
    peer?: ListedTopic["subscription"],
  ): ListedTopic => ({ row: { ...head(topic, more), ...counters }, subscription, ...(peer && { peer }) });
  const listed = [
    of(
      groupTopic,
      { public: '"g"', updated: 300 },
      row(alice, "RWP/RWP", { private: "1", seen: { phone: 5 } }),
    ),
    of(names, {}, row(alice, "RWP/RWP"), row(bob, "X/RWP")),
    of(meState(alice).topic, {}, row(alice, "RP/RP")),
    of(groupTopic, { state: "gone" }, row(alice, "RWP/RWP")),
    of(groupTopic, {}, row(alice, "N/N", { marker: "left" })),
    of(groupTopic, {}, row(alice, "N/RWP", { marker: "invited" })),
  ];
  const users = new Map([[bob, user(bob, "RWP", { public: '"B"', updated: 400 })]]);
  assert.deepEqual(listedViews(listed, { user: alice, tag: "phone" }, users), [
    {
      topic: groupTopic,
      updated: 300,
      mode: mode("RWP"),
      lastTs: 900,
      public: '"g"',
      private: "1",
      seen: { when: 5, tag: "phone" },
      seenTag: 5,
    },
    { topic: names, with: bob, updated: 400, mode: mode("X"), public: '"B"' },
    { topic: groupTopic, updated: 100, mode: 0 },
  ]);
  assert.deepEqual(peersOf(listed), [bob]);
});
