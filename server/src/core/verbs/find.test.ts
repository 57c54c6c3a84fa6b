// {get fnd}: who is listed, and what is shown of them (extensions-0.4 §5).
import assert from "node:assert/strict";
import { test } from "node:test";
import { BANNED } from "../access/mode.ts";
import { alice, bob, carol, group, person, policy, row, tokenOf, user } from "../access/sample.test.ts";
import { parseQuery, type TagQuery } from "../tags.ts";
import type { Candidate, FoundView } from "../vocabulary.ts";
import { isRefusal } from "../verb.ts";
import { decide, needsOf } from "./index.ts";

const query: TagQuery = parseQuery("chess") ?? [];
const tags = ["chess"];
const state = group([]);

function ask(found: readonly Candidate[], by: typeof alice | null = alice): readonly FoundView[] | string {
  const command = { verb: "find", as: "fnd", query } as const;
  const caller = { user: by ?? undefined, session: "s", attached: false };
  needsOf(command, caller);
  const facts = { users: new Map(), found };
  const decided = decide({ state, caller, command, facts, at: 1, policy, tokenOf });
  if (isRefusal(decided)) return decided.fault;
  return decided.shows?.event === "meta" ? (decided.shows.found ?? []) : [];
}

test("who is not listed", () => {
  const groupRow = state.row;
  assert.ok(groupRow !== undefined);
  const listed: readonly (readonly [what: string, Candidate, isListed: boolean])[] = [
    ["somebody", { tags, user: user(bob) }, true],
    ["oneself", { tags, user: user(alice) }, false],
    ["a disabled account", { tags, user: user(bob, "RWP", { state: "disabled" }) }, false],
    ["default access X", { tags, user: user(bob, "X") }, false],
    [
      "one with whom one talks",
      { tags, user: user(bob), own: row(alice, "RWP/RWP"), peer: row(bob, "RWP/RWP") },
      true,
    ],
    ["one who gave X", { tags, user: user(bob), own: row(alice, "RWP/X"), peer: row(bob, "RWP/RWP") }, false],
    [
      "one who wants X",
      { tags, user: user(bob), own: row(alice, "RWP/RWP"), peer: row(bob, "X/RWP") },
      false,
    ],
    [
      "one who gave X, to one who left",
      { tags, user: user(bob), own: row(alice, "N/X", { marker: "left" }) },
      false,
    ],
    [
      "one whom one blocked",
      { tags, user: user(bob), own: row(alice, "X/RWP"), peer: row(bob, "RWP/X") },
      true,
    ],
    ["a group", { tags, row: groupRow }, true],
    ["a group that banned one", { tags, row: groupRow, own: row(alice, "RWP/X") }, false],
    ["a group that is over", { tags, row: { ...groupRow, state: "gone" } }, false],
    [
      "a group that lets nobody in",
      { tags, row: { ...groupRow, defacs: { auth: BANNED, anon: BANNED } } },
      false,
    ],
  ];
  for (const [what, candidate, isListed] of listed) {
    assert.equal(ask([candidate]).length, isListed ? 1 : 0, what);
  }
  assert.equal(ask([{ tags, user: user(carol) }], null), "authentication-required");
});

test("at most 32, in the order in which they were found", () => {
  const many = Array.from({ length: 40 }, (_, n) => ({ tags, user: user(person(n + 10)) }));
  const shown = ask(many);
  assert.ok(typeof shown !== "string");
  assert.deepEqual(
    shown.map((view) => view.user),
    many.slice(0, 32).map((one) => one.user.id),
  );
});
