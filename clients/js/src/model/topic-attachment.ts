// Keeps a topic attached: opens it, opens it again on every new link, and gives up when it is refused, left or deleted.
import { can } from "../values/mode.ts";
import { NatterError, noAnswer } from "../values/natter-error.ts";
import type { Link, Subscription } from "./link.ts";
import { againMs, ignore } from "./topic-core.ts";
import { TopicHistory } from "./topic-history.ts";
import type { RequestOptions, Types } from "./types.ts";

export abstract class TopicAttachment<T extends Types> extends TopicHistory<T> {
  #opening: Promise<void> | undefined;
  /** sessions without login need it each time */
  #bearer: string | undefined;

  /**
   * Attach, and stay attached until `close`; subscribes who is no subscriber yet, and accepts an invitation. Resolves when the messages are level.
   * Resolves as well when approval is needed (state "waiting"). Rejected when it is refused.
   */
  open(how: Subscription = {}, options?: RequestOptions): Promise<void> {
    this.isWanted = true;
    this.#bearer = how.bearer ?? this.#bearer;
    const isPlain = Object.keys(how).length === 0;
    if (this.link && isPlain) return this.#opening ?? Promise.resolve();
    if (this.snapshot.state === "closed") this.state.update({ state: "opening" });
    return this.home.connection.use("sub", this.name, options, async () => {
      const { link } = this.home.connection;
      if (link && this.isWanted) await ((isPlain && this.#opening) || this.#attachNow(link, how));
      const { state, error } = this.snapshot;
      if (error) throw error;
      if (state === "opening") throw this.error(noAnswer, "not attached");
    });
  }

  /** Detach this session; the subscription stays. */
  async close(options?: RequestOptions): Promise<void> {
    this.isWanted = false;
    await this.#opening;
    const { link } = this;
    // opened again meanwhile
    if (this.isWanted) return;
    this.dismiss();
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
  dismiss(): void {
    this.isWanted = false;
    this.detach("closed");
  }

  /** @internal on this link, if it is to be attached and is not */
  attach(link: Link): void {
    const isDue = this.isWanted && !this.link && !this.#opening;
    if (isDue && this.home.connection.link === link) void this.#attachNow(link, {});
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
    if (!this.inbox.refreshSoon() && this.isWanted) this.remove();
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

  #attachNow(link: Link, how: Subscription): Promise<void> {
    const opening = this.#attach(link, how).finally(() => {
      if (this.#opening === opening) this.#opening = undefined;
    });
    this.#opening = opening;
    return opening;
  }

  async #attach(link: Link, how: Subscription): Promise<void> {
    await this.restored;
    // who waits for approval does so until the server says otherwise
    if (!this.link && this.snapshot.state !== "waiting")
      this.state.update({ state: "opening", error: undefined });
    const subscribing = link.subscribe(this.name, {
      bearer: this.home.user() ? undefined : this.#bearer,
      ...how,
    });
    // everything in one go, unless something must be settled before the history is read
    const early = this.outbox.isInDoubt || this.link === link ? undefined : this.#load(link);
    early?.catch(ignore);
    let outcome: "attached" | "waiting";
    try {
      outcome = await subscribing;
    } catch (error) {
      if (!(error instanceof NatterError)) throw error;
      if (!error.canRetry) return this.#refused(error);
      this.home.platform.after(againMs, () => this.attach(link));
      return;
    }
    if (outcome === "waiting") return this.detach(outcome);
    this.link = link;
    const sending = this.outbox.flush();
    await (early ?? this.#load(link)).catch(ignore);
    void sending;
    if (this.link === link) this.state.update({ state: "open", error: undefined });
    // new in the list, accepted, or lost meanwhile
    if (this.link !== link || !can(this.inbox.contact(this.name)?.mode, "R")) this.inbox.refreshSoon();
  }

  #refused(error: NatterError): void {
    this.outbox.refuse(error);
    if (error.code === 404) this.remove(error);
    else this.detach(error.code === 403 ? "banned" : "refused", error);
  }

  /** Everything that is not here yet: description and members where they changed, and the messages. */
  async #load(link: Link): Promise<void> {
    const { description } = this.snapshot;
    const isSame = description && description.updated === this.inbox.contact(this.name)?.updated;
    const described = isSame ? undefined : link.describe(this.name);
    const listed = this.home.user() ? link.members(this.name, undefined) : undefined;
    const [found, members] = await Promise.all([described, listed, this.catchUp(link)]);
    if (found) this.state.update({ description: found });
    if (members) this.state.update({ members });
    this.keep();
  }
}
