// What the checks say when a simulation is over: the history checker on what the sessions saw and what is stored, what was noticed on the
// way, what good clients hold, and that nothing stays in memory when everybody has gone.
import { check } from "../checker.ts";
import type { Ending, Log } from "../history.ts";
import { p2pName, type UserId } from "../../src/core/ids.ts";
import type { MemoryTopic } from "../../src/adapters/store-memory/data.ts";
import type { Database } from "./database.ts";
import type { Device } from "./device.ts";
import type { Feed } from "./feed.ts";
import { phases } from "./plan.ts";
import type { Simulation } from "./simulation.ts";

/** The first thing that was wrong, or undefined. */
export async function judge(simulation: Simulation): Promise<string | undefined> {
  const { complaints, plan, devices } = simulation;
  const isAlone = plan.machines === 1;
  const logs = logsOf(simulation);
  const lacks = devices.flatMap((device) => checkHeld(device, logs, isAlone));
  const unnoticed = isAlone ? devices.flatMap((device) => checkNotices(simulation, device)) : [];
  const presence = isAlone ? presenceOf(simulation) : new Map<string, ReadonlyMap<string, boolean>>();
  // what one server stored may reach the sessions of another late: nothing is due to them
  if (!isAlone) for (const { line } of devices) line?.hangUp();
  const { outboxFrames } = plan.settings;
  const ending: Ending = {
    logs,
    presence,
    isLate: !isAlone,
    haveRightsReturned: true,
    bounds: [{ name: "an outbox", seen: simulation.largestOutbox, bound: outboxFrames + 1 }],
  };
  const violation = check(simulation.history, ending);
  const found = violation && `${violation.promise}: ${violation.text}\n${violation.timeline}`;
  return complaints[0] ?? found ?? lacks[0] ?? unnoticed[0] ?? (await checkEmpty(simulation));
}

// ------------------------------------------------------------ what is stored

function topicsOf(database: Database): readonly (readonly [string, MemoryTopic])[] {
  return [...database.disk.data.values()].flatMap((tenant) => [...tenant.topics]);
}

function logsOf(simulation: Simulation): ReadonlyMap<string, Log> {
  const names = new Map(simulation.devices.map(({ person }) => [person.uid, person.name]));
  const talked = topicsOf(simulation.database).filter(
    ([, { head }]) => head.kind !== "me" && head.state === "active",
  );
  return new Map(talked.map(([name, topic]) => [name, logOf(topic, names)]));
}

function logOf(topic: MemoryTopic, names: ReadonlyMap<string, string>): Log {
  const messages = topic.messages.filter(({ seq }) => seq > topic.erased);
  const firstKept = messages[0]?.ts ?? topic.lastTs + 1;
  const hiding = [...topic.rows.values()].filter(({ cleared }) => cleared > 0);
  return {
    messages: messages.map(({ seq, ts, from, content }) => ({ seq, ts: timeOf(ts), from, content })),
    hiddenFrom: new Set(hiding.map(({ user }) => names.get(user) ?? "")),
    ...(topic.erased > 0 && { erasedBefore: timeOf(firstKept) }),
  };
}

function timeOf(ts: number): string {
  return new Date(ts).toISOString();
}

// ------------------------------------------------------------ what good clients hold (P4)

/** From its first contact on a device has every message of what it is attached to; of several servers up to what it was told. */
function checkHeld(device: Device, logs: ReadonlyMap<string, Log>, isComplete: boolean): string[] {
  const { line, feeds } = device;
  return [...feeds.values()].flatMap((feed) => {
    const log = logs.get(feed.topic);
    const isThere = line?.attached.has(feed.topic) === true && feed.isLevel;
    if (log === undefined || !isThere || log.hiddenFrom?.has(device.person.name) === true) return [];
    return lacking(feed, log, isComplete).map(
      (content) =>
        `P4: ${line.session}, level with ${feed.topic} since ${feed.since}, does not hold ${content}`,
    );
  });
}

function lacking({ held, since, upTo }: Feed, { messages }: Log, isComplete: boolean): readonly string[] {
  if (since === undefined || upTo === undefined) return [];
  return messages
    .filter(({ ts }) => ts >= since && (isComplete || ts <= upTo))
    .filter(({ ts, content }) => held.get(ts) !== content)
    .map(({ content }) => content);
}

/** Who is on `me` was sent every invitation and request since. */
function checkNotices({ database, truth }: Simulation, { line, person, feeds, meSince }: Device): string[] {
  if (line?.attached.has("me") !== true) return [];
  const topic = `me:${person.uid}`;
  const stored = topicsOf(database).find(([name]) => name === topic)?.[1].messages ?? [];
  const held = feeds.get("me")?.held;
  return stored
    .filter(({ ts, content }) => truth.storedAt(topic, ts) > meSince && held?.get(timeOf(ts)) !== content)
    .map(({ content }) => `P4: ${line.session}, on me, was not sent ${content}`);
}

// ------------------------------------------------------------ who is shown (P10)

/** For every session on `me`: each of its contacts, and whether he is on `me` himself. */
function presenceOf({ devices, truth }: Simulation): ReadonlyMap<string, ReadonlyMap<string, boolean>> {
  const onMe = devices.filter(({ line }) => line?.attached.has("me") === true);
  const online = new Set(onMe.map(({ person }) => person.uid));
  const people = new Set(devices.map(({ person }) => person.uid).filter((uid) => uid !== ""));
  return new Map(
    onMe.map(({ line, person }) => {
      const contacts = [...people].filter((uid) => uid !== person.uid && isContact(person.uid, uid));
      return [line?.session ?? "", new Map(contacts.map((uid) => [uid, online.has(uid)]))];
    }),
  );

  function isContact(viewer: string, other: string): boolean {
    return truth.isContact(p2pName(viewer as UserId, other as UserId), viewer);
  }
}

// ------------------------------------------------------------ what stays behind (P12)

/** When all have hung up and the timers ran, every number is back at 0. */
async function checkEmpty({ devices, machines, scheduler }: Simulation): Promise<string | undefined> {
  for (const device of devices) device.retire();
  await scheduler.runUntil(phases.empty);
  for (const { name, running } of machines) {
    if (running === undefined) return `P10: ${name} does not run`;
    const { sessions, ...others } = running.server.stats();
    const left = Object.entries({ ...sessions, ...others }).filter(([, count]) => count !== 0);
    if (left.length > 0)
      return `P12: left in the memory of ${name}: ${left.map((one) => one.join(" ")).join(", ")}`;
  }
  return undefined;
}
