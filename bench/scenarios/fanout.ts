// One group, many sessions, one who writes: the next message goes out when the last of so many before it was with everybody. The rate is of
// deliveries, the times are those from the sending of a message to its last delivery.
import { Tally, watch, type Measured, type Watched } from "../load/figures.ts";
import type { Link } from "../load/link.ts";
import type { Person } from "../load/rows.ts";
import { until } from "../load/patience.ts";
import { enter, forAll, mustBeAccepted, Publisher, Reader, Sends, usualChars } from "../load/sessions.ts";
import { onStage, rssPerSession, type Setting } from "../load/stage.ts";
import type { Target } from "../load/target.ts";

export interface Crowd {
  readonly links: readonly Link[];
  readonly topic: string;
}

/** A group with so many sessions attached, one of each member. */
export function withCrowd(
  setting: Setting,
  size: number,
  run: (target: Target, crowd: Crowd) => Promise<Watched>,
): Promise<Measured> {
  return onStage(
    setting,
    async (world) => {
      const people = await world.people(size);
      return { people, topic: await world.group(people) };
    },
    async (target, { people, topic }) => {
      const before = target.rssMiB();
      const links = await forAll(people, (person: Person) => enter(target.port, person, [topic]));
      const rssKiBPerSession = rssPerSession(target.rssMiB() - before, size);
      return { ...(await run(target, { links, topic })), rssKiBPerSession };
    },
  );
}

/** One who writes to a crowd: the next message goes out when one of those under way was with all readers. */
export class Broadcast {
  /** counts deliveries; times are those to the last delivery of a message */
  readonly tally: Tally = new Tally();
  readonly sends: Sends = new Sends();
  readonly #publisher: Publisher;
  readonly #size: number;
  /** deliveries that are missing, of the newest messages by their number */
  readonly #missing = new Int32Array(4_096);
  #completed = 0;
  #due = 0;

  constructor({ links, topic }: Crowd, readers: readonly Link[], chars: number = usualChars) {
    const [first] = links;
    if (first === undefined) throw new Error("a crowd without people");
    first.answer = (_id, code) => mustBeAccepted(code);
    this.#publisher = new Publisher(first, topic, this.sends, chars);
    this.#size = readers.length;
    this.#missing.fill(this.#size);
    for (const link of readers) new Reader(link, (number) => this.#heard(number), chars);
  }

  start(outstanding: number): void {
    this.#due = outstanding;
    this.#fill();
  }

  /** No more is sent; resolves when all that was sent is with all readers. */
  async finish(): Promise<void> {
    this.sends.isOver = true;
    await until(() => this.#completed === this.sends.newest, "every message to everybody");
  }

  #heard(number: number): void {
    this.tally.done++;
    const place = number & (this.#missing.length - 1);
    const missing = (this.#missing[place] ?? 0) - 1;
    this.#missing[place] = missing === 0 ? this.#size : missing;
    if (missing > 0) return;
    this.#completed++;
    this.tally.times.add(this.sends.since(number));
    // those that are complete in the same turn are followed in one write
    if (++this.#due === 1) setImmediate(() => this.#fill());
  }

  #fill(): void {
    if (this.#due > 0 && !this.sends.isOver) this.#publisher.send(this.#due);
    this.#due = 0;
  }
}

export function fanout(setting: Setting, size: number, outstanding: number): Promise<Measured> {
  return withCrowd(setting, size, async (target, crowd) => {
    const broadcast = new Broadcast(crowd, crowd.links);
    await target.stallMs();
    broadcast.start(outstanding);
    const figures = await watch(target, broadcast.tally, setting.windows);
    const stallMs = await target.stallMs();
    await broadcast.finish();
    return { ...figures, ...(stallMs !== undefined && { stallMs }) };
  });
}
