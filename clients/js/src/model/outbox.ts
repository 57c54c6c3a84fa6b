// What the user wrote in a topic and what is not stored by the server yet. One at a time is on its way, so the order holds.
// Without an answer a message is sent again under its key, byte for byte, and so it is stored once; refused for good, it waits for the user.
import { NatterError, noAnswer } from "../values/natter-error.ts";
import { ignore, pause } from "../values/within.ts";
import type { Home } from "./home.ts";
import type { Link } from "./link.ts";
import type { Message, Sent } from "./types.ts";

/** As it is kept over a restart. */
export interface Unsent {
  readonly key: string;
  /** the content as it travels */
  readonly json: string;
  readonly at: number;
  /** it was on its way once, and nobody knows whether it arrived */
  readonly isInDoubt?: boolean;
  /** it was refused, and waits for the user */
  readonly error?: { readonly code: number; readonly text: string } | undefined;
}

interface Entry extends Omit<Unsent, "error"> {
  isInDoubt: boolean;
  error?: NatterError | undefined;
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
  /** attach, if it is not */
  open(): Promise<void>;
}

const firstPauseMs = 500;
const longestPauseMs = 30_000;

export class Outbox {
  readonly #owner: OutboxOwner;
  #entries: Entry[] = [];
  #isBusy = false;
  #pauses = 0;

  constructor(owner: OutboxOwner) {
    this.#owner = owner;
  }

  /** What has to outlive this process. */
  get unsent(): readonly Unsent[] {
    return this.#entries.map(({ key, json, at, isInDoubt, error }) => ({
      key,
      json,
      at,
      // that it is on its way is not written before the answer
      isInDoubt: isInDoubt || !error,
      // a cache may keep JSON only
      error: error && { code: error.code, text: error.text },
    }));
  }

  /** The one that is to be sent, as soon as the topic is attached. */
  get next(): Entry | undefined {
    return this.#entries.find(({ error }) => !error);
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
    const restored = unsent.filter(({ key }) => !this.#entries.some((one) => one.key === key));
    const entries = restored.map(({ error, ...one }): Entry => ({
      isInDoubt: true,
      ...one,
      error: error && new NatterError(error.code, error.text, this.#request),
      // nobody waits for it any more
      resolve: ignore,
      reject: ignore,
    }));
    this.#entries.unshift(...entries);
  }

  /** Resolves when it is stored; rejected when it was refused or discarded. The caller need not listen. */
  add(one: Omit<Unsent, "error">, signal?: AbortSignal): Promise<Message> {
    const promise = new Promise<Message>((resolve, reject) => {
      const entry: Entry = { ...one, isInDoubt: false, resolve, reject };
      this.#entries.push(entry);
      signal?.addEventListener("abort", () => this.#discard(entry));
      if (signal?.aborted) this.#discard(entry);
      this.#changed();
      this.#go();
    });
    promise.catch(ignore);
    return promise;
  }

  /** Sends what waits, as long as the topic is attached. */
  async flush(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    while (this.#owner.link && this.next) await this.#send(this.#owner.link, this.next);
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
    } catch (caught) {
      const error = caught as NatterError;
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
    this.#owner.home.keep();
    this.#owner.show();
  }

  #retry(entry: Entry): void {
    delete entry.error;
    // without keys it is the user's choice to send again what may have arrived
    if (!this.#owner.link?.has("key")) entry.isInDoubt = false;
    this.#changed();
    this.#go();
  }

  #go(): void {
    // where it was refused, the refusal comes again, or it does not
    this.#owner.open().catch(ignore);
    void this.flush();
  }

  #discard(entry: Entry): void {
    if (!this.#entries.includes(entry)) return;
    this.#entries = this.#entries.filter((one) => one !== entry);
    entry.reject(new NatterError(noAnswer, "discarded", this.#request, { canRetry: false }));
    this.#changed();
  }

  #message({ json, at }: Unsent): Message {
    return { at, from: this.#owner.home.user, content: JSON.parse(json) as unknown, state: "queued" };
  }

  get #request(): { word: string; topic: string } {
    return { word: "pub", topic: this.#owner.name };
  }
}
