// What lies on the disk. `disk`: bytes that a message takes, by what the files grow. `restart`: the server is killed while it works and
// started again; the time is from the start of the process to the answer to a login.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { TopicName } from "../../server/src/core/ids.ts";
import { median, Tally, watch, type Figures } from "../load/figures.ts";
import { dropAll, Link } from "../load/link.ts";
import { until } from "../load/patience.ts";
import type { Population } from "../load/people.ts";
import type { Person } from "../load/rows.ts";
import { loginRequest, mustBeAccepted, Publisher, Sends, subRequest, usualChars } from "../load/sessions.ts";
import { fillWith, startTarget, type Setting } from "../load/stage.ts";
import { temporaryFolder, type Target } from "../load/target.ts";
import { withPairs } from "./pairs.ts";

const pairs = 100;
const perTopic = 10;
const mostOwners = 1_000;

/** @param messages published over the wire; at the end the server is stopped, so that nothing waits in the log of the database */
export function disk(setting: Setting, messages: number): Promise<Figures> {
  const sends = new Sends();
  return withPairs(setting, pairs, sends, async (target, all) => {
    const before = sizeOf(target.data);
    let answered = 0;
    for (const { publisher } of all) {
      publisher.keepUnderWay(4, (_id, code) => {
        mustBeAccepted(code);
        answered++;
        if (sends.newest >= messages) sends.isOver = true;
      });
    }
    await until(() => sends.isOver && answered === sends.newest, "every answer");
    dropAll();
    await target.stop();
    return { messages: answered, bytesPerMessage: (sizeOf(target.data) - before) / answered };
  });
}

function sizeOf(data: string): number {
  const files = readdirSync(data).filter((name) => name.startsWith("natter.db"));
  return files.reduce((sum, name) => sum + statSync(join(data, name)).size, 0);
}

/** @param topicCount groups with 10 messages each */
export async function restart(setting: Setting, topicCount: number): Promise<Figures> {
  using folder = temporaryFolder(setting.folder);
  const data = join(folder.path, "data");
  const owner = await fillWith(setting, data, (world) => fillGroups(world, topicCount));
  // the first start finds files that were closed; the others what a kill left
  await startOnce(setting, data, owner);
  const starts: { readonly startMs: number; readonly rssMiB: number }[] = [];
  while (starts.length < setting.windows.count) starts.push(await startOnce(setting, data, owner));
  return {
    topics: topicCount,
    messages: perTopic * topicCount,
    startMs: median(starts.map(({ startMs }) => startMs)),
    rssMiB: median(starts.map(({ rssMiB }) => rssMiB)),
  };
}

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
async function startOnce(
  setting: Setting,
  data: string,
  { person, topic }: Owner,
): Promise<{ readonly startMs: number; readonly rssMiB: number }> {
  const began = performance.now();
  await using target = await startTarget(setting, data);
  const link = await Link.open(target.port);
  await link.must((id) => loginRequest(id, person.token));
  const found = { startMs: performance.now() - began, rssMiB: target.rssKiB() / 1_024 };
  await link.must((id) => subRequest(id, topic));
  await killAtWork(target, link, topic, setting.windows.ms / 2);
  return found;
}

async function killAtWork(target: Target, link: Link, topic: TopicName, afterMs: number): Promise<void> {
  link.ended = () => undefined;
  const tally = new Tally();
  new Publisher(link, topic, new Sends()).keepUnderWay(16, (_id, code) => {
    mustBeAccepted(code);
    tally.done++;
  });
  await watch(target, tally, { count: 1, ms: afterMs });
  await target.kill();
}
