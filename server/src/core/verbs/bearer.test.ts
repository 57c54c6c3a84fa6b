// Groups with a token: who may change it, and what becomes of whom (extensions-0.4 §3). Joining is in transcripts/22-bearer.txt, too.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  alice,
  bob,
  carol,
  dave,
  group,
  groupTopic,
  meState,
  mode,
  row,
  show,
  tokenOf,
} from "../access/sample.test.ts";
import type { Subscription } from "../state.ts";
import type { BearerChange } from "../vocabulary.ts";
import { Play, leave, setSub, sub, type Ask } from "./play.test.ts";

const bearer = { mode: mode("RWP"), generation: 3, updated: 5 };
const token = tokenOf(groupTopic, 3);

function play(rows: readonly Subscription[] = [], defacs = "N/N", closed = false): Play {
  const generation = closed ? -3 : 3;
  return new Play(
    group(rows, defacs, { bearer: { ...bearer, generation } }),
    ...[alice, bob, dave].map((user) => meState(user)),
  );
}

const join = (text: string | undefined, letters?: string): Ask => ({ ...sub(letters), bearer: text }) as Ask;
const change = (to: BearerChange): Ask => ({ verb: "set", info: { bearer: to } });
const shown = (on: Play, user: Subscription["user"]): string => show(on.state(groupTopic).members.get(user));

test("joining by what one has and shows", () => {
  const waits = row(bob, "RWP/N", { marker: "requested", request: { want: mode("RWP") }, private: "1" });
  const cases: readonly (readonly [Subscription | undefined, string | undefined, number, string])[] = [
    [undefined, token, 200, "RWP/token member"],
    [undefined, "wrong", 403, "-"],
    [undefined, tokenOf(groupTopic, 2), 403, "-"],
    [undefined, undefined, 403, "-"],
    [waits, token, 200, "RWP/token member"],
    [waits, "wrong", 403, "RWP/N requested asks RWP"],
    [waits, undefined, 403, "RWP/N requested asks RWP"],
    [row(bob, "N/RWP", { marker: "invited", given: null }), "wrong", 200, "RWP/token member"],
    [row(bob, "RWP/RP", { granted: true }), "wrong", 200, "RWP/RP member"],
    [row(bob, "N/N", { marker: "left" }), token, 200, "RWP/token member"],
    [row(bob, "N/RP", { marker: "left", granted: true }), token, 200, "RP/RP member"],
    [row(bob, "N/X", { marker: "left", granted: true }), token, 403, "N/X left"],
    [row(bob, "RWP/N", { marker: "decided", granted: true }), token, 202, "RWP/N decided"],
  ];
  for (const [old, text, code, after] of cases) {
    const on = play(old === undefined ? [] : [old]);
    const { code: got, notices } = on.ask(bob, groupTopic, join(text));
    assert.deepEqual([got, shown(on, bob), notices], [code, after, []], `${show(old)} ${text}`);
  }
  const closed = play([], "N/N", true);
  assert.equal(closed.ask(bob, groupTopic, join(token)).code, 403);
  assert.equal(closed.ask(bob, groupTopic, join(tokenOf(groupTopic, -3))).code, 403);
});

test("what one wants beyond the token asks nobody", () => {
  const on = play();
  assert.deepEqual(on.ask(bob, groupTopic, join(token, "RWPS")).notices, []);
  assert.equal(shown(on, bob), "RWPS/token member");
  assert.deepEqual(on.ask(bob, groupTopic, setSub(undefined, "RWPSD")).notices, []);
  assert.equal(on.ask(carol, groupTopic, join(token, "RWPO")).code, 400);
});

test("who may change the token, and to what", () => {
  const rows = [row(bob, "RWPS/RWPS", { granted: true }), row(carol, "RWP/RWP", { given: null })];
  const asks: readonly (readonly [BearerChange, owner: number, manager: number, member: number])[] = [
    [{ mode: mode("RP") }, 200, 403, 403],
    ["renew", 200, 200, 403],
    ["close", 200, 200, 403],
  ];
  for (const [to, ...codes] of asks) {
    const got = [alice, bob, carol].map((user) => play(rows).ask(user, groupTopic, change(to)).code);
    assert.deepEqual(got, codes, JSON.stringify(to));
  }
  const after = (to: BearerChange, closed = false): unknown => {
    const on = play(rows, "N/N", closed);
    on.ask(alice, groupTopic, change(to));
    return on.state(groupTopic).row?.bearer;
  };
  assert.deepEqual(after("renew"), { ...bearer, generation: 4, updated: 1_010 });
  assert.deepEqual(after("close"), { ...bearer, generation: -3, updated: 1_010 });
  assert.deepEqual(after("renew", true), { ...bearer, generation: 4, updated: 1_010 });
  assert.deepEqual(after("close", true), { ...bearer, generation: -3 });
  assert.deepEqual(after({ mode: mode("RP") }, true), { mode: mode("RP"), generation: -3, updated: 1_010 });
  const plain = new Play(group([], "N/N"));
  assert.equal(plain.ask(alice, groupTopic, change("renew")).code, 400);
  assert.equal(plain.ask(alice, groupTopic, change("close")).outcome?.writes?.length, 0);
});

test("given by a manager, and back to the token", () => {
  const on = play([row(bob, "RWP/RWP", { given: null }), row(dave, "RWPS/RWPS", { granted: true })]);
  assert.equal(on.ask(dave, groupTopic, setSub(bob, "RP")).code, 200);
  assert.equal(shown(on, bob), "RWP/RP member");
  assert.deepEqual(on.ask(dave, groupTopic, setSub(bob)).outcome?.writes, [], "without a mode: as it is");
  assert.equal(on.ask(dave, groupTopic, setSub(bob, "")).code, 200);
  assert.equal(shown(on, bob), "RWP/token member");
  assert.deepEqual(on.ask(dave, groupTopic, setSub(bob, "")).outcome?.writes, [], "the same again");
  assert.equal(on.ask(dave, groupTopic, setSub(bob, "RWPD")).code, 403);
  assert.equal(on.ask(dave, groupTopic, setSub(bob, "X")).code, 200);
  assert.equal(on.ask(bob, groupTopic, join(token)).code, 403);
  assert.equal(on.ask(dave, groupTopic, setSub(bob, "")).code, 200);
  assert.equal(shown(on, bob), "RWP/token member");
  assert.equal(on.ask(bob, groupTopic, leave(true)).code, 200);
  assert.equal(on.ask(bob, groupTopic, sub()).code, 403);
});
