// Who is there before a measurement: accounts with login tokens, conversations, groups, messages. Written by the store of the checkout that
// is measured, while its server is down, so that no measurement waits for a password to be hashed.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { FULL, PUBLIC, SELF } from "../../server/src/core/access/mode.ts";
import { meTopic, p2pName, tenant, type TopicName } from "../../server/src/core/ids.ts";
import type { Bearer, TopicHead } from "../../server/src/core/state.ts";
import type { Write } from "../../server/src/core/vocabulary.ts";
import type { Store } from "../../server/src/ports/store.ts";
import { storeOf } from "./checkout.ts";
import {
  accountOf,
  created,
  groupOf,
  headOf,
  personOf,
  rowOf,
  timeOf,
  tokenOf,
  type Person,
} from "./rows.ts";

const only = tenant(1);
/** commits under way */
const atOnce = 500;
/** messages that a topic gets in one commit */
const turn = 50;

/** Fills a new data folder. */
export async function populate(
  checkout: string,
  data: string,
  fill: (world: Population) => Promise<void>,
): Promise<void> {
  const { createSqliteStore } = await storeOf(checkout);
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const store = createSqliteStore({ file: join(data, "natter.db") });
  await store.open();
  try {
    await fill(new Population(store));
  } finally {
    await store.close();
  }
}

export class Population {
  readonly #store: Store;
  #people = 0;
  #groups = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  /** @param secret a password of all of them, as the server stores it; with it they can log in as `person1`, `person2` … */
  async people(count: number, secret?: string): Promise<readonly Person[]> {
    const people = Array.from({ length: count }, () => personOf(++this.#people));
    await this.#each(people, (person, at) => {
      const { id } = person;
      const topic = meTopic(id);
      const login = { scheme: "basic", name: `person${at + 1}`, user: id } as const;
      return this.#make(topic, [
        { put: "user", user: accountOf(id) },
        ...(secret === undefined ? [] : [{ put: "login", login: { ...login, secret } } as const]),
        { put: "topic", topic, head: headOf(topic, 1) },
        { put: "subscription", topic, row: rowOf(id, SELF) },
        { put: "token", token: tokenOf(person) },
      ]);
    });
    return people;
  }

  /** Conversations of the first two, the next two, and so on. */
  async conversations(people: readonly Person[]): Promise<readonly TopicName[]> {
    const pairs = people.flatMap((person, at) => {
      const peer = people[at + 1];
      return at % 2 === 0 && peer !== undefined ? [[person.id, peer.id] as const] : [];
    });
    await this.#each(pairs, ([one, other]) => {
      const topic = p2pName(one, other);
      return this.#make(topic, [
        { put: "topic", topic, head: headOf(topic, 2) },
        { put: "subscription", topic, row: rowOf(one, PUBLIC) },
        { put: "subscription", topic, row: rowOf(other, PUBLIC) },
      ]);
    });
    return pairs.map(([one, other]) => p2pName(one, other));
  }

  /** A group of the first; with a token when it has more members than a group without may have. */
  async group(members: readonly Person[]): Promise<TopicName> {
    const [topic = "" as TopicName] = await this.groups([members]);
    return topic;
  }

  async groups(memberships: readonly (readonly Person[])[]): Promise<readonly TopicName[]> {
    const named = memberships.map((members) => ({ members, topic: groupOf(++this.#groups) }));
    await this.#each(named, ({ members, topic }) => {
      const owner = members[0]?.id;
      const isLarge = members.length > 32;
      const bearer: Bearer = { mode: PUBLIC, generation: 1, updated: created };
      const head: TopicHead = {
        ...headOf(topic, 32),
        ...(owner !== undefined && { owner }),
        ...(isLarge && { bearer }),
      };
      const rows = members.map(({ id }) => {
        if (id === owner) return rowOf(id, FULL);
        return isLarge ? { ...rowOf(id, PUBLIC), given: null } : rowOf(id, PUBLIC);
      });
      return this.#make(topic, [
        { put: "topic", topic, head },
        ...rows.map((row): Write => ({ put: "subscription", topic, row })),
      ]);
    });
    return named.map(({ topic }) => topic);
  }

  /** So many messages to each topic, in turns; message n of a topic at `timeOf(n)`, n from 1. */
  async messages(
    topics: readonly TopicName[],
    from: Person,
    perTopic: number,
    content: string,
  ): Promise<void> {
    for (let first = 1; first <= perTopic; first += turn) {
      const count = Math.min(turn, perTopic - first + 1);
      await this.#each(topics, (topic) =>
        this.#commit(
          [],
          Array.from({ length: count }, (_, n): Write => {
            return { put: "message", topic, from: from.id, content, at: timeOf(first + n) };
          }),
        ),
      );
    }
  }

  async #each<T>(all: readonly T[], write: (one: T, at: number) => Promise<void>): Promise<void> {
    for (let from = 0; from < all.length; from += atOnce) {
      await Promise.all(all.slice(from, from + atOnce).map((one, at) => write(one, from + at)));
    }
  }

  #make(topic: TopicName, writes: readonly Write[]): Promise<void> {
    return this.#commit([{ topic, version: 0 }], writes);
  }

  async #commit(expects: Parameters<Store["commit"]>[1], writes: readonly Write[]): Promise<void> {
    const { done } = await this.#store.commit(only, expects, writes);
    if (done !== "ok") throw new Error(`the store refused what was there to be measured: ${done}`);
  }
}
