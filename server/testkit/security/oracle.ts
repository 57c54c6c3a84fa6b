// What may happen, judged from outside: rights as they are stored (want, given, owner), by rules written here once more from the
// specification, and who is attached as the answers said. It predicts nothing else of the server (spec: 0.4 §2, §4; P7).
import type { MemoryTenant, MemoryTopic } from "../../src/adapters/store-memory/data.ts";
import { peerOf, type TopicName, type UserId } from "../../src/core/ids.ts";
import { isAliveIn } from "../../src/adapters/store-memory/data.ts";
import type { Packet } from "./guest.ts";

/** Letters as sets of bits, written down anew: R W P and X, D, S (with A), O. */
const bit = { J: 1, R: 2, W: 4, P: 8, A: 16, S: 32, D: 64, O: 128, X: 256 } as const;

export interface Right {
  readonly want: number;
  readonly given: number;
}

/** What is stored about one topic at one moment. */
export interface Shot {
  readonly there: boolean;
  readonly kind: "me" | "p2p" | "grp";
  readonly owner: string | undefined;
  readonly anon: number;
  readonly rights: ReadonlyMap<string, Right>;
  readonly seq: number;
}

export function shoot(rows: MemoryTenant, name: string): Shot | undefined {
  const topic = rows.topics.get(name as TopicName);
  if (topic === undefined) return undefined;
  const { head, seq } = topic;
  return {
    there: head.state === "active",
    kind: head.kind,
    owner: head.owner,
    anon: head.defacs.anon,
    rights: new Map(alive(topic).map((row) => [row.user, { want: row.want, given: row.given ?? 0 }])),
    seq,
  };
}

function alive(topic: MemoryTopic): { user: UserId; want: number; given: number | null }[] {
  return [...topic.rows.values()].filter((row) => isAliveIn(topic, row) && row.marker !== "left");
}

/** want AND given; banned by either; in a talk of two also by the other's ban of oneself. */
export function effectiveOf(shot: Shot | undefined, name: string, user: string): number {
  if (shot === undefined || !shot.there) return 0;
  if (user === "") return shot.kind === "grp" ? shot.anon : 0;
  const row = shot.rights.get(user);
  if (row === undefined) return 0;
  const peer = shot.kind === "p2p" ? peerOf(name as TopicName, user as UserId) : undefined;
  const peers = peer === undefined ? undefined : shot.rights.get(peer);
  if (((row.want | row.given) & bit.X) !== 0 || ((peers?.want ?? 0) & bit.X) !== 0) return bit.X;
  return row.want & row.given;
}

export function can(letters: keyof typeof bit, mode: number): boolean {
  return (mode & bit.X) === 0 && (mode & bit[letters]) !== 0;
}

/** One owner, at most one offer, and nobody with O but him. */
export function ownership(shot: Shot): string | undefined {
  if (!shot.there || shot.kind !== "grp") return undefined;
  const rights = [...shot.rights];
  const owners = rights.filter(([, { want, given }]) => (want & given & bit.O) !== 0).map(([user]) => user);
  if (owners.length !== 1 || owners[0] !== shot.owner)
    return `owners ${owners.join()} where ${String(shot.owner)} is`;
  if (rights.filter(([, { given }]) => (given & bit.O) !== 0).length > 2) return "more than one offer";
  return undefined;
}

/** Whose rights changed, by what one user did: his own, or as a manager (in a talk of two: each of the other). */
export function trespass(
  before: Shot | undefined,
  after: Shot | undefined,
  name: string,
  by: string,
): string | undefined {
  if (after === undefined || before === undefined || !after.there || !before.there) return undefined;
  const mode = effectiveOf(before, name, by);
  const manages =
    before.kind === "p2p"
      ? peerOf(name as TopicName, by as UserId) !== undefined
      : can("S", mode) || can("A", mode) || can("O", mode);
  const accepted = after.owner !== before.owner && after.owner === by;
  for (const user of new Set([...before.rights.keys(), ...after.rights.keys()])) {
    const [was, is] = [before.rights.get(user), after.rights.get(user)];
    if (was?.want === is?.want && was?.given === is?.given) continue;
    const isWantOfOther = user !== by && was !== undefined && is !== undefined && was.want !== is.want;
    // who accepts ownership takes O from the others; who grants a request of one that named no mode sets it for him
    if (user !== by && !manages && !accepted) return `${by} changed the access of ${user}`;
    if (isWantOfOther && !accepted && (was.want & ~is.want & ~bit.O) !== 0)
      return `${by} narrowed what ${user} wants`;
    if (user !== by && was !== undefined && is === undefined) return `${by} removed ${user}`;
    if (user === by && is !== undefined && (is.given & ~(was?.given ?? 0)) !== 0 && was !== undefined) {
      // who is given S may take what he likes, whatever he wanted before (spec: 0.4 §4.4.6)
      const mayTake = (was.given & (bit.S | bit.A | bit.O)) !== 0 || before.kind === "p2p" || accepted;
      if (!mayTake && (was.given & is.given) !== 0) return `${by} gave himself more`;
    }
  }
  if (before.owner !== after.owner && !accepted) return `${by} made ${String(after.owner)} the owner`;
  return undefined;
}

/** Packets that tell of a topic, answers of one's own requests apart. */
export function tellsOf(packet: Packet, name: string): boolean {
  const { kind, body } = packet;
  return body["topic"] === name && (kind === "data" || kind === "meta" || kind === "pres");
}
