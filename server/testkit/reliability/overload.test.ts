// three times as many messages as can be stored. Those that are taken are stored as fast as ever and wait no longer than the queue is
// long; the others are told so at once. The store has a speed of its own, in virtual time, so that nothing here depends on the machine;
// `npm run bench -- --only overload` measures the same on a real one.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Store } from "../../src/ports/store.ts";
import { expectKept } from "../checker.ts";
import type { Client } from "../client.ts";
import { enrollAll, gather, names, readLogs, sized } from "../crowd.ts";
import { FakeClock, rest } from "../fake-clock.ts";
import { History } from "../history.ts";
import { Lab } from "../lab.ts";

const tickMs = 10;
/** stored in a tick */
const capacity = 128;
const queue = 512;
const ticks = sized(60, 600);

test(`R-72 overload: three times the capacity for ${(ticks * tickMs) / 1_000} virtual seconds; what is taken is stored at full speed, the rest is refused with 503`, async (t) => {
  const clock = new FakeClock();
  const store = (real: Store): Store => ({
    ...real,
    async commit(...order) {
      await new Promise<void>((resolve) => void clock.after(tickMs, resolve));
      return real.commit(...order);
    },
  });
  await using lab = await Lab.open({ clock, store, settings: { batch: capacity, topicQueue: queue } });
  const history = new History();
  const load = new Load(clock);
  const people = await load.through(enrollAll(history, lab.dial, names("p", 4)));
  const topic = await load.through(gather(people));

  const usual = await load.run(people, topic, capacity / 2, 20);
  assert.deepEqual([usual.accepted, usual.refused], [10 * capacity, 0]);

  const flood = await load.run(people, topic, 3 * capacity, ticks);
  t.diagnostic(`${flood.accepted} of ${flood.offered} stored; the longest wait ${flood.mostTicks} ticks`);
  assert.ok(flood.accepted >= 0.8 * capacity * ticks, `${flood.accepted} were stored in ${ticks} ticks`);
  assert.equal(flood.accepted + flood.refused, flood.offered, "each has its answer");
  // what waits before it, in whole commits, the one under way, and its own
  assert.ok(flood.mostTicks <= queue / capacity + 2, `one waited for ${flood.mostTicks} ticks`);

  const after = await load.run(people, topic, capacity / 2, 20);
  assert.deepEqual([after.accepted, after.refused], [10 * capacity, 0], "over when it is over");
  const [ann] = people;
  assert.ok(ann !== undefined);
  await Promise.all(people.map((client) => client.meta(topic, "info")));
  const logs = await load.through(readLogs(history, lab.dial, ann, [topic]));
  assert.equal(logs.get(topic)?.messages.length, usual.accepted + flood.accepted + after.accepted);
  expectKept(history, { logs }, "R-72");
});

interface Figures {
  readonly offered: number;
  accepted: number;
  refused: number;
  /** of those that were accepted: the longest from sending to the answer */
  mostTicks: number;
}

class Load {
  readonly #clock: FakeClock;
  #now = 0;
  #sent = 0;

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  /** Lets time pass until it is done. */
  async through<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = work.finally(() => (isDone = true));
    while (!isDone) await this.#tick();
    return done;
  }

  /** So many messages at the beginning of each tick; resolves when all are answered. */
  async run(people: readonly Client[], topic: string, perTick: number, ticks: number): Promise<Figures> {
    const figures: Figures = { offered: perTick * ticks, accepted: 0, refused: 0, mostTicks: 0 };
    const answered: Promise<void>[] = [];
    for (let tick = 0; tick < ticks; tick++) {
      for (let n = 0; n < perTick; n++)
        answered.push(this.#publish(people[n % people.length], topic, figures));
      await this.#tick();
    }
    await this.through(Promise.all(answered));
    return figures;
  }

  async #publish(client: Client | undefined, topic: string, figures: Figures): Promise<void> {
    const at = this.#now;
    const answer = await client?.publish({ topic, content: `"${this.#sent++}"` });
    if (answer?.code === 202) {
      figures.accepted++;
      figures.mostTicks = Math.max(figures.mostTicks, this.#now - at);
    } else {
      assert.equal(answer?.code, 503);
      figures.refused++;
    }
  }

  async #tick(): Promise<void> {
    await this.#clock.advance(tickMs, rest);
    this.#now++;
  }
}
