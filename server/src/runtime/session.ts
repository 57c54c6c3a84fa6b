// One client connection as the server sees it: who it is, what it is attached to, what waits in either direction.
// It decides nothing. Whatever ends it (socket, expiry, order of the operator) goes through `close`, which leaves every topic at once.
import type { CloseName } from "../core/closes.ts";
import type { TopicName, UserId } from "../core/ids.ts";
import type { Command } from "../core/vocabulary.ts";
import type { Connection, Receiver } from "../ports/transport.ts";
import type { DataRead } from "./history.ts";
import { Outbox } from "./outbox.ts";
import { answerBinary, takeInput } from "./receive.ts";
import type { Attachment } from "./attachments.ts";
import type { World } from "./world.ts";

export class Session implements Receiver {
  /** names the session in logs and scopes the keys of one without login; not the `sid` of long polling, which is a secret */
  readonly name: string;
  readonly world: World;
  readonly connection: Connection;
  readonly outbox: Outbox;
  readonly attachments = new Map<TopicName, Attachment>();
  user: UserId | undefined;
  tag: string | undefined;
  /** the account whose credential is being checked; an order to end its sessions reaches this one, too */
  arriving: UserId | undefined;
  isClosed = false;

  /** a command that waits until those of another topic are answered */
  held: Command | undefined;
  /** packets that were not taken yet, in order */
  readonly input: string[] = [];
  /** the packet being taken still gathers facts, or waits for its answer */
  isTaking = false;
  /** commands posted and not answered, all of one topic unless all are {pub} */
  pending: { count: number; topic: TopicName | undefined; onlyPub: boolean } = {
    count: 0,
    topic: undefined,
    onlyPub: true,
  };
  isPaused = false;
  /** refusals for exceeding the rate since the last accepted request */
  strikes = 0;
  /** history answers under way: the first is being sent, the others wait */
  readonly reads: DataRead[] = [];

  constructor(world: World, connection: Connection, name: string) {
    this.world = world;
    this.connection = connection;
    this.name = name;
    this.outbox = new Outbox(connection, world.flusher, world.settings, () => this.close("slow-consumer"));
  }

  get maxBytes(): number {
    return this.world.settings.maxBytes;
  }

  received(text: string): boolean {
    if (this.isClosed || this.world.isDraining) return true;
    this.world.metrics.counts.packetsIn++;
    this.input.push(text);
    takeInput(this);
    this.isPaused = this.input.length >= this.world.settings.inputQueue;
    return !this.isPaused;
  }

  receivedBinary(): void {
    if (!this.isClosed) answerBinary(this);
  }

  accepting(): boolean {
    return !this.isClosed && this.input.length < this.world.settings.inputQueue;
  }

  writable(): void {
    this.outbox.flush();
  }

  /** A credential of that account is about to be read. */
  arrive(user: UserId): void {
    if (this.isClosed || this.arriving === user || this.user === user) return;
    this.arrived();
    this.arriving = user;
    this.world.people.enter(user, this);
  }

  /** The check of a credential ended, whatever came of it. */
  arrived(): void {
    if (this.arriving !== undefined && this.arriving !== this.user)
      this.world.people.leave(this.arriving, this);
    this.arriving = undefined;
  }

  /** The session is that user from now on. What it was attached to without login ends. */
  become(user: UserId, tag: string | undefined): void {
    for (const attachment of this.attachments.values()) {
      attachment.actor.attachments.evict(attachment);
    }
    this.user = user;
    this.tag = tag;
    this.world.people.enter(user, this);
    this.world.known(this);
  }

  /** The time to log in is over. */
  endUnlessKnown(): void {
    if (this.user === undefined) this.close("login-timeout");
  }

  /** Nothing that waits is taken any more; what is under way goes on. */
  stopTaking(): void {
    this.input.length = 0;
    this.held = undefined;
  }

  /** The connection is gone. */
  closed(): void {
    this.#end();
  }

  /** End the session from this side. */
  close(reason: CloseName): void {
    if (this.isClosed) return;
    this.world.log.debug({ session: this.name, reason }, "session closed by the server");
    this.outbox.close();
    this.#end();
    this.connection.close(reason);
  }

  #end(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.stopTaking();
    this.outbox.close();
    for (const attachment of this.attachments.values()) attachment.actor.attachments.detach(attachment);
    this.world.forget(this);
  }
}
