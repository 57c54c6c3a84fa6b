// Clients of the real server for tests: who signs up, and waiting for what is to be seen.
import assert from "node:assert/strict";
import { Client } from "../src/client.ts";
import type { ClientOptions, Watchable } from "../src/client.ts";
import { nextChange } from "../src/model/state.ts";
import { apiKey } from "./real-server.ts";

/** Resolves with what `pick` finds in a snapshot; a minute is longer than anything takes. */
export async function until<S, R>(
  source: Watchable<S>,
  pick: (snapshot: S) => R | undefined | false,
): Promise<R> {
  const signal = AbortSignal.timeout(60_000);
  while (!signal.aborted) {
    const found = pick(source.getSnapshot());
    if (found !== undefined && found !== false) return found;
    await nextChange(source, signal);
  }
  throw new Error(`never: ${pick.toString()} in ${JSON.stringify(source.getSnapshot()).slice(0, 2000)}`);
}

export const password = "correct horse";
let people = 0;

export class People {
  readonly #Client: typeof Client;
  readonly #open: Client[] = [];

  /** @param made of these sources, or as they are published */
  constructor(made = Client) {
    this.#Client = made;
  }

  /** Signed up, logged in, with the list of topics. */
  async person(
    url: string,
    options: Partial<ClientOptions> = {},
  ): Promise<Client & { readonly user: string }> {
    const client = new this.#Client({ url, apiKey, ...options });
    this.#open.push(client);
    const name = `somebody${++people}`;
    const user = await client.createAccount({ name, password });
    assert.equal(await client.logIn({ name, password }), user);
    await until(client.me, ({ isFresh }) => isFresh);
    return client as Client & { readonly user: string };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#open.map((one) => one.stop()));
  }
}
