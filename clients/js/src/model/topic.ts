// One topic: a conversation or a group. Kept attached once it was opened, with its messages level, over every loss of the connection.
import { can } from "../values/mode.ts";
import { NatterError, noAnswer } from "../values/natter-error.ts";
import type { Home } from "./home.ts";
import type { Changes, Link, Subscription } from "./link.ts";
import { MessageLog } from "./message-log.ts";
import { Outbox } from "./outbox.ts";
import type { Unsent } from "./outbox.ts";
import { nextChange, State } from "./state.ts";
import type { Watchable } from "./state.ts";
import type {
  Bearer,
  ContentOf,
  DefaultAccess,
  Description,
  GroupOf,
  Member,
  Message,
  PrivateOf,
  PublicOf,
  RequestOptions,
  Types,
  UserOf,
} from "./types.ts";

export interface TopicSnapshot<T extends Types = Types> {
  readonly name: string;
  /**
   * closed: not attached, not wanted · opening: being attached, or offline · open · waiting: for somebody's approval ·
   * banned · gone: left elsewhere, deleted, or no such topic · refused: see `error`
   */
  readonly state: "closed" | "opening" | "open" | "waiting" | "banned" | "gone" | "refused";
  readonly error?: NatterError | undefined;
  readonly description?: Description<PublicOf<T>, PrivateOf<T>> | undefined;
  readonly members: readonly Member<UserOf<T>, PrivateOf<T>>[];
  /** ascending, without a hole; behind them what the user wrote and what is not stored yet */
  readonly messages: readonly Message<ContentOf<T>>[];
  /** there are older ones: `loadEarlier` */
  readonly hasEarlier: boolean;
}

/** What is kept of a topic. */
interface Kept {
  readonly description?: Description | undefined;
  readonly members: readonly Member[];
  readonly messages: readonly Message[];
  readonly hasEarlier: boolean;
}

export interface ChangeTopic<T extends Types> {
  /** of a group, by its owner; null clears */
  readonly public?: GroupOf<T> | null;
  /** one's own note; null clears */
  readonly private?: PrivateOf<T> | null;
  readonly defaultAccess?: DefaultAccess;
  readonly tags?: readonly string[] | null;
}

const firstPage = 32;
const gapPage = 256;
const keptMessages = 200;
const againMs = 1000;
/** What cannot be asked now is asked at the next attach. */
const ignore = (): void => {};

export class Topic<T extends Types = Types> implements Watchable<TopicSnapshot<T>> {
  readonly name: string;
  readonly #home: Home;
  readonly #state: State<TopicSnapshot<T>>;
  readonly #log = new MessageLog<Message>();
  readonly #outbox: Outbox;
  /** the cache was read */
  readonly #restored: Promise<void>;
  /** attach, now and after every reconnect */
  #isWanted = false;
  /** on this link it is attached */
  #attachedTo: Link | undefined;
  #opening: Promise<void> | undefined;
  /** sessions without login need it each time */
  #bearer: string | undefined;
  #earlier: Promise<void> | undefined;

  constructor(name: string, home: Home) {
    this.name = name;
    this.#home = home;
    this.#state = new State<TopicSnapshot<T>>({
      name,
      state: "closed",
      members: [],
      messages: [],
      hasEarlier: true,
    });
    this.#outbox = new Outbox({
      name,
      platform: home.platform,
      user: () => home.user(),
      attachedLink: () => this.#attachedTo,
      sent: (message) => {
        this.#log.live(message);
        home.said(name, message);
        home.keepUnsent();
        this.#showMessages();
      },
      changed: () => {
        home.keepUnsent();
        this.#showMessages();
      },
    });
    this.#restored = this.#restore();
  }

  readonly subscribe = (listener: () => void): (() => void) => this.#state.subscribe(listener);
  readonly getSnapshot = (): TopicSnapshot<T> => this.#state.getSnapshot();

  // ---- coming and going

  /**
   * Attach, and stay attached until `close`; subscribes who is no subscriber yet, and accepts an invitation. Resolves when the messages are level.
   * Resolves as well when approval is needed (state "waiting"). Rejected when it is refused.
   */
  open(how: Subscription = {}, options?: RequestOptions): Promise<void> {
    this.#isWanted = true;
    this.#bearer ??= how.bearer;
    const isPlain = Object.keys(how).length === 0;
    if (this.#attachedTo && isPlain) return this.#opening ?? Promise.resolve();
    if (this.getSnapshot().state === "closed") this.#update({ state: "opening" });
    return this.#use("sub", options, async () => {
      const { link } = this.#home.connection;
      if (link && this.#isWanted) await ((isPlain && this.#opening) || this.#attachNow(link, how));
      const { state, error } = this.getSnapshot();
      if (error) throw error;
      if (state === "opening") throw this.#error(noAnswer, "not attached");
    });
  }

  /** Detach this session; the subscription stays. */
  async close(options?: RequestOptions): Promise<void> {
    this.#isWanted = false;
    await this.#opening;
    const link = this.#attachedTo;
    this.dismiss();
    await link?.within(options ?? {}).leave(this.name, false);
  }

  /** End the subscription: leave a group, decline an invitation. */
  async leave(options?: RequestOptions): Promise<void> {
    await this.#use("leave", options, (link) => link.leave(this.name, true));
    this.#remove();
  }

  // ---- messages

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
      return Promise.reject(this.#error(400, "no content"));
    }
    const key = this.#home.platform.newKey();
    const sent = this.#outbox.add({ key, json, at: this.#home.platform.now() }, signal);
    // where it was refused, the refusal comes again, or it does not
    if (this.getSnapshot().state !== "open") this.open().catch(ignore);
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
    const page = await this.#use("get", options, (link) =>
      link.history(this.name, { limit: firstPage, ...range }),
    );
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
    let position = after ?? this.#log.last ?? 0;
    for (
      let isFull = after !== undefined && after < (this.#log.first ?? Infinity);
      isFull && !signal?.aborted;
    ) {
      const range = { after: position, limit: gapPage };
      const page = await this.#use("get", { signal }, (link) => link.history(this.name, range));
      yield* page.messages as readonly Message<ContentOf<T>>[];
      position = page.messages.at(-1)?.position ?? position;
      isFull = page.isFull;
    }
    while (!signal?.aborted && this.#isWanted) {
      for (const message of this.#log.messages.filter((one) => one.position > position)) {
        yield message as Message<ContentOf<T>>;
        position = message.position;
      }
      if ((this.#log.last ?? 0) <= position) await nextChange(this, signal);
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

  // ---- what it is

  /** Ask for the description anew; of a topic that is not subscribed, what strangers see. */
  async describe(options?: RequestOptions): Promise<Description<PublicOf<T>, PrivateOf<T>>> {
    const described = await this.#use("get", options, (link) => link.describe(this.name));
    this.#update({ description: described as Description<PublicOf<T>, PrivateOf<T>> });
    return described as Description<PublicOf<T>, PrivateOf<T>>;
  }

  /** Ask for the members anew; with `after` for a page of a large group, which is not kept. */
  async loadMembers(
    after?: string,
    options?: RequestOptions,
  ): Promise<readonly Member<UserOf<T>, PrivateOf<T>>[]> {
    if (after === undefined) await this.open({}, options);
    const members = await this.#use("get", options, (link) => link.members(this.name, after));
    if (after === undefined) this.#update({ members: members as TopicSnapshot<T>["members"] });
    return members as TopicSnapshot<T>["members"];
  }

  async change(changes: ChangeTopic<T>, options?: RequestOptions): Promise<void> {
    await this.#change(changes, options);
    await this.describe(options);
  }

  /** Delete the group with all its messages. Its owner may. */
  async deleteTopic(options?: RequestOptions): Promise<void> {
    await this.#use("del", options, (link) => link.deleteTopic(this.name));
    this.#remove();
  }

  // ---- access

  /** Ask for rights; managers decide on what is not granted already. `info` is for them. */
  requestAccess(mode: string, info?: unknown, options?: RequestOptions): Promise<void> {
    return this.#access(undefined, mode, info, options);
  }

  /** Invite a user, by default with what everybody gets; `info` is for him. */
  invite(user: string, mode?: string, info?: unknown, options?: RequestOptions): Promise<void> {
    return this.#access(user, mode, info, options);
  }

  /** Give a user these rights: approve a request, promote, narrow. */
  approve(user: string, mode: string, info?: unknown, options?: RequestOptions): Promise<void> {
    return this.#access(user, mode, info, options);
  }

  /** Decline a request. The other hears nothing. */
  decline(user: string, options?: RequestOptions): Promise<void> {
    return this.#access(user, "N", undefined, options);
  }

  /** In a conversation: block the other. */
  ban(user: string, options?: RequestOptions): Promise<void> {
    return this.#access(user, "X", undefined, options);
  }

  unban(user: string, mode = "RWP", options?: RequestOptions): Promise<void> {
    return this.#access(user, mode, undefined, options);
  }

  /** Do not disturb: no messages, no invitations from here. `requestAccess` with another mode ends it. */
  async mute(options?: RequestOptions): Promise<void> {
    await this.#access(undefined, "X", undefined, options);
    this.#isWanted = false;
    this.#detach("banned");
  }

  /** Accept an invitation to it. */
  accept(options?: RequestOptions): Promise<void> {
    return this.open({}, options);
  }

  /** Offer the group to another; he becomes owner by `acceptOwnership`. A mode without O withdraws the offer. */
  offerOwnership(user: string, mode = "RWPSDO", options?: RequestOptions): Promise<void> {
    return this.#access(user, mode, undefined, options);
  }

  acceptOwnership(mode = "RWPSDO", options?: RequestOptions): Promise<void> {
    return this.#access(undefined, mode, undefined, options);
  }

  /** Make it a bearer group, or change the mode of its token. @returns the token */
  openByLink(mode = "RWP", options?: RequestOptions): Promise<Bearer | undefined> {
    return this.#change({ bearer: { mode } }, options);
  }

  /** A new token; the old one is dead. */
  renewLink(options?: RequestOptions): Promise<Bearer | undefined> {
    return this.#change({ bearer: "renew" }, options);
  }

  /** No token is valid until `renewLink`. */
  async closeLink(options?: RequestOptions): Promise<void> {
    await this.#change({ bearer: null }, options);
  }

  // ---- for the client; not for the application

  /** @internal on this link, if it is to be attached and is not */
  attach(link: Link): void {
    const isDue = this.#isWanted && !this.#attachedTo && !this.#opening;
    if (isDue && this.#home.connection.link === link) void this.#attachNow(link, {});
  }

  /** @internal do not attach any more */
  dismiss(): void {
    this.#isWanted = false;
    this.#detach("closed");
  }

  /** @internal */
  get isOpen(): boolean {
    return this.#attachedTo !== undefined;
  }

  /** @internal the link is over */
  lost(): void {
    this.#opening = undefined;
    this.#log.lose();
    if (this.#attachedTo) this.#detach("opening");
  }

  /** @internal this session lost the topic */
  evicted(): void {
    this.#detach(this.#isWanted ? "opening" : "closed");
    // the list tells why
    if (!this.#home.refreshContacts() && this.#isWanted) this.#remove();
  }

  /** @internal the list says so; undefined: not in it */
  listed(mode: string | undefined): void {
    const { link } = this.#home.connection;
    if (!this.#isWanted || this.#attachedTo || this.#opening) return;
    if (mode === undefined) this.#remove();
    else if (can(mode, "R")) {
      if (link) this.attach(link);
    } else if (mode === "X") this.#refused(this.#error(403, "denied"));
    else this.#detach("waiting");
  }

  /** @internal */
  message(message: Message): void {
    this.#log.live(message);
    this.#showMessages();
    this.#home.said(this.name, message);
  }

  /** @internal */
  presence(user: string | undefined, what: string): void {
    if (user !== undefined && (what === "on" || what === "off")) {
      const isOnline = what === "on";
      const { members } = this.getSnapshot();
      if (isOnline && !members.some((one) => one.user === user)) return void this.loadMembers().catch(ignore);
      this.#update({ members: members.map((one) => (one.user === user ? { ...one, isOnline } : one)) });
    }
    if (what === "upd" && this.#attachedTo) this.describe().catch(ignore);
  }

  /** @internal */
  get unsent(): readonly Unsent[] {
    return this.#outbox.unsent;
  }

  /** @internal from an earlier run: to be sent as soon as possible */
  restoreUnsent(unsent: readonly Unsent[]): void {
    this.#outbox.restore(unsent);
    this.#isWanted = true;
    this.#update({ state: "opening" });
    this.#showMessages();
  }

  // ---- inside

  #attachNow(link: Link, how: Subscription): Promise<void> {
    const opening = this.#attach(link, how).finally(() => {
      if (this.#opening === opening) this.#opening = undefined;
    });
    this.#opening = opening;
    return opening;
  }

  async #attach(link: Link, how: Subscription): Promise<void> {
    await this.#restored;
    if (!this.#attachedTo) this.#update({ state: "opening", error: undefined });
    const subscribing = link.subscribe(this.name, {
      bearer: this.#home.user() ? undefined : this.#bearer,
      ...how,
    });
    // everything in one go, unless something must be settled before the history is read
    const early = this.#outbox.isInDoubt || this.#attachedTo === link ? undefined : this.#load(link);
    early?.catch(ignore);
    let outcome: "attached" | "waiting";
    try {
      outcome = await subscribing;
    } catch (error) {
      if (!(error instanceof NatterError)) throw error;
      if (!error.canRetry) return this.#refused(error);
      this.#home.platform.after(againMs, () => this.attach(link));
      return;
    }
    if (outcome === "waiting") return this.#detach(outcome);
    this.#attachedTo = link;
    const sending = this.#outbox.flush();
    await (early ?? this.#load(link)).catch(ignore);
    void sending;
    if (this.#attachedTo === link) this.#update({ state: "open", error: undefined });
    if (!this.#home.contact(this.name)) this.#home.refreshContacts();
  }

  #refused(error: NatterError): void {
    this.#outbox.refuse(error);
    if (error.code === 404) this.#remove(error);
    else this.#detach(error.code === 403 ? "banned" : "refused", error);
  }

  /** Everything that is not here yet: description and members where they changed, and the messages. */
  async #load(link: Link): Promise<void> {
    const { description } = this.getSnapshot();
    const isSame = description && description.updated === this.#home.contact(this.name)?.updated;
    const described = isSame ? undefined : link.describe(this.name);
    const listed = this.#home.user() === undefined ? undefined : link.members(this.name, undefined);
    const [found, members] = await Promise.all([described, listed, this.#catchUp(link)]);
    if (found) this.#update({ description: found as TopicSnapshot<T>["description"] });
    if (members) this.#update({ members: members as TopicSnapshot<T>["members"] });
    this.#keep();
  }

  /** From where the messages end here to where they end. What came live meanwhile waits in the log. */
  async #catchUp(link: Link): Promise<void> {
    this.#log.lose();
    try {
      const { first, last } = this.#log;
      if (first === undefined || last === undefined) {
        const page = await link.history(this.name, { limit: firstPage });
        this.#log.prepend(page.messages, !page.isFull);
      } else {
        await Promise.all([this.#forgetErased(link, first, last), this.#fetchAfter(link, last)]);
      }
      this.#log.level();
      this.#home.said(this.name, this.#log.messages.at(-1));
    } catch (error) {
      // of a link that still lives: the gap must not stay
      this.#home.platform.after(againMs, () => {
        if (this.#attachedTo === link) this.#catchUp(link).catch(ignore);
      });
      throw error;
    } finally {
      this.#showMessages();
    }
  }

  /** Deletion takes the oldest first, so the first one that is left tells what is gone. */
  async #forgetErased(link: Link, first: number, last: number): Promise<void> {
    const range = { after: first - 1, before: last + 1, limit: 1 };
    const [left] = (await link.history(this.name, range)).messages;
    this.#log.eraseBefore(left?.position ?? last + 1);
  }

  async #fetchAfter(link: Link, last: number): Promise<void> {
    for (let after = last, isFull = true; isFull;) {
      const page = await link.history(this.name, { after, limit: gapPage });
      this.#log.append(page.messages);
      this.#showMessages();
      after = page.messages.at(-1)?.position ?? after;
      ({ isFull } = page);
    }
  }

  async #loadEarlier(limit: number, options?: RequestOptions): Promise<void> {
    await this.open({}, options);
    const { first } = this.#log;
    if (first === undefined || !this.#log.hasEarlier) return;
    const page = await this.#use("get", options, (link) => link.history(this.name, { before: first, limit }));
    // what was erased meanwhile is not a place to go on from
    if (this.#log.first === first) this.#log.prepend(page.messages, !page.isFull);
    this.#showMessages();
  }

  async #erase(before: number | undefined, forAll: boolean, options?: RequestOptions): Promise<void> {
    await this.#use("del", options, (link) => link.erase(this.name, before, forAll));
    this.#log.eraseBefore(before ?? Infinity);
    this.#showMessages();
    this.#home.refreshContacts();
  }

  async #access(
    user: string | undefined,
    mode: string | undefined,
    info: unknown,
    options?: RequestOptions,
  ): Promise<void> {
    await this.#use("set", options, (link) => link.setAccess(this.name, user, mode, info));
    this.#home.refreshContacts();
    if (!this.#attachedTo) return;
    await Promise.all([this.loadMembers(undefined, options), this.describe(options)]);
  }

  async #change(changes: Changes, options?: RequestOptions): Promise<Bearer | undefined> {
    const { bearer } = await this.#use("set", options, (link) => link.change(this.name, changes));
    return bearer;
  }

  #use<R>(word: string, options: RequestOptions | undefined, run: (link: Link) => Promise<R>): Promise<R> {
    return this.#home.connection.use(word, this.name, options, run);
  }

  #error(code: number, text: string): NatterError {
    return new NatterError(code, text, { word: "sub", topic: this.name });
  }

  #detach(state: TopicSnapshot<T>["state"], error?: NatterError): void {
    this.#attachedTo = undefined;
    this.#log.lose();
    this.#update({ state, error });
  }

  /** There is nothing any more. */
  #remove(error = this.#error(404, "not found")): void {
    this.#isWanted = false;
    this.#outbox.refuse(error);
    this.#log.restore([], false);
    this.#detach("gone", error);
    this.#update({ members: [], description: undefined });
    this.#showMessages();
    void this.#home.keeper.now(`topic/${this.name}`, undefined);
    this.#home.refreshContacts();
  }

  #showMessages(): void {
    const messages = [...this.#log.messages, ...this.#outbox.messages()] as TopicSnapshot<T>["messages"];
    this.#update({ messages, hasEarlier: this.#log.hasEarlier });
    this.#keep();
  }

  #update(changes: Partial<TopicSnapshot<T>>): void {
    this.#state.update(changes);
  }

  // ---- what is kept

  #keep(): void {
    if (this.#home.user() === undefined || this.getSnapshot().state === "gone") return;
    this.#home.keeper.later(`topic/${this.name}`, (): Kept => {
      const { description, members } = this.getSnapshot();
      const messages = this.#log.messages.slice(-keptMessages);
      const hasEarlier = this.#log.hasEarlier || messages.length < this.#log.messages.length;
      return { description, members, messages, hasEarlier };
    });
  }

  async #restore(): Promise<void> {
    const kept = await this.#home.keeper.read<Kept>(`topic/${this.name}`);
    if (kept === undefined || this.#log.last !== undefined) return;
    this.#log.restore(kept.messages, kept.hasEarlier);
    const { description, members } = kept as unknown as Pick<TopicSnapshot<T>, "description" | "members">;
    this.#update({ description, members });
    this.#showMessages();
  }
}
