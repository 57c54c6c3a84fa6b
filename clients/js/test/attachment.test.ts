// How a topic is attached when things happen at the same time: closed and opened again, lost while it is opened, read elsewhere.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FakePlatform } from "./fake-platform.ts";
import { FakeServer } from "./fake-server.ts";
import { clientOf, group, other, stage } from "./stage.ts";

const at = (n: number): string => `2026-01-05T09:30:00.${String(n).padStart(3, "0")}Z`;

test("opened again while it is being closed: open in the end", async () => {
  const { server, platform, client } = await stage();
  const topic = client.topic(group);
  void topic.open();
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  const closing = topic.close();
  const opening = topic.open();
  await platform.advance(300);
  await Promise.all([closing, opening]);
  assert.equal(topic.getSnapshot().state, "open");
  assert.ok(server.attached.has(group));
});

test("closed while the connection breaks: nothing is left to be closed, so it is no failure", async () => {
  const { server, platform, client } = await stage();
  const topic = client.topic(group);
  void topic.open();
  await platform.advance(300);
  server.isSilent = true;
  const closing = topic.close();
  await platform.advance(0);
  server.lose();
  await closing;
  assert.equal(topic.getSnapshot().state, "closed");
});

test("banned while it is being opened: the list is asked again when the opening is over", async () => {
  const { server, platform, client } = await stage();
  let isFirst = true;
  server.refuse = ({ word, body }) => {
    if (word !== "get" || body.what !== "data" || body.topic !== group || !isFirst) return undefined;
    isFirst = false;
    server.contacts = server.contacts.map((one) => (one.topic === group ? { ...one, mode: "X" } : one));
    server.send({ ctrl: { topic: group, code: 205, text: "evicted", ts: at(1) } });
    return 0;
  };
  const topic = client.topic(group);
  void topic.open().catch(() => {});
  await platform.advance(40_000);
  assert.equal(topic.getSnapshot().state, "banned");
});

test("what was read here stays read when it is closed, whatever a list said meanwhile", async () => {
  const { server, platform, client } = await stage();
  const unread = (): number | undefined =>
    client.me.getSnapshot().contacts.find((one) => one.topic === group)?.unread;
  assert.equal(unread(), 3);
  const topic = client.topic(group);
  void topic.open();
  await platform.advance(300);
  void client.me.refresh();
  await platform.advance(300);
  assert.equal(unread(), 0);
  void topic.close();
  server.send({ pres: { topic: "me", user: other, what: "on" } });
  await platform.advance(0);
  assert.equal(unread(), 0);
});

test("what failed before a topic was attached is not asked again after", async () => {
  const { server, platform, client, asked } = await stage();
  let isBanned = true;
  server.refuse = ({ body }) => (isBanned && body.topic === group ? 403 : undefined);
  const topic = client.topic(group);
  void topic.open().catch(() => {});
  await platform.advance(300);
  isBanned = false;
  void topic.open();
  await platform.advance(300);
  asked();
  await platform.advance(2000);
  assert.deepEqual(
    asked().filter((one) => one === `get ${group} data`),
    [],
  );
});

test("what is said while a page of the history is on its way is in the snapshot, though the page has it too", async () => {
  const { server, platform, client } = await stage();
  const topic = client.topic(group);
  void topic.open();
  await platform.advance(300);
  server.refuse = ({ word, body }) => {
    if (word === "get" && body.what === "data" && server.messages.size === 0)
      server.live({ topic: group, from: other, ts: at(1), content: "hello" });
    return undefined;
  };
  const page = topic.history({});
  await platform.advance(0);
  assert.equal((await page).length, 1);
  assert.deepEqual(
    topic.getSnapshot().messages.map(({ content }) => content),
    ["hello"],
  );
});

test("without login a group is joined again by the newest link", async () => {
  const server = new FakeServer();
  const platform = new FakePlatform();
  const client = clientOf(server, platform);
  await client.start();
  await platform.advance(300);
  for (const token of ["old", "new"]) {
    void client.joinByLink(group, token);
    await platform.advance(300);
  }
  server.lose();
  await platform.advance(1000);
  const bearers = server.asked.filter(({ word }) => word === "sub").map(({ body }) => body.bearer);
  assert.deepEqual(bearers, ["old", "new", "new"]);
  await client.stop();
});

test("a link of no use leaves nothing behind: who came by it does not ask to be let in at the next connection", async () => {
  const { server, platform, client, asked } = await stage();
  server.refuse = ({ word, body }) => (word === "sub" && body.topic === "grpother" ? 403 : undefined);
  const joining = assert.rejects(client.joinByLink("grpother", "old"), { code: 403 });
  await platform.advance(300);
  await joining;
  assert.ok(asked().includes("sub grpother"));
  server.refuse = () => undefined;
  server.lose();
  await platform.advance(1000);
  assert.ok(asked().includes("sub me"));
  assert.ok(!server.attached.has("grpother"));
});

test("a link that was answered by nobody, or too late, is used again", async () => {
  const { server, platform, client } = await stage();
  const answers = [503, 0];
  server.refuse = ({ word, body }) =>
    word === "sub" && body.topic === "grpother" ? answers.shift() : undefined;
  const joining = client.joinByLink("grpother", "token").catch(() => {});
  await platform.advance(300);
  await platform.advance(1500);
  server.lose();
  await platform.advance(1500);
  await joining;
  const bearers = server.asked.filter(({ body }) => body.topic === "grpother").map(({ body }) => body.bearer);
  assert.deepEqual(bearers.filter(Boolean), ["token", "token", "token"]);
  assert.ok(server.attached.has("grpother"));
});

test("published with a signal that is aborted already: never sent", async () => {
  const { server, platform, client } = await stage();
  const sent = client.topic(group).publish("hello", { signal: AbortSignal.abort() });
  await assert.rejects(sent);
  await platform.advance(300);
  assert.ok(!server.asked.some(({ word }) => word === "pub"));
  assert.equal(client.topic(group).getSnapshot().messages.length, 0);
});

test("a stream waits out a long absence, before its first message and between two pages", async () => {
  const { server, platform, client } = await stage();
  for (let n = 1; n <= 600; n++) server.store({ topic: group, from: other, ts: at(n), content: n });
  server.isDown = true;
  server.lose();
  const read: unknown[] = [];
  const abort = new AbortController();
  const reading = (async () => {
    for await (const { content } of client.topic(group).stream({ after: 0, signal: abort.signal }))
      read.push(content);
  })();
  await platform.advance(120_000);
  assert.equal(client.topic(group).getSnapshot().state, "opening");
  let pages = 0;
  server.refuse = ({ body }) => {
    if (body.browse?.limit !== 256 || ++pages !== 2) return undefined;
    server.isDown = true;
    server.lose();
    return 0;
  };
  server.isDown = false;
  platform.goOnline();
  await platform.advance(60_000);
  server.isDown = false;
  platform.goOnline();
  await platform.advance(5000);
  abort.abort();
  await reading;
  assert.deepEqual(
    read,
    Array.from({ length: 600 }, (_, n) => n + 1),
  );
});

test("a session of many messages keeps the newest; a slow stream misses none of the others", async () => {
  const { server, platform, client } = await stage();
  const topic = client.topic(group);
  void topic.open();
  await platform.advance(300);
  const abort = new AbortController();
  let [count, last] = [0, 0];
  const isLetGo = Promise.withResolvers<void>();
  const reading = (async () => {
    for await (const { position = 0 } of topic.stream({ after: 0, signal: abort.signal })) {
      if (++count === 1) await isLetGo.promise;
      assert.ok(position > last, "in order, each once");
      last = position;
    }
  })();
  await platform.advance(0);
  const total = 20_050;
  const begin = Date.parse(at(1));
  const all = Array.from({ length: total }, (_, n) => ({
    topic: group,
    from: other,
    ts: new Date(begin + n).toISOString(),
    content: n,
  }));
  server.messages.set(group, all);
  for (const data of all) server.send({ data });
  await platform.advance(0);
  const { messages, hasEarlier } = topic.getSnapshot();
  assert.deepEqual([messages.length < 11_000, hasEarlier], [true, true]);
  assert.equal(messages.at(-1)?.content, total - 1);
  isLetGo.resolve();
  await platform.advance(1000);
  abort.abort();
  await reading;
  assert.equal(count, total);
});

test("after a very long absence the newest are here, and the others when they are asked for", async () => {
  const { server, platform, client } = await stage();
  const topic = client.topic(group);
  void topic.open();
  server.live({ topic: group, from: other, ts: "2026-01-05T09:29:00.000Z", content: "before" });
  await platform.advance(300);
  server.isDown = true;
  server.lose();
  const begin = Date.parse(at(1));
  const missed = Array.from({ length: 6000 }, (_, n) => ({
    topic: group,
    from: other,
    ts: new Date(begin + n).toISOString(),
    content: n,
  }));
  server.messages.set(group, [...(server.messages.get(group) ?? []), ...missed]);
  server.isDown = false;
  platform.goOnline();
  await platform.advance(1000);
  const { messages, hasEarlier, state } = topic.getSnapshot();
  assert.deepEqual([messages.length, messages.at(-1)?.content, hasEarlier, state], [32, 5999, true, "open"]);
  void topic.loadEarlier(100);
  await platform.advance(0);
  assert.deepEqual(
    topic.getSnapshot().messages.map(({ content }) => content),
    Array.from({ length: 132 }, (_, n) => 5868 + n),
  );
});
