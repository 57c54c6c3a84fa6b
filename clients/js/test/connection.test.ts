// Staying connected: waiting times, tokens, the network coming back, silence, limits of requests.
import assert from "node:assert/strict";
import { test } from "node:test";
import { NatterError } from "../src/client.ts";
import { FakePlatform } from "./fake-platform.ts";
import { FakeServer } from "./fake-server.ts";
import { clientOf, group, other, stage } from "./stage.ts";

const isError =
  (code: number, canRetry: boolean) =>
  (error: unknown): boolean =>
    error instanceof NatterError && error.code === code && error.canRetry === canRetry;

test("waits between 0 and a bound that doubles up to 30 s, each time at random", async () => {
  const { server, platform, client } = await stage();
  server.isDown = true;
  platform.chance = 0.999;
  await platform.advance(20_000);
  server.lose();
  await platform.advance(0);
  const waits: number[] = [];
  for (let n = 0; n < 9; n++) {
    const { state, retryAt = 0 } = client.connection.getSnapshot();
    assert.equal(state, "waiting");
    waits.push(Math.round((retryAt - platform.now()) / 100) / 10);
    await platform.advance(retryAt - platform.now());
  }
  assert.deepEqual(waits, [0.5, 1, 2, 4, 8, 16, 30, 30, 30]);
  platform.chance = 0.1;
  await platform.advance(30_000);
  server.isDown = false;
  await platform.advance(3000);
  assert.equal(client.connection.state, "online");
});

test("connects at once when the network is back", async () => {
  const { server, platform, client } = await stage();
  platform.chance = 0.999;
  server.isDown = true;
  server.lose();
  await platform.advance(60_000);
  server.isDown = false;
  assert.equal(client.connection.state, "waiting");
  platform.goOnline();
  await platform.advance(0);
  assert.equal(client.connection.state, "online");
});

test("logs in by token again, attaches me first and then the topics", async () => {
  const { server, platform, client, asked } = await stage();
  const topic = client.topic(group);
  void topic.open();
  await platform.advance(300);
  asked();
  server.lose();
  await platform.advance(600);
  assert.equal(server.asked.findLast(({ word }) => word === "login")?.body.scheme, "token");
  const again = asked();
  assert.deepEqual(again.slice(0, 5), ["login", "sub me", "get me info", "get me data", "get me sub"]);
  assert.equal(again[5], `sub ${group}`);
  assert.equal(topic.getSnapshot().state, "open");
});

test("a token that is not good any more: the password of this run, else it stops and says why", async () => {
  const { server, platform, client } = await stage();
  server.refuse = ({ body }) => (body.scheme === "token" ? 401 : undefined);
  server.lose();
  await platform.advance(600);
  assert.equal(client.connection.state, "online");
  server.refuse = ({ word }) => (word === "login" ? 401 : undefined);
  server.lose();
  await platform.advance(600);
  const { state, error } = client.connection.getSnapshot();
  assert.deepEqual([state, error?.code], ["stopped", 401]);
  const connections = server.connections;
  await assert.rejects(client.find("x"), isError(401, false));
  await platform.advance(60_000);
  assert.equal(server.connections, connections);
  server.refuse = () => undefined;
  const login = client.logIn({ name: "alice", password: "new" });
  await platform.advance(0);
  assert.equal(await login, server.user);
});

test("a topic that was left elsewhere meanwhile is not joined again", async () => {
  const { server, platform, client, asked } = await stage();
  const topic = client.topic(group);
  void topic.open();
  await platform.advance(300);
  server.contacts = server.contacts.filter((one) => one.topic !== group);
  asked();
  server.lose();
  await platform.advance(600);
  assert.ok(!asked().includes(`sub ${group}`));
  assert.equal(topic.getSnapshot().state, "gone");
});

test("an idle connection is asked, and taken for dead within 60 s of silence", async () => {
  const { server, platform, client, asked } = await stage();
  asked();
  await platform.advance(120_000);
  assert.equal(client.connection.state, "online");
  assert.ok(asked().length >= 4);
  const before = server.connections;
  server.isSilent = true;
  await platform.advance(60_000);
  assert.notEqual(server.connections, before);
});

test("what waits for the connection is asked once when that is there", async () => {
  const server = new FakeServer();
  const platform = new FakePlatform();
  const client = clientOf(server, platform);
  const made = client.createAccount({ name: "alice", password: "alice123" });
  await platform.advance(0);
  await made;
  assert.deepEqual(
    server.asked.map(({ word }) => word),
    ["acc"],
  );
  await client.stop();
});

test("what is asked of a topic waits until it is attached again", async () => {
  const { server, platform, client, asked } = await stage();
  const topic = client.topic(group);
  void topic.open();
  await platform.advance(300);
  asked();
  server.isDown = true;
  server.lose();
  const page = topic.loadMembers(other);
  await platform.advance(2000);
  server.isDown = false;
  await platform.advance(2000);
  assert.equal((await page).length, 1);
  const words = asked().filter((one) => one.includes(group));
  assert.equal(words[0], `sub ${group}`);
  assert.equal(words.at(-1), `get ${group} sub`);
});

test("a clock that is set meanwhile changes no duration", async () => {
  const { server, platform, client } = await stage();
  await platform.advance(20_000);
  platform.wrongMs = -3_600_000;
  const before = server.connections;
  server.isSilent = true;
  await platform.advance(60_000);
  assert.notEqual(server.connections, before);

  server.isDown = true;
  server.lose();
  await platform.advance(0);
  let error: unknown;
  client.describeUser(other, { timeoutMs: 60_000 }).catch((caught: unknown) => (error = caught));
  await platform.advance(20_000);
  platform.wrongMs = -7_200_000;
  server.isDown = false;
  server.refuse = ({ word }) => (word === "get" ? 0 : undefined);
  server.isSilent = false;
  await platform.advance(40_000);
  assert.ok(isError(0, true)(error));
});

test("requests end in time, and by their signal; waiting for a connection counts", async () => {
  const { server, platform, client } = await stage();
  server.isSilent = true;
  const slow = assert.rejects(client.describeUser("usrIU_LOVwRNsc", { timeoutMs: 5000 }), isError(0, true));
  const abort = new AbortController();
  const aborted = assert.rejects(client.find("bob", { signal: abort.signal }), isError(0, false));
  abort.abort();
  await aborted;
  await platform.advance(5000);
  await slow;
  await assert.rejects(client.find("bob", { signal: AbortSignal.abort() }), isError(0, false));
  server.isDown = true;
  server.lose();
  const offline = assert.rejects(client.find("bob", { timeoutMs: 5000 }), isError(0, true));
  await platform.advance(5000);
  await offline;
});

test("an error tells code, text, request, and whether to try again", async () => {
  const { server, client, platform } = await stage();
  server.refuse = () => 503;
  const failing = client.describeUser("usrIU_LOVwRNsc").catch((error: unknown) => error);
  await platform.advance(0);
  const error = await failing;
  assert.ok(error instanceof NatterError);
  assert.deepEqual(
    [error.code, error.text, error.request, error.canRetry],
    [503, "refused", { word: "get", topic: "usrIU_LOVwRNsc" }, true],
  );
});

test("a message over 32 KiB is refused here, for the server would end the session", async () => {
  const { client, platform } = await stage();
  const topic = client.topic(group);
  void topic.open();
  await platform.advance(0);
  await assert.rejects(topic.publish("ä".repeat(17_000)), isError(413, false));
  assert.equal(client.connection.state, "online");
});

test("an anonymous session", async () => {
  const server = new FakeServer();
  const platform = new FakePlatform();
  const client = clientOf(server, platform);
  assert.equal(await client.start(), undefined);
  const topic = client.topic(group);
  void topic.open();
  await platform.advance(0);
  assert.equal(topic.getSnapshot().state, "open");
  assert.ok(server.asked.every(({ word, body }) => word !== "login" && body.topic !== "me"));
  await client.stop();
});

test("without a password any more: the session goes on, and when it is lost, nobody is logged in, and that is said", async () => {
  const { server, platform, client, asked } = await stage();
  const deleting = client.deletePassword();
  await platform.advance(0);
  await deleting;
  assert.equal(client.connection.state, "online");
  server.lose();
  await platform.advance(1000);
  asked();
  const { state, error } = client.connection.getSnapshot();
  assert.deepEqual([state, error?.code, error?.request?.word], ["stopped", 401, "login"]);
  await platform.advance(60_000);
  assert.deepEqual(asked(), []);
  const login = client.logIn({ name: "alice", password: "new" });
  await platform.advance(0);
  assert.equal(await login, server.user);
});

for (const [code, isFinal] of [
  [403, true],
  [503, false],
] as const) {
  test(`me refused with ${code}: ${isFinal ? "it stops and says why" : "it is asked again"}`, async () => {
    const { server, platform, client } = await stage();
    server.refuse = ({ word, body }) => (word === "sub" && body.topic === "me" ? code : undefined);
    server.lose();
    await platform.advance(2000);
    const { state, error } = client.connection.getSnapshot();
    assert.deepEqual([state, error?.code], isFinal ? ["stopped", 403] : ["online", undefined]);
    server.refuse = () => undefined;
    if (isFinal) await client.start();
    await platform.advance(2000);
    assert.equal(client.me.getSnapshot().isFresh, true);
  });
}

test("the network changed while it seems to be up: it is asked at once whether it is", async () => {
  const { server, platform, client, asked } = await stage();
  asked();
  platform.goOnline();
  await platform.advance(6000);
  assert.deepEqual(asked(), ["get me data"]);
  assert.deepEqual([client.connection.state, server.connections], ["online", 1]);
  server.isSilent = true;
  platform.goOnline();
  await platform.advance(5000);
  assert.equal(client.connection.state, "waiting");
  server.isSilent = false;
  await platform.advance(600);
  assert.equal(client.connection.state, "online");
});
