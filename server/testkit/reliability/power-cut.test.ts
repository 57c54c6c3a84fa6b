// The power goes: a copy of the disk as it was at that moment, without what only the system's memory held, has every message that
// was acknowledged. Where no disk can be mounted, and as its reason: no acknowledgement is written before the flush that covers it.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { expectKept } from "../checker.ts";
import { ServerProcess, TempFolder } from "../crash.ts";
import { another, Dice, enroll, enrollAll, gather, names, readLogs, seedOf, sized } from "../crowd.ts";
import { History } from "../history.ts";
import { ImageDisk } from "../image-disk.ts";
import { Publishers } from "../publisher.ts";

const cuts = sized(3, 20);
const skipped = new Set<string>();

test(`R-03 the power goes ${cuts} times under four publishers: everything acknowledged is on the disk`, async (t) => {
  const seed = seedOf("R-03");
  const dice = new Dice(seed);
  using folder = new TempFolder();
  let disk = ImageDisk.make(folder.path, "disk0");
  if (disk === undefined) {
    skipped.add("R-03");
    return t.skip("needs loop mounts (root on Linux); R-04 shows the same in another way");
  }
  const history = new History();
  let server: ServerProcess | undefined;
  try {
    server = await ServerProcess.start({ data: dataOn(disk) });
    const people = await enrollAll(history, server.webSocket, names("p", 4));
    const topics = [await gather(people), await gather(people)];
    const publishers = new Publishers(topics);
    let clients = people;
    for (let cut = 1; cut <= cuts; cut++) {
      const publishing = publishers.run(clients, 4);
      await delay(dice.int(50, 700)); // the moment of the cut, not a wait for anything
      await halt(server);
      const found = disk.cut(`disk${cut}`);
      history.note(`cut ${cut}`);
      await server.kill();
      await publishing;
      disk[Symbol.dispose]();
      disk = found;
      server = await ServerProcess.start({ data: dataOn(disk) });
      const { webSocket } = server;
      clients = await Promise.all(clients.map((client) => another(history, webSocket, client)));
      await Promise.all(clients.flatMap((client) => topics.map((topic) => client.attach(topic))));
      await publishers.retry(clients);
    }
    await Promise.all(clients.flatMap((client) => topics.map((topic) => client.meta(topic, "info"))));
    const [first] = clients;
    assert.ok(first !== undefined);
    const logs = await readLogs(history, server.webSocket, first, topics);
    expectKept(history, { logs }, `seed ${seed}`);
    await server.kill();
    assert.deepEqual(integrityOf(dataOn(disk)), ["ok"], `seed ${seed}`);
    const counts = [...logs.values()].map(({ messages }) => messages.length);
    assert.ok(Math.min(...counts) > 10, `only ${counts.join(" and ")} messages (seed ${seed})`);
    t.diagnostic(`${counts.join(" and ")} messages`);
  } finally {
    await server?.kill();
    disk[Symbol.dispose]();
  }
});

function dataOn({ path }: ImageDisk): string {
  return join(path, "data");
}

/** Nothing of the process runs any more. */
async function halt(server: ServerProcess): Promise<void> {
  server.signal("SIGSTOP");
  const tasks = `/proc/${server.pid}/task`;
  const stateOf = (task: string): string | undefined =>
    /\) (\w) /.exec(readFileSync(join(tasks, task, "stat"), "utf8"))?.[1];
  while (readdirSync(tasks).some((task) => stateOf(task) !== "T")) await delay(1);
}

function integrityOf(data: string): readonly unknown[] {
  const db = new DatabaseSync(join(data, "natter.db"));
  try {
    return db
      .prepare("PRAGMA integrity_check")
      .all()
      .map((row) => row["integrity_check"]);
  } finally {
    db.close();
  }
}

// ----

const published = 1_000;

test(`R-04 of ${published} acknowledgements none is written before the flush of its commit has returned`, async (t) => {
  using folder = new TempFolder();
  await using server = await ServerProcess.start({ data: join(folder.path, "data") });
  const file = join(folder.path, "trace");
  const end = await trace(server, file);
  if (end === undefined) {
    skipped.add("R-04");
    return t.skip("needs strace, and the right to use it");
  }
  const history = new History();
  const ann = await enroll(history, server.webSocket, "ann");
  const topic = await ann.attach("new");
  let left = published;
  const lane = async (): Promise<void> => {
    while (left-- > 0) await ann.mustPublish({ topic, content: `"message ${left}."` });
  };
  await Promise.all(Array.from({ length: 16 }, lane));
  await end();

  const order = new Order(asksOf(history));
  for (const line of readFileSync(file, "utf8").split("\n")) order.see(line);
  assert.deepEqual(order.early, []);
  assert.deepEqual([order.acknowledged, order.delivered], [published, published]);
  t.diagnostic(`${order.flushes} flushes`);
});

test("one of R-03 and R-04 shows that what is acknowledged is on the disk: where changes are judged, not both are skipped", () => {
  if (process.env["CI"] === "true") assert.ok(skipped.size < 2, `skipped: ${[...skipped].join(", ")}`);
});

/** Watches its calls; undefined = not possible here. The result ends it. */
async function trace({ pid }: ServerProcess, file: string): Promise<(() => Promise<void>) | undefined> {
  const calls = "trace=write,writev,sendto,sendmsg,pwrite64,pwritev,fsync,fdatasync";
  const args = ["-f", "-p", String(pid), "-o", file, "-s", "100000", "-e", calls, "-e", "signal=none"];
  const strace = spawn("strace", args, { stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(strace, "close").catch(() => undefined);
  const isAttached = await Promise.race([
    once(createInterface(strace.stderr), "line").then(([line]) => String(line).includes("attached")),
    ended.then(() => false),
  ]);
  if (!isAttached) {
    strace.kill();
    return undefined;
  }
  strace.stderr.resume();
  return async () => {
    strace.kill("SIGINT");
    await ended;
  };
}

/** The number of each message, by the id of its request. */
function asksOf({ events }: History): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const one of events) {
    if (one.event !== "asked") continue;
    const [message] = messagesIn(one.asked.content ?? "");
    if (message !== undefined) found.set(one.asked.id ?? "", message);
  }
  return found;
}

/** Reads a trace line by line: a line stands where a call began, or, of a call during which others were made, where each half was. */
class Order {
  /** messages of which somebody was told before they were flushed */
  readonly early: string[] = [];
  acknowledged = 0;
  delivered = 0;
  flushes = 0;
  #written = new Set<string>();
  readonly #flushed = new Set<string>();
  readonly #asks: ReadonlyMap<string, string>;

  constructor(asks: ReadonlyMap<string, string>) {
    this.#asks = asks;
  }

  see(line: string): void {
    if (/pwrite(64|v)\(/.test(line)) for (const message of messagesIn(line)) this.#written.add(message);
    else if (/(fsync|fdatasync)(\(| resumed).*= 0$/.test(line)) this.#flush();
    else if (/(writev?|sendto|sendmsg)\(/.test(line)) this.#tell(line);
  }

  #flush(): void {
    this.flushes++;
    for (const message of this.#written) this.#flushed.add(message);
    this.#written = new Set();
  }

  #tell(line: string): void {
    const text = line.replaceAll('\\"', '"');
    const acknowledged = [...text.matchAll(/"id":"(\d+)"[^{}]*"code":202/g)].map(
      ([, id = ""]) => this.#asks.get(id) ?? "",
    );
    const delivered = messagesIn(text);
    this.acknowledged += acknowledged.length;
    this.delivered += delivered.length;
    this.early.push(...[...acknowledged, ...delivered].filter((message) => !this.#flushed.has(message)));
  }
}

function messagesIn(line: string): readonly string[] {
  return [...line.matchAll(/message (\d+)\./g)].map(([, number = ""]) => number);
}
