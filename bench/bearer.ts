// What a group with a token costs by its size: joins one after the other, a message to 100 who are there, the list by pages of 128.
//   node bench/bearer.ts [largest group] [folder]
// A whole server in this process on the SQLite store, clients without a network. Prints milliseconds at each size: a join, and what it takes
// of the CPU, must not grow with the group. All others of the group are on `me` and not attached: a message tells each of them once, and no more
// within 2 s (extensions-0.4 §3.5), so what the notices take grows with the group, but one of them must not.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSqliteStore } from "../server/src/adapters/store-sqlite/index.ts";
import { defaultSettings } from "../server/src/runtime/settings.ts";
import type { Client } from "../server/testkit/client.ts";
import { enroll, names } from "../server/testkit/crowd.ts";
import { History } from "../server/testkit/history.ts";
import { Lab, type Wire } from "../server/testkit/lab.ts";

const [largest = "10000", folder = tmpdir()] = process.argv.slice(2);
const sizes = [1_000, 5_000, 10_000, 20_000, 50_000].filter((size) => size <= Number(largest));
/** joins that are measured at each size */
const sample = 200;

async function tookMs(run: () => Promise<void>): Promise<{ readonly wall: number; readonly cpu: number }> {
  const [began, cpu] = [performance.now(), process.threadCpuUsage()];
  await run();
  const { user, system } = process.threadCpuUsage(cpu);
  return { wall: performance.now() - began, cpu: (user + system) / 1_000 };
}

async function readAll(client: Client, topic: string): Promise<number> {
  let [pages, after] = [0, ""];
  for (;;) {
    const first = client.packets.length;
    const subs = { limit: 128, ...(after === "" ? {} : { after }) };
    client.say(JSON.stringify({ get: { topic, what: "sub", subs } }));
    await client.until("for a page", () => client.packets.slice(first).some(({ kind }) => kind === "meta"));
    const page = client.packets.at(-1);
    const list = page?.kind === "meta" ? (page.sub ?? []) : [];
    pages++;
    if (list.length < 128) return pages;
    const last = list.at(-1)?.["user"];
    if (typeof last === "string") after = last;
  }
}

/** Notices of a message to those who are not attached; they are counted on their way and taken away there, so that no client costs anything. */
class Notices {
  #count = 0;
  #awaited = Infinity;
  #arrived = (): void => undefined;

  readonly wire: Wire = (text) => {
    if (!text.startsWith('{"pres"') || !text.includes('"what":"msg"')) return [text];
    if (++this.#count === this.#awaited) this.#arrived();
    return [];
  };

  /** Resolves with the last of the next so many. */
  next(count: number): Promise<void> {
    [this.#count, this.#awaited] = [0, count];
    return new Promise((resolve) => (this.#arrived = resolve));
  }
}

const place = mkdtempSync(join(folder, "natter-bench-"));
try {
  const store = createSqliteStore({ file: join(place, "natter.db") });
  await store.open();
  const { policy } = defaultSettings;
  const notices = new Notices();
  const lab = await Lab.open({
    openStore: () => Promise.resolve(store),
    settings: { policy: { ...policy, bearerMembers: 0 } },
    wire: notices.wire,
  });
  const history = new History();
  const owner = await enroll(history, lab.dial, "owner");
  const { topic = "", params } = await owner.must("sub", { topic: "new", init: { bearer: {} } });
  const { bearer } = params["info"] as { readonly bearer: { readonly token: string } };
  let [size, batch] = [1, 0];
  const come = async (count: number): Promise<readonly Client[]> => {
    const people = names(`n${++batch}x`, count).map((name) => enroll(history, lab.dial, name));
    size += count;
    return Promise.all(people);
  };
  const here = await come(100);
  for (const client of here) await client.attach(topic, { bearer: bearer.token });
  const goToMe = async (people: readonly Client[]): Promise<void> => {
    for (const client of people) {
      await client.must("leave", { topic });
      await client.attach("me");
    }
  };
  for (const target of sizes) {
    while (size < target - sample) {
      const people = await come(Math.min(500, target - sample - size));
      await Promise.all(people.map((client) => client.attach(topic, { bearer: bearer.token })));
      await goToMe(people);
    }
    const late = await come(sample);
    const joined = await tookMs(async () => {
      for (const client of late) await client.attach(topic, { bearer: bearer.token });
    });
    await goToMe(late);
    const away = size - 1 - here.length;
    const told = await tookMs(async () => {
      const all = notices.next(away);
      await owner.mustPublish({ topic, content: "0" });
      await all;
    });
    const toldAgain = notices.next(away);
    const published = await tookMs(async () => {
      for (let n = 0; n < 100; n++) await owner.mustPublish({ topic, content: String(n) });
    });
    await toldAgain;
    let pages = 0;
    const read = await tookMs(async () => void (pages = await readAll(owner, topic)));
    const each = ({ wall, cpu }: typeof joined, count: number): string =>
      `${(wall / count).toFixed(2)} ms (CPU ${(cpu / count).toFixed(2)})`;
    console.log(
      `${String(size).padStart(6)} members  a join ${each(joined, sample)}  a message to ${here.length} ${each(published, 100)}  ` +
        `${away} notices to those on me CPU ${told.cpu.toFixed(1)} ms, ${((1_000 * told.cpu) / away).toFixed(1)} µs each  a page ${each(read, pages)}, ${pages} pages`,
    );
  }
  await lab.close();
} finally {
  rmSync(place, { recursive: true, force: true });
}
