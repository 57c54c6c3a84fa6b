// Keeps a topic attached: opens it, opens it again on every new link, and gives up when it is refused, left or deleted.
import { can } from "../values/mode.ts";
import { noAnswer } from "../values/natter-error.ts";
import type { NatterError } from "../values/natter-error.ts";
import { ignore } from "../values/within.ts";
import type { Link, Subscription } from "./link.ts";
import { againMs } from "./topic-core.ts";
import { TopicHistory } from "./topic-history.ts";
import type { RequestOptions, Types } from "./types.ts";

export abstract class TopicAttachment<T extends Types> extends TopicHistory<T> {
  #opening: Promise<void> | undefined;
  /** sessions without login need it each time */
  #bearer: string | undefined;
  /** goes out with the next {sub}, whoever asks for that */
  #how: Subscription = {};

  /**
   * Attach, and stay attached until `close`; subscribes who is no subscriber yet, and accepts an invitation. Resolves when the messages are level.
   * Resolves as well when approval is needed (state "waiting"). Rejected when it is refused.
   */
  open(how: Subscription = {}, options?: RequestOptions): Promise<void> {
    this.isWanted = true;
    this.#bearer = how.bearer ?? this.#bearer;
    if (Object.keys(how).length > 0) this.#how = how;
    if (this.snapshot.state === "closed") this.show({ state: "opening" });
    return this.home.connection.use("sub", this.name, options, async () => {
      // what the list says need not be asked
      await this.home.listing.catch(ignore);
      // without the limits of this caller: others wait for it as well
      const { link } = this.home.connection;
      if (link && this.isWanted)
        await ((this.#how !== how && (this.#opening ?? this.link)) || this.#attachNow(link));
      const { state, error } = this.snapshot;
      if (error) throw error;
      if (this.isWanted && state === "opening") throw this.error(noAnswer, "not connected");
    });
  }

  /** Detach this session; the subscription stays. */
  async close(options?: RequestOptions): Promise<void> {
    this.isWanted = false;
    await this.#opening;
    const { link } = this;
    // opened again meanwhile
    if (this.isWanted) return;
    this.reset();
    // who is not connected any more is not attached either
    await link
      ?.within(options ?? {})
      .leave(this.name, false)
      .catch(ignore);
  }

  /** End the subscription: leave a group, decline an invitation. */
  async leave(options?: RequestOptions): Promise<void> {
    await this.use("leave", options, (link) => link.leave(this.name, true));
    this.remove();
  }

  // ---- for the client; not for the application

  /** @internal do not attach any more */
  reset(): void {
    this.isWanted = false;
    this.detach("closed");
  }

  /** @internal on this link, if it is to be attached and is not */
  attach(link: Link): void {
    const isDue = this.isWanted && !this.link && !this.#opening;
    if (isDue && this.home.connection.link === link) void this.#attachNow(link);
  }

  /** @internal the link is over */
  lost(): void {
    this.#opening = undefined;
    this.log.lose();
    if (this.link) this.detach("opening");
  }

  /** @internal this session lost the topic */
  evicted(): void {
    this.detach(this.isWanted ? "opening" : "closed");
    // the list tells why
    if (!this.home.me.refreshSoon() && this.isWanted) this.remove();
  }

  /** @internal the list knows of no message, so all were deleted */
  async clear(): Promise<void> {
    await this.restored;
    // attached, it knows better: the list may be older than the last message
    if (this.link) return;
    this.log.erase(Infinity);
    this.show();
  }

  /** @internal the list says so; undefined: not in it */
  listed(mode: string | undefined): void {
    const { link } = this.home.connection;
    if (!this.isWanted || this.link || this.#opening) return;
    if (mode === undefined) this.remove();
    else if (can(mode, "R")) {
      if (link) this.attach(link);
    } else if (mode === "X") this.#refused(this.error(403, "denied"));
    else this.detach("waiting");
  }

  // ---- inside

  #attachNow(link: Link): Promise<void> {
    const opening = this.#attach(link).finally(() => {
      if (this.#opening === opening) this.#opening = undefined;
    });
    this.#opening = opening;
    return opening;
  }

  async #attach(link: Link): Promise<void> {
    const how = this.#how;
    this.#how = {};
    await this.restored;
    // who waits for approval does so until the server says otherwise
    if (!this.link && this.snapshot.state !== "waiting") this.show({ state: "opening", error: undefined });
    const subscribing = link.subscribe(this.name, {
      bearer: this.home.user ? undefined : this.#bearer,
      ...how,
    });
    // everything in one go, unless something must be settled before the history is read
    const early = this.outbox.isInDoubt || this.link === link ? undefined : this.#load(link);
    early?.catch(ignore);
    let outcome: "attached" | "waiting";
    try {
      outcome = await subscribing;
    } catch (caught) {
      const error = caught as NatterError;
      if (!error.canRetry) {
        // whom a link did not let in does not ask without it
        this.isWanted &&= !how.bearer;
        return this.#refused(error);
      }
      this.#how = { ...how, ...this.#how };
      this.home.platform.after(againMs, () => this.attach(link));
      return;
    }
    if (outcome === "waiting") return this.detach(outcome);
    this.link = link;
    const sending = this.outbox.flush();
    await (early ?? this.#load(link)).catch(ignore);
    void sending;
    if (this.link === link) this.show({ state: "open", error: undefined });
    // new in the list, accepted, or lost meanwhile
    if (this.link !== link || !can(this.home.me.contact(this.name)?.mode, "R")) this.home.me.refreshSoon();
  }

  #refused(error: NatterError): void {
    this.outbox.refuse(error);
    if (error.code === 404) this.remove(error);
    else this.detach(error.code === 403 ? "banned" : "refused", error);
  }

  /** Everything that is not here yet: description and members where they changed, and the messages. */
  async #load(link: Link): Promise<void> {
    const { description, members: former } = this.snapshot;
    const isSame = description && description.updated === this.home.me.contact(this.name)?.updated;
    const described = isSame ? undefined : link.describe(this.name);
    // who is in a group, and who is there, the list does not tell
    const isKnown = isSame && former[1] && this.name.startsWith("p2p");
    const listed = this.home.user && !isKnown ? link.members(this.name) : undefined;
    const [found, members] = await Promise.all([described, listed, this.level(link)]);
    if (found) this.show({ description: found });
    if (members) this.show({ members });
  }
}
