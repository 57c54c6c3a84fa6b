// One topic, the whole of it: what it is, who belongs to it, and who may do what, on top of its messages and of how it is attached.
import { ignore } from "../values/within.ts";
import type { Changes } from "./link.ts";
import { TopicAttachment } from "./topic-attachment.ts";
import {} from "./topic-core.ts";
import type {
  Bearer,
  DefaultAccess,
  Description,
  GroupOf,
  Member,
  PrivateOf,
  PublicOf,
  RequestOptions,
  Types,
  UserOf,
} from "./types.ts";

export interface ChangeTopic<T extends Types> {
  /** of a group, by its owner; null clears */
  readonly public?: GroupOf<T> | null;
  /** one's own note; null clears */
  readonly private?: PrivateOf<T> | null;
  readonly defaultAccess?: DefaultAccess;
  readonly tags?: readonly string[] | null;
}

/** A conversation or a group. Kept attached once it was opened, with its messages level, over every loss of the connection. */
export class Topic<T extends Types = Types> extends TopicAttachment<T> {
  // ---- what it is

  /** Ask for the description anew; of a topic that is not subscribed, what strangers see. */
  async describe(options?: RequestOptions): Promise<Description<PublicOf<T>, PrivateOf<T>>> {
    const described = await this.use("get", options, (link) => link.describe(this.name));
    this.show({ description: described });
    return described as Description<PublicOf<T>, PrivateOf<T>>;
  }

  /** Ask for the members anew; with `after` for a page of a large group, which is not kept. */
  async loadMembers(
    after?: string,
    options?: RequestOptions,
  ): Promise<readonly Member<UserOf<T>, PrivateOf<T>>[]> {
    if (after === undefined) await this.open({}, options);
    const members = await this.use("get", options, (link) => link.members(this.name, after));
    if (after === undefined) this.show({ members: members });
    return members as readonly Member<UserOf<T>, PrivateOf<T>>[];
  }

  async change(changes: ChangeTopic<T>, options?: RequestOptions): Promise<void> {
    await this.#change(changes, options);
    await this.describe(options);
  }

  /** Delete the group with all its messages. Its owner may. */
  async deleteTopic(options?: RequestOptions): Promise<void> {
    await this.use("del", options, (link) => link.deleteTopic(this.name));
    this.remove();
  }

  // ---- access

  /** Ask for rights; managers decide on what is not granted already. `info` is for them. */
  requestAccess(mode: string, info?: unknown, options?: RequestOptions): Promise<void> {
    return this.#access(options, mode, undefined, info);
  }

  /** Invite a user, by default with what everybody gets; `info` is for him. */
  invite(user: string, mode?: string, info?: unknown, options?: RequestOptions): Promise<void> {
    return this.#access(options, mode, user, info);
  }

  /** Give a user these rights: approve a request, promote, narrow. */
  approve(user: string, mode: string, info?: unknown, options?: RequestOptions): Promise<void> {
    return this.#access(options, mode, user, info);
  }

  /** Decline a request. The other hears nothing. */
  decline(user: string, options?: RequestOptions): Promise<void> {
    return this.#access(options, "N", user);
  }

  /** In a conversation: block the other. */
  ban(user: string, options?: RequestOptions): Promise<void> {
    return this.#access(options, "X", user);
  }

  unban(user: string, mode = "RWP", options?: RequestOptions): Promise<void> {
    return this.#access(options, mode, user);
  }

  /** Do not disturb: no messages, no invitations from here. `requestAccess` with another mode ends it. */
  async mute(options?: RequestOptions): Promise<void> {
    await this.#access(options, "X");
    this.isWanted = false;
    this.detach("banned");
  }

  /** Accept an invitation to it. */
  accept(options?: RequestOptions): Promise<void> {
    return this.open({}, options);
  }

  /** Offer the group to another; he becomes owner by `acceptOwnership`. A mode without O withdraws the offer. */
  offerOwnership(user: string, mode = "RWPSDO", options?: RequestOptions): Promise<void> {
    return this.#access(options, mode, user);
  }

  acceptOwnership(mode = "RWPSDO", options?: RequestOptions): Promise<void> {
    return this.#access(options, mode);
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

  /** @internal somebody came or went, or the topic changed */
  presence(user: string | undefined, what: string): void {
    if (user !== undefined && (what === "on" || what === "off")) {
      const isOnline = what === "on";
      const { members } = this.snapshot;
      if (isOnline && !members.some((one) => one.user === user)) return void this.loadMembers().catch(ignore);
      this.show({
        members: members.map((one) => (one.user === user ? { ...one, isOnline } : one)),
      });
    }
    if (what === "upd" && this.link) this.describe().catch(ignore);
  }

  // ---- inside

  /** without a user: what oneself wants */
  async #access(
    options: RequestOptions | undefined,
    mode: string | undefined,
    user?: string,
    info?: unknown,
  ): Promise<void> {
    await this.use("set", options, (link) => link.setAccess(this.name, user, mode, info));
    this.home.me.refreshSoon();
    if (!this.link) return;
    await Promise.all([this.loadMembers(undefined, options), this.describe(options)]);
  }

  async #change(changes: Changes, options?: RequestOptions): Promise<Bearer | undefined> {
    const { bearer } = await this.use("set", options, (link) => link.change(this.name, changes));
    return bearer;
  }
}
