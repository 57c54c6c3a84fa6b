// Groups at work. `busyGroup`: all its members write at once, each with so many messages under way. `manyGroups`: 50 groups of 10 with 500
// messages a second in all, whatever the server does; times count from the moment a message was meant to be sent to each delivery.
import { Tally, watch, type Measured, type Watched } from "../load/figures.ts";
import type { Link } from "../load/link.ts";
import { numberOf } from "../load/packet.ts";
import { until } from "../load/patience.ts";
import { atRate, enter, forAll, mustBeAccepted, Publisher, Sends, usualChars } from "../load/sessions.ts";
import { onStage, type Setting } from "../load/stage.ts";
import type { Target } from "../load/target.ts";
import { withCrowd } from "./fanout.ts";

const groups = 50;
const members = 10;
const perSecond = 500;

export function busyGroup(setting: Setting, writers: number, outstanding: number): Promise<Measured> {
  return withCrowd(setting, writers, async (target, { links, topic }) => {
    const tally = new Tally();
    const sends = new Sends();
    let deliveries = 0;
    // numbers of several writers reach a reader in the order of the topic, which is not that of their sending
    for (const link of links) link.data = () => void deliveries++;
    for (const link of links) {
      new Publisher(link, topic, sends).keepUnderWay(outstanding, (id, code) => {
        mustBeAccepted(code);
        tally.done++;
        tally.times.add(sends.since(id));
      });
    }
    const figures = await watch(target, tally, setting.windows);
    sends.isOver = true;
    await until(() => deliveries === writers * sends.newest, "every message to every member");
    return figures;
  });
}

export interface ManyGroups {
  readonly target: Target;
  readonly figures: () => Promise<Watched>;
}

/** @param run measures, as often and beside whatever it likes */
export function withManyGroups(
  setting: Setting,
  run: (groups: ManyGroups) => Promise<Watched>,
  secret?: string,
): Promise<Measured> {
  return onStage(
    setting,
    async (world) => {
      const people = await world.people(groups * members, secret);
      const parts = Array.from({ length: groups }, (_, n) => people.slice(n * members, (n + 1) * members));
      return { people, topics: await world.groups(parts) };
    },
    async (target, { people, topics }) => {
      const links = await forAll(people, (person, at) => {
        const group = Math.floor(at / members);
        return enter(target.port, person, topics.slice(group, group + 1));
      });
      return publishSteadily(links, topics, (tally) =>
        run({ target, figures: () => watch(target, tally, setting.windows) }),
      );
    },
  );
}

async function publishSteadily(
  links: readonly Link[],
  topics: readonly string[],
  run: (tally: Tally) => Promise<Watched>,
): Promise<Watched> {
  const tally = new Tally();
  const sends = new Sends();
  let deliveries = 0;
  const publishers = links.map((link, at) => {
    link.answer = (_id, code) => {
      mustBeAccepted(code);
      tally.done++;
    };
    // as above: the order of the topic need not be that of sending
    link.data = (bytes, _from, to) => {
      deliveries++;
      tally.times.add(sends.since(numberOf(bytes, to, usualChars)));
    };
    return new Publisher(link, topics[Math.floor(at / members)] ?? "", sends);
  });
  const over = atRate(
    perSecond,
    () => sends.isOver,
    // one group after the other; within a group one member after the other
    (at) => publishers[placeOf(sends.newest)]?.send(1, at),
  );
  const figures = await run(tally);
  sends.isOver = true;
  await over;
  await until(() => deliveries === members * sends.newest, "every message to every member");
  return figures;
}

function placeOf(turn: number): number {
  return (turn % groups) * members + (Math.floor(turn / groups) % members);
}

export function manyGroups(setting: Setting): Promise<Measured> {
  return withManyGroups(setting, ({ figures }) => figures());
}
