// A device of a person: the model of a good client. It connects, logs in, attaches, fills its gaps, repeats what got no answer, does what its
// person likes to do, and comes back when the connection is lost.
import type { Dice } from "../crowd.ts";
import type { Data } from "../history.ts";
import type { Deed } from "./deeds.ts";
import { logIn } from "./entrance.ts";
import { Feed } from "./feed.ts";
import { codeOf, realName, type Answer, type Line } from "./line.ts";
import type { Letter, Person, Room, Town } from "./person.ts";
import type { Scheduler } from "./scheduler.ts";

export interface DeviceParts {
  readonly scheduler: Scheduler;
  readonly dice: Dice;
  readonly town: Town;
  readonly person: Person;
  /** which of the person's devices */
  readonly tag: string;
  readonly thinkMs: number;
  /** part of the messages that carry a key */
  readonly keyed: number;
  /** nothing new is begun after this time */
  readonly deedsEndMs: number;
  /** nothing at all is asked after this time */
  readonly quietMs: number;
  /** a connection, or undefined when nobody answers */
  readonly dial: (device: Device) => Promise<Line | undefined>;
  readonly nextDeed: () => { readonly name: string; readonly deed: Deed };
  readonly count: (what: string) => void;
}

export class Device {
  readonly person: Person;
  readonly dice: Dice;
  readonly town: Town;
  readonly feeds = new Map<string, Feed>();
  /** rooms that this device shows */
  readonly open = new Set<Room>();
  line: Line | undefined;
  wantsMe = true;
  /** the step of the truth at which the session was told that it is on `me` */
  meSince = 0;
  /** it goes home before the end and is not seen again */
  readonly goesHome: boolean;
  #isRetired = false;
  readonly #parts: DeviceParts;

  constructor(parts: DeviceParts) {
    this.#parts = parts;
    this.person = parts.person;
    this.dice = parts.dice;
    this.town = parts.town;
    this.goesHome = parts.dice.roll() < 0.25;
  }

  get keyed(): number {
    return this.#parts.keyed;
  }

  get #isOver(): boolean {
    return this.#parts.scheduler.now >= this.#parts.deedsEndMs;
  }

  got(data: Data): void {
    this.feedOf(data.topic).got(data);
  }

  feedOf(topic: string): Feed {
    const known = this.feeds.get(topic);
    if (known !== undefined) return known;
    const feed = new Feed(topic);
    this.feeds.set(topic, feed);
    return feed;
  }

  get #isGone(): boolean {
    return this.#isRetired || (this.#isOver && this.goesHome);
  }

  get #isQuiet(): boolean {
    return this.#parts.scheduler.now >= this.#parts.quietMs;
  }

  /** Comes, uses the connection, comes again, until it goes home or all is over. */
  async live(): Promise<void> {
    const { scheduler, dial } = this.#parts;
    for (let failures = 0; !this.#isGone;) {
      await scheduler.wait(this.dice.roll() * Math.min(2_000, 100 * 2 ** failures));
      if (this.#isQuiet) return;
      const line = await dial(this);
      this.line = line;
      if (line === undefined || !(await logIn(this, line, this.#parts.tag))) {
        failures++;
        line?.hangUp();
        continue;
      }
      failures = 0;
      await this.#arrive(line);
      await this.#use(line);
      line.hangUp();
    }
  }

  /** The simulation is over. */
  retire(): void {
    this.#isRetired = true;
    this.line?.hangUp();
  }

  // ------------------------------------------------------------ coming

  async #arrive(line: Line): Promise<void> {
    if (this.wantsMe)
      await this.ask(line, "sub", { topic: "me", get: this.dice.pick(["info sub", "sub", ""]) });
    for (const room of this.open) await this.attach(line, room);
    await this.#repeat(line);
  }

  /** Attaches, where that is not done yet, and fills the gap. */
  async attach(line: Line, room: Room): Promise<void> {
    const feed = this.feedOf(room.name);
    if (!line.attached.has(room.name)) {
      feed.restart();
      const bearer = room.token === undefined ? {} : { bearer: room.token };
      const browse = { limit: this.dice.int(1, 5) };
      const answer = await this.ask(line, "sub", { topic: room.name, get: "data", browse, ...bearer });
      // refused, gone, or to be approved by somebody first
      if ([202, 403, 404].includes(codeOf(answer))) this.open.delete(room);
    }
    if (line.attached.has(room.name)) await this.enter(line, room);
  }

  /** The session is attached to the room: it is shown from now on, and without a gap. */
  async enter(line: Line, room: Room): Promise<void> {
    this.open.add(room);
    await this.feedOf(room.name).level(line, this.dice.int(2, 12));
  }

  // ------------------------------------------------------------ being there

  async #use(line: Line): Promise<void> {
    const { scheduler, thinkMs, nextDeed, count } = this.#parts;
    while (line.isUp && !this.#isGone) {
      const ms = -Math.log(1 - this.dice.roll()) * thinkMs;
      await scheduler.wait(Math.min(ms, this.#isOver ? 1_000 : 4_000));
      if (this.#isQuiet) continue;
      await this.#repeat(line);
      if (this.#isOver) await this.#seeToRooms(line);
      if (this.#isOver || !line.isUp) continue;
      const { name, deed } = nextDeed();
      count(`deed ${name}`);
      const done = deed(this, line);
      // now and then the next thing is begun before this one is answered
      if (deed.mayOverlap !== true || this.dice.roll() < 0.5) await done;
    }
  }

  /** When all is quiet a good client is attached to what it shows. */
  async #seeToRooms(line: Line): Promise<void> {
    for (const room of this.open)
      if (!line.attached.has(room.name) || !this.feedOf(room.name).isLevel) await this.attach(line, room);
  }

  /** What got no answer is sent again with its key, where the device is attached. */
  async #repeat(line: Line): Promise<void> {
    for (const letter of this.person.unanswered)
      if (line.attached.has(letter.room.name)) await this.publish(line, letter);
  }

  async publish(line: Line, letter: Letter): Promise<void> {
    const { room, content, key } = letter;
    const answer = await line.publish(room.name, content, key);
    const code = codeOf(answer);
    this.#parts.count(`pub ${code}`);
    const { person } = this;
    person.unanswered = person.unanswered.filter((one) => one !== letter);
    if (code === 0 || code >= 500) person.unanswered.push(letter);
    else if (code === 202) person.remember(letter);
  }

  /** A request whose answer is counted. */
  async ask(line: Line, verb: string, members: Readonly<Record<string, unknown>>): Promise<Answer> {
    const answer = await line.ask(verb, members);
    this.#parts.count(`${verb} ${codeOf(answer)}`);
    return answer;
  }

  /** The room of that name, known to the town from now on. */
  roomOf(answer: Answer, kind: Room["kind"], token?: string): Room | undefined {
    const name = realName(answer);
    if (name === undefined) return undefined;
    const known = this.town.rooms.find((room) => room.name === name);
    if (known !== undefined) return known;
    const room: Room = { name, kind, isCleaned: this.dice.roll() < 0.3 };
    if (token !== undefined) room.token = token;
    this.town.rooms.push(room);
    return room;
  }
}
