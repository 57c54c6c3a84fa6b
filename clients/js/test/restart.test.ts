// What the next run makes of what the last one kept: what was left stays left, what was refused stays refused, what was deleted is gone, and what is known is not asked for.
import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryCache } from "../src/client.ts";
import type { Cache, Client } from "../src/client.ts";
import { FakePlatform } from "./fake-platform.ts";
import type { FakeServer } from "./fake-server.ts";
import { clientOf, conversation, group, other, stage } from "./stage.ts";
import type { Stage } from "./stage.ts";

const at = (n: number): string => `2026-01-05T09:30:00.${String(n).padStart(3, "0")}Z`;
const refused = ({ word }: { readonly word: string }): number | undefined =>
  word === "pub" ? 403 : undefined;

interface Run {
  readonly client: Client;
  readonly platform: FakePlatform;
}

/** The next process on the same cache. */
async function restart(server: FakeServer, cache: Cache): Promise<Run> {
  const platform = new FakePlatform("next");
  const client = clientOf(server, platform, { cache });
  await client.start();
  await platform.advance(1000);
  return { client, platform };
}

/** A message of the group that was refused. */
async function refusedOnce(cache: Cache): Promise<Stage> {
  const made = await stage({ cache });
  made.server.refuse = refused;
  void made.client.topic(group).publish("refused");
  await made.platform.advance(1000);
  return made;
}

/** The server after a run in which a message of the group was read, which is in the cache now. */
async function keptOnce(cache: Cache): Promise<FakeServer> {
  const { server, platform, client } = await stage({ cache });
  server.store({ topic: group, from: other, ts: at(1), content: "kept" });
  void client.topic(group).open();
  await platform.advance(1000);
  await client.stop();
  return server;
}

for (const how of ["left", "deleted"] as const) {
  test(`a group that was ${how} is not joined again by what was refused in it`, async () => {
    const cache = new MemoryCache();
    const { server, platform, client, asked } = await refusedOnce(cache);
    const topic = client.topic(group);
    server.contacts = server.contacts.filter((one) => one.topic !== group);
    const gone = how === "left" ? topic.leave() : topic.deleteTopic();
    await platform.advance(1000);
    await gone;
    assert.equal(topic.getSnapshot().messages[0]?.state, "failed", "it is still there to be read");
    await client.stop();
    asked();
    const next = await restart(server, cache);
    assert.deepEqual(
      asked().filter((one) => one.includes(group)),
      [],
    );
    assert.deepEqual(next.client.topic(group).getSnapshot().messages, []);
    await next.client.stop();
  });
}

test("what was refused is failed in the next run as well, and goes out when somebody says so", async () => {
  const cache = new MemoryCache();
  const { server, client, asked } = await refusedOnce(cache);
  await client.stop();
  server.refuse = () => undefined;
  asked();
  const next = await restart(server, cache);
  const topic = next.client.topic(group);
  assert.deepEqual(
    asked().filter((one) => one.includes(group)),
    [],
  );
  const [message] = topic.getSnapshot().messages;
  assert.deepEqual(
    [message?.state, message?.content, message?.error?.code, message?.error?.text, message?.error?.canRetry],
    ["failed", "refused", 403, "refused", false],
  );
  assert.deepEqual(message?.error?.request, { word: "pub", topic: group });
  message?.retry?.();
  await next.platform.advance(1000);
  assert.deepEqual(
    topic.getSnapshot().messages.map(({ content, state }) => [content, state]),
    [["refused", "sent"]],
  );
  await next.client.stop();
});

for (const isOpened of [false, true]) {
  test(`all deleted meanwhile: gone with the list, ${isOpened ? "in a topic that is shown" : "also where nobody looks"}`, async () => {
    const cache = new MemoryCache();
    const { server, platform, client } = await stage({ cache });
    const key = `${server.user}/topic/${group}`;
    server.store({ topic: group, from: other, ts: at(1), content: "secret" });
    void client.topic(group).open();
    await platform.advance(1000);
    assert.match(JSON.stringify(await cache.read(key)), /secret/);
    await client.stop();

    server.messages.clear();
    const later = new FakePlatform("later");
    const next = clientOf(server, later, { cache });
    await next.start();
    const topic = isOpened ? next.topic(group) : undefined;
    await later.advance(1000);
    assert.deepEqual(topic?.getSnapshot().messages ?? [], []);
    assert.doesNotMatch(JSON.stringify(await cache.read(key)) ?? "", /secret/);
    await next.stop();
  });
}

test("a list that says what was said last, or that may not say it, leaves the messages alone", async () => {
  for (const [contact, ext, isThere] of [
    [{ mode: "RWP" }, { inbox: 1 }, true],
    [{ mode: "X" }, { inbox: 1 }, false],
    [{ mode: "RWP" }, {}, false],
  ] as const) {
    const cache = new MemoryCache();
    const server = await keptOnce(cache);
    server.contacts = [{ topic: group, updated: at(0), ...contact }];
    server.ext = ext as Record<string, number>;
    if (!isThere) server.messages.clear();
    const next = await restart(server, cache);
    assert.equal(next.client.topic(group).getSnapshot().messages.length, 0, "not read yet");
    await next.platform.advance(0);
    assert.equal(next.client.topic(group).getSnapshot().messages.length, 1, JSON.stringify(contact));
    await next.client.stop();
  }
});

test("opened before it is connected, and nothing changed: what is known is not asked for", async () => {
  const cache = new MemoryCache();
  const { server, platform, client } = await stage({ cache });
  for (const topic of [group, conversation]) {
    server.store({ topic, from: other, ts: at(1), content: "kept" });
    void client.topic(topic).open();
  }
  await platform.advance(1000);
  await client.stop();
  for (const change of ["nothing", "a message", "the description"]) {
    const before = server.asked.length;
    const later = new FakePlatform(change);
    const next = clientOf(server, later, { cache });
    await next.start();
    const topics = [next.topic(group), next.topic(conversation)];
    const opening = Promise.all(topics.map((topic) => topic.open()));
    if (change === "a message") server.store({ topic: conversation, from: other, ts: at(2), content: "new" });
    if (change === "the description")
      server.contacts = server.contacts.map((one) => ({ ...one, updated: at(3) }));
    await later.advance(1000);
    await opening;
    const asked = (name: string): readonly string[] =>
      server.asked
        .slice(before)
        .filter(({ body }) => body.topic === name || (name === conversation && body.topic === other))
        .map(({ word, body }) => [word, body.what, body.browse?.limit].filter(Boolean).join(" "));
    // who is in a group, and who is there, no list tells; what is gone and what is new is one question each
    const news = change === "the description" ? ["get info"] : [];
    const pages = ["get data 1", "get data 256"];
    assert.deepEqual(asked(group), ["sub", ...news, "get sub", ...pages], change);
    const members = news.length > 0 ? ["get sub"] : [];
    assert.deepEqual(asked(conversation), ["sub", ...news, ...members, ...pages], change);
    assert.equal(topics[1]?.getSnapshot().messages.length, change === "nothing" ? 1 : 2);
    await next.stop();
  }
});

test("a message between the list and the opening is fetched, though the list did not know it", async () => {
  const cache = new MemoryCache();
  const server = await keptOnce(cache);
  server.refuse = ({ word, body }) => {
    if (word !== "sub" || body.topic !== group) return undefined;
    // by the user himself, elsewhere: of that he is told nothing
    server.store({ topic: group, from: server.user, ts: at(2), content: "between" });
    return undefined;
  };
  const later = new FakePlatform("later");
  const next = clientOf(server, later, { cache });
  await next.start();
  const opening = next.topic(group).open();
  await later.advance(1000);
  await opening;
  assert.deepEqual(
    next
      .topic(group)
      .getSnapshot()
      .messages.map(({ content }) => content),
    ["kept", "between"],
  );
  await next.stop();
});
