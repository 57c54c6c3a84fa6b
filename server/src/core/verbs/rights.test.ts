// The rights matrix (S-40): actor × packet × topic × target, the answers expected by one page of rules that is written here from the
// specification alone (§2 to §5). And ownership under any sequence of requests: exactly one owner, at most one offer.
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
  pair,
  row,
} from "../access/sample.test.ts";
import { p2pName, type UserId } from "../ids.ts";
import type { Subscription } from "../state.ts";
import { Play, leave, pub, setSub, sub, type Ask } from "./play.test.ts";

const unknown = "usrCQAAAAAAAAA" as UserId;

/** How the actor stands in the topic; `session` without login has no row. */
interface Actor {
  readonly want: string;
  readonly given: string;
  readonly marker: Subscription["marker"] | "stranger" | "anonymous" | "owner";
}

function actor(modes: string, marker: Actor["marker"] = "member"): Actor {
  const [want = "N", given = "N"] = modes.split("/");
  return { want, given, marker };
}

const actors: Readonly<Record<string, Actor>> = {
  owner: actor("RWPSDO/RWPSDO", "owner"),
  manager: actor("RWPS/RWPS"),
  "manager with D": actor("RWPSD/RWPSD"),
  deleter: actor("RWPD/RWPD"),
  writer: actor("RWP/RWP"),
  reader: actor("RP/RP"),
  "presence only": actor("RWP/P"),
  nothing: actor("RWP/N"),
  "wants nothing": actor("N/RWP"),
  banned: actor("RWP/X"),
  "self-banned": actor("X/RWP"),
  "offered ownership": actor("RWP/RWPO"),
  invited: actor("N/RWP", "invited"),
  waiting: actor("RWP/N", "requested"),
  declined: actor("RWP/N", "decided"),
  left: actor("N/N", "left"),
  "left, banned": actor("N/X", "left"),
  stranger: actor("N/N", "stranger"),
  "no login": actor("N/N", "anonymous"),
};

/** What is sent. `about`: whom a {set sub} is about. */
interface Packet {
  readonly ask: Ask;
  readonly kind:
    | "sub"
    | "leave"
    | "unsub"
    | "pub"
    | "get info"
    | "get"
    | "all"
    | "own"
    | "access"
    | "soft"
    | "hard"
    | "end"
    | "private";
  readonly mode?: string;
  readonly about?: "self" | "member" | "owner" | "stranger" | "nobody";
}

const about = { self: undefined, member: carol, owner: alice, stranger: eve, nobody: unknown } as const;

function access(who: keyof typeof about, letters: string): Packet {
  return { kind: "access", about: who, mode: letters, ask: setSub(about[who], letters) };
}

const packets: readonly Packet[] = [
  ...[undefined, "RW", "RWPD", "X", "RWPO"].map(
    (letters) => ({ kind: "sub", ...(letters && { mode: letters }), ask: sub(letters) }) as const,
  ),
  { kind: "leave", ask: leave() },
  { kind: "unsub", ask: leave(true) },
  { kind: "pub", ask: pub() },
  { kind: "get info", ask: { verb: "get", what: ["info"] } },
  { kind: "get", ask: { verb: "get", what: ["sub"] } },
  { kind: "get", ask: { verb: "get", what: ["data"] } },
  { kind: "get", ask: { verb: "get", what: ["info", "data"] } },
  { kind: "all", ask: { verb: "set", info: { public: "1" } } },
  { kind: "all", ask: { verb: "set", info: { defacs: { anon: 0 } } } },
  { kind: "private", ask: { verb: "set", info: { private: "1" } } },
  { kind: "soft", ask: { verb: "del", what: "msg", hard: false } },
  { kind: "hard", ask: { verb: "del", what: "msg", hard: true } },
  { kind: "end", ask: { verb: "del", what: "topic", hard: false } },
  ...["RW", "RWPD", "RWPS", "RWPO", "X", "N"].map((letters) => access("self", letters)),
  ...["RW", "RWPD", "RWPO", "X", "N"].map((letters) => access("member", letters)),
  ...["RW", "X"].map((letters) => access("owner", letters)),
  ...["RW", "RWPD", "RWPO", "X", "N"].map((letters) => access("stranger", letters)),
  access("nobody", "RW"),
];

const topics = { open: "RWP/R", closed: "N/N", gone: "RWP/R" } as const;

// ---------------------------------------------------------------- the page of rules

type Topic = keyof typeof topics;

function common(want: string, given: string): string {
  return want === "X" || given === "X"
    ? "X"
    : want
        .split("")
        .filter((letter) => given.includes(letter) && letter !== "N")
        .join("");
}

function expected(who: Actor, topic: Topic, packet: Packet, attached: boolean): number {
  const isAnonymous = who.marker === "anonymous";
  const letters = isAnonymous
    ? topic === "open"
      ? "R"
      : ""
    : who.marker === "left"
      ? ""
      : common(who.want, who.given);
  const isBanned = who.given === "X" || letters === "X";
  const isMember = !["left", "stranger", "anonymous"].includes(who.marker);
  const { kind, mode = "" } = packet;
  if (isAnonymous && !["sub", "leave", "pub", "get info", "get"].includes(kind)) return 401;
  if (topic === "gone") return 404;
  if (packet.about === "nobody") return 404;
  switch (kind) {
    case "leave":
      return attached ? 200 : 304;
    case "unsub":
      return !isMember ? 404 : who.marker === "owner" ? 403 : 200;
    case "pub":
      return isBanned ? 403 : !attached ? 409 : letters.includes("W") ? 202 : 403;
    case "get info":
      return 200;
    case "get":
      return attached ? 200 : 403;
    case "sub":
      if (isAnonymous) return attached ? 304 : letters.includes("R") ? 200 : 401;
      return wanting(who, topic, mode, attached);
    default:
      break;
  }
  const liftsOwn = who.want === "X" && who.given !== "X" && packet.about === "self";
  if ((isBanned && !liftsOwn) || !isMember) return 403;
  if (kind === "access")
    return packet.about === "self" ? ownWant(who, mode) : othersGiven(who, letters, packet);
  if (kind === "hard") return letters.includes("D") ? 200 : 403;
  if (kind === "all" || kind === "end") return who.marker === "owner" ? 200 : 403;
  return 200; // soft deletion, private
}

/** {set sub} for oneself: any mode but O without an offer, and the owner keeps O. */
function ownWant(who: Actor, mode: string): number {
  if (who.marker === "owner") return mode.includes("O") ? 200 : 400;
  return mode.includes("O") && !who.given.includes("O") ? 400 : 200;
}

/** {sub}: by what the mode would be afterwards. */
function wanting(who: Actor, topic: Topic, mode: string, attached: boolean): number {
  if (who.given === "X") return 403;
  const isNew = who.marker === "left" || who.marker === "stranger";
  const isUndecided = isNew || who.marker === "requested";
  let given = isUndecided ? (topic === "open" ? "RWP" : "N") : who.given;
  if (mode === "") {
    if (who.want === "X") return 403;
    if (attached) return 304;
    const want = isNew || who.want === "N" ? (given.includes("R") ? given : "RWP") : who.want;
    return common(want, given).includes("R") ? 200 : 202;
  }
  if (who.marker === "owner" ? !mode.includes("O") : mode.includes("O") && !given.includes("O")) return 400;
  if (mode === "X") return 200;
  if (mode.includes("S") && given.includes("S")) given += mode;
  if (who.marker === "owner") given += mode;
  const isSame = attached && mode.split("").toSorted().join() === who.want.split("").toSorted().join();
  return isSame ? 304 : common(mode, given).includes("R") ? 200 : 202;
}

/** {set sub} for another: S or O, the owner untouched, nothing that one lacks oneself, no invitation to nothing. */
function othersGiven(who: Actor, letters: string, packet: Packet): number {
  const { mode = "", about: target } = packet;
  if (!/[SO]/.test(letters) || target === "owner") return 403;
  const held = target === "member" ? "RWP" : "";
  const lacks = mode
    .split("")
    .some((one) => !"XN".includes(one) && !letters.includes(one) && !held.includes(one));
  if (who.marker !== "owner" && (mode.includes("O") || lacks)) return 403;
  return target === "stranger" && mode === "N" ? 400 : 200;
}

// ---------------------------------------------------------------- the matrix

/** The actor is Bob, or Alice as the owner; Carol is an ordinary member, Eve a stranger. */
function stage(who: Actor, topic: Topic): { play: Play; user: UserId | undefined } {
  const { marker } = who;
  const user = marker === "owner" ? alice : marker === "anonymous" ? undefined : bob;
  const rows = [row(carol, "RWP/RWP")];
  if (marker !== "owner" && marker !== "anonymous" && marker !== "stranger") {
    const granted = marker !== "requested" && who.given !== "N" ? true : marker === "decided";
    rows.push(row(bob, `${who.want}/${who.given}`, { marker, granted: granted || who.given === "X" }));
  }
  const state = group(rows, topics[topic], topic === "gone" ? { state: "gone" } : {});
  return { play: new Play(state, ...[alice, bob, carol, dave, eve].map((id) => meState(id))), user };
}

function attachable(who: Actor, topic: Topic): boolean {
  if (topic === "gone") return false;
  if (who.marker === "anonymous") return topic === "open";
  return (who.marker === "member" || who.marker === "owner") && common(who.want, who.given).includes("R");
}

let cells = 0;
for (const topic of Object.keys(topics) as Topic[]) {
  for (const [name, who] of Object.entries(actors)) {
    for (const attached of attachable(who, topic) ? [false, true] : [false]) {
      cells += packets.length;
      test(`${name}${attached ? ", attached" : ""}, ${topic} group`, () => {
        for (const packet of packets) {
          if (packet.about === "owner" && who.marker === "owner") continue; // that is oneself
          const { play, user } = stage(who, topic);
          if (attached) play.here.set(groupTopic, new Set([user ?? ""]));
          const code = play.ask(user, groupTopic, packet.ask).code ?? 200;
          const what = `${packet.kind} ${packet.about ?? ""} ${packet.mode ?? ""}`;
          assert.equal(code, expected(who, topic, packet, attached), what);
        }
      });
    }
  }
}

test("the matrix is as large as it should be", () => assert.ok(cells > 2_000, `${cells} cells`));

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
