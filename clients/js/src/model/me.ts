// The user's own topic: profile, list of topics with who is there and what is unread, invitations and requests.
// Being attached to it is being online for others.
import { ignore } from "../values/within.ts";
import { can } from "../values/mode.ts";
import { isRecord } from "../values/record.ts";
import type { Home, Inbox } from "./home.ts";
import type { Changes, Link } from "./link.ts";
import { MessageLog } from "./message-log.ts";
import { State } from "./state.ts";
import type { Watchable } from "./state.ts";
import type {
  Access,
  Contact,
  DefaultAccess,
  Description,
  Message,
  Notice,
  PrivateOf,
  RequestOptions,
  Sent,
  Types,
  UserOf,
} from "./types.ts";

export interface MeSnapshot<T extends Types = Types> {
  readonly user?: string | undefined;
  readonly description?: Description<UserOf<T>, PrivateOf<T>> | undefined;
  /** the one where something was said last comes first */
  readonly contacts: readonly Contact<T>[];
  /** invitations, requests and news of them, the newest last */
  readonly notices: readonly Notice[];
  /** the list is that of the server, not what was kept of it */
  readonly isFresh: boolean;
}

export interface ChangeMe<T extends Types> {
  /** null clears */
  readonly public?: UserOf<T> | null;
  readonly private?: PrivateOf<T> | null;
  /** what others get who start a conversation */
  readonly defaultAccess?: DefaultAccess;
  /** words by which one is found; null: not at all */
  readonly tags?: readonly string[] | null;
}

interface Kept {
  readonly description?: Description | undefined;
  readonly contacts: readonly Contact[];
  readonly notices: readonly Sent[];
}

const noticePage = 128;
/** News come in bunches: one question for all of them. */
const refreshAfterMs = 200;

export class Me<T extends Types = Types> implements Inbox, Watchable<MeSnapshot<T>> {
  readonly #home: Home;
  readonly #state = new State<MeSnapshot<T>>({ contacts: [], notices: [], isFresh: false });
  readonly #notices = new MessageLog();
  readonly #online = new Set<string>();
  #contacts: readonly Contact[] = [];
  #attachedTo: Link | undefined;
  #cancelRefresh: (() => void) | undefined;

  constructor(home: Home) {
    this.#home = home;
  }

  readonly subscribe = this.#state.subscribe;
  readonly getSnapshot = this.#state.getSnapshot;

  async change(changes: ChangeMe<T>, options?: RequestOptions): Promise<void> {
    const description = await this.#use("set", options, async (link) => {
      await link.change("me", changes as Changes);
      return link.describe("me");
    });
    this.#show({ description: description as MeSnapshot<T>["description"] });
  }

  /** Delete notices before a position, by default all. */
  async deleteNotices(before?: number, options?: RequestOptions): Promise<void> {
    await this.#use("del", options, (link) => link.erase("me", before, true));
    this.#notices.erase(before ?? Infinity);
    this.#show();
  }

  /** Ask for the list anew. */
  refresh(options?: RequestOptions): Promise<void> {
    return this.#use("get", options, (link) => this.#list(link));
  }

  // ---- for the client; not for the application

  /** @internal attach; resolves when the list is here. All in one go. */
  async attach(link: Link): Promise<void> {
    this.#attachedTo = link;
    const [, description, page] = await Promise.all([
      link.subscribe("me", {}),
      link.describe("me"),
      link.history("me", { limit: noticePage }),
      this.#list(link),
    ]);
    // all of them come again: what is missing was deleted
    this.#notices.restore(page.messages, page.isFull);
    this.#notices.level();
    this.#show({ user: this.#home.user, description: description as MeSnapshot<T>["description"] });
  }

  /** @internal */
  lost(): void {
    this.#attachedTo = undefined;
    this.#cancelRefresh?.();
    this.#cancelRefresh = undefined;
    this.#notices.lose();
    this.#online.clear();
    this.#show({ isFresh: false });
  }

  /** @internal ask for the list soon */
  refreshSoon(): boolean {
    if (!this.#attachedTo) return false;
    this.#cancelRefresh ??= this.#home.platform.after(refreshAfterMs, () => {
      this.#cancelRefresh = undefined;
      const link = this.#attachedTo;
      if (link) this.#list(link).catch(ignore);
    });
    return true;
  }

  /** @internal */
  contact(topic: string): Contact | undefined {
    return this.getSnapshot().isFresh ? this.#contacts.find((one) => one.topic === topic) : undefined;
  }

  /** @internal a notice came */
  message(message: Sent): void {
    this.#notices.live(message);
    this.refreshSoon();
    this.#show();
  }

  /** @internal this was said last where this session listens, so nothing of it is unread */
  said(topic: string, last: Message | undefined): void {
    this.#edit(topic, (one) => {
      const isNewest = last && (one.lastMessage ?? 0) <= last.at;
      return { ...one, unread: 0, ...(isNewest && { lastMessage: last.at, last }) };
    });
  }

  /** @internal about a person where `topic` is "me", otherwise about a topic */
  presence(topic: string, user: string | undefined, what: string): void {
    const about = topic === "me" ? (user ?? "") : topic;
    if (what === "on") this.#online.add(about);
    if (what === "off") this.#online.delete(about);
    if (what === "msg") {
      const lastMessage = this.#home.platform.now();
      this.#edit(topic, (one) => ({ ...one, unread: Math.min(1000, one.unread + 1), lastMessage }));
    }
    // who may not hear of it by the list may by now: it was accepted elsewhere
    const isKnown = this.#contacts.some(
      ({ topic: name, user: peer, mode }) => (name === about || peer === about) && can(mode, "P"),
    );
    const isInbox = what === "msg" && this.#attachedTo?.has("inbox");
    if (what === "upd" || isInbox || !isKnown) this.refreshSoon();
    this.#show();
  }

  /** @internal what was kept */
  async restore(user: string): Promise<void> {
    const { description, contacts = [], notices = [] } = (await this.#home.keeper.read<Kept>("me")) ?? {};
    this.#contacts = contacts;
    this.#notices.restore(notices, true);
    this.#show({ user, description: description as MeSnapshot<T>["description"] });
  }

  /** @internal nobody is logged in any more */
  reset(): void {
    this.#contacts = [];
    this.#notices.restore([], true);
    this.#show({ user: undefined, description: undefined });
    this.lost();
  }

  // ---- inside

  #use<R>(word: string, options: RequestOptions | undefined, run: (link: Link) => Promise<R>): Promise<R> {
    return this.#home.connection.use(word, "me", options, run);
  }

  async #list(link: Link): Promise<void> {
    const former = this.#contacts;
    this.#contacts = (await link.contacts()).map((one) =>
      this.#home.isOpen(one.topic) ? { ...one, unread: 0 } : one,
    );
    this.#show({ isFresh: true });
    this.#home.listed(this.#contacts, former);
  }

  #edit(topic: string, change: (contact: Contact) => Contact): void {
    this.#contacts = this.#contacts.map((one) => (one.topic === topic ? change(one) : one));
    this.#show();
  }

  /** With these changes, and with what the list and the notices are now. */
  #show(changes: Partial<MeSnapshot<T>> = {}): void {
    const contacts = this.#contacts
      .map((one) => ({
        ...one,
        isOnline: this.#online.has(one.user ?? one.topic),
      }))
      .sort((a, b) => (b.lastMessage ?? 0) - (a.lastMessage ?? 0));
    const notices = this.#notices.messages.flatMap(noticeOf);
    this.#state.update({ ...changes, contacts: contacts as readonly Contact<T>[], notices });
    if (!this.#home.user) return;
    this.#home.keeper.later("me", (): Kept => {
      const { description } = this.getSnapshot();
      return { description, contacts: this.#contacts, notices: this.#notices.messages };
    });
  }
}

/** Nothing for what is none. */
function noticeOf(message: Message): readonly Notice[] {
  if (!isRecord(message.content)) return [];
  const { act, topic, user, acs: access, info } = message.content as unknown as Notice & { acs?: Access };
  return typeof topic === "string" ? [{ ...message, act, topic, user, access, info }] : [];
}
