// The messages of a topic between here and the server: catching up after a gap, going back, reading along, deleting.
import type { NatterError } from "../values/natter-error.ts";
import { pause } from "../values/within.ts";
import type { Link, Page, Range } from "./link.ts";
import { nextChange } from "./state.ts";
import { againMs, TopicCore } from "./topic-core.ts";
import type { ContentOf, Message, RequestOptions, Types } from "./types.ts";

const firstPage = 32;
const gapPage = 256;
const mostGapPages = 20;

export abstract class TopicHistory<T extends Types> extends TopicCore<T> {
  #earlier: Promise<void> | undefined;

  /**
   * Write a message. It shows at once as "queued" and goes out when the topic is attached, however often the connection breaks, once.
   * Resolves when it is stored; rejected when it is refused (then it shows as "failed") or discarded by the signal. Nobody has to listen.
   * @throws NatterError by rejection: 400 for what is no JSON, and for null; then it does not show at all
   */
  publish(
    content: ContentOf<T>,
    { signal }: Pick<RequestOptions, "signal"> = {},
  ): Promise<Message<ContentOf<T>>> {
    let json: string | undefined;
    try {
      json = JSON.stringify(content);
    } catch {
      // a cycle, a bigint
    }
    if (!json || json === "null") return Promise.reject(this.error(400, "no JSON", "pub"));
    const key = this.home.platform.newKey();
    const sent = this.outbox.add({ key, json, at: this.home.platform.now() }, signal);
    return sent as Promise<Message<ContentOf<T>>>;
  }

  /** Messages before those that are here. */
  loadEarlier(limit = firstPage, options?: RequestOptions): Promise<void> {
    // without the limits of this caller: others wait for it as well
    const load = (): Promise<void> =>
      (this.#earlier ??= this.#loadEarlier(limit).finally(() => (this.#earlier = undefined)));
    return this.home.connection.use("get", this.name, options, load);
  }

  /** A page of the history as it is stored now, apart from the snapshot. Both bounds are positions, exclusive. */
  async history(
    range: { readonly after?: number; readonly before?: number; readonly limit?: number },
    options?: RequestOptions,
  ): Promise<readonly Message<ContentOf<T>>[]> {
    await this.open({}, options);
    const page = await this.#page({ limit: firstPage, ...range }, options);
    return page.messages as readonly Message<ContentOf<T>>[];
  }

  /**
   * Every message from now on, or after a position, each once and in order, over every loss of the connection.
   * Ends when the signal is aborted or the topic is lost; throws when it is refused or the connection is stopped.
   */
  async *stream({
    after,
    signal,
  }: { readonly after?: number; readonly signal?: AbortSignal } = {}): AsyncGenerator<
    Message<ContentOf<T>>,
    void
  > {
    const { log, state } = this;
    let position = after;
    let isOpen = false;
    do {
      let found: readonly Message[];
      try {
        if (!isOpen) {
          await this.open({}, { signal });
          isOpen = true;
          position ??= log.last;
        }
        found = await this.#after(position, signal);
      } catch (error) {
        if (signal?.aborted) return;
        const { canRetry } = error as NatterError;
        if (!canRetry || this.home.connection.state === "stopped") throw error;
        await pause(this.home.platform, againMs);
        continue;
      }
      for (const message of found) {
        yield message as Message<ContentOf<T>>;
        ({ position } = message);
      }
      if (found.length === 0) await nextChange(state, signal);
    } while (!signal?.aborted && this.isWanted);
  }

  /** Hide for this user messages before a position, by default all. */
  deleteForMe(before?: number, options?: RequestOptions): Promise<void> {
    return this.#erase(before, false, options);
  }

  /** Delete for everybody. Needs D. */
  deleteForAll(before?: number, options?: RequestOptions): Promise<void> {
    return this.#erase(before, true, options);
  }

  // ---- inside

  /** The next ones: those that are here, or a page of the server where they are not. */
  async #after(position: number | undefined, signal: AbortSignal | undefined): Promise<readonly Message[]> {
    const { first = 0, hasEarlier, messages } = this.log;
    if (position !== undefined && position < first && hasEarlier) {
      return (await this.#page({ after: position, limit: gapPage }, { signal })).messages;
    }
    return messages.filter((one) => one.position > (position ?? 0));
  }

  #page(range: Range, options?: RequestOptions): Promise<Page> {
    return this.use("get", options, (link) => link.history(this.name, range));
  }

  /** From where the messages end here to where they end. What came live meanwhile waits in the log. */
  protected async level(link: Link): Promise<void> {
    this.log.lose();
    try {
      const { first = 0, last } = this.log;
      if (last === undefined) {
        await this.#fetchNewest(link);
      } else {
        // also what the list does not know of: nobody is told of what he said himself elsewhere
        await Promise.all([this.#forgetErased(link, first, last), this.#fetchAfter(link, last)]);
      }
      this.log.level();
      this.home.me.said(this.name, this.log.messages.at(-1));
    } catch {
      // of a link that still lives: the gap must not stay
      this.home.platform.after(againMs, () => {
        if (this.link === link && !this.log.isLevel) void this.level(link);
      });
    }
    this.show();
  }

  /** Deletion takes the oldest first, so the first one that is left tells what is gone. */
  async #forgetErased(link: Link, first: number, last: number): Promise<void> {
    const range = { after: first - 1, before: last + 1, limit: 1 };
    const [left] = (await link.history(this.name, range)).messages;
    this.log.erase(left?.position ?? last + 1);
  }

  async #fetchAfter(link: Link, last: number): Promise<void> {
    for (let pages = 0; pages < mostGapPages; pages++) {
      const range = { after: this.log.last ?? last, limit: gapPage };
      const { messages, isFull } = await link.history(this.name, range);
      this.log.add(messages);
      this.show();
      if (!isFull) return;
    }
    // away for very long: the newest ones, and what is between when somebody looks
    await this.#fetchNewest(link);
  }

  async #fetchNewest(link: Link): Promise<void> {
    const { messages, isFull } = await link.history(this.name, { limit: firstPage });
    this.log.restore(messages, isFull);
  }

  async #loadEarlier(limit: number): Promise<void> {
    await this.open();
    const { first } = this.log;
    if (first === undefined || !this.log.hasEarlier) return;
    const { messages, isFull } = await this.#page({ before: first, limit });
    // what was erased meanwhile is not a place to go on from
    if (this.log.first !== first) return;
    this.log.add(messages);
    this.log.hasEarlier = isFull;
    this.show();
  }

  async #erase(before: number | undefined, forAll: boolean, options?: RequestOptions): Promise<void> {
    await this.use("del", options, (link) => link.erase(this.name, before, forAll));
    this.log.erase(before ?? Infinity);
    this.show();
    this.home.me.refreshSoon();
  }
}
