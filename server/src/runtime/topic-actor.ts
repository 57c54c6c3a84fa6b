// One topic in memory: its state, and the one queue through which everything about it is decided. Who is attached: attachments.ts.
// Being here is a speed-up, never what makes it right: the store refuses what was decided on an old version.
import { dataEmissions, tellListed } from "../core/topic/tell.ts";
import { X } from "../core/access/mode.ts";
import { kindOf, meOwner, type TopicName } from "../core/ids.ts";
import { Members } from "../core/members.ts";
import { versionOf, type TopicState } from "../core/state.ts";
import type { Change, Emission, Signal } from "../core/vocabulary.ts";
import type { Timer } from "../ports/clock.ts";
import { Unavailable } from "../ports/store.ts";
import { Attachments } from "./attachments.ts";
import { Contacts } from "./contacts.ts";
import { Crowd } from "./crowd.ts";
import { emit } from "./fanout.ts";
import { Mailbox, type Job } from "./mailbox.ts";
import { perform } from "./perform.ts";
import type { World } from "./world.ts";

/** What could not be read is tried again after this time, while somebody waits for it. */
const retryMs = 1_000;

/** Messages that are fetched at once when another server stored some. */
const slice = { ascending: true, limit: 128, maxChars: 1_048_576 } as const;

export class TopicActor {
  readonly topic: TopicName;
  readonly world: World;
  state: TopicState;
  /** the user's topics, for a `me` topic */
  readonly contacts: Contacts | undefined;
  readonly attachments: Attachments;
  readonly crowd: Crowd;
  readonly #mailbox = new Mailbox();
  #isLoaded = false;
  /** it was loaded before, so that others know what it was then */
  #isKnown = false;
  #isRunning = false;
  #unloadTimer: Timer | undefined;
  #isRetryDue = false;

  constructor(world: World, topic: TopicName) {
    this.world = world;
    this.topic = topic;
    const kind = kindOf(topic);
    this.state = { topic, kind, row: undefined, members: new Members(X), user: undefined };
    this.contacts = kind === "me" ? new Contacts(world, this, meOwner(topic)) : undefined;
    this.attachments = new Attachments(this);
    this.crowd = new Crowd(this);
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
    // behind the current turn, so that what arrives in one piece is decided and stored together
    queueMicrotask(() => void this.#run().catch((error: unknown) => this.#broke(error)));
  }

  async #run(): Promise<void> {
    for (;;) {
      if (!this.#isLoaded && !(await this.#load())) break;
      const next = this.#mailbox.take(this.world.settings.batch);
      if (next === undefined) break;
      if ("job" in next) await this.#hear(next.signal);
      else await perform(this, next);
    }
    this.#stopped();
  }

  #broke(error: unknown): void {
    if (!(error instanceof Unavailable))
      this.world.log.error({ err: error, topic: this.topic }, "a topic failed");
    this.forget();
    this.#stopped();
  }

  #stopped(): void {
    this.#isRunning = false;
    if (this.#mailbox.length > 0) this.#start();
    else if (!this.#isLoaded && this.attachments.size > 0) this.#retryLater();
    else this.rest();
  }

  /** Sessions are here that may lack what was stored meanwhile. */
  #retryLater(): void {
    if (this.#isRetryDue) return;
    this.#isRetryDue = true;
    this.world.clock.after(retryMs, () => {
      this.#isRetryDue = false;
      if (this.attachments.size > 0) this.#start();
    });
  }

  /** Nothing to do and nobody here: leave memory after a while. */
  rest(): void {
    if (!this.isIdle || this.attachments.isActive) return;
    if (this.state.row === undefined) return this.world.topics.unload(this);
    this.#unloadTimer ??= this.world.clock.after(this.world.settings.unloadAfterMs, () => {
      this.#unloadTimer = undefined;
      if (this.isIdle && !this.attachments.isActive) this.world.topics.unload(this);
    });
  }

  // -------------------------------------------------------------- the state

  /** What is in memory may be wrong: load before the next decision. */
  forget(): void {
    this.#isLoaded = false;
  }

  /**
   * Take over what the store has, evict who lost the topic meanwhile, tell the `me` topics of those whose rows changed, deliver what was
   * stored meanwhile. Throws Unavailable.
   */
  async reload(): Promise<void> {
    const { store, settings } = this.world;
    const since = this.state.row === undefined ? undefined : versionOf(this.state);
    const loaded = await store.loadTopic(settings.tenant, this.topic, since);
    const isKnown = this.#isKnown;
    this.#isLoaded = true;
    this.#isKnown = true;
    if (loaded === undefined) return;
    this.world.noticeTime(loaded.row.lastTs);
    const seen = this.state.row?.seq ?? loaded.row.seq;
    const lastTs = this.state.row?.lastTs ?? loaded.row.lastTs;
    // Messages that others stored enter the state when they are delivered, in order.
    this.state.row = { ...loaded.row, seq: seen, lastTs };
    this.state.user = loaded.user;
    for (const row of loaded.subscriptions) {
      // Marks that are not written yet are newer than the store's.
      const known = this.state.members.get(row.user);
      const seen = { ...row.seen, ...known?.seen };
      this.state.members.set({ ...row, seen, read: Math.max(row.read, known?.read ?? 0) });
    }
    this.attachments.enforce("all", undefined);
    if (isKnown)
      for (const { user } of loaded.subscriptions) emit(this.world, this, tellListed(this.state, user));
    await this.deliverUpTo(loaded.row.seq);
  }

  async #load(): Promise<boolean> {
    try {
      await this.contacts?.load();
      await this.reload();
      return true;
    } catch (error) {
      // whatever it was: to try again at once, for ever, would help nobody
      const isDefect = !(error instanceof Unavailable);
      if (isDefect) this.world.metrics.counts.bugs++;
      this.world.log[isDefect ? "error" : "warn"]({ err: error }, "a topic could not be loaded");
      for (const job of this.#mailbox.clear()) job.settle({ fault: isDefect ? "internal" : "storage" });
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
    if (write.put === "message" && write.topic === this.topic) {
      this.world.metrics.counts.messagesIn++;
      this.world.noticeTime(this.state.row?.lastTs ?? 0);
    }
    if (write.put === "user" && write.user.public !== before?.user?.public) this.contacts?.updated();
    if (write.put === "erasure" || (write.put === "topic" && write.head.state === "gone"))
      this.world.sweep.want();
  }

  async #hear(signal: Signal): Promise<void> {
    if (signal.signal !== "wake") this.contacts?.hear(signal);
    else if (signal.upTo === undefined) await this.reload();
    else await this.deliverUpTo(signal.upTo);
  }
}
