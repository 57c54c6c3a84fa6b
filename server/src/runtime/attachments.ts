// The sessions attached to one topic: who is here, with which mode, and what their coming and going tells others (presence rows 1, 3, 4).
// Counted per user: a second device neither repeats an `on` nor causes an `off`. Every end of an attachment passes `detach`.
import type { Mode } from "../core/access/mode.ts";
import type { UserId } from "../core/ids.ts";
import { isThere, seenWith } from "../core/state.ts";
import { attachmentMode, mayStay } from "../core/topic/enforce.ts";
import { memberEmission, topicEmission } from "../core/topic/presence.ts";
import type { Timer } from "../ports/clock.ts";
import { emit, send } from "./fanout.ts";
import type { Session } from "./session.ts";
import type { TopicActor } from "./topic-actor.ts";

/** A session listening on a topic. A new object for every attach: whoever holds an old one knows that it ended. */
export interface Attachment {
  readonly actor: TopicActor;
  readonly session: Session;
  readonly user: UserId | undefined;
  /** without login, by a token: of which generation it was */
  readonly generation: number | undefined;
  /** what is effective for the session now */
  mode: Mode;
  /** when the user was here last with the same tag, before this attach */
  readonly lastVisit: number | undefined;
  /** its history reader has not reached the newest message; live messages come from the reader */
  isCatchingUp: boolean;
  /** number of the newest message that the session was sent, or sent itself */
  sent: number;
  /** it ended because the right to it did, not because the session left */
  isLost: boolean;
}

export class Attachments {
  readonly #actor: TopicActor;
  readonly #all = new Set<Attachment>();
  readonly #byUser = new Map<UserId, Set<Attachment>>();
  /** runs from the last leave until the members are told that the topic is off */
  #offTimer: Timer | undefined;

  constructor(actor: TopicActor) {
    this.#actor = actor;
  }

  values(): IterableIterator<Attachment> {
    return this.#all.values();
  }

  get size(): number {
    return this.#all.size;
  }

  /** number of users here */
  get users(): number {
    return this.#byUser.size;
  }

  /** The sessions of these users; "all" includes those without login. A copy. */
  of(users: "all" | readonly UserId[]): readonly Attachment[] {
    return users === "all" ? [...this.#all] : users.flatMap((user) => [...(this.#byUser.get(user) ?? [])]);
  }

  /** the user has a session attached */
  has(user: UserId): boolean {
    return this.#byUser.has(user);
  }

  /** The topic is on, as far as its members were told. */
  get isActive(): boolean {
    return this.#all.size > 0 || this.#offTimer !== undefined;
  }

  attach(session: Session, isCatchingUp: boolean, generation?: number): Attachment {
    const { user, tag } = session;
    const { state, topic } = this.#actor;
    const row = user === undefined ? undefined : state.members.get(user);
    const lastVisit = tag === undefined ? undefined : seenWith(row, tag);
    const mode = attachmentMode(state, { user, generation });
    const attachment: Attachment = {
      actor: this.#actor,
      session,
      user,
      generation,
      mode,
      lastVisit,
      isCatchingUp,
      sent: 0,
      isLost: false,
    };
    this.#all.add(attachment);
    session.attachments.set(topic, attachment);
    if (user !== undefined) this.#enter(user, attachment);
    if (this.#all.size === 1) this.#activated(user);
    return attachment;
  }

  /** The session leaves the topic, whatever the reason. Says nothing to the session itself. */
  detach(attachment: Attachment): void {
    if (!this.#all.delete(attachment)) return;
    const { session, user } = attachment;
    this.markRead([attachment]);
    session.attachments.delete(this.#actor.topic);
    if (user !== undefined) this.#leave(user, attachment);
    if (this.#all.size === 0) this.#deactivated(user);
  }

  /** After rights changed: who lost the topic leaves it and gets 205, but for the session whose request did it (its answer tells). */
  enforce(users: "all" | readonly UserId[], requester: Session | undefined): void {
    const { state } = this.#actor;
    const concerned = this.of(users);
    // all modes first: of several who lose the topic at once, none hears that another went
    for (const attachment of concerned) attachment.mode = attachmentMode(state, attachment);
    for (const attachment of concerned) {
      if (mayStay(state, attachment)) continue;
      attachment.isLost = true;
      if (attachment.session === requester) this.detach(attachment);
      else this.evict(attachment);
    }
  }

  /** The session loses the topic without having asked for it. */
  evict(attachment: Attachment): void {
    const { topic, world } = this.#actor;
    attachment.isLost = true;
    this.detach(attachment);
    send(attachment.session, { event: "evicted", topic, at: world.clock.now() });
  }

  /** What these sessions were sent, their users have read. */
  markRead(attachments: Iterable<Attachment> = this.#all): void {
    const { world, state } = this.#actor;
    for (const { user, sent } of attachments) {
      if (user !== undefined && sent > 0) world.marks.read(state, user, sent);
    }
  }

  #enter(user: UserId, attachment: Attachment): void {
    const mine = this.#byUser.get(user);
    if (mine !== undefined) mine.add(attachment);
    else {
      this.#byUser.set(user, new Set([attachment]));
      this.#tell(user, true);
    }
    this.#markSeen(user, attachment);
  }

  #leave(user: UserId, attachment: Attachment): void {
    this.#markSeen(user, attachment);
    const mine = this.#byUser.get(user);
    mine?.delete(attachment);
    if (mine?.size !== 0) return;
    this.#byUser.delete(user);
    this.#tell(user, false);
  }

  #markSeen(user: UserId, { session }: Attachment): void {
    const { world, state } = this.#actor;
    world.marks.seen(state, user, session.tag ?? "", world.clock.now());
  }

  /** The first session of the user came, or the last one went: rows 1 and 3. */
  #tell(user: UserId, isHere: boolean): void {
    const { contacts, world, state } = this.#actor;
    if (contacts !== undefined) contacts.changed(isHere);
    else emit(world, this.#actor, memberEmission(state, user, isHere ? "on" : "off"));
  }

  #activated(by: UserId | undefined): void {
    const wasOn = this.#offTimer !== undefined;
    this.#offTimer?.cancel();
    this.#offTimer = undefined;
    if (!wasOn) emit(this.#actor.world, this.#actor, topicEmission(this.#actor.state, "on", by));
  }

  #deactivated(by: UserId | undefined): void {
    const { world, state } = this.#actor;
    if (state.kind !== "grp" || !isThere(state)) return this.#actor.rest();
    this.#offTimer = world.clock.after(world.settings.topicOffMs, () => {
      this.#offTimer = undefined;
      emit(world, this.#actor, topicEmission(this.#actor.state, "off", by));
      this.#actor.rest();
    });
  }
}
