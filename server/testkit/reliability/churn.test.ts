// people come, talk and go, thousands of times; afterwards the server holds what it held before.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "../client.ts";
import { ServerProcess, TempFolder } from "../crash.ts";
import { another, Dice, enrollAll, isFullSize, names, seedOf, sized } from "../crowd.ts";
import { History } from "../history.ts";
import { memoryOf, reportsMemory, type Memory } from "../memory.ts";

const sessionsARound = sized(300, 2_500);
const usualRounds = 3;
const fullMs = 600_000;
/** What the heap of a usual later round may be above that after the first: of 300 sessions a round each may leave no 500 bytes. */
const mostGrowth = 262_144;

const flags = [
  ...["--topics-unload-after", "100ms", "--topics-off-after", "100ms", "--marks-flush", "100ms"],
  // who polls may be late on a busy machine, and must not be taken for gone
  ...["--poll-expire", `${sized(5, 20)}s`, "--poll-wait", "1s"],
];

test("R-66 churn: every count of the server is back where it began, and its heap does not grow", async (t) => {
  const seed = seedOf("R-66");
  const dice = new Dice(seed);
  using folder = new TempFolder();
  await using server = await ServerProcess.start({ data: folder.path, flags, preload: reportsMemory });
  const base = await server.stats();
  const people = await enrollAll(new History(), server.webSocket, names("p", 8));
  const rooms = await Promise.all(people.map((client) => client.attach("new")));
  for (const client of people) client.hangUp();

  const began = performance.now();
  const after: Memory[] = [];
  let operations = 0;
  const isOver = (): boolean =>
    isFullSize ? performance.now() - began > fullMs : after.length === usualRounds;
  while (!isOver()) {
    await round();
    await atRest();
    after.push(await memoryOf(server));
  }
  const mib = ({ heap, resident }: Memory): string =>
    `${(heap / 1_048_576).toFixed(2)} heap ${(resident / 1_048_576).toFixed(1)} resident`;
  const shown = after.filter((_memory, i) => isLandmark(i, after.length)).map(mib);
  t.diagnostic(`${after.length * sessionsARound} sessions, ${operations} requests; MiB: ${shown.join(", ")}`);

  if (isFullSize) {
    // once it has its size, no line through its sizes may rise
    const settled = after.slice(3).map(({ resident }) => resident);
    const grown = slopeOf(settled) * settled.length;
    assert.ok(grown <= 0.05 * Math.max(...settled), `the process grows by ${grown} bytes (seed ${seed})`);
  }
  const [first = 0, ...later] = after.map(({ heap }) => heap);
  const growth = medianOf(later) - first;
  assert.ok(growth < mostGrowth, `the heap grew by ${growth} bytes (seed ${seed})`);

  /** So many sessions, a few at a time. */
  async function round(): Promise<void> {
    let left = sessionsARound;
    const lane = async (): Promise<void> => {
      while (left-- > 0) await live(dice.pick(people));
    };
    await Promise.all(Array.from({ length: 16 }, lane));
  }

  /** Until all it counts is back at its base; a minute is more than every timer of it. */
  async function atRest(): Promise<void> {
    const end = performance.now() + 60_000;
    for (;;) {
      const now = await server.stats();
      if (JSON.stringify(now) === JSON.stringify(base)) return;
      if (performance.now() > end) assert.deepEqual(now, base, `seed ${seed}`);
      await delay(50);
    }
  }

  async function live(person: Client): Promise<void> {
    // a history of its own: what all of them saw would be judged by nobody
    const client = await another(
      new History(),
      dice.roll() < 0.8 ? server.webSocket : server.longPoll,
      person,
    );
    await client.attach("me", { get: "info sub" });
    for (let n = dice.int(1, 4); n > 0; n--) await act(client);
    if (dice.roll() < 0.3) await client.must("leave", { topic: "me" });
    client.hangUp();
  }

  async function act(client: Client): Promise<void> {
    const room = dice.pick(rooms);
    const other = dice.pick(people);
    const choice = dice.int(1, 6);
    operations += 3;
    if (choice === 1 && other.uid !== client.uid) await client.ask("sub", { topic: other.uid });
    if (choice === 2) await client.ask("sub", { topic: "grpNotThere00" });
    if (choice === 3) client.say("{");
    await client.ask("sub", { topic: room, get: "info sub data", browse: { limit: 4 } });
    await client.ask("pub", { topic: room, content: operations });
    if (choice === 4) await client.ask("leave", { topic: room, unsub: true });
    if (choice === 5) await client.ask("leave", { topic: room });
    if (choice === 6) await client.ask("get", { topic: room, what: "data", browse: { limit: 4 } });
  }
});

/** The first rounds, the last, and some between. */
function isLandmark(i: number, of: number): boolean {
  return i < 3 || i === of - 1 || i % Math.ceil(of / 8) === 0;
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}

/** Of the line through them that fits best, by each step. */
function slopeOf(values: readonly number[]): number {
  const mean = (values.length - 1) / 2;
  const distances = values.map((_value, i) => i - mean);
  const sum = (of: readonly number[]): number => of.reduce((total, one) => total + one, 0);
  return sum(values.map((value, i) => value * (distances[i] ?? 0))) / sum(distances.map((one) => one ** 2));
}
