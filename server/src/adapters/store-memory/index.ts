// The store in memory, for tests and simulation: nothing outlives the process. Stores that share one MemoryData are servers on one database.
// Every call really waits (`pause`), before it acts and before it answers, so that races of its callers appear.
import { setImmediate } from "node:timers/promises";
import { Unavailable, type Store } from "../../ports/store.ts";
import { commit, loginKey, mark } from "./commit.ts";
import { createMemoryData, tenantOf, type MemoryData } from "./data.ts";
import * as reads from "./read.ts";
import { sweep } from "./sweep.ts";

export type MemoryCall = "commit" | "mark" | "read" | "sweep";

/** none: refused, nothing stored · unknown-…: Unavailable with outcome "unknown", and what really happened */
export type MemoryFault = "none" | "unknown-stored" | "unknown-lost";

export interface MemoryStoreOptions {
  readonly data?: MemoryData;
  /** awaited twice in every call; the simulator puts its scheduler here */
  readonly pause?: (call: MemoryCall) => Promise<unknown>;
  /** asked once a call: how this one fails. Every fault of a read is "none" */
  readonly fault?: (call: MemoryCall) => MemoryFault | undefined;
}

export function createMemoryStore(options: MemoryStoreOptions = {}): Store {
  const { data = createMemoryData(), pause = () => setImmediate(), fault = () => undefined } = options;
  let isOpen = false;
  let trouble: string | undefined;
  const running = new Set<Promise<unknown>>();

  async function perform<T>(call: MemoryCall, act: () => T): Promise<T> {
    if (!isOpen) throw new Unavailable("the store is closed");
    const failure = fault(call);
    await pause(call);
    const isRead = call === "read";
    if (!isRead) trouble = failure === undefined ? undefined : `a fault was injected: ${failure}`;
    if (failure === "none" || (failure !== undefined && isRead))
      throw new Unavailable("a fault was injected");
    const result = failure === "unknown-lost" ? undefined : act();
    await pause(call);
    if (failure !== undefined) throw new Unavailable("a fault was injected", "unknown");
    return result as T;
  }

  /** Known to `close`, which lets it finish. */
  function tracked<T>(call: MemoryCall, act: () => T): Promise<T> {
    const run = perform(call, act);
    const settled: Promise<boolean> = run.then(
      () => running.delete(settled),
      () => running.delete(settled),
    );
    running.add(settled);
    return run;
  }

  return {
    async open() {
      isOpen = true;
    },
    async close() {
      isOpen = false;
      await Promise.all(running);
    },
    commit: (tenant, expects, writes) =>
      tracked("commit", () => commit(tenantOf(data, tenant), expects, writes)),
    mark: (tenant, marks) => tracked("mark", () => mark(tenantOf(data, tenant), marks)),
    loadTopic: (tenant, topic, since = 0) =>
      tracked("read", () => reads.loadTopic(tenantOf(data, tenant), topic, since)),
    loadUsers: (tenant, users) =>
      tracked("read", () =>
        users
          .map((user) => reads.loadUser(tenantOf(data, tenant), user))
          .filter((user) => user !== undefined),
      ),
    listUsers: (tenant, after, limit) =>
      tracked("read", () => reads.listUsers(tenantOf(data, tenant), after, limit)),
    findLogin: (tenant, scheme, name) =>
      tracked("read", () => tenantOf(data, tenant).logins.get(loginKey(scheme, name))),
    loginsOf: (tenant, user) =>
      tracked("read", () =>
        [...tenantOf(data, tenant).logins.values()].filter((login) => login.user === user),
      ),
    findToken: (tenant, hash) => tracked("read", () => tenantOf(data, tenant).tokens.get(hash)),
    listSubscriptions: (tenant, user) =>
      tracked("read", () => reads.listSubscriptions(tenantOf(data, tenant), user)),
    findSubscription: (tenant, topic, user) =>
      tracked("read", () => reads.findSubscription(tenantOf(data, tenant), topic, user)),
    search: (tenant, query, limit, skip = 0) =>
      tracked("read", () => reads.search(tenantOf(data, tenant), query, limit, skip)),
    readMessages: (tenant, topic, slice) =>
      tracked("read", () => reads.readMessages(tenantOf(data, tenant), topic, slice)),
    sweep: (tokensUpTo, keysBefore, limit) =>
      tracked("sweep", () => sweep(data, tokensUpTo, keysBefore, limit)),
    newest: () => tracked("read", () => reads.newest(data)),
    backup: () =>
      Promise.reject(new Unavailable("a store in memory has nothing to back up; use the SQLite store")),
    trouble: () => trouble,
    damage: () => undefined,
  };
}
