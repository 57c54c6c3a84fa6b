// Twenty sessions of five people and strangers do whatever comes to their mind, one after the other; after every step an oracle of rights,
// which knows only what is stored and what was answered, judges every packet that anybody got (S-04).
import assert from "node:assert/strict";
import { test } from "node:test";
import { p2pName, parseUserId } from "../../src/core/ids.ts";
import { Dice, seedOf } from "../crowd.ts";
import type { Body, Guest, Packet } from "./guest.ts";
import { can, effectiveOf, ownership, shoot, tellsOf, trespass, type Shot } from "./oracle.ts";
import { makePacket, type Known } from "./packets.ts";
import { Site } from "./site.ts";

const steps = 12_000;
const people = ["alice", "bob", "carol", "dave", "eve"];
const modes = ["", "N", "X", "R", "RW", "RWP", "RWP", "RWPS", "RWPSD", "RWPSDO", "RWPO", "RWPD"];

interface Step {
  readonly verb: string;
  readonly members: Body;
}

/** A person's session, and what it is attached to as its answers told. */
interface Player {
  guest: Guest;
  readonly name: string;
  attached: Set<string>;
}

class Game {
  readonly #site: Site;
  readonly #dice: Dice;
  readonly #why: string;
  readonly #uids = new Map<string, string>();
  #players: Player[] = [];
  #topics: string[] = [];
  readonly counts = new Map<string, number>();

  constructor(site: Site, dice: Dice, why: string) {
    this.#site = site;
    this.#dice = dice;
    this.#why = why;
  }

  async begin(): Promise<void> {
    for (const name of people) {
      const guest = await this.#site.enroll(name);
      this.#uids.set(name, guest.uid);
      this.#players.push({ guest, name, attached: new Set() });
    }
    for (const { guest, name } of [...this.#players, ...this.#players]) {
      this.#players.push({ guest: await this.#site.again(guest), name, attached: new Set() });
    }
    for (let i = 0; i < 5; i++)
      this.#players.push({ guest: this.#site.visit("stranger"), name: "", attached: new Set() });
    await this.#newGroup();
    await this.#newGroup();
    const uids = [...this.#uids.values()];
    for (const [from, to] of [
      [0, 1],
      [2, 3],
    ] as const) {
      const player = this.#players[from];
      const topic = await player?.guest.attach(uids[to] ?? "");
      if (topic === undefined) continue;
      player?.attached.add(topic);
      this.#topics.push(topic);
    }
    for (const player of this.#players) {
      await this.#site.settle();
      this.#follow(player, player.guest.packets());
    }
  }

  async step(): Promise<void> {
    const player = this.#dice.pick(this.#players);
    const step = this.#choose(player);
    const topic = this.#resolve(player, step.members["topic"]);
    const before = new Map(this.#topics.map((name) => [name, shoot(this.#site.rows, name)]));
    const attached = new Map(this.#players.map((one) => [one, new Set(one.attached)]));
    const from = new Map(this.#players.map((one) => [one, one.guest.texts.length]));
    const answer = await player.guest.ask(step.verb, step.members);
    await this.#site.settle();
    const code = Number(answer?.["code"] ?? 200);
    this.counts.set(`${step.verb} ${code}`, (this.counts.get(`${step.verb} ${code}`) ?? 0) + 1);
    const said = JSON.stringify(step);
    const after = new Map(this.#topics.map((name) => [name, shoot(this.#site.rows, name)]));
    this.#judgeAnswer(player, step, topic, code, before.get(topic), attached.get(player) ?? new Set(), said);
    for (const name of this.#topics) this.#judgeTopic(player, name, before.get(name), after.get(name), said);
    for (const one of this.#players) {
      const packets = one.guest.packets(from.get(one));
      this.#judgePackets(one, packets, attached.get(one) ?? new Set(), before, after, said);
      this.#follow(one, packets);
      if (one === player) this.#followAnswer(one, step, topic, code);
      this.#judgePlace(one, after, said);
    }
    if (!this.#topics.some((name) => name.startsWith("grp") && after.get(name)?.there === true))
      await this.#newGroup();
  }

  // -------------------------------------------------------------- choosing

  #choose({ name }: Player): Step {
    const dice = this.#dice;
    if (dice.roll() < 0.05) return this.#junk();
    const uids = [...this.#uids.values()];
    const topic = dice.roll() < 0.9 ? dice.pick(this.#topics) : dice.pick(["me", ...uids]);
    const other = dice.pick(uids);
    const mode = dice.pick(modes);
    const choices: readonly (() => Step)[] = [
      () => ({ verb: "sub", members: { topic } }),
      () => ({ verb: "sub", members: { topic, get: "info sub data" } }),
      () => ({ verb: "sub", members: { topic, sub: { mode } } }),
      () => ({ verb: "leave", members: { topic } }),
      () => ({ verb: "leave", members: { topic, unsub: dice.roll() < 0.5 } }),
      () => ({ verb: "pub", members: { topic, content: `by ${name}` } }),
      () => ({ verb: "pub", members: { topic, content: `by ${name}` } }),
      () => ({
        verb: "get",
        members: { topic, what: dice.pick(["info", "sub", "data", "info sub data"]), browse: { limit: 3 } },
      }),
      () => ({ verb: "set", members: { topic, what: "sub", sub: { mode } } }),
      () => ({ verb: "set", members: { topic, what: "sub", sub: { user: other, mode } } }),
      () => ({ verb: "set", members: { topic, what: "sub", sub: { user: other, mode: "RWP" } } }),
      () => ({ verb: "set", members: { topic, what: "info", info: { public: dice.int(0, 9) } } }),
      () => ({
        verb: "set",
        members: {
          topic,
          what: "info",
          info: { defacs: { auth: dice.pick(["RWP", "N", "X", "R"]), anon: dice.pick(["N", "R"]) } },
        },
      }),
      () => ({ verb: "del", members: { topic, hard: dice.roll() < 0.5 } }),
      () => ({ verb: "del", members: { topic, what: dice.roll() < 0.05 ? "topic" : "msg" } }),
    ];
    return dice.pick(choices)();
  }

  /** A packet that is nonsense for the most part, but whole. */
  #junk(): Step {
    const known: Known = {
      users: [...this.#uids.values()],
      topics: this.#topics,
      secrets: ["x:y"],
      times: ["2026-01-01T00:00:00Z"],
    };
    for (;;) {
      const { text, id, word } = makePacket(this.#dice, known, "j");
      if (id === undefined || word === "acc" || word === "login") continue;
      const { id: _id, ...members } = (JSON.parse(text) as Record<string, Body>)[word] ?? {};
      if (members["topic"] !== "new") return { verb: word, members };
    }
  }

  /** The talk with a user may be named by the user. */
  #resolve({ guest }: Player, name: unknown): string {
    const [own, peer] = [parseUserId(guest.uid), parseUserId(String(name))];
    if (own === undefined || peer === undefined || own === peer) return String(name);
    const topic = p2pName(own, peer);
    if (!this.#topics.includes(topic)) this.#topics.push(topic);
    return topic;
  }

  async #newGroup(): Promise<void> {
    const player = this.#players[this.#dice.int(0, people.length - 1)];
    assert.ok(player);
    const topic = await player.guest.attach("new", {
      init: { defacs: { auth: this.#dice.pick(["RWP", "N"]), anon: "R" } },
    });
    this.#topics = [...this.#topics.filter((name) => shoot(this.#site.rows, name)?.there === true), topic];
    player.attached.add(topic);
    await this.#site.settle();
  }

  // -------------------------------------------------------------- following

  /** What every packet says of where the session is. */
  #follow(player: Player, packets: readonly Packet[]): void {
    for (const { kind, body } of packets) {
      if (kind !== "ctrl") continue;
      if (body["code"] === 205) player.attached.delete(String(body["topic"]));
    }
  }

  #followAnswer(player: Player, { verb }: Step, topic: string, code: number): void {
    // who lost the topic by his own request is told by its answer alone
    const lost = !can("R", effectiveOf(shoot(this.#site.rows, topic), topic, player.guest.uid));
    if (["sub", "set", "del"].includes(verb) && code < 300 && lost && topic !== "me")
      player.attached.delete(topic);
    if (verb === "leave" && code === 200) player.attached.delete(topic);
    if (verb !== "sub" || (code !== 200 && code !== 304)) return;
    if (topic === "me" || !lost) player.attached.add(topic);
  }

  // -------------------------------------------------------------- judging

  #judgeAnswer(
    player: Player,
    { verb, members }: Step,
    topic: string,
    code: number,
    before: Shot | undefined,
    attached: ReadonlySet<string>,
    said: string,
  ): void {
    const mode = effectiveOf(before, topic, player.guest.uid);
    const here = attached.has(topic);
    const fail = (what: string): never => this.#fail(player, `${what}: answered ${code}`, said);
    if (code >= 500 && code !== 501) fail("a defect");
    if (before === undefined) return;
    if (verb === "pub" && code === 202 && !(here && can("W", mode)))
      fail("a message without attachment or W");
    if (
      verb === "pub" &&
      typeof members["content"] === "string" &&
      here &&
      can("W", mode) &&
      code !== 202 &&
      members["key"] === undefined
    )
      fail("a message refused to one who may");
    if (verb === "get" && code === 200 && !here && members["what"] !== "info")
      fail("history or members for one who is not there");
    if (
      verb === "del" &&
      code === 200 &&
      members["hard"] === true &&
      members["what"] !== "topic" &&
      !can("D", mode)
    )
      fail("erased without D");
    if (verb === "del" && code === 200 && members["what"] === "topic" && before.owner !== player.guest.uid)
      fail("ended by another than the owner");
    const info = members["info"] as Body | undefined;
    if (
      verb === "set" &&
      code === 200 &&
      before.kind === "grp" &&
      String(members["what"]).includes("info") &&
      (isGiven(info?.["public"]) || isGiven(info?.["defacs"]))
    )
      if (before.owner !== player.guest.uid) fail("described by another than the owner");
    if (player.guest.uid === "" && ["set", "del"].includes(verb) && code < 400) fail("done without login");
  }

  #judgeTopic(
    player: Player,
    name: string,
    before: Shot | undefined,
    after: Shot | undefined,
    said: string,
  ): void {
    const problem = (after && ownership(after)) ?? trespass(before, after, name, player.guest.uid);
    if (problem !== undefined) this.#fail(player, `${name}: ${problem}`, said);
  }

  #judgePackets(
    player: Player,
    packets: readonly Packet[],
    attached: ReadonlySet<string>,
    before: ReadonlyMap<string, Shot | undefined>,
    after: ReadonlyMap<string, Shot | undefined>,
    said: string,
  ): void {
    for (const [name, was] of before) {
      const is = after.get(name);
      const [modeBefore, modeAfter] = [was, is].map((shot) => effectiveOf(shot, name, player.guest.uid));
      const mayRead = can("R", modeBefore ?? 0) || can("R", modeAfter ?? 0);
      let isOut = false;
      let messages = 0;
      for (const packet of packets) {
        if (packet.kind === "ctrl" && packet.body["code"] === 205 && packet.body["topic"] === name) {
          if (!attached.has(name)) this.#fail(player, `205 of ${name} without having been there`, said);
          isOut = true;
        }
        if (!tellsOf(packet, name)) continue;
        if (isOut) this.#fail(player, `behind the 205: ${packet.text}`, said);
        if (packet.kind === "data" && !mayRead) this.#fail(player, `without R: ${packet.text}`, said);
        if (packet.kind === "pres" && !can("P", modeBefore ?? 0) && !can("P", modeAfter ?? 0))
          this.#fail(player, `without P: ${packet.text}`, said);
        if (packet.kind === "data") messages++;
      }
      const fresh = (is?.seq ?? 0) - (was?.seq ?? 0);
      const heard = attached.has(name) && can("R", modeBefore ?? 0) && can("R", modeAfter ?? 0);
      if (heard && messages < fresh && name.length > 2)
        this.#fail(player, `${messages} of ${fresh} new messages of ${name}`, said);
    }
  }

  /** Nobody is attached who may not read, and the server counts the same attachments. */
  #judgePlace(player: Player, after: ReadonlyMap<string, Shot | undefined>, said: string): void {
    if (player.guest.ended !== undefined) this.#fail(player, "the session was ended", said);
    for (const name of player.attached) {
      const shot = after.get(name);
      if (name !== "me" && shot !== undefined && !can("R", effectiveOf(shot, name, player.guest.uid)))
        this.#fail(player, `still in ${name}, without R and without 205`, said);
    }
  }

  judgeCount(): void {
    const counted = this.#players.reduce((sum, { attached }) => sum + attached.size, 0);
    assert.equal(this.#site.server.stats().attachments, counted, this.#why);
  }

  #fail({ name, guest }: Player, what: string, said: string): never {
    throw new Error(`${name || "a stranger"} ${guest.uid}: ${what}\n  after ${said}\n  ${this.#why}`);
  }
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

test(`S-04: ${steps} steps of 20 sessions, and nobody hears or does what is not his`, async () => {
  const seed = seedOf("S-04");
  await using site = await Site.open();
  const game = new Game(site, new Dice(seed), `SEED=${seed}`);
  await game.begin();
  for (let i = 0; i < steps; i++) {
    await game.step();
    if (i % 50 === 0) game.judgeCount();
  }
  for (const reached of [
    "sub 200",
    "sub 403",
    "pub 202",
    "pub 403",
    "pub 409",
    "set 200",
    "set 403",
    "get 200",
    "get 403",
    "del 200",
    "leave 200",
  ])
    assert.ok(
      (game.counts.get(reached) ?? 0) >= 20,
      `${reached}: ${game.counts.get(reached)} of ${JSON.stringify([...game.counts])}`,
    );
  assert.equal(site.metrics.counts.bugs, 0);
});
