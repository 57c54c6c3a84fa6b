// What the user wrote in a topic and what is not stored by the server yet. One at a time is on its way, so the order holds.
// Without an answer a message is sent again under its key, byte for byte, and so it is stored once; refused for good, it waits for the user.
import { NatterError, noAnswer } from "../values/natter-error.ts";
import { pause } from "../values/within.ts";
import type { Home } from "./home.ts";
import type { Link } from "./link.ts";
import type { Message, Sent } from "./types.ts";

/** As it is kept over a restart. */
export interface Unsent {
  readonly key: string;
  /** the content as it travels */
  readonly json: string;
  readonly at: number;
}

interface Entry extends Unsent {
  /** it was on its way once, and nobody knows whether it arrived */
  isInDoubt: boolean;
  error?: NatterError;
  /** with its place, when it was sent */
  resolve(message: Message): void;
  /** when it was refused or discarded */
  reject(error: NatterError): void;
}

/** How the outbox reaches the rest of its topic. */
export interface OutboxOwner {
  readonly name: string;
  readonly home: Home;
  /** on which the topic is attached now */
  readonly link: Link | undefined;
  /** one that has its place now */
  message(message: Sent): void;
  /** the list changed */
  show(): void;
}

const firstPauseMs = 500;
const longestPauseMs = 30_000;

export class Outbox {
  readonly #owner: OutboxOwner;
  #entries: readonly Entry[] = [];
  #isBusy = false;
  #pauses = 0;

  constructor(owner: OutboxOwner) {
    this.#owner = owner;
  }

  /** What has to outlive this process. */
  get unsent(): readonly Unsent[] {
    return this.#entries.map(({ key, json, at }) => ({ key, json, at }));
  }

  get isInDoubt(): boolean {
    return this.#entries.some((entry) => entry.isInDoubt && !entry.error);
  }

  /** As the application sees them, in the order of writing. */
  messages(): readonly Message[] {
    return this.#entries.map((entry) => {
      const { key, error } = entry;
      const retry = error && ((): void => this.#retry(entry));
      const discard = (): void => this.#discard(entry);
      return { ...this.#message(entry), key, error, state: error ? "failed" : "queued", retry, discard };
    });
  }

  restore(unsent: readonly Unsent[]): void {
    // nobody waits for these any more
    const former = { isInDoubt: true, resolve: () => {}, reject: () => {} };
    const known = new Set(this.#entries.map(({ key }) => key));
    const restored = unsent.filter(({ key }) => !known.has(key));
    this.#entries = [...restored.map((one) => ({ ...one, ...former })), ...this.#entries];
  }

  /** Resolves when it is stored; rejected when it was refused or discarded. The caller need not listen. */
  add(one: Unsent, signal?: AbortSignal): Promise<Message> {
    const promise = new Promise<Message>((resolve, reject) => {
      const entry: Entry = { ...one, isInDoubt: false, resolve, reject };
      this.#entries = [...this.#entries, entry];
      signal?.addEventListener("abort", () => this.#discard(entry));
      if (signal?.aborted) this.#discard(entry);
      this.#changed();
      void this.flush();
    });
    promise.catch(() => {});
    return promise;
  }

  /** Sends what waits, as long as the topic is attached. */
  async flush(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (;;) {
      const link = this.#owner.link;
      const entry = this.#entries.find(({ error }) => !error);
      if (!link || !entry) break;
      await this.#send(link, entry);
    }
    this.#isBusy = false;
  }

  /** Everything that waits is refused for this reason. */
  refuse(error: NatterError): void {
    for (const entry of this.#entries) if (!entry.error) this.#fail(entry, error);
  }

  /** Resolves when it is time for the next, or for the same again. */
  async #send(link: Link, entry: Entry): Promise<void> {
    if (entry.isInDoubt && !link.has("key")) {
      return this.#fail(entry, new NatterError(noAnswer, "may have arrived", this.#request));
    }
    const wasInDoubt = entry.isInDoubt;
    entry.isInDoubt = true;
    try {
      this.#sent(entry, await link.publish(this.#owner.name, entry.json, entry.key));
      this.#pauses = 0;
    } catch (error) {
      if (!(error instanceof NatterError)) throw error;
      if (error.code === noAnswer) return;
      // it was not stored by this try; by a former one it may have been
      entry.isInDoubt = wasInDoubt;
      if (this.#owner.link !== link) return;
      if (!error.canRetry) return this.#fail(entry, error);
      const { platform } = this.#owner.home;
      await pause(platform, platform.random() * Math.min(longestPauseMs, firstPauseMs * 2 ** ++this.#pauses));
    }
  }

  #sent(entry: Entry, place: { readonly position: number; readonly at: number }): void {
    this.#entries = this.#entries.filter((one) => one !== entry);
    const message: Sent = { ...this.#message(entry), ...place, state: "sent" };
    this.#owner.message(message);
    this.#changed();
    entry.resolve(message);
  }

  #fail(entry: Entry, error: NatterError): void {
    entry.error = error;
    entry.reject(error);
    this.#changed();
  }

  #changed(): void {
    this.#owner.home.keepUnsent();
    this.#owner.show();
  }

  #retry(entry: Entry): void {
    delete entry.error;
    // without keys it is the user's choice to send again what may have arrived
    if (!this.#owner.link?.has("key")) entry.isInDoubt = false;
    this.#changed();
    void this.flush();
  }

  #discard(entry: Entry): void {
    if (!this.#entries.includes(entry)) return;
    this.#entries = this.#entries.filter((one) => one !== entry);
    entry.reject(new NatterError(noAnswer, "discarded", this.#request, { canRetry: false }));
    this.#changed();
  }

  #message({ json, at }: Unsent): Message {
    return { at, from: this.#owner.home.user(), content: JSON.parse(json) as unknown, state: "queued" };
  }

  get #request(): { word: string; topic: string } {
    return { word: "pub", topic: this.#owner.name };
  }
}
