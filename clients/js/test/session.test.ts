// A session before a channel in the hands of the test: what belongs to which request when packets come in one piece.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Ending } from "../src/wire/channel.ts";
import { Session } from "../src/wire/session.ts";
import type { Answer } from "../src/wire/session.ts";
import type { Data } from "../src/wire/packets.ts";
import { FakePlatform } from "./fake-platform.ts";
import { group } from "./stage.ts";

const day = "2026-01-05T";
const at = `${day}09:00:00.000Z`;
const page = { topic: group, what: "data", browse: { limit: 32 } };

interface Scene {
  readonly session: Session;
  readonly platform: FakePlatform;
  /** what nobody asked for */
  readonly heard: string[];
}

function scene(): Scene {
  const heard: string[] = [];
  const channel = { send() {}, close: () => void heard.push("close") };
  const listener = {
    data: ({ content }: Data) => void heard.push(String(content)),
    closed: ({ code, text }: Ending) => void heard.push(`closed ${code} ${text}`),
  };
  const ignore = (): void => {};
  const platform = new FakePlatform();
  const session = new Session(() => channel, "websocket", platform, listener, ignore, ignore);
  session.packet(JSON.stringify({ ctrl: { code: 201, text: "created", ts: at } }));
  return { session, platform, heard };
}

const says = (packet: object): string => JSON.stringify(packet);
const data = (second: number, content: string, topic = group): string =>
  says({ data: { topic, ts: `${day}09:00:0${second}.000Z`, content } });
const ctrl = (id: number, code: number, count?: number): string =>
  says({ ctrl: { id: String(id), code, text: "said", params: { what: "data", count }, ts: at } });
const contentsOf = (answer: Answer): unknown[] => answer.data.map(({ content }) => content);

test("messages behind a refusal belong to the next request, though all comes in one turn", async () => {
  const { session } = scene();
  const [refused, answered] = [session.request("get", page), session.request("get", page)];
  session.packet(ctrl(1, 403));
  session.packet(data(0, "hello"));
  session.packet(ctrl(2, 200, 1));
  await assert.rejects(refused, { code: 403 });
  assert.deepEqual(contentsOf(await answered), ["hello"]);
});

test("a message behind an answer is news, though it comes in the same turn", async () => {
  const { session, heard } = scene();
  const answered = session.request("get", page);
  session.packet(ctrl(1, 200, 0));
  session.packet(data(0, "hello"));
  assert.deepEqual(contentsOf(await answered), []);
  assert.deepEqual(heard, ["hello"]);
});

test("messages within the range belong to the answer; what comes twice is live as well", async () => {
  const { session, heard } = scene();
  const browse = { since: `${day}09:00:02Z`, before: `${day}09:00:04Z` };
  const answered = session.request("get", { ...page, browse });
  session.packet(data(1, "before"));
  session.packet(data(3, "last"));
  session.packet(data(2, "first"));
  session.packet(data(3, "last"));
  session.packet(data(4, "after"));
  session.packet(data(3, "elsewhere", "me"));
  session.packet(ctrl(1, 200));
  session.packet(data(3, "again"));
  assert.deepEqual(contentsOf(await answered), ["first", "last"]);
  assert.deepEqual(heard, ["before", "last", "after", "elsewhere", "again"]);
});

test("what is published after the page was read is no part of it", async () => {
  const { session, heard } = scene();
  const answered = session.request("get", page);
  session.packet(data(2, "page 2"));
  session.packet(data(9, "live"));
  session.packet(data(1, "page 1"));
  session.packet(ctrl(1, 200, 2));
  assert.deepEqual(heard, ["live"]);
  assert.deepEqual(contentsOf(await answered), ["page 1", "page 2"]);
});

test("what is published before the page was read, and does not fit in, is live", async () => {
  const { session, heard } = scene();
  const answered = session.request("get", { ...page, browse: { limit: 1 } });
  session.packet(data(1, "one"));
  session.packet(data(2, "two"));
  session.packet(data(2, "two"));
  session.packet(ctrl(1, 200, 1));
  assert.deepEqual(contentsOf(await answered), ["two"]);
  assert.deepEqual(heard.toSorted(), ["one", "two"]);
});

test("a page that nobody waits for is not taken for news", async () => {
  const { session, platform, heard } = scene();
  const abort = new AbortController();
  const aborted = assert.rejects(session.request("get", page, { signal: abort.signal }));
  const late = assert.rejects(session.request("get", page, { timeoutMs: 500 }));
  abort.abort();
  await platform.advance(500);
  await Promise.all([aborted, late]);
  for (const id of [1, 2]) {
    session.packet(data(1, "page"));
    session.packet(data(9, `live ${id}`));
    session.packet(ctrl(id, 200, 1));
  }
  assert.deepEqual(heard, ["live 1", "live 2"]);
});

test("a page that breaks off ends the session, for news may be in it", async () => {
  const { session, heard } = scene();
  const refused = assert.rejects(session.request("get", page), { code: 503 });
  session.packet(ctrl(1, 503));
  await refused;
  assert.deepEqual(heard, [], "nothing had come");
  const broken = assert.rejects(session.request("get", page), { code: 503 });
  session.packet(data(1, "page or news"));
  session.packet(ctrl(2, 503));
  await broken;
  assert.deepEqual(heard, ["close", "closed 0 connection lost"]);
});
