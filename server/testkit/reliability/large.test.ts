// Groups with a token, at size and under races (extensions-0.4 §8.3, §8.4): 2,000 members, renewal while many join, the last place.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Client } from "../client.ts";
import { enroll, enrollAll, names } from "../crowd.ts";
import { FakeClock } from "../fake-clock.ts";
import { History } from "../history.ts";
import { Lab } from "../lab.ts";
import { defaultSettings } from "../../src/runtime/settings.ts";

/** A new group of the client, with its token. */
async function found(owner: Client): Promise<{ readonly topic: string; readonly token: string }> {
  const { topic = "", params } = await owner.must("sub", { topic: "new", init: { bearer: {} } });
  const { bearer } = params["info"] as { readonly bearer: { readonly token: string } };
  return { topic, token: bearer.token };
}

interface Page {
  readonly users: readonly string[];
  readonly isLast: boolean;
}

async function page(client: Client, topic: string, after: string, limit: number): Promise<Page> {
  const subs = { limit, ...(after === "" ? {} : { after }) };
  const before = client.packets.length;
  client.say(JSON.stringify({ get: { topic, what: "sub", subs } }));
  await client.until("for a page", () => client.packets.slice(before).some(({ kind }) => kind === "meta"));
  const meta = client.packets.slice(before).find((packet) => packet.kind === "meta");
  const list = (meta?.["sub"] ?? []) as readonly { readonly user: string }[];
  return { users: list.map(({ user }) => user), isLast: list.length < limit };
}

test("2,000 members: a join causes no packet to others, `msg` comes once in two seconds, pages have no gap and no double", async () => {
  const clock = new FakeClock();
  await using lab = await Lab.open({ clock });
  const history = new History();
  const [owner, reader, watcher] = await enrollAll(history, lab.dial, ["owner", "reader", "watcher"]);
  assert.ok(owner !== undefined && reader !== undefined && watcher !== undefined);
  const { topic, token } = await found(owner);
  const join = async (name: string): Promise<Client> => {
    const client = await enroll(history, lab.dial, name);
    await client.attach(topic, { bearer: token });
    return client;
  };
  await reader.attach(topic, { bearer: token });
  await watcher.attach(topic, { bearer: token });
  await watcher.must("leave", { topic });
  await watcher.attach("me");
  for (let n = 0; n < 100; n += 50) await Promise.all(names(`a${n}x`, 50).map(join));

  const heard = [owner, reader, watcher].map(({ packets }) => packets.length);
  const members: Client[] = [];
  for (let n = 0; n < 2_000; n += 100) members.push(...(await Promise.all(names(`b${n}x`, 100).map(join))));
  for (const client of members.slice(0, 500)) client.hangUp();
  await reader.meta(topic, "info");
  assert.deepEqual(
    [owner, reader, watcher].map(({ packets }) => packets.length),
    [heard[0], (heard[1] ?? 0) + 1, heard[2]],
    "nobody is told",
  );

  const told = (): number => watcher.packets.filter(({ kind }) => kind === "pres").length;
  const before = told();
  for (let n = 0; n < 30; n++) await owner.mustPublish({ topic, content: String(n) });
  await watcher.meta("me", "info");
  assert.equal(told() - before, 1, "the first at once");
  await clock.advance(1_999);
  assert.equal(told() - before, 1);
  await clock.advance(1);
  await watcher.meta("me", "info");
  assert.equal(told() - before, 2, "one at the end of the window");
  await clock.advance(10_000);
  assert.equal(told() - before, 2);
  assert.equal(reader.packets.filter(({ kind }) => kind === "data").length, 30, "no message is dropped");

  const staying = new Set(members.slice(500).map(({ uid }) => uid));
  const leaving = members.slice(500, 600);
  for (const { uid } of leaving) staying.delete(uid);
  const listed: string[] = [];
  for (let after = "", turn = 0; ; turn++) {
    const { users, isLast } = await page(reader, topic, after, 64);
    listed.push(...users);
    after = users.at(-1) ?? after;
    await leaving.pop()?.must("leave", { topic, unsub: true });
    await join(`late${turn}`);
    if (isLast) break;
  }
  assert.deepEqual(listed, [...new Set(listed)].sort(), "ascending, none twice");
  const shown = new Set(listed);
  assert.deepEqual(
    [...staying].filter((user) => !shown.has(user)),
    [],
    "nobody who stayed is missing",
  );
});

test("a token is renewed while 100 join: whoever joined did so before, and nobody afterwards", async () => {
  await using lab = await Lab.open();
  const history = new History();
  const owner = await enroll(history, lab.dial, "owner");
  const { topic, token } = await found(owner);
  const people = await enrollAll(history, lab.dial, names("p", 100));
  const codes: (number | undefined)[] = [];
  let renewed: Promise<unknown> | undefined;
  await Promise.all(
    people.map(async (client, n) => {
      if (n === 50) renewed = owner.must("set", { topic, what: "info", info: { bearer: { renew: true } } });
      codes[n] = (await client.ask("sub", { topic, bearer: token }))?.code;
    }),
  );
  await renewed;
  assert.ok(codes.every((code) => code === 200 || code === 403));
  const joined = people.filter((_client, n) => codes[n] === 200);
  const late = await Promise.all(people.map((client) => client.ask("sub", { topic, bearer: token })));
  assert.deepEqual(
    late.map((answer) => answer?.code),
    codes.map((code) => (code === 200 ? 304 : 403)),
  );
  const { info } = (await owner.meta(topic, "info")) as { info?: { bearer?: { token?: string } } };
  assert.ok(info?.bearer?.token !== undefined && info.bearer.token !== token);
  const { users } = await page(owner, topic, "", 128);
  assert.equal(users.length, joined.length + 1);
});

test("two servers, one place left: exactly one gets it", async () => {
  const { policy } = defaultSettings;
  const settings = { policy: { ...policy, bearerMembers: 2 } };
  await using one = await Lab.open({ settings });
  await using two = await Lab.open({ settings, data: one.data, seed: 2 });
  const history = new History();
  const owner = await enroll(history, one.dial, "owner");
  const { topic, token } = await found(owner);
  const [alice, bob] = [await enroll(history, one.dial, "alice"), await enroll(history, two.dial, "bob")];
  const answers = await Promise.all(
    [alice, bob].map((client) => client.ask("sub", { topic, bearer: token })),
  );
  assert.deepEqual(
    answers.map((answer) => answer?.code).sort((a = 0, b = 0) => a - b),
    [200, 422],
  );
});
