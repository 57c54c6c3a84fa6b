// A store that lies when messages are read: what defects of the checker's tests and of the simulation are made of.
import type { Message } from "../src/core/state.ts";
import type { Store } from "../src/ports/store.ts";

/** What is read instead of those messages. */
export type Lie = (
  messages: readonly Message[],
  store: Store,
  args: Parameters<Store["readMessages"]>,
) => readonly Message[] | Promise<readonly Message[]>;

export function reading(lie: Lie): (store: Store) => Store {
  return (store) => ({
    ...store,
    readMessages: async (...args) => lie(await store.readMessages(...args), store, args),
  });
}
