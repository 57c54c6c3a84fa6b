// What lies on the disk. `disk`: bytes that a message takes, by what the files grow. `restart`: the server is killed while it works and
// started again; the time is from the start of the process to the answer to a login.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { TopicName } from "../../server/src/core/ids.ts";
import { measure, medians, Tally, Times, type Measured } from "../load/figures.ts";
import { dropAll, Link } from "../load/link.ts";
import { until } from "../load/patience.ts";
import type { Population } from "../load/people.ts";
import type { Person } from "../load/rows.ts";
import { loginRequest, mustBeAccepted, Publisher, Sends, subRequest, usualChars } from "../load/sessions.ts";
import { fillWith, rssPerSession, startTarget, type Setting } from "../load/stage.ts";
import { temporaryFolder, type Target } from "../load/target.ts";
import { withPairs } from "./pairs.ts";

const pairs = 100;
const perTopic = 10;
const mostOwners = 1_000;

/** @param messages published over the wire; at the end the server is stopped, so that nothing waits in the log of the database */
export function disk(setting: Setting, messages: number): Promise<Measured> {
  const sends = new Sends();
  return withPairs(setting, pairs, sends, async (target, all) => {
    const before = sizeOf(target.data);
    const tally = new Tally();
    const figures = await measure(target, tally, async () => {
      for (const { publisher } of all) {
        publisher.keepUnderWay(4, (id, code) => {
          mustBeAccepted(code);
          tally.done++;
          tally.times.add(sends.since(id));
          if (sends.newest >= messages) sends.isOver = true;
        });
      }
      await until(() => sends.isOver && tally.done === sends.newest, "every answer");
    });
    const rssMiB = target.rssMiB();
    dropAll();
    await target.stop();
    const bytesPerMessage = (sizeOf(target.data) - before) / tally.done;
    return { messages: tally.done, ...figures, rssMiB, ...(setting.of === "natter" && { bytesPerMessage }) };
  });
}

/** The ceiling has no folder. */
function sizeOf(data: string): number {
  if (data === "") return 0;
  const files = readdirSync(data).filter((name) => name.startsWith("natter.db"));
  return files.reduce((sum, name) => sum + statSync(join(data, name)).size, 0);
}

/** @param topicCount groups with 10 messages each; the ceiling keeps none of them */
export async function restart(setting: Setting, topicCount: number): Promise<Measured> {
  using folder = temporaryFolder(setting.folder);
  const data = join(folder.path, "data");
  const isKept = setting.of === "natter";
  const owner = await fillWith(setting, data, (world) => fillGroups(world, isKept ? topicCount : 1));
  // the first start finds files that were closed; the others what a kill left
  await startOnce(setting, data, owner);
  const times = new Times();
  const starts: Start[] = [];
  for (let n = 0; n < setting.windows.count; n++) {
    const start = await startOnce(setting, data, owner);
    starts.push(start);
    times.add(start.ms);
  }
  const { ms, ...figures } = medians(starts);
  const stored = isKept && { topics: topicCount, messages: perTopic * topicCount };
  return { ...stored, perSecond: 1_000 / ms, ...times.figures(), ...figures };
}

type Start = Readonly<Record<"ms" | "cpuUs" | "rssMiB" | "rssKiBPerSession", number>>;

interface Owner {
  readonly person: Person;
  readonly topic: TopicName;
}

/** Resolves with one of the owners and his group. */
async function fillGroups(world: Population, topicCount: number): Promise<Owner> {
  const owners = await world.people(Math.min(mostOwners, topicCount));
  const memberships = Array.from({ length: topicCount }, (_, n) => {
    return owners.slice(n % owners.length, (n % owners.length) + 1);
  });
  const topics = await world.groups(memberships);
  const [person, topic] = [owners[0], topics[0]];
  if (person === undefined || topic === undefined) throw new Error("nothing is there");
  await world.messages(topics, person, perTopic, JSON.stringify("x".repeat(usualChars)));
  return { person, topic };
}

/** From the start of the process to the answer to a login; then it works for a moment and is killed. */
async function startOnce(setting: Setting, data: string, { person, topic }: Owner): Promise<Start> {
  const began = performance.now();
  await using target = await startTarget(setting, data);
  const before = target.rssMiB();
  const link = await Link.open(target.port);
  await link.must((id) => loginRequest(id, person.token));
  const ms = performance.now() - began;
  const rssMiB = target.rssMiB();
  const start = {
    ms,
    cpuUs: 1_000 * target.cpuMs(),
    rssMiB,
    rssKiBPerSession: rssPerSession(rssMiB - before, 1),
  };
  await link.must((id) => subRequest(id, topic));
  await killAtWork(target, link, topic, setting.windows.ms / 2);
  return start;
}

async function killAtWork(target: Target, link: Link, topic: TopicName, afterMs: number): Promise<void> {
  link.ended = () => undefined;
  let stored = 0;
  new Publisher(link, topic, new Sends()).keepUnderWay(16, (_id, code) => {
    mustBeAccepted(code);
    stored++;
  });
  await sleep(afterMs);
  await until(() => stored > 0, "work to be killed at");
  await target.kill();
}
