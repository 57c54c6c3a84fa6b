// The rights matrix (S-40): actor × packet × group, the answers compared with one page of rules (rights-page.test.ts). And ownership under any
// sequence of requests: exactly one owner, at most one offer, nobody in a group whose token he does not have.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { O } from "../access/mode.ts";
import {
  alice,
  bob,
  carol,
  dave,
  eve,
  frank,
  group,
  groupTopic,
  meState,
  mode as modeOf,
  pair,
  row,
  tokenOf,
} from "../access/sample.test.ts";
import { p2pName } from "../ids.ts";
import { Play, leave, pub, setSub, sub, type Ask } from "./play.test.ts";
import { actors, attachable, common, expected, groups, packets, stage } from "./rights-page.test.ts";

let cells = 0;
for (const [kind, place] of Object.entries(groups)) {
  for (const [name, who] of Object.entries(actors)) {
    if (who.given === "token" && place.token === undefined) continue; // there is none to follow
    for (const attached of attachable(who, place) ? [false, true] : [false]) {
      cells += packets.length;
      test(`${name}${attached ? ", attached" : ""}, group ${kind}`, () => {
        for (const packet of packets) {
          if (packet.about === "owner" && who.marker === "owner") continue; // that is oneself
          const { play, user } = stage(who, place);
          if (attached) play.here.set(groupTopic, new Set([user ?? ""]));
          const code = play.ask(user, groupTopic, packet.ask).code ?? 200;
          const { kind: sent, about = "", mode = "", token = "", change = "" } = packet;
          const what = `${sent} ${about} ${mode} ${token} ${JSON.stringify(change)}`;
          assert.equal(code, expected(who, place, packet, attached), what);
        }
      });
    }
  }
}

test("the matrix is as large as it should be", () => assert.ok(cells > 8_000, `${cells} cells`));

/** P2P, Alice's row and Bob's: soft, hard, end, public, private, pub when attached, Bob's given, her own X. */
const inPair: readonly (readonly [alices: string, bobs: string, codes: readonly number[]])[] = [
  ["RWP/RWP", "RWP/RWP", [200, 403, 403, 400, 200, 202, 200, 200]],
  ["RWPD/RWPD", "RWP/RWP", [200, 200, 403, 400, 200, 202, 200, 200]],
  ["RP/RWP", "RWP/RWP", [200, 403, 403, 400, 200, 403, 200, 200]],
  ["RWP/N", "N/RWP", [200, 403, 403, 400, 200, 409, 200, 200]],
  ["RWP/X", "RWP/RWP", [403, 403, 403, 403, 403, 403, 403, 403]],
  ["RWP/RWP", "X/RWP", [403, 403, 403, 403, 403, 403, 403, 403]],
  ["X/RWP", "RWP/RWP", [403, 403, 403, 403, 403, 403, 403, 200]],
];

for (const [alices, bobs, codes] of inPair) {
  test(`P2P, ${alices} with a peer ${bobs}`, () => {
    const asks: readonly Ask[] = [
      { verb: "del", what: "msg", hard: false },
      { verb: "del", what: "msg", hard: true },
      { verb: "del", what: "topic", hard: false },
      { verb: "set", info: { public: "1" } },
      { verb: "set", info: { private: "1" } },
      pub(),
      setSub(bob, "RP"),
      setSub(alice, "X"),
    ];
    const names = p2pName(alice, bob);
    const answers = asks.map((ask) => {
      const play = new Play(pair(row(alice, alices), row(bob, bobs)), meState(alice), meState(bob));
      if (common(...(alices.split("/") as [string, string])).includes("R") && bobs !== "X/RWP")
        play.here.set(names, new Set([alice]));
      return play.ask(alice, names, ask).code;
    });
    assert.deepEqual(answers, codes);
  });
}

test("whatever is asked in whatever order: one owner, at most one offer, places kept, effective = want AND given", () => {
  const people = [alice, bob, carol, dave, eve, frank];
  const letters = ["", "N", "R", "RWP", "RWPS", "RWPSD", "RWPSDO", "RWPO", "X"];
  const step = fc.record({
    who: fc.constantFrom(...people),
    what: fc.constantFrom("sub", "own", "other", "leave", "unsub"),
    target: fc.constantFrom(...people),
    mode: fc.constantFrom(...letters),
  });
  fc.assert(
    fc.property(fc.constantFrom("RWP/N", "N/N"), fc.array(step, { maxLength: 40 }), (defacs, steps) => {
      const play = new Play(group([], defacs, { cap: 4 }), ...people.map((id) => meState(id)));
      const { members } = play.state(groupTopic);
      for (const { who, what, target, mode } of steps) {
        if (what === "sub") play.ask(who, groupTopic, sub(mode));
        else if (what === "leave") play.ask(who, groupTopic, leave());
        else if (what === "unsub") play.ask(who, groupTopic, leave(true));
        else play.ask(who, groupTopic, setSub(what === "own" ? undefined : target, mode));
        const rows = [...members.values()];
        const owners = rows.filter((one) => (one.want & (one.given ?? 0) & O) !== 0).map((one) => one.user);
        assert.deepEqual(owners, [play.state(groupTopic).row?.owner]);
        assert.ok(rows.filter((one) => ((one.given ?? 0) & O) !== 0).length <= 2, "one owner, one offer");
        assert.ok(rows.every((one) => (one.want & O) === 0 || one.user === owners[0]));
        assert.ok(members.counts.counted <= 4);
      }
    }),
    { numRuns: 300, seed: 41 },
  );
});

test("whatever is asked of a group with a token: nobody comes in by another one, and who is there may read", () => {
  const people = [alice, bob, carol, dave, eve];
  const letters = ["", "N", "R", "RWP", "RWPS", "X"];
  const tokens = [undefined, 1, 2, 3, 4] as const;
  const step = fc.record({
    who: fc.constantFrom(...people),
    what: fc.constantFrom("sub", "sub", "own", "other", "leave", "unsub", "mode", "renew", "close"),
    target: fc.constantFrom(...people),
    mode: fc.constantFrom(...letters),
    token: fc.constantFrom(...tokens),
  });
  fc.assert(
    fc.property(fc.constantFrom("RP/N", "N/N"), fc.array(step, { maxLength: 40 }), (defacs, steps) => {
      const bearer = { mode: modeOf("RWP"), generation: 1, updated: 5 };
      const play = new Play(group([], defacs, { bearer }), ...people.map((id) => meState(id)));
      play.policy = { ...play.policy, bearerMembers: 4 };
      const { members } = play.state(groupTopic);
      for (const { who, what, target, mode, token } of steps) {
        const before = play.state(groupTopic).row;
        const old = members.get(who);
        const wasIn = old !== undefined && old.marker !== "left" && old.marker !== "requested";
        const shown = token === undefined ? undefined : tokenOf(groupTopic, token);
        const asks: Readonly<Record<string, Ask>> = {
          sub: { ...sub(mode), bearer: shown } as Ask,
          own: setSub(undefined, mode),
          other: setSub(target, mode),
          leave: leave(),
          unsub: leave(true),
          mode: { verb: "set", info: { bearer: { mode: modeOf(token === 2 ? "RP" : "RWP") } } },
          renew: { verb: "set", info: { bearer: "renew" } },
          close: { verb: "set", info: { bearer: "close" } },
        };
        const { code = 0, notices } = play.ask(who, groupTopic, asks[what] ?? leave());
        if (what === "sub") {
          const isRight = token === before?.bearer?.generation;
          if (token !== undefined && !isRight && !wasIn) assert.equal(code, 403, "another token");
          if (token === undefined && !wasIn && defacs === "N/N" && old?.granted !== true)
            assert.ok(code >= 400, "without a token");
          if (isRight && !wasIn) assert.ok([200, 202, 403, 422].includes(code), "the token");
          assert.deepEqual(notices, [], "no manager is asked");
        }
        const { row: now } = play.state(groupTopic);
        const current = now?.bearer?.mode ?? 0;
        for (const one of play.here.get(groupTopic) ?? []) {
          const mine = one === "" ? undefined : members.get(one);
          assert.ok(mine !== undefined && (mine.want & (mine.given ?? current) & modeOf("R")) !== 0);
        }
        assert.ok(members.counts.counted <= 4);
        assert.equal(now?.owner, alice);
        assert.ok(Math.abs(now.bearer?.generation ?? 0) >= Math.abs(before?.bearer?.generation ?? 0));
      }
    }),
    { numRuns: 300, seed: 43 },
  );
});
