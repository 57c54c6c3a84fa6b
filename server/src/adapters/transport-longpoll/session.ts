// One long-polling session as the runtime sees it: its polls, the packet in doubt, its POSTs in order. One packet per poll;
// the queue of what waits is the runtime's. What it does at which event is all here; bytes and headers are not.
import type { CloseName } from "../../core/closes.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Connection, Frame, Receiver } from "../../ports/transport.ts";
import { Delivery } from "./delivery.ts";
import type { Witness } from "./delivery.ts";
import type { Exchange } from "./exchange.ts";
import { refusals } from "./exchange.ts";
import type { Expiring } from "./expiring.ts";
import { Turns } from "./turns.ts";

/** What all sessions share. */
export interface Lobby {
  readonly clock: Clock;
  readonly witness: Witness;
  /** open polls; sessions with neither poll nor request; answers that the client has not taken */
  readonly polls: Expiring<LongpollSession>;
  readonly idle: Expiring<LongpollSession>;
  readonly slow: Expiring<Delivery>;
  forget(session: LongpollSession): void;
}

export class LongpollSession implements Connection {
  readonly sid: string;
  readonly address: string;
  readonly turns = new Turns();
  readonly #lobby: Lobby;
  #receiver: Receiver | undefined;
  #isOpen = true;
  /** the request that opened the session; its answer is the greeting */
  readonly #opening: Exchange;
  #poll: Exchange | undefined;
  #delivery: Delivery | undefined;

  constructor(sid: string, address: string, opening: Exchange, lobby: Lobby) {
    this.sid = sid;
    this.address = address;
    this.#opening = opening;
    this.#lobby = lobby;
    this.poll(opening);
  }

  get transport(): "longpoll" {
    return "longpoll";
  }

  get maxBytes(): number {
    return this.#receiver?.maxBytes ?? 0;
  }

  /** Where messages go from now on. */
  start(receiver: Receiver): void {
    this.#receiver = receiver;
  }

  ready(): boolean {
    return this.#isOpen && this.#poll !== undefined && this.#delivery === undefined;
  }

  write(frames: readonly Frame[]): number {
    const [frame] = frames;
    if (frame === undefined || !this.ready()) return 0;
    this.#send(frame);
    return 1;
  }

  /** Nothing to do: each POST asks whether there is room. */
  resume(): void {}

  close(reason: CloseName): void {
    if (!this.#leave()) return;
    const poll = this.#takePoll();
    if (poll === undefined) return;
    if (poll !== this.#opening) poll.refuse(refusals.sid, this.#lobby.clock.now());
    else poll.postpone(this.#lobby.clock.now(), reason === "flood" ? 429 : 503);
  }

  /** A request without message: wait in it for the next packet. An older one that still waits is answered empty. */
  poll(exchange: Exchange): void {
    if (exchange.isLost) return;
    this.#takePoll()?.answer(200);
    this.#poll = exchange;
    this.#lobby.idle.delete(this);
    this.#lobby.polls.add(this);
    exchange.whenOver(() => this.#over(exchange));
    this.#step();
  }

  /** A request with a message. Its answer says that it was taken; replies come by poll. */
  post(exchange: Exchange, message: string, bytes: number): void {
    const { clock, idle } = this.#lobby;
    const receiver = this.#receiver;
    if (!this.#isOpen || receiver === undefined) return exchange.refuse(refusals.sid, clock.now());
    if (this.#poll === undefined && this.#delivery?.state !== "sending") idle.add(this);
    if (bytes > receiver.maxBytes) return exchange.refuse(refusals.tooBig, clock.now());
    if (!receiver.accepting()) return exchange.postpone(clock.now());
    exchange.answer(200);
    receiver.received(message);
  }

  /** The poll has waited long enough. */
  pollExpired(): void {
    this.#takePoll()?.answer(200);
  }

  /** The client is gone, as far as anybody can tell. */
  end(): void {
    if (this.#leave()) this.#receiver?.closed();
  }

  #leave(): boolean {
    if (!this.#isOpen) return false;
    this.#isOpen = false;
    this.#lobby.idle.delete(this);
    this.#lobby.forget(this);
    return true;
  }

  #takePoll(): Exchange | undefined {
    const poll = this.#poll;
    this.#poll = undefined;
    this.#lobby.polls.delete(this);
    return poll;
  }

  #send(frame: Frame): void {
    const exchange = this.#takePoll();
    if (exchange === undefined) return;
    const delivery = new Delivery(frame, exchange);
    this.#delivery = delivery;
    this.#lobby.slow.add(delivery);
    this.#lobby.witness.watch(exchange.socket, () => this.#lost(delivery));
    exchange.answer(exchange === this.#opening ? 201 : 200, frame.text);
  }

  /** An exchange that was a poll has ended: by an answer, or because its connection was lost. */
  #over(exchange: Exchange): void {
    if (this.#poll === exchange) this.#takePoll();
    const delivery = this.#delivery;
    if (delivery?.exchange === exchange) {
      this.#lobby.slow.delete(delivery);
      if (delivery.state === "sending") delivery.state = exchange.isSent ? "sent" : "lost";
    }
    if (!this.#isOpen) return;
    // nobody but the request that opens a session hears of its sid
    if (exchange === this.#opening && !exchange.isSent) return this.end();
    if (this.#poll === undefined) this.#lobby.idle.add(this);
    else this.#step();
  }

  #lost(delivery: Delivery): void {
    if (this.#delivery !== delivery || delivery.state === "lost") return;
    delivery.state = "lost";
    this.#step();
  }

  /** If a poll waits: answer it with the packet that was lost, or let the runtime write once the last one is past doubt. */
  #step(): void {
    const poll = this.#poll;
    const delivery = this.#delivery;
    if (!this.#isOpen || poll === undefined || delivery?.state === "sending") return;
    if (delivery?.state === "lost") return this.#send(delivery.frame);
    if (delivery !== undefined && delivery.exchange.socket !== poll.socket) return this.#doubt(delivery);
    this.#delivery = undefined;
    this.#receiver?.writable();
  }

  /** The client polls on another connection. Signs of loss on the old one may be due in this very turn of the event loop. */
  #doubt(delivery: Delivery): void {
    if (delivery.isDoubted) return;
    delivery.isDoubted = true;
    this.#lobby.clock.soon(() => {
      if (this.#delivery !== delivery || delivery.state !== "sent") return;
      this.#delivery = undefined;
      if (this.#isOpen && this.#poll !== undefined) this.#receiver?.writable();
    });
  }
}
