// Random histories: the store against a model that is too simple to be wrong. The seed is in the message of a failure.
import type { Message } from "../../core/state.ts";
import type { Write } from "../../core/vocabulary.ts";
import type { Slice, Store } from "../store.ts";
import type { Bench } from "../store-suite.ts";
import { Model } from "./model.ts";
import { alice, bob, carol, headOf, message, pair, rowOf, tenant, groupOf } from "./values.ts";

const topics = [groupOf(1), groupOf(2), pair];
const users = [alice, bob, carol];
const steps = 60;

/** A small generator (mulberry32): the tests must repeat. */
class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed * 2_654_435_769;
  }

  /** 0 … sides - 1 */
  roll(sides: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let x = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) % sides;
  }

  pick<T>(from: readonly [T, ...T[]] | readonly T[]): T {
    const picked = from[this.roll(from.length)];
    if (picked === undefined) throw new RangeError("nothing to pick from");
    return picked;
  }
}

export function modelTests({ check, assert, rounds }: Bench): void {
  check(`${rounds} random histories equal those of a naive model`, async (store, home) => {
    let current = store;
    for (let seed = 1; seed <= rounds; seed++) {
      const model = new Model();
      const dice = new Dice(seed);
      // another tenant each round: the store stays, the history is new
      const of = (tenant + seed) as typeof tenant;
      for (let step = 0; step < steps; step++) {
        await act(current, model, dice, of, (actual, expected, what) => {
          assert.deepEqual(actual, expected, `seed ${seed}, step ${step}: ${what}`);
        });
      }
      if (seed % 10 !== 0) continue;
      await current.close();
      current = await home.open();
    }
    await current.close();
  });
}

type Same = (actual: unknown, expected: unknown, what: string) => void;

async function act(store: Store, model: Model, dice: Dice, of: typeof tenant, same: Same): Promise<void> {
  const topic = dice.pick(topics);
  const kind = dice.roll(12);
  if (kind < 8) {
    const expects = model.mayFail(topic, dice.roll(10) === 0);
    const writes = writesOf(dice, model, topic);
    same(await store.commit(of, expects, writes), model.commit(expects, writes), JSON.stringify(writes));
  } else if (kind === 8) {
    const mark = {
      topic,
      user: dice.pick(users),
      recv: dice.roll(9),
      read: dice.roll(9),
      seen: { tag: dice.pick(["", "a"]), at: dice.roll(99) },
    };
    await store.mark(of, [mark]);
    model.mark(mark);
  } else if (kind === 9) {
    await store.sweep(0, 0, 1 + dice.roll(5));
  }
  const slice = sliceOf(dice);
  const page: readonly Message[] = await store.readMessages(of, topic, slice);
  same(page, model.read(topic, slice), `read ${topic} ${JSON.stringify(slice)}`);
  const since = dice.roll(4);
  same(
    loadedOf(await store.loadTopic(of, topic, since)),
    model.load(topic, since),
    `load ${topic} since ${since}`,
  );
}

function loadedOf(loaded: Awaited<ReturnType<Store["loadTopic"]>>): unknown {
  if (loaded === undefined) return undefined;
  return {
    row: loaded.row,
    subscriptions: loaded.subscriptions.toSorted((a, b) => (a.user < b.user ? -1 : 1)),
  };
}

function writesOf(dice: Dice, model: Model, topic: (typeof topics)[number]): Write[] {
  const writes: Write[] = [];
  if (model.state(topic) !== "active") writes.push({ put: "topic", topic, head: headOf(topic) });
  else if (dice.roll(8) === 0) {
    const state = dice.roll(2) === 0 ? "gone" : "active";
    writes.push({ put: "topic", topic, head: headOf(topic, { state, cap: dice.roll(9) }) });
  }
  for (let n = dice.roll(4); n >= 0; n--) writes.push(writeOf(dice, topic));
  return writes;
}

function writeOf(dice: Dice, topic: (typeof topics)[number]): Write {
  const user = dice.pick(users);
  const at = dice.roll(100);
  const bound = dice.roll(3) === 0 ? {} : { before: dice.roll(130) };
  switch (dice.roll(12)) {
    case 0:
      return { put: "erasure", topic, at, ...bound };
    case 1:
    case 2:
      return { put: "erasure", topic, user, at, ...bound };
    case 3:
    case 4:
      return {
        put: "subscription",
        topic,
        row: rowOf(user, { granted: dice.roll(2) === 0, want: dice.roll(99) }),
      };
    case 5:
    case 6:
      return message(topic, `${dice.roll(2)}`, at, { key: { scope: "s", name: `${dice.roll(5)}` } });
    default:
      return message(topic, `${dice.roll(1_000)}`, at);
  }
}

function sliceOf(dice: Dice): Slice {
  const maybe = (name: string): object =>
    dice.roll(3) === 0 ? { [name]: dice.roll(name === "above" || name === "upTo" ? 30 : 130) } : {};
  return {
    ...maybe("above"),
    ...maybe("upTo"),
    ...maybe("since"),
    ...maybe("before"),
    ascending: dice.roll(2) === 0,
    limit: 1 + dice.roll(12),
    maxChars: dice.roll(30),
  };
}
