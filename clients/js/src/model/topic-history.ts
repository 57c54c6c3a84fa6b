// The messages of a topic between here and the server: catching up after a gap, going back, reading along, deleting.
import type { Link, Page, Range, Subscription } from "./link.ts";
import { nextChange } from "./state.ts";
import { againMs, ignore, TopicCore } from "./topic-core.ts";
import type { ContentOf, Message, RequestOptions, Types } from "./types.ts";

const firstPage = 32;
const gapPage = 256;

export abstract class TopicHistory<T extends Types> extends TopicCore<T> {
  #earlier: Promise<void> | undefined;

  abstract open(how?: Subscription, options?: RequestOptions): Promise<void>;

  /**
   * Write a message. It shows at once as "queued" and goes out when the topic is attached, however often the connection breaks, once.
   * Resolves when it is stored; rejected when it is refused (then it shows as "failed") or discarded by the signal. Nobody has to listen.
   */
  publish(
    content: ContentOf<T>,
    { signal }: Pick<RequestOptions, "signal"> = {},
  ): Promise<Message<ContentOf<T>>> {
    const json = JSON.stringify(content) as string | undefined;
    if (json === undefined || json === "null") {
      return Promise.reject(this.error(400, "no content"));
    }
    const key = this.home.platform.newKey();
    const sent = this.outbox.add({ key, json, at: this.home.platform.now() }, signal);
    // where it was refused, the refusal comes again, or it does not
    if (this.snapshot.state !== "open") this.open().catch(ignore);
    return sent as Promise<Message<ContentOf<T>>>;
  }

  /** Messages before those that are here. */
  async loadEarlier(limit = firstPage, options?: RequestOptions): Promise<void> {
    this.#earlier ??= this.#loadEarlier(limit, options).finally(() => (this.#earlier = undefined));
    return this.#earlier;
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
   * Ends when the signal is aborted or the topic is lost.
   */
  async *stream({
    after,
    signal,
  }: { readonly after?: number; readonly signal?: AbortSignal } = {}): AsyncGenerator<
    Message<ContentOf<T>>,
    void
  > {
    await this.open({}, { signal });
    const { log, state } = this;
    let position = after ?? log.last ?? 0;
    for (let isFull = after !== undefined && after < (log.first ?? Infinity); isFull && !signal?.aborted;) {
      const page = await this.#page({ after: position, limit: gapPage }, { signal });
      yield* page.messages as readonly Message<ContentOf<T>>[];
      position = page.messages.at(-1)?.position ?? position;
      ({ isFull } = page);
    }
    while (!signal?.aborted && this.isWanted) {
      for (const message of log.messages.filter((one) => one.position > position)) {
        yield message as Message<ContentOf<T>>;
        position = message.position;
      }
      if ((log.last ?? 0) <= position) await nextChange(state, signal);
    }
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

  #page(range: Range, options?: RequestOptions): Promise<Page> {
    return this.use("get", options, (link) => link.history(this.name, range));
  }

  /** From where the messages end here to where they end. What came live meanwhile waits in the log. */
  protected async catchUp(link: Link): Promise<void> {
    this.log.lose();
    try {
      const { first, last } = this.log;
      if (first === undefined || last === undefined) {
        const page = await link.history(this.name, { limit: firstPage });
        this.log.prepend(page.messages, !page.isFull);
      } else {
        await Promise.all([this.#forgetErased(link, first, last), this.#fetchAfter(link, last)]);
      }
      this.log.level();
      this.home.said(this.name, this.log.messages.at(-1));
    } catch (error) {
      // of a link that still lives: the gap must not stay
      this.home.platform.after(againMs, () => {
        if (this.link === link) this.catchUp(link).catch(ignore);
      });
      throw error;
    } finally {
      this.show();
    }
  }

  /** Deletion takes the oldest first, so the first one that is left tells what is gone. */
  async #forgetErased(link: Link, first: number, last: number): Promise<void> {
    const range = { after: first - 1, before: last + 1, limit: 1 };
    const [left] = (await link.history(this.name, range)).messages;
    this.log.eraseBefore(left?.position ?? last + 1);
  }

  async #fetchAfter(link: Link, last: number): Promise<void> {
    for (let after = last, isFull = true; isFull;) {
      const page = await link.history(this.name, { after, limit: gapPage });
      this.log.append(page.messages);
      this.show();
      after = page.messages.at(-1)?.position ?? after;
      ({ isFull } = page);
    }
  }

  async #loadEarlier(limit: number, options?: RequestOptions): Promise<void> {
    await this.open({}, options);
    const { first } = this.log;
    if (first === undefined || !this.log.hasEarlier) return;
    const page = await this.#page({ before: first, limit }, options);
    // what was erased meanwhile is not a place to go on from
    if (this.log.first === first) this.log.prepend(page.messages, !page.isFull);
    this.show();
  }

  async #erase(before: number | undefined, forAll: boolean, options?: RequestOptions): Promise<void> {
    await this.use("del", options, (link) => link.erase(this.name, before, forAll));
    this.log.eraseBefore(before ?? Infinity);
    this.show();
    this.home.refreshSoon();
  }
}
