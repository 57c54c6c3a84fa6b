// The database of a simulation: the memory store's rules behind the store port, with time, group commit, failures and a power cut.
// A commit is done and flushed in one step, together with those that came in while the last flush ran; so what readers see is durable.
// Marks are written and flushed later. Its servers hold connections: what a dead one asked for may or may not be done.
import { commit, loginKey, mark } from "../../src/adapters/store-memory/commit.ts";
import { tenantOf, type MemoryTenant } from "../../src/adapters/store-memory/data.ts";
import * as reads from "../../src/adapters/store-memory/read.ts";
import { sweep } from "../../src/adapters/store-memory/sweep.ts";
import type { Tenant } from "../../src/core/ids.ts";
import type { Write } from "../../src/core/vocabulary.ts";
import { Unavailable, type Committed, type Store } from "../../src/ports/store.ts";
import type { Dice } from "../crowd.ts";
import type { Defect } from "./defects.ts";
import { Disk } from "./disk.ts";
import type { Life } from "./life.ts";
import type { Scheduler } from "./scheduler.ts";

/** Whoever watches what is stored, commit by commit. */
export type Witness = (writes: readonly Write[], committed: Committed & { done: "ok" }) => void;

/** A commit on its way. */
interface Order {
  readonly life: Life;
  readonly perform: () => Committed;
  readonly resolve: (committed: Committed) => void;
  readonly reject: (error: Error) => void;
}

/** How the database does at present. */
export interface Health {
  /** ms of a flush and of a read */
  slowness: number;
  isDown: boolean;
  /** part of the commits whose outcome the server is not told */
  unknowns: number;
}

export interface DatabaseParts {
  readonly scheduler: Scheduler;
  readonly dice: Dice;
  readonly witness: Witness;
  readonly defect: Pick<Defect, "beforeCommit" | "isHasty">;
  /** it lives in the process of its one server, so that nothing happens after that died */
  readonly isLocal: boolean;
}

export class Database {
  readonly disk = new Disk();
  readonly health: Health = { slowness: 1, isDown: false, unknowns: 0 };
  readonly #scheduler: Scheduler;
  readonly #dice: Dice;
  readonly #witness: Witness;
  readonly #defect: DatabaseParts["defect"];
  readonly #isLocal: boolean;
  #waiting: Order[] = [];
  #isFlushing = false;

  constructor({ scheduler, dice, witness, defect, isLocal }: DatabaseParts) {
    this.#scheduler = scheduler;
    this.#dice = dice;
    this.#witness = witness;
    this.#defect = defect;
    this.#isLocal = isLocal;
  }

  /** The power goes: orders that wait are lost or done, and nobody is told which. */
  losePower(): void {
    const orders = this.#waiting;
    this.#waiting = [];
    this.disk.losePower(this.#dice.int(0, this.disk.unflushed));
    for (const order of orders.slice(0, this.#dice.int(0, orders.length))) this.#perform(order);
    this.disk.flush();
    for (const order of orders)
      this.#answer(order.life, () => order.reject(new Unavailable("the power went", "unknown")));
  }

  connect(life: Life): Store {
    if (this.#isLocal) life.links.add({ serverDied: () => this.#abandon(life) });
    const read = <T>(act: (data: MemoryTenant) => T, tenant: Tenant): Promise<T> =>
      this.#call(life, () => act(tenantOf(this.disk.data, tenant)));
    return {
      open: () => Promise.resolve(),
      close: () => Promise.resolve(),
      commit: (tenant, expects, writes) =>
        this.#commit(life, writes, () =>
          this.disk.write((data) => {
            this.#defect.beforeCommit?.(data);
            return commit(tenantOf(data, tenant), expects, writes);
          }),
        ),
      mark: (tenant, marks) =>
        this.#call(life, () => {
          this.disk.write((data) => mark(tenantOf(data, tenant), marks));
          this.#scheduler.after(200, () => this.disk.flush());
        }),
      sweep: (now, keysBefore, limit) =>
        this.#call(life, () => this.disk.write((data) => sweep(data, now, keysBefore, limit))),
      loadTopic: (tenant, topic, since = 0) => read((data) => reads.loadTopic(data, topic, since), tenant),
      loadUsers: (tenant, users) =>
        read(
          (data) => users.map((user) => reads.loadUser(data, user)).filter((user) => user !== undefined),
          tenant,
        ),
      listUsers: (tenant, after, limit) => read((data) => reads.listUsers(data, after, limit), tenant),
      findLogin: (tenant, scheme, name) => read((data) => data.logins.get(loginKey(scheme, name)), tenant),
      loginsOf: (tenant, user) =>
        read((data) => [...data.logins.values()].filter((login) => login.user === user), tenant),
      findToken: (tenant, hash) => read((data) => data.tokens.get(hash), tenant),
      listSubscriptions: (tenant, user) => read((data) => reads.listSubscriptions(data, user), tenant),
      findSubscription: (tenant, topic, user) =>
        read((data) => reads.findSubscription(data, topic, user), tenant),
      search: (tenant, query, limit, skip = 0) =>
        read((data) => reads.search(data, query, limit, skip), tenant),
      readMessages: (tenant, topic, slice) => read((data) => reads.readMessages(data, topic, slice), tenant),
      newest: () => this.#call(life, () => reads.newest(this.disk.data)),
      backup: () => Promise.reject(new Unavailable("a store in memory has no backup")),
      trouble: () => (this.health.isDown ? "the database is down" : undefined),
      damage: () => undefined,
    };
  }

  // ------------------------------------------------------------ anything but commits

  /** There, and back. */
  async #call<T>(life: Life, act: () => T): Promise<T> {
    await life.wait(this.#latency());
    if (this.health.isDown) throw new Unavailable("the database is down");
    const result = act();
    await life.wait(this.#latency());
    return result;
  }

  #latency(): number {
    return this.health.slowness * (0.1 + this.#dice.roll() ** 2);
  }

  // ------------------------------------------------------------ commits

  async #commit(life: Life, writes: readonly Write[], act: () => Committed): Promise<Committed> {
    await life.wait(this.#latency());
    if (this.health.isDown) throw new Unavailable("the database is down");
    return new Promise<Committed>((resolve, reject) => {
      const perform = (): Committed => {
        const committed = act();
        if (committed.done === "ok") this.#witness(writes, committed);
        return committed;
      };
      this.#waiting.push({ life, perform, resolve, reject });
      this.#flushLater();
    });
  }

  #flushLater(): void {
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    const ms = this.health.slowness * (0.5 + 3 * this.#dice.roll() ** 3);
    this.#scheduler.after(ms, () => {
      this.#isFlushing = false;
      const orders = this.#waiting;
      this.#waiting = [];
      for (const order of orders) this.#finish(order);
      if (this.#defect.isHasty === true) this.#scheduler.after(500, () => this.disk.flush());
      else this.disk.flush();
      if (this.#waiting.length > 0) this.#flushLater();
    });
  }

  /** What a dead server was about to commit: some of it was flushed just before. */
  #abandon(life: Life): void {
    const orders = this.#waiting.filter((order) => order.life === life);
    this.#waiting = this.#waiting.filter((order) => order.life !== life);
    for (const order of orders.slice(0, this.#dice.int(0, orders.length))) this.#perform(order);
    this.disk.flush();
  }

  #finish(order: Order): void {
    const { life, resolve, reject } = order;
    // a connection that broke before the database read the order
    if (!life.isUp && this.#dice.roll() < 0.5) return;
    const isUnknown = this.#dice.roll() < this.health.unknowns;
    const isLost = isUnknown && this.#dice.roll() < 0.5;
    const committed = isLost ? undefined : this.#perform(order);
    if (isUnknown) this.#answer(life, () => reject(new Unavailable("the connection broke", "unknown")));
    else if (committed instanceof Error) this.#answer(life, () => reject(committed));
    else if (committed !== undefined) this.#answer(life, () => resolve(committed));
  }

  #perform({ perform }: Order): Committed | Error {
    try {
      return perform();
    } catch (error) {
      // a commit against the contract: the server is told, as a real store would tell it
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  #answer(life: Life, act: () => void): void {
    life.after(this.#latency(), act);
  }
}
