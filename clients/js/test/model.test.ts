// What an application sees: messages on their way, the list of topics, extensions, streams, snapshots.
import assert from "node:assert/strict";
import { test } from "node:test";
import { NatterError, watch } from "../src/client.ts";
import { FakePlatform } from "./fake-platform.ts";
import { FakeServer } from "./fake-server.ts";
import { clientOf, conversation, group, other, stage } from "./stage.ts";

const isCode =
  (code: number) =>
  (error: unknown): boolean =>
    error instanceof NatterError && error.code === code;
const at = (n: number): string => `2026-01-05T09:30:00.${String(n).padStart(3, "0")}Z`;

test("a message is queued, then sent; refused for good it failed, and can be tried again or discarded", async () => {
  const { server, platform, client } = await stage();
  const topic = client.topic(group);
  server.refuse = ({ word }) => (word === "pub" ? 403 : undefined);
  const sent = topic.publish({ txt: "hello" });
  assert.deepEqual(
    topic.getSnapshot().messages.map(({ state, content, from }) => [state, content, from]),
    [["queued", { txt: "hello" }, server.user]],
  );
  await platform.advance(0);
  await assert.rejects(sent, isCode(403));
  const [failed] = topic.getSnapshot().messages;
  assert.deepEqual([failed?.state, failed?.error?.code], ["failed", 403]);
  server.refuse = () => undefined;
  failed?.retry?.();
  await platform.advance(0);
  assert.deepEqual(
    topic.getSnapshot().messages.map(({ state }) => state),
    ["sent"],
  );
  server.refuse = ({ word }) => (word === "pub" ? 403 : undefined);
  void topic.publish("again");
  await platform.advance(0);
  topic.getSnapshot().messages[1]?.discard?.();
  assert.equal(topic.getSnapshot().messages.length, 1);
});

test("over a rate limit it waits and goes on in order, with the same key and bytes", async () => {
  const { server, platform, client } = await stage();
  const topic = client.topic(group);
  let refusals = 3;
  server.refuse = ({ word }) => (word === "pub" && refusals-- > 0 ? 503 : undefined);
  void topic.publish("one");
  void topic.publish("two");
  await platform.advance(10_000);
  assert.deepEqual(
    topic.getSnapshot().messages.map(({ content, state }) => [content, state]),
    [
      ["one", "sent"],
      ["two", "sent"],
    ],
  );
  const pubs = server.asked.filter(({ word }) => word === "pub").map(({ body }) => body);
  assert.equal(new Set(pubs.slice(0, 4).map(({ key }) => key)).size, 1);
  assert.equal(new Set(pubs.map(({ key }) => key)).size, 2);
});

test("a server without keys: what may have arrived is not sent again by itself", async () => {
  const { server, platform, client } = await stage();
  server.ext = {};
  server.lose();
  await platform.advance(600);
  const topic = client.topic(group);
  server.holdsPubs = true;
  void topic.publish("hello");
  await platform.advance(0);
  assert.equal(server.asked.at(-1)?.body.key, undefined);
  server.lose();
  await platform.advance(2000);
  const [message] = topic.getSnapshot().messages;
  assert.deepEqual([message?.state, message?.error?.code, message?.error?.canRetry], ["failed", 0, true]);
  message?.retry?.();
  await platform.advance(0);
  server.accept(at(1));
  await platform.advance(0);
  assert.equal(topic.getSnapshot().messages[0]?.state, "sent");
});

test("a signal discards what was not sent", async () => {
  const { server, platform, client } = await stage();
  server.isDown = true;
  server.lose();
  const abort = new AbortController();
  const sent = client.topic(group).publish("hello", { signal: abort.signal });
  await platform.advance(100);
  abort.abort();
  await assert.rejects(sent, isCode(0));
  assert.equal(client.topic(group).getSnapshot().messages.length, 0);
});

test("the first screen: one round trip after the login, names, last messages and counts", async () => {
  const { server, client } = await stage();
  const after = server.asked.findIndex(({ word }) => word === "login") + 1;
  const first = server.asked
    .slice(after)
    .map(({ word, body }) => [word, body.topic, body.what, body.subs?.inbox].filter(Boolean).join(" "));
  assert.deepEqual(first, ["sub me", "get me info", "get me data", "get me sub true"]);
  const [hiking, bob] = client.me.getSnapshot().contacts;
  assert.deepEqual([hiking?.public, hiking?.unread, bob?.user, bob?.unread], ["Hiking", 3, other, 0]);
});

test("presence: who is there, what is new", async () => {
  const { server, platform, client, asked } = await stage();
  const bob = (): { isOnline: boolean } | undefined =>
    client.me.getSnapshot().contacts.find(({ user }) => user === other);
  server.send({ pres: { topic: "me", user: other, what: "on" } });
  await platform.advance(0);
  assert.equal(bob()?.isOnline, true);
  server.send({ pres: { topic: conversation, what: "msg" } });
  await platform.advance(0);
  assert.deepEqual(
    client.me.getSnapshot().contacts.map(({ topic, unread }) => [topic, unread]),
    [
      [conversation, 1],
      [group, 3],
    ],
  );
  asked();
  for (let n = 0; n < 5; n++) server.send({ pres: { topic: "me", user: other, what: "upd" } });
  await platform.advance(1000);
  assert.deepEqual(asked(), ["get me sub"]);
  server.send({ pres: { topic: "me", user: other, what: "off" } });
  await platform.advance(0);
  assert.equal(bob()?.isOnline, false);
  const topic = client.topic(group);
  void topic.open();
  await platform.advance(300);
  assert.equal(client.me.getSnapshot().contacts.find((one) => one.topic === group)?.unread, 0);
  server.send({ pres: { topic: group, user: server.user, what: "on" } });
  await platform.advance(0);
  assert.equal(topic.getSnapshot().members[0]?.isOnline, true);
});

test("a snapshot stays the same object until something changes, and listeners are called once for many changes", async () => {
  const { server, platform, client } = await stage();
  const topic = client.topic(group);
  const { subscribe, getSnapshot } = topic;
  void topic.open();
  await platform.advance(300);
  assert.equal(getSnapshot(), getSnapshot());
  const before = getSnapshot();
  let calls = 0;
  const stop = subscribe(() => calls++);
  for (const n of [1, 2, 3]) server.live({ topic: group, from: other, ts: at(n), content: n });
  await platform.advance(0);
  assert.equal(before.messages.length, 0);
  assert.deepEqual(
    getSnapshot().messages.map(({ content }) => content),
    [1, 2, 3],
  );
  assert.equal(calls, 1);
  stop();
  server.live({ topic: group, from: other, ts: at(4), content: 4 });
  await platform.advance(0);
  assert.equal(calls, 1);
});

test("streams: every message once, from a position on, over losses", async () => {
  const { server, platform, client } = await stage();
  for (let n = 1; n <= 40; n++) server.store({ topic: group, from: other, ts: at(n), content: n });
  const read: unknown[] = [];
  const abort = new AbortController();
  const reading = (async () => {
    for await (const { content } of client.topic(group).stream({ after: 0, signal: abort.signal }))
      read.push(content);
  })();
  await platform.advance(0);
  server.live({ topic: group, from: other, ts: at(41), content: 41 });
  await platform.advance(0);
  server.lose();
  server.store({ topic: group, from: other, ts: at(42), content: 42 });
  await platform.advance(600);
  server.live({ topic: group, from: other, ts: at(43), content: 43 });
  await platform.advance(0);
  abort.abort();
  await reading;
  assert.deepEqual(
    read,
    Array.from({ length: 43 }, (_, n) => n + 1),
  );
});

test("closed while it is being opened: not attached in the end", async () => {
  const { server, platform, client } = await stage();
  const topic = client.topic(group);
  void topic.open();
  await Promise.resolve();
  const closing = topic.close();
  await platform.advance(300);
  await closing;
  assert.equal(topic.getSnapshot().state, "closed");
  assert.ok(!server.attached.has(group));
});

test("watch: the present snapshot, then each new one", async () => {
  const { server, platform, client } = await stage();
  const states: string[] = [];
  const abort = new AbortController();
  const watching = (async () => {
    for await (const { state } of watch(client.connection, abort.signal)) states.push(state);
  })();
  await platform.advance(0);
  server.lose();
  await platform.advance(600);
  abort.abort();
  await watching;
  assert.deepEqual(states, ["online", "waiting", "connecting", "online"]);
});

test("extensions are used when they were announced", async () => {
  const { server, platform, client } = await stage();
  const run = async <R>(promise: Promise<R>): Promise<R> => (await platform.advance(300), promise);
  assert.deepEqual(await run(client.find("bo*")), [
    { user: other, topic: undefined, public: "Bob", tags: ["bob"] },
  ]);
  assert.equal(server.asked.at(-1)?.body.find, "bo*");
  const made = await run(client.createGroup({ public: "All", bearer: { mode: "RP" }, tags: ["all"] }));
  const init = server.asked.find(({ body }) => body.topic === "new")?.body.init;
  assert.deepEqual(init, { public: "All", tags: ["all"], bearer: { mode: "RP" } });
  assert.deepEqual(await run(made.renewLink()), { mode: "RWP", token: "secret" });
  assert.deepEqual(server.asked.at(-1)?.body.info, { bearer: { renew: true } });
  await run(made.closeLink());
  assert.deepEqual(server.asked.at(-1)?.body.info, { bearer: "\u2421" });
  await run(client.joinByLink("grpother", "secret"));
  assert.equal(server.asked.find(({ body }) => body.topic === "grpother")?.body.bearer, "secret");
  await run(made.loadMembers(other));
  assert.deepEqual(server.asked.at(-1)?.body.subs, { after: other, limit: 128 });
});

test("extensions that were not announced are refused here, as a server that knows them would", async () => {
  const { server, platform, client } = await stage();
  server.ext = { key: 1 };
  server.lose();
  await platform.advance(600);
  const asked = server.asked.length;
  await assert.rejects(client.find("bo*"), isCode(501));
  await assert.rejects(client.createGroup({ bearer: { mode: "RP" } }), isCode(501));
  await assert.rejects(client.topic(group).openByLink(), isCode(501));
  await assert.rejects(client.me.change({ tags: ["alice"] }), isCode(501));
  assert.equal(server.asked.length, asked);
});

test("rights in plain words", async () => {
  const { server, platform, client } = await stage();
  const topic = client.topic(group);
  const run = async (promise: Promise<unknown>): Promise<unknown> => {
    await platform.advance(300);
    await promise;
    return server.asked.findLast(({ word }) => word === "set" || word === "del")?.body;
  };
  const id = (body: unknown): unknown => ({ ...(body as object), id: undefined });
  const sub = (members: object): object => ({ id: undefined, topic: group, what: "sub", sub: members });
  assert.deepEqual(
    id(await run(topic.invite(other, "RWP", "join us"))),
    sub({ user: other, mode: "RWP", info: "join us" }),
  );
  assert.deepEqual(id(await run(topic.approve(other, "RW"))), sub({ user: other, mode: "RW" }));
  assert.deepEqual(id(await run(topic.decline(other))), sub({ user: other, mode: "N" }));
  assert.deepEqual(id(await run(topic.ban(other))), sub({ user: other, mode: "X" }));
  assert.deepEqual(id(await run(topic.unban(other))), sub({ user: other, mode: "RWP" }));
  assert.deepEqual(id(await run(topic.offerOwnership(other))), sub({ user: other, mode: "RWPSDO" }));
  assert.deepEqual(id(await run(topic.acceptOwnership())), sub({ mode: "RWPSDO" }));
  assert.deepEqual(
    id(await run(topic.requestAccess("RWPS", "please"))),
    sub({ mode: "RWPS", info: "please" }),
  );
  assert.deepEqual(id(await run(topic.change({ public: null }))), {
    id: undefined,
    topic: group,
    what: "info",
    info: { public: "\u2421" },
  });
  assert.deepEqual(id(await run(topic.deleteForAll(5))), {
    id: undefined,
    topic: group,
    hard: true,
    before: "1970-01-01T00:00:00.005Z",
  });
});

test("what cannot be sent is refused by rejection, as an error of the one class", async () => {
  const { client } = await stage();
  const cyclic: Record<string, unknown> = {};
  cyclic["self"] = cyclic;
  for (const content of [cyclic, 1n, undefined, null]) {
    await assert.rejects(client.topic(group).publish(content), (error) => {
      assert.ok(error instanceof NatterError);
      assert.deepEqual([error.code, error.request], [400, { word: "pub", topic: group }]);
      return true;
    });
  }
  assert.deepEqual(client.topic(group).getSnapshot().messages, []);
});

test("a conversation by the other's id needs a login, and says so; by its name it does not", async () => {
  const client = clientOf(new FakeServer(), new FakePlatform());
  assert.throws(() => client.topic(other), isCode(401));
  assert.equal(client.topic(conversation).name, conversation);
});

test("an application that keeps the login elsewhere stays the same client instance", async () => {
  const { client } = await stage({ tag: "mine" });
  assert.equal(client.login?.tag, "mine");
  const { server, platform, client: next } = await stage({ tag: client.login?.tag ?? "" });
  const tags = (): ReadonlySet<unknown> =>
    new Set(server.asked.filter(({ word }) => word === "login").map(({ body }) => body.tag));
  server.lose();
  await platform.advance(1000);
  assert.deepEqual(tags(), new Set(["mine"]));
  await next.logOut();
  void next.logIn({ name: "alice", password: "alice123" });
  await platform.advance(1000);
  assert.deepEqual(tags(), new Set(["mine"]));
});
