// The topics of one user as his `me` topic knows them: with whom he talks, and what he may hear. Loaded with the topic, kept fresh by
// signals that queue behind the load, so that topics created later take part at once. The receiver of a signal checks its own P.
import { has, NONE, P, type Mode } from "../core/access/mode.ts";
import { p2pName, peerOf, type TopicName, type UserId } from "../core/ids.ts";
import { contactEmission, contactEvent, contactMode, statusEvents } from "../core/topic/presence.ts";
import type { Event, Signal } from "../core/vocabulary.ts";
import { emit, send } from "./fanout.ts";
import type { Session } from "./session.ts";
import type { TopicActor } from "./topic-actor.ts";
import type { World } from "./world.ts";

export class Contacts {
  readonly #world: World;
  readonly #me: TopicActor;
  readonly #user: UserId;
  #modes = new Map<TopicName, Mode>();

  constructor(world: World, me: TopicActor, user: UserId) {
    this.#world = world;
    this.#me = me;
    this.#user = user;
  }

  async load(): Promise<void> {
    const listed = await this.#world.store.listSubscriptions(this.#world.settings.tenant, this.#user);
    this.#modes = new Map(listed.map((entry) => [entry.row.topic, contactMode(entry)]));
  }

  /** The first session of the user attached to `me`, or the last one left. */
  changed(isOnline: boolean): void {
    this.#world.presence.changed(this.#user, isOnline, this.#peers());
  }

  /** The user changed what others see of him (presence row 2). */
  updated(): void {
    emit(this.#world, this.#me, contactEmission(this.#peers(), this.#user, "upd"));
  }

  /** What is on at this moment, to a session that just attached (presence row 7). */
  status(session: Session): void {
    const known = Array.from(this.#modes, ([topic, mode]) => ({ topic, mode }));
    // of large ones that is not told (extensions-0.4 §3.5)
    const isActive = (topic: TopicName): boolean => {
      const actor = this.#world.topics.find(topic);
      return actor !== undefined && actor.attachments.isActive && !actor.crowd.isLarge;
    };
    for (const event of statusEvents(this.#user, known, (peer) => this.#isOnline(peer), isActive)) {
      send(session, event);
    }
  }

  hear(signal: Exclude<Signal, { signal: "wake" }>): void {
    if (signal.signal === "listed") this.#listed(signal.topic, signal.mode);
    else if (this.#mayHear(p2pName(this.#user, signal.user))) {
      this.#tellMine(contactEvent(signal.user, signal.what));
    }
  }

  /** A p2p topic that is new here: who is online already is shown at once. */
  #listed(topic: TopicName, mode: Mode | undefined): void {
    const could = this.#mayHear(topic);
    if (mode === undefined) this.#modes.delete(topic);
    else this.#modes.set(topic, mode);
    const peer = peerOf(topic, this.#user);
    if (peer === undefined || could || !this.#mayHear(topic) || !this.#isOnline(peer)) return;
    this.#tellMine(contactEvent(peer, "on"));
  }

  #mayHear(topic: TopicName): boolean {
    return has(this.#modes.get(topic) ?? NONE, P);
  }

  #isOnline(user: UserId): boolean {
    return this.#world.presence.isShown(user, this.#user);
  }

  #tellMine(event: Event): void {
    emit(this.#world, this.#me, [{ to: "attached", letters: NONE, event }]);
  }

  #peers(): readonly UserId[] {
    return [...this.#modes.keys()]
      .map((topic) => peerOf(topic, this.#user))
      .filter((peer) => peer !== undefined);
  }
}
