// Watches what is stored, write by write: who may read and publish at every moment, by the rows alone. From that it says at once when a
// message is stored that nobody was entitled to publish, when a group has not one owner or too many members, and later whether somebody was
// sent a message of a time when he had lost the topic.
import { effectiveOf } from "../../src/core/access/effective.ts";
import { canAttach, has, isBanned, O, P, W } from "../../src/core/access/mode.ts";
import type { UserId } from "../../src/core/ids.ts";
import type { Subscription, TopicHead } from "../../src/core/state.ts";
import type { Assigned, Policy, Write } from "../../src/core/vocabulary.ts";
import type { Witness } from "./database.ts";

interface Known {
  head: TopicHead | undefined;
  readonly rows: Map<UserId, Subscription>;
  /** messages: at which step stored, by time */
  readonly stored: Map<number, number>;
  /** users who lost the right to read: at which step, the last time; and those who lost all of it, presence too: each time */
  readonly lost: Map<UserId, number>;
  readonly deaf: Map<UserId, readonly number[]>;
  /** p2p: who did not see the presence of the other for a while. Nobody tells him what it is then. */
  readonly parted: Set<UserId>;
}

export class Truth {
  readonly #topics = new Map<string, Known>();
  readonly #policy: Policy;
  readonly #complain: (text: string) => void;
  readonly #count: (what: string) => void;
  #step = 0;

  constructor(policy: Policy, { complain, count }: Record<"complain" | "count", (text: string) => void>) {
    this.#policy = policy;
    this.#complain = complain;
    this.#count = count;
  }

  readonly witness: Witness = (writes, { assigned }) => {
    const changed = new Set<string>();
    for (const [i, write] of writes.entries()) {
      this.#step++;
      if (write.put === "topic" || write.put === "subscription") {
        this.#change(write);
        changed.add(write.topic);
      }
      if (write.put === "message") this.#message(write, assigned[i]);
    }
    for (const topic of changed) this.#checkGroup(topic);
  };

  /** The number of writes so far. */
  get step(): number {
    return this.#step;
  }

  /** At which step the message of that time was stored. */
  storedAt(topic: string, ts: number): number {
    return this.#topics.get(topic)?.stored.get(ts) ?? 0;
  }

  /** Somebody is shown the message of that time now. undefined = he may have it. */
  leak(topic: string, user: string, ts: number): string | undefined {
    const known = this.#topics.get(topic);
    const stored = known?.stored.get(ts);
    if (known === undefined || stored === undefined || this.#mayRead(known, user as UserId)) return undefined;
    const lost = known.lost.get(user as UserId);
    if (lost !== undefined && stored < lost) return undefined;
    return `${user} got a message of ${topic} that was stored when he had no right to it`;
  }

  /** When the user lost all of the topic, and has got nothing back; undefined = he has something of it, or never had. */
  lossOf(topic: string, user: string): number | undefined {
    const known = this.#topics.get(topic);
    if (known === undefined || this.#mayHear(known, user as UserId)) return undefined;
    return known.deaf.get(user as UserId)?.at(-1);
  }

  /** How often the user lost all of the topic, got back or not. */
  lossesOf(topic: string, user: string): number {
    return this.#topics.get(topic)?.deaf.get(user as UserId)?.length ?? 0;
  }

  /** The viewer is shown whether the other party of this p2p topic is online, and has been ever since there was a topic. */
  isContact(topic: string, viewer: string): boolean {
    const known = this.#topics.get(topic);
    if (known === undefined || known.parted.has(viewer as UserId)) return false;
    return this.#sees(known, viewer as UserId);
  }

  // ------------------------------------------------------------ watching

  #known(topic: string): Known {
    let known = this.#topics.get(topic);
    if (known === undefined) {
      known = {
        head: undefined,
        rows: new Map(),
        stored: new Map(),
        lost: new Map(),
        deaf: new Map(),
        parted: new Set(),
      };
      this.#topics.set(topic, known);
    }
    return known;
  }

  #change(write: Write & { put: "topic" | "subscription" }): void {
    const known = this.#known(write.topic);
    const users = [...known.rows.keys()];
    const readers = users.filter((user) => this.#mayRead(known, user));
    const hearers = users.filter((user) => this.#mayHear(known, user));
    const viewers = users.filter((user) => this.#sees(known, user));
    if (write.put === "topic") {
      const { owner } = known.head ?? {};
      if (owner !== undefined && write.head.owner !== owner && write.head.state === "active")
        this.#count("stored another owner");
      known.head = write.head;
    } else known.rows.set(write.row.user, write.row);
    for (const user of readers) if (!this.#mayRead(known, user)) known.lost.set(user, this.#step);
    for (const user of hearers) {
      if (!this.#mayHear(known, user)) known.deaf.set(user, [...(known.deaf.get(user) ?? []), this.#step]);
    }
    for (const user of viewers) if (!this.#sees(known, user)) known.parted.add(user);
  }

  #message(write: Write & { put: "message" }, assigned: Assigned): void {
    if (assigned === undefined || !("seq" in assigned)) return;
    this.#count(assigned.repeat === true ? "stored nothing, a key came again" : "stored a message");
    if (assigned.repeat === true) return;
    const known = this.#known(write.topic);
    known.stored.set(assigned.ts, this.#step);
    if (write.from === undefined || write.topic.startsWith("me:")) return;
    if (!has(this.#effective(known, write.from), W))
      this.#complain(`P7: a message of ${write.from} was stored in ${write.topic}, where he may not publish`);
  }

  #checkGroup(topic: string): void {
    const { head, rows } = this.#known(topic);
    if (head?.kind !== "grp" || head.state === "gone") return;
    const all = [...rows.values()].filter(({ marker }) => marker !== "left");
    const owners = all.filter(({ want, given }) => has(want & (given ?? 0), O));
    if (owners.length !== 1 || owners[0]?.user !== head.owner)
      this.#complain(`P9: ${topic} has ${owners.length} owners, and the row says ${head.owner}`);
    const offers = all.filter(({ user, given }) => user !== head.owner && has(given ?? 0, O));
    if (offers.length > 1) this.#complain(`P9: ${topic} has ${offers.length} offers of ownership`);
    const counted = all.filter(
      ({ marker, want, given }) =>
        (marker === "member" || marker === "invited") && !isBanned(want | (given ?? 0)),
    );
    const bound = head.bearer === undefined ? head.cap : Math.max(head.cap, this.#policy.bearerMembers);
    if (counted.length > bound)
      this.#complain(`P12: ${topic} has ${counted.length} members, its bound is ${bound}`);
  }

  // ------------------------------------------------------------ rights

  #effective({ head, rows }: Known, user: UserId): number {
    if (head === undefined || head.state === "gone") return 0;
    const peer = head.kind === "p2p" ? [...rows.values()].find((row) => row.user !== user) : undefined;
    return effectiveOf(head, rows.get(user), peer);
  }

  #mayRead(known: Known, user: UserId): boolean {
    return canAttach(this.#effective(known, user));
  }

  #mayHear(known: Known, user: UserId): boolean {
    const mode = this.#effective(known, user);
    return canAttach(mode) || has(mode, P);
  }

  /** Presence of the other party: neither has left. */
  #sees(known: Known, user: UserId): boolean {
    if (known.head?.kind !== "p2p" || known.rows.size < 2) return false;
    return (
      [...known.rows.values()].every(({ marker }) => marker !== "left") &&
      has(this.#effective(known, user), P)
    );
  }
}
