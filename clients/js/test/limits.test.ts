// Every request ends by its signal and in its time, also where it waits for a topic to be attached and the server says nothing.
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { NatterError } from "../src/client.ts";
import type { Client, Topic } from "../src/client.ts";
import { group, stage } from "./stage.ts";

interface Options {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

const isError =
  (canRetry: boolean) =>
  (error: unknown): boolean =>
    error instanceof NatterError && error.code === 0 && error.canRetry === canRetry;

const requests: Readonly<
  Record<string, (topic: Topic, options: Options, client: Client) => Promise<unknown>>
> = {
  open: (topic, options) => topic.open({}, options),
  "open with a mode": (topic, options) => topic.open({ mode: "RWP" }, options),
  accept: (topic, options) => topic.accept(options),
  loadMembers: (topic, options) => topic.loadMembers(undefined, options),
  loadEarlier: (topic, options) => topic.loadEarlier(32, options),
  history: (topic, options) => topic.history({}, options),
  describe: (topic, options) => topic.describe(options),
  joinByLink: ({ name }, options, client) => client.joinByLink(name, "token", options),
  createGroup: (_, options, client) => client.createGroup({}, options),
};

/** How a server can keep somebody waiting. */
const silences: Readonly<Record<string, (asked: { readonly word: string }) => number | undefined>> = {
  "that says nothing": () => 0,
  "that attaches and then says nothing": ({ word }) => (word === "sub" ? undefined : 0),
};

for (const [silence, refuse] of Object.entries(silences)) {
  suite(`before a server ${silence}`, () => {
    for (const [name, request] of Object.entries(requests)) {
      test(name, async () => {
        const { server, platform, client } = await stage();
        server.refuse = refuse;
        const topic = client.topic(group);
        let isLate = true;
        const late = assert.rejects(
          request(topic, { timeoutMs: 5000 }, client).finally(() => (isLate = false)),
          isError(true),
        );
        await platform.advance(5000);
        assert.equal(isLate, false, "5 s are over");
        await late;
        const abort = new AbortController();
        let isWaiting = true;
        const aborted = assert.rejects(
          request(topic, { signal: abort.signal }, client).finally(() => (isWaiting = false)),
          isError(false),
        );
        await platform.advance(1000);
        assert.equal(isWaiting, true);
        abort.abort();
        await platform.advance(0);
        assert.equal(isWaiting, false, "aborted");
        await aborted;
      });
    }

    test("stream", async () => {
      const { server, platform, client } = await stage();
      server.refuse = refuse;
      const abort = new AbortController();
      let isReading = true;
      const reading = (async () => {
        for await (const message of client.topic(group).stream({ signal: abort.signal }))
          assert.fail(String(message.content));
      })().finally(() => (isReading = false));
      await platform.advance(1000);
      abort.abort();
      await platform.advance(0);
      assert.equal(isReading, false);
      await reading;
    });
  });
}

test("what others wait for as well goes on without the one who waits no longer", async () => {
  const { server, platform, client } = await stage();
  const topic = client.topic(group);
  const abort = new AbortController();
  server.refuse = ({ word }) => (word === "get" ? 0 : undefined);
  const impatient = assert.rejects(topic.open({}, { signal: abort.signal }), isError(false));
  const opening = topic.open({}, { timeoutMs: 60_000 });
  await platform.advance(0);
  abort.abort();
  await impatient;
  await platform.advance(40_000);
  await opening;
});

test("a page that others wait for as well comes, though the one who asked first waits no longer", async () => {
  const { server, platform, client } = await stage();
  for (let n = 1; n <= 40; n++) {
    const ts = `2026-01-05T09:30:00.${String(n).padStart(3, "0")}Z`;
    server.store({ topic: group, ts, content: n });
  }
  const topic = client.topic(group);
  void topic.open();
  await platform.advance(300);
  server.refuse = () => 0;
  const abort = new AbortController();
  const impatient = assert.rejects(topic.loadEarlier(8, { signal: abort.signal }), isError(false));
  const patient = topic.loadEarlier(8);
  await platform.advance(0);
  abort.abort();
  await impatient;
  const id = server.asked.at(-1)?.body.id;
  server.send({ ctrl: { id, code: 200, text: "ok", params: { what: "data", count: 0 }, ts: "" } });
  await patient;
  assert.equal(topic.getSnapshot().hasEarlier, false);
});
