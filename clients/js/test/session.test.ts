// A session before a channel in the hands of the test: what belongs to which request when packets come in one piece.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Session } from "../src/wire/session.ts";
import type { Data } from "../src/wire/packets.ts";
import { FakePlatform } from "./fake-platform.ts";
import { group } from "./stage.ts";

const at = "2026-01-05T09:00:00.000Z";
const page = { topic: group, what: "data", browse: { limit: 32 } };

function sessionOf(live: Data[]): Session {
  const channel = { send() {}, close() {} };
  const listener = { data: (data: Data) => void live.push(data) };
  const ignore = (): void => {};
  const session = new Session(() => channel, "websocket", new FakePlatform(), listener, ignore, ignore);
  session.packet(JSON.stringify({ ctrl: { code: 201, text: "created", ts: at } }));
  return session;
}

const says = (packet: object): string => JSON.stringify(packet);
const data = says({ data: { topic: group, ts: at, content: "hello" } });

test("messages behind a refusal belong to the next request, though all comes in one turn", async () => {
  const session = sessionOf([]);
  const [refused, answered] = [session.request("get", page), session.request("get", page)];
  session.packet(says({ ctrl: { id: "1", code: 403, text: "access denied", ts: at } }));
  session.packet(data);
  session.packet(says({ ctrl: { id: "2", code: 200, text: "ok", params: { count: 1 }, ts: at } }));
  await assert.rejects(refused, { code: 403 });
  assert.deepEqual(
    (await answered).data.map(({ content }) => content),
    ["hello"],
  );
});

test("a message behind an answer is news, though it comes in the same turn", async () => {
  const live: Data[] = [];
  const session = sessionOf(live);
  const answered = session.request("get", page);
  session.packet(says({ ctrl: { id: "1", code: 200, text: "ok", params: { count: 0 }, ts: at } }));
  session.packet(data);
  assert.deepEqual((await answered).data, []);
  assert.equal(live.length, 1);
});
