// One topic in memory: its state, the sessions attached to it, and the one queue through which everything about it is decided.
// Being here is a speed-up, never what makes it right: the store refuses what was decided on an old version.
import { attachmentMode, mayStay } from "../core/topic/enforce.ts";
import { memberEmission, topicEmission } from "../core/topic/presence.ts";
import { dataEmissions } from "../core/topic/tell.ts";
import { X, type Mode } from "../core/access/mode.ts";
import { kindOf, meOwner, type TopicName, type UserId } from "../core/ids.ts";
import { isThere, Members, versionOf, type TopicState } from "../core/state.ts";
import type { Change, Emission, Signal } from "../core/vocabulary.ts";
import type { Timer } from "../ports/clock.ts";
import { Unavailable } from "../ports/store.ts";
import { Contacts } from "./contacts.ts";
import { emit, send } from "./fanout.ts";
import { Mailbox, type Job } from "./mailbox.ts";
import { perform } from "./perform.ts";
import type { Session } from "./session.ts";
import type { World } from "./world.ts";

/** A session listening on a topic. A new object for every attach: whoever holds an old one knows that it ended. */
export interface Attachment {
  readonly actor: TopicActor;
  readonly session: Session;
  readonly user: UserId | undefined;
  /** what is effective for the session now */
  mode: Mode;
  /** when the user was here last with the same tag, before this attach */
  readonly lastVisit: number | undefined;
  /** its history reader has not reached the newest message; live messages come from the reader */
  isCatchingUp: boolean;
}

/** Messages that are fetched at once when another server stored some. */
const slice = { ascending: true, limit: 128, maxChars: 1_048_576 } as const;

export class TopicActor {
  readonly topic: TopicName;
  readonly world: World;
  state: TopicState;
  /** the user's topics, for a `me` topic */
  readonly contacts: Contacts | undefined;
  readonly #mailbox = new Mailbox();
  readonly #attachments = new Set<Attachment>();
  readonly #byUser = new Map<UserId, Set<Attachment>>();
  #isLoaded = false;
  #isRunning = false;
  #offTimer: Timer | undefined;
  #unloadTimer: Timer | undefined;

  constructor(world: World, topic: TopicName) {
    this.world = world;
    this.topic = topic;
    const kind = kindOf(topic);
    this.state = { topic, kind, row: undefined, members: new Members(X), user: undefined };
    this.contacts = kind === "me" ? new Contacts(world, this, meOwner(topic)) : undefined;
  }

  // -------------------------------------------------------------- the queue

  /** false = the queue is full */
  post(job: Job): boolean {
    const taken = this.#mailbox.post(job, this.world.settings.topicQueue);
    this.#start();
    return taken;
  }

  signal(signal: Signal): void {
    this.#mailbox.nudge(signal);
    this.#start();
  }

  get queued(): number {
    return this.#mailbox.length;
  }

  get isIdle(): boolean {
    return !this.#isRunning && this.#mailbox.length === 0;
  }

  #start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#unloadTimer?.cancel();
    this.#unloadTimer = undefined;
    this.#run().catch((error: unknown) => this.#broke(error));
  }

  async #run(): Promise<void> {
    for (;;) {
      if (!this.#isLoaded && !(await this.#load())) break;
      const next = this.#mailbox.take(this.world.settings.batch);
      if (next === undefined) break;
      if ("job" in next) await this.#hear(next.signal);
      else await perform(this, next);
    }
    this.#isRunning = false;
    if (this.#mailbox.length > 0) this.#start();
    else this.#rest();
  }

  #broke(error: unknown): void {
    if (!(error instanceof Unavailable))
      this.world.log.error({ err: error, topic: this.topic }, "a topic failed");
    this.#isRunning = false;
    this.forget();
    if (this.#mailbox.length > 0) this.#start();
    else this.#rest();
  }

  #rest(): void {
    if (this.#attachments.size > 0 || this.#offTimer !== undefined) return;
    if (this.state.row === undefined) return this.world.topics.unload(this);
    this.#unloadTimer ??= this.world.clock.after(this.world.settings.unloadAfterMs, () => {
      this.#unloadTimer = undefined;
      if (this.isIdle && this.#attachments.size === 0) this.world.topics.unload(this);
    });
  }

  // -------------------------------------------------------------- the state

  /** What is in memory may be wrong: load before the next decision. */
  forget(): void {
    this.#isLoaded = false;
  }

  /** Take over what the store has, evict who lost the topic meanwhile, deliver what was stored meanwhile. Throws Unavailable. */
  async reload(): Promise<void> {
    const { store, settings } = this.world;
    const since = this.state.row === undefined ? undefined : versionOf(this.state);
    const loaded = await store.loadTopic(settings.tenant, this.topic, since);
    this.#isLoaded = true;
    if (loaded === undefined) return;
    this.world.noticeTime(loaded.row.lastTs);
    const seen = this.state.row?.seq ?? loaded.row.seq;
    const lastTs = this.state.row?.lastTs ?? loaded.row.lastTs;
    // Messages that others stored enter the state when they are delivered, in order.
    this.state.row = { ...loaded.row, seq: seen, lastTs };
    this.state.user = loaded.user;
    for (const row of loaded.subscriptions) {
      // Marks that are not written yet are newer than the store's.
      const seen = { ...row.seen, ...this.state.members.get(row.user)?.seen };
      this.state.members.set({ ...row, seen });
    }
    this.enforce("all", undefined);
    await this.deliverUpTo(loaded.row.seq);
  }

  async #load(): Promise<boolean> {
    try {
      await this.contacts?.load();
      await this.reload();
      return true;
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      this.world.log.warn({ err: error }, "a topic could not be loaded");
      for (const job of this.#mailbox.clear()) job.settle({ fault: "storage" });
      return false;
    }
  }

  /** Messages stored by others up to that seq go to the attached sessions, in order, before anything newer. */
  async deliverUpTo(upTo: number): Promise<void> {
    const { store, settings } = this.world;
    for (;;) {
      const row = this.state.row;
      if (row === undefined || row.seq >= upTo) return;
      const messages = await store.readMessages(settings.tenant, this.topic, {
        ...slice,
        above: row.seq,
        upTo,
      });
      for (const message of messages) {
        this.state.row = { ...row, seq: message.seq, lastTs: message.ts };
        emit(this.world, this, dataEmissions(this.state, message));
      }
      if (messages.length > 0) continue;
      this.state.row = { ...row, seq: upTo };
      return;
    }
  }

  /** A change of this topic was performed: tell who is to hear of it, and whatever else follows from it. */
  follow(change: Change, emissions: readonly Emission[]): void {
    emit(this.world, this, emissions);
    if (change.change !== "write") return;
    const { write, before } = change;
    if (write.put === "message" && write.topic === this.topic) this.world.metrics.counts.messagesIn++;
    if (write.put === "user" && write.user.public !== before?.user?.public) this.contacts?.updated();
    if (write.put === "erasure" || (write.put === "topic" && write.head.state === "gone"))
      this.world.sweep.want();
  }

  async #hear(signal: Signal): Promise<void> {
    if (signal.signal === "wake") await this.deliverUpTo(signal.upTo);
    else this.contacts?.hear(signal);
  }

  // -------------------------------------------------------------- the sessions

  attachments(): IterableIterator<Attachment> {
    return this.#attachments.values();
  }

  get attachedCount(): number {
    return this.#attachments.size;
  }

  /** the user has a session attached */
  isHere(user: UserId): boolean {
    return this.#byUser.has(user);
  }

  attach(session: Session, isCatchingUp: boolean): Attachment {
    const user = session.user;
    const mode = attachmentMode(this.state, user);
    const row = user === undefined ? undefined : this.state.members.get(user);
    const lastVisit = session.tag === undefined ? undefined : row?.seen[session.tag];
    const attachment: Attachment = { actor: this, session, user, mode, lastVisit, isCatchingUp };
    const isFirst = user !== undefined && !this.#byUser.has(user);
    this.#attachments.add(attachment);
    session.attachments.set(this.topic, attachment);
    if (user !== undefined) this.#enter(user, attachment);
    if (isFirst) this.#tellCame(user);
    if (this.#attachments.size === 1) this.#activated(user);
    return attachment;
  }

  /** The session leaves the topic, whatever the reason. Says nothing to the session itself. */
  detach(attachment: Attachment): void {
    if (!this.#attachments.delete(attachment)) return;
    const { session, user } = attachment;
    session.attachments.delete(this.topic);
    if (user !== undefined) {
      this.#markSeen(attachment, user);
      const mine = this.#byUser.get(user);
      mine?.delete(attachment);
      if (mine?.size === 0) {
        this.#byUser.delete(user);
        this.#tellWent(user);
      }
    }
    if (this.#attachments.size === 0) this.#deactivated(user);
  }

  /** After rights changed: who lost the topic leaves it and gets 205, but for the session whose request did it (its answer tells). */
  enforce(users: "all" | readonly UserId[], requester: Session | undefined): void {
    const concerned =
      users === "all" ? [...this.#attachments] : users.flatMap((user) => [...(this.#byUser.get(user) ?? [])]);
    // all modes first: of several who lose the topic at once, none hears that another went
    for (const attachment of concerned) attachment.mode = attachmentMode(this.state, attachment.user);
    for (const attachment of concerned) {
      if (mayStay(this.state, attachment)) continue;
      this.detach(attachment);
      if (attachment.session !== requester) this.evicted(attachment.session);
    }
  }

  evicted(session: Session): void {
    send(session, { event: "evicted", topic: this.topic, at: this.world.clock.now() });
  }

  #enter(user: UserId, attachment: Attachment): void {
    const mine = this.#byUser.get(user);
    if (mine === undefined) this.#byUser.set(user, new Set([attachment]));
    else mine.add(attachment);
    this.#markSeen(attachment, user);
  }

  #markSeen(attachment: Attachment, user: UserId): void {
    this.world.marks.seen(this.state, user, attachment.session.tag ?? "", this.world.clock.now());
  }

  // -------------------------------------------------------------- presence

  #tellCame(user: UserId): void {
    if (this.contacts !== undefined) this.contacts.changed(true);
    else emit(this.world, this, memberEmission(this.state, user, "on"));
  }

  #tellWent(user: UserId): void {
    if (this.contacts !== undefined) this.contacts.changed(false);
    else emit(this.world, this, memberEmission(this.state, user, "off"));
  }

  #activated(by: UserId | undefined): void {
    this.#unloadTimer?.cancel();
    this.#unloadTimer = undefined;
    const wasOn = this.#offTimer !== undefined;
    this.#offTimer?.cancel();
    this.#offTimer = undefined;
    if (!wasOn) emit(this.world, this, topicEmission(this.state, "on", by));
  }

  #deactivated(by: UserId | undefined): void {
    if (this.state.kind !== "grp" || !isThere(this.state)) {
      if (this.isIdle) this.#rest();
      return;
    }
    this.#offTimer = this.world.clock.after(this.world.settings.topicOffMs, () => {
      this.#offTimer = undefined;
      emit(this.world, this, topicEmission(this.state, "off", by));
      if (this.isIdle) this.#rest();
    });
  }

  /** The topic is on, as far as its members were told. */
  get isActive(): boolean {
    return this.#attachments.size > 0 || this.#offTimer !== undefined;
  }
}
