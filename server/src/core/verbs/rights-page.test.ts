// The page of rules that the rights matrix is compared with (S-40): who there is, what is sent, in which group, and the code that each gets.
// Written from the specification alone (0.4 §2 to §5, extensions-0.4 §3). Holds no test of its own.
import {
  alice,
  bob,
  carol,
  dave,
  eve,
  group,
  groupTopic,
  meState,
  mode as modeOf,
  row,
  tokenOf,
} from "../access/sample.test.ts";
import type { UserId } from "../ids.ts";
import type { Bearer, Subscription } from "../state.ts";
import type { BearerChange } from "../vocabulary.ts";
import { Play, leave, pub, setSub, sub, type Ask } from "./play.test.ts";

const unknown = "usrCQAAAAAAAAA" as UserId;

/** How the actor stands in the topic; one without login has no row. */
export interface Actor {
  readonly want: string;
  /** "token": whatever the token of the group gives */
  readonly given: string;
  readonly marker: Subscription["marker"] | "stranger" | "anonymous" | "owner";
}

function actor(modes: string, marker: Actor["marker"] = "member"): Actor {
  const [want = "N", given = "N"] = modes.split("/");
  return { want, given, marker };
}

export const actors: Readonly<Record<string, Actor>> = {
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
  follower: actor("RWP/token"),
  "follower who wants less": actor("RP/token"),
  "follower who wants more": actor("RWPS/token"),
  "self-banned follower": actor("X/token"),
  "invited follower": actor("N/token", "invited"),
  left: actor("N/N", "left"),
  "left, banned": actor("N/X", "left"),
  stranger: actor("N/N", "stranger"),
  "no login": actor("N/N", "anonymous"),
};

/** What is sent. `about`: whom a {set sub} is about. */
export interface Packet {
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
    | "private"
    | "token";
  readonly mode?: string;
  /** {sub}: the token that is shown */
  readonly token?: "right" | "wrong";
  /** {set info}: what becomes of the token */
  readonly change?: BearerChange;
  readonly about?: "self" | "member" | "owner" | "stranger" | "nobody";
}

const about = { self: undefined, member: carol, owner: alice, stranger: eve, nobody: unknown } as const;

function access(who: keyof typeof about, letters: string): Packet {
  return { kind: "access", about: who, mode: letters, ask: setSub(about[who], letters) };
}

function shown(token: "right" | "wrong", letters: string | undefined): Packet {
  const bearer = token === "right" ? tokenOf(groupTopic, 3) : tokenOf(groupTopic, 2);
  return {
    kind: "sub",
    token,
    ...(letters === undefined ? {} : { mode: letters }),
    ask: { ...sub(letters), bearer } as Ask,
  };
}

export const packets: readonly Packet[] = [
  ...[undefined, "RW", "RWPD", "X", "RWPO"].map(
    (letters) => ({ kind: "sub", ...(letters && { mode: letters }), ask: sub(letters) }) as const,
  ),
  ...[undefined, "RW", "X", "RWPO"].flatMap((letters) => [shown("right", letters), shown("wrong", letters)]),
  ...[{ mode: modeOf("RP") }, "renew" as const, "close" as const].map(
    (change) => ({ kind: "token", change, ask: { verb: "set", info: { bearer: change } } }) as const,
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
  ...["", "RW", "RWPD", "RWPO", "X", "N"].map((letters) => access("member", letters)),
  ...["RW", "X"].map((letters) => access("owner", letters)),
  ...["", "RW", "RWPD", "RWPO", "X", "N"].map((letters) => access("stranger", letters)),
  access("nobody", "RW"),
];

/** A group, and by what one gets into it. */
export interface Group {
  readonly auth: string;
  readonly anon: string;
  /** what the token gives */
  readonly token?: string;
  readonly isClosed?: true;
  readonly isGone?: true;
}

export const groups: Readonly<Record<string, Group>> = {
  open: { auth: "RWP", anon: "R" },
  closed: { auth: "N", anon: "N" },
  gone: { auth: "RWP", anon: "R", isGone: true },
  "by token": { auth: "N", anon: "N", token: "RWP" },
  "by token or as a reader": { auth: "RP", anon: "R", token: "RWP" },
  "by token, as a reader": { auth: "N", anon: "N", token: "RP" },
  "of a closed token": { auth: "N", anon: "N", token: "RWP", isClosed: true },
};

// ---------------------------------------------------------------- the page of rules

export function common(want: string, given: string): string {
  return want === "X" || given === "X"
    ? "X"
    : want
        .split("")
        .filter((letter) => given.includes(letter) && letter !== "N")
        .join("");
}

export function expected(asking: Actor, place: Group, packet: Packet, attached: boolean): number {
  const who = { ...asking, given: asking.given === "token" ? (place.token ?? "N") : asking.given };
  const isAnonymous = who.marker === "anonymous";
  const letters = isAnonymous ? place.anon : who.marker === "left" ? "" : common(who.want, who.given);
  const isBanned = who.given === "X" || letters === "X";
  const isMember = !["left", "stranger", "anonymous"].includes(who.marker);
  const { kind, mode = "" } = packet;
  if (isAnonymous && !["sub", "leave", "pub", "get info", "get"].includes(kind)) return 401;
  if (place.isGone) return 404;
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
      return isAnonymous ? visiting(place, packet, attached) : wanting(who, place, packet, attached);
    default:
      break;
  }
  const liftsOwn = who.want === "X" && who.given !== "X" && packet.about === "self";
  if ((isBanned && !liftsOwn) || !isMember) return 403;
  if (kind === "access")
    return packet.about === "self" ? ownWant(who, mode) : othersGiven(who, place, letters, packet);
  if (kind === "hard") return letters.includes("D") ? 200 : 403;
  if (kind === "all" || kind === "end") return who.marker === "owner" ? 200 : 403;
  if (kind === "token") return changingToken(who, place, letters, packet);
  return 200; // soft deletion, private
}

/** The mode of the token is the owner's; a new token, or none, the managers', too. A group that never had one has none to renew. */
function changingToken(who: Actor, place: Group, letters: string, { change }: Packet): number {
  const isOwner = who.marker === "owner";
  if (typeof change === "object") return isOwner ? 200 : 403;
  if (!isOwner && !letters.includes("S")) return 403;
  return change === "renew" && place.token === undefined ? 400 : 200;
}

function opens({ token, isClosed }: Group, packet: Packet): boolean {
  return packet.token === "right" && token !== undefined && isClosed !== true;
}

/** {sub} without login: by the token, or by the default for such. */
function visiting(place: Group, packet: Packet, attached: boolean): number {
  if (packet.token !== undefined && !opens(place, packet)) return 403;
  const letters = packet.token === undefined ? place.anon : (place.token ?? "");
  return !letters.includes("R") ? 401 : attached ? 304 : 200;
}

/** {set sub} for oneself: any mode but O without an offer, and the owner keeps O. */
function ownWant(who: Actor, mode: string): number {
  if (who.marker === "owner") return mode.includes("O") ? 200 : 400;
  return mode.includes("O") && !who.given.includes("O") ? 400 : 200;
}

/** {sub}: by what the mode would be afterwards. */
function wanting(who: Actor, place: Group, packet: Packet, attached: boolean): number {
  const { mode = "" } = packet;
  if (who.given === "X") return 403;
  const isNew = who.marker === "left" || who.marker === "stranger";
  const isUndecided = isNew || who.marker === "requested";
  const byToken = isUndecided && packet.token !== undefined;
  if (byToken && !opens(place, packet)) return 403;
  let given = byToken ? (place.token ?? "") : isUndecided ? place.auth : who.given;
  if (mode === "" && who.want === "X") return 403;
  if (
    who.marker === "owner" ? mode !== "" && !mode.includes("O") : mode.includes("O") && !given.includes("O")
  )
    return 400;
  // where there is a token nobody asks for approval, and who still waits comes in, or leaves
  const isOld = who.marker === "requested" && mode === "X";
  if (isUndecided && !byToken && place.token !== undefined && (isOld || !given.includes("R"))) return 403;
  if (mode === "") {
    if (attached) return 304;
    const want = isNew || who.want === "N" ? (given.includes("R") ? given : "RWP") : who.want;
    return common(want, given).includes("R") ? 200 : 202;
  }
  if (mode === "X") return 200;
  if (mode.includes("S") && given.includes("S")) given += mode;
  if (who.marker === "owner") given += mode;
  const isSame = attached && mode.split("").toSorted().join() === who.want.split("").toSorted().join();
  return isSame ? 304 : common(mode, given).includes("R") ? 200 : 202;
}

/** {set sub} for another: S or O, the owner untouched, nothing that one lacks oneself, no invitation to nothing. */
function othersGiven(who: Actor, place: Group, letters: string, packet: Packet): number {
  const { about: target } = packet;
  const mode = packet.mode === "" ? (place.token ?? place.auth) : (packet.mode ?? "");
  if (!/[SO]/.test(letters) || target === "owner") return 403;
  const held = target === "member" ? "RWP" : "";
  const lacks = mode
    .split("")
    .some((one) => !"XN".includes(one) && !letters.includes(one) && !held.includes(one));
  if (who.marker !== "owner" && (mode.includes("O") || lacks)) return 403;
  return target === "stranger" && mode === "N" ? 400 : 200;
}

// ---------------------------------------------------------------- the stage

/** The actor is Bob, or Alice as the owner; Carol is an ordinary member, Eve a stranger. */
export function stage(who: Actor, place: Group): { play: Play; user: UserId | undefined } {
  const { marker, want, given } = who;
  const user = marker === "owner" ? alice : marker === "anonymous" ? undefined : bob;
  const rows = [row(carol, "RWP/RWP")];
  if (given === "token") rows.push(row(bob, want, { marker, given: null } as Partial<Subscription>));
  else if (marker !== "owner" && marker !== "anonymous" && marker !== "stranger") {
    const granted = marker !== "requested" && given !== "N" ? true : marker === "decided";
    rows.push(row(bob, `${want}/${given}`, { marker, granted: granted || given === "X" }));
  }
  const state = group(rows, `${place.auth}/${place.anon}`, {
    ...(place.isGone && { state: "gone" }),
    ...(place.token !== undefined && { bearer: bearerOf(place.token, place.isClosed) }),
  });
  return { play: new Play(state, ...[alice, bob, carol, dave, eve].map((id) => meState(id))), user };
}

function bearerOf(letters: string, isClosed = false): Bearer {
  return { mode: modeOf(letters), generation: isClosed ? -3 : 3, updated: 5 };
}

export function attachable(who: Actor, place: Group): boolean {
  if (place.isGone) return false;
  if (who.marker === "anonymous") return place.anon.includes("R");
  const given = who.given === "token" ? (place.token ?? "N") : who.given;
  return (who.marker === "member" || who.marker === "owner") && common(who.want, given).includes("R");
}
