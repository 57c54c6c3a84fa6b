// Conversations of two: one writes with so many messages under way, both get every message. The rate is of answers, each of which means
// stored and flushed; the cost of one holds its echo and its delivery.
import { Tally, watch, type Measured, type Watched } from "../load/figures.ts";
import type { Link } from "../load/link.ts";
import { until } from "../load/patience.ts";
import { enter, forAll, mustBeAccepted, Publisher, Reader, Sends } from "../load/sessions.ts";
import { onStage, type Setting } from "../load/stage.ts";
import type { Target } from "../load/target.ts";

export interface Pair {
  readonly publisher: Publisher;
  readonly readers: readonly Reader[];
  readonly links: readonly Link[];
}

/** So many pairs on a stage, silent as yet. */
export function withPairs(
  setting: Setting,
  count: number,
  sends: Sends,
  run: (target: Target, pairs: readonly Pair[]) => Promise<Watched>,
): Promise<Measured> {
  return onStage(
    setting,
    async (world) => {
      const people = await world.people(2 * count);
      return { people, topics: await world.conversations(people) };
    },
    async (target, { people, topics }) => {
      const links = await forAll(people, (person, at) => {
        return enter(target.port, person, topics.slice(at >> 1, (at >> 1) + 1));
      });
      return run(
        target,
        topics.map((topic, at) => pairOf(links.slice(2 * at, 2 * at + 2), topic, sends)),
      );
    },
  );
}

function pairOf(links: readonly Link[], topic: string, sends: Sends): Pair {
  const [writer] = links;
  if (writer === undefined) throw new Error("a conversation without people");
  return {
    publisher: new Publisher(writer, topic, sends),
    readers: links.map((link) => new Reader(link)),
    links,
  };
}

/** Every message that was sent is with both. */
export async function settle(sends: Sends, pairs: readonly Pair[]): Promise<void> {
  sends.isOver = true;
  const readers = pairs.flatMap((pair) => pair.readers);
  const arrived = (): number => readers.reduce((sum, reader) => sum + reader.count, 0);
  await until(() => arrived() === 2 * sends.newest, "every message to both of a pair");
}

export function pairs(setting: Setting, count: number, outstanding: number): Promise<Measured> {
  const sends = new Sends();
  return withPairs(setting, count, sends, async (target, all) => {
    const tally = new Tally();
    for (const { publisher } of all) {
      publisher.keepUnderWay(outstanding, (id, code) => {
        mustBeAccepted(code);
        tally.done++;
        tally.times.add(sends.since(id));
      });
    }
    const figures = await watch(target, tally, setting.windows);
    await settle(sends, all);
    return figures;
  });
}
