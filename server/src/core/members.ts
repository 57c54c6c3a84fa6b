// The subscriptions of one topic in memory, with counts, managers and order kept beside them, so that neither a join nor a page of the list
// costs more in a topic of ten thousand than in one of ten. Changes go through `set`; a draft leaves what it is over untouched.
import { and, isManager, type Mode } from "./access/mode.ts";
import type { UserId } from "./ids.ts";
import { Ordered } from "./ordered.ts";
import type { Subscription } from "./state.ts";

/** True when the row takes one of the places of a group (0.4 §5.5): members and invited users, nobody else. */
export function countsForCap(row: Subscription, banned: Mode): boolean {
  if (row.marker !== "member" && row.marker !== "invited") return false;
  return ((row.want | (row.given ?? 0)) & banned) === 0;
}

/** True when the row takes one of the places for members with a given of their own, in a group with a token (extensions-0.4 §3.3). */
export function hasOwnGiven(row: Subscription, banned: Mode): boolean {
  return row.given !== null && countsForCap(row, banned);
}

/** Numbers of the subscriptions of a topic, each kept up with every row. */
interface Counts {
  /** members and invited users: what the cap limits */
  counted: number;
  /** requests waiting for approval */
  waiting: number;
  /** of `counted`, those that do not follow the token of the topic */
  own: number;
  /** all but those who left */
  listed: number;
}

/** The subscriptions of a topic by user, with what rules and lists ask for kept beside them: nothing here is counted by walking. */
export class Members {
  #rows: Map<UserId, Subscription>;
  #base: Members | undefined;
  readonly #counts: Counts;
  readonly #banned: Mode;
  readonly #managers = new Set<UserId>();
  /** users by their id; made when a list is asked for */
  #order: Ordered<UserId> | undefined;

  constructor(banned: Mode, rows: Iterable<Subscription> = [], base?: Members) {
    this.#banned = banned;
    this.#rows = new Map();
    this.#base = base;
    this.#counts = base === undefined ? { counted: 0, waiting: 0, own: 0, listed: 0 } : { ...base.#counts };
    for (const row of rows) this.set(row);
  }

  get counts(): Readonly<Counts> {
    return this.#counts;
  }

  get(user: UserId): Subscription | undefined {
    return this.#rows.get(user) ?? this.#base?.get(user);
  }

  set(row: Subscription): void {
    const old = this.get(row.user);
    if (old !== undefined) this.#count(old, -1);
    else this.#order?.add(row.user);
    this.#count(row, 1);
    if (managesAlone(row)) this.#managers.add(row.user);
    else this.#managers.delete(row.user);
    this.#rows.set(row.user, row);
  }

  /** The row of somebody else; of two people, that of the other. */
  other(user: UserId): Subscription | undefined {
    for (const row of this.#rows.values()) if (row.user !== user) return row;
    return this.#base?.other(user);
  }

  *values(): IterableIterator<Subscription> {
    if (this.#base !== undefined) {
      for (const row of this.#base.values()) if (!this.#rows.has(row.user)) yield row;
    }
    yield* this.#rows.values();
  }

  /** Users who by their own rows are managers, in no order. */
  *managers(): IterableIterator<UserId> {
    if (this.#base !== undefined) {
      for (const user of this.#base.managers()) if (!this.#rows.has(user)) yield user;
    }
    yield* this.#managers;
  }

  /** Rows of users with an id above `after` (undefined = all), by ascending id. What is not read costs nothing. */
  *above(after: UserId | undefined): IterableIterator<Subscription> {
    this.#order ??= new Ordered(Array.from(this.values(), ({ user }) => user));
    for (const user of this.#order.above(after)) {
      const row = this.get(user);
      if (row !== undefined) yield row;
    }
  }

  /** A draft over these rows: changes of the draft stay in the draft. Costs nothing per member. */
  draft(): Members {
    return new Members(this.#banned, [], this);
  }

  #count(row: Subscription, by: 1 | -1): void {
    if (countsForCap(row, this.#banned)) this.#counts.counted += by;
    else if (row.marker === "requested") this.#counts.waiting += by;
    if (hasOwnGiven(row, this.#banned)) this.#counts.own += by;
    if (row.marker !== "left") this.#counts.listed += by;
  }
}

/** A token never makes a manager, so a row that follows one is none. */
function managesAlone(row: Subscription): boolean {
  return row.marker !== "left" && row.given !== null && isManager(and(row.want, row.given));
}
