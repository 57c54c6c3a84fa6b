// A connection between a device and one life of a server, both ends of it. Packets of a direction keep their order and take a while; what
// the client does not read fills a buffer of bounded size. The network may break after some packets: what is on its way is lost, and each
// end notices when it does, if nobody ends the connection before.
import { closes, type CloseName } from "../../src/core/closes.ts";
import type { Connection, Frame, Receiver } from "../../src/ports/transport.ts";
import type { Server } from "../../src/runtime/server.ts";
import type { Dice } from "../crowd.ts";
import type { Life } from "./life.ts";
import type { Scheduler } from "./scheduler.ts";

/** The client's side. */
export interface Reader {
  packet(text: string): void;
  closed(code: number): void;
}

export interface LinkParts {
  readonly scheduler: Scheduler;
  readonly dice: Dice;
  readonly address: string;
  /** of one packet, ms */
  readonly latencyMs: number;
  /** characters that wait for the client before the server must wait */
  readonly capacity: number;
  /** the network breaks after so many packets in that direction */
  readonly breaksAfter: { readonly up: number; readonly down: number };
  /** what the server hands over on its way to the client: itself, or what a defect makes of it */
  readonly carry: (text: string, link: Link) => readonly string[];
  /** the largest outbox that a server offered */
  readonly offered: (frames: number) => void;
}

/** What a client can notice of a broken network takes so long at most, ms; a server pings. */
const clientNoticesMs = 4_000;
const serverNoticesMs = 9_000;

export class Link implements Connection {
  readonly transport = "websocket";
  readonly address: string;
  readonly #parts: LinkParts;
  readonly #life: Life;
  readonly #reader: Reader;
  #receiver: Receiver | undefined;
  #isBroken = false;
  #isOpenHere = true;
  #isOpenThere = true;
  #isReading = true;
  #isPaused = false;
  /** what arrived and was not read yet; a number is the code of the end */
  readonly #there: string[] = [];
  readonly #here: (string | number)[] = [];
  #held = 0;
  #sent = { up: 0, down: 0 };
  #last = { up: 0, down: 0 };

  constructor(parts: LinkParts, life: Life, reader: Reader) {
    this.#parts = parts;
    this.address = parts.address;
    this.#life = life;
    this.#reader = reader;
  }

  /** The handshake is done: the connection becomes a session. */
  open(server: Server): void {
    this.#life.links.add(this);
    this.#receiver = server.accept(this, {});
  }

  // ------------------------------------------------------------ the client's end

  send(text: string): void {
    if (!this.#isOpenHere) return;
    if (++this.#sent.up > this.#parts.breaksAfter.up) this.breakDown();
    if (this.#isBroken) return;
    this.#life.at(this.#arrival("up"), () => {
      if (this.#isBroken) return;
      this.#there.push(text);
      this.#readThere();
    });
  }

  pause(): void {
    this.#isPaused = true;
  }

  read(): void {
    this.#isPaused = false;
    this.#readHere();
  }

  hangUp(): void {
    if (!this.#isOpenHere) return;
    this.#isOpenHere = false;
    if (!this.#isBroken) this.#life.at(this.#arrival("up"), () => this.#goneThere());
  }

  /** The network breaks now. */
  breakDown(): void {
    if (this.#isBroken) return;
    this.#isBroken = true;
    const { scheduler, dice } = this.#parts;
    scheduler.after(dice.roll() ** 2 * clientNoticesMs, () => this.#goneHere(1006));
    this.#life.after(dice.roll() ** 2 * serverNoticesMs, () => this.#goneThere());
  }

  /** The process of the server died: what it wrote still arrives. */
  serverDied(): void {
    this.#isOpenThere = false;
    if (!this.#isBroken) this.#later([1006]);
  }

  // ------------------------------------------------------------ the server's end

  ready(): boolean {
    return this.#isOpenThere && this.#held < this.#parts.capacity;
  }

  write(frames: readonly Frame[]): number {
    this.#parts.offered(frames.length);
    const taken: string[] = [];
    for (const { text } of frames) {
      if (taken.length > 0 && this.#held >= this.#parts.capacity) break;
      taken.push(text);
      this.#held += text.length;
    }
    const room = this.#parts.breaksAfter.down - this.#sent.down;
    this.#sent.down += taken.length;
    this.#later(taken.slice(0, Math.max(0, room)));
    if (taken.length > room) this.breakDown();
    return taken.length;
  }

  resume(): void {
    this.#isReading = true;
    this.#readThere();
  }

  close(reason: CloseName): void {
    if (!this.#isOpenThere) return;
    this.#isOpenThere = false;
    this.#life.links.delete(this);
    this.#later([closes[reason].code]);
  }

  // ------------------------------------------------------------ the way

  #arrival(way: "up" | "down"): number {
    const { scheduler, dice, latencyMs } = this.#parts;
    const due = scheduler.now + latencyMs * (0.2 + dice.roll());
    return (this.#last[way] = Math.max(this.#last[way], due));
  }

  #later(items: readonly (string | number)[]): void {
    if (items.length === 0) return;
    this.#parts.scheduler.at(this.#arrival("down"), () => {
      if (this.#isBroken) return;
      this.#here.push(...items);
      this.#readHere();
    });
  }

  #readHere(): void {
    const wasReady = this.ready();
    while (!this.#isPaused && this.#here.length > 0) {
      const item = this.#here.shift();
      if (typeof item === "number") this.#goneHere(item);
      if (typeof item !== "string") continue;
      this.#held -= item.length;
      if (!this.#isOpenHere) continue;
      for (const text of this.#parts.carry(item, this)) this.#reader.packet(text);
    }
    if (wasReady || !this.ready()) return;
    this.#life.after(this.#parts.latencyMs, () => this.#isOpenThere && this.#receiver?.writable());
  }

  #readThere(): void {
    while (this.#isReading && this.#isOpenThere) {
      const text = this.#there.shift();
      if (text === undefined) return;
      this.#isReading = this.#receiver?.received(text) ?? false;
    }
  }

  #goneHere(code: number): void {
    if (!this.#isOpenHere) return;
    this.#isOpenHere = false;
    this.#reader.closed(code);
  }

  #goneThere(): void {
    if (!this.#isOpenThere) return;
    this.#isOpenThere = false;
    this.#life.links.delete(this);
    this.#receiver?.closed();
  }
}
