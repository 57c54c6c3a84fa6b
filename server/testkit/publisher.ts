// Publishing at full rate through sessions that end when they like. What was not answered is published again, under its key.
import type { Client } from "./client.ts";

/** One user. */
class Publisher {
  #unanswered: { readonly content: string; readonly key: string }[] = [];
  #next = 0;
  readonly #topics: readonly string[];

  constructor(topics: readonly string[]) {
    this.#topics = topics;
  }

  /** Until the session ends. */
  async run(client: Client): Promise<void> {
    while (client.isUp) {
      const n = ++this.#next;
      const key = `${client.user}.${n}`;
      const content = JSON.stringify({ from: client.user, n, topic: n % this.#topics.length });
      const answer = await client.publish({ topic: this.#topicOf(content), content, key });
      if (answer === undefined) this.#unanswered.push({ content, key });
    }
  }

  async retry(client: Client): Promise<void> {
    const again = this.#unanswered;
    this.#unanswered = [];
    for (const { content, key } of again)
      await client.mustPublish({ topic: this.#topicOf(content), content, key });
  }

  #topicOf(content: string): string {
    const { topic } = JSON.parse(content) as { topic: number };
    return this.#topics[topic] ?? "";
  }
}

/** Everybody, to these topics in turn. */
export class Publishers {
  readonly #byUser = new Map<string, Publisher>();
  readonly #topics: readonly string[];

  constructor(topics: readonly string[]) {
    this.#topics = topics;
  }

  /** Each has so many messages under way at a time. Resolves when all sessions have ended. */
  async run(clients: readonly Client[], atOnce: number): Promise<void> {
    const lanes = clients.flatMap((client) =>
      Array.from({ length: atOnce }, () => this.#of(client).run(client)),
    );
    await Promise.all(lanes);
  }

  /** What nobody knows the outcome of is settled. */
  async retry(clients: readonly Client[]): Promise<void> {
    await Promise.all(clients.map((client) => this.#of(client).retry(client)));
  }

  #of({ user }: Client): Publisher {
    const known = this.#byUser.get(user) ?? new Publisher(this.#topics);
    this.#byUser.set(user, known);
    return known;
  }
}
