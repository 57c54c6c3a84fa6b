// The scenarios of clients/vectors/resume.json: whatever happens, messages show in order, without hole or double.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Client } from "../src/client.ts";
import type { Data, Packets } from "../src/wire/packets.ts";
import { FakePlatform } from "./fake-platform.ts";
import { FakeServer } from "./fake-server.ts";
import { readVectors } from "./read-vectors.ts";

interface Step {
  readonly stored?: readonly string[];
  readonly run?: readonly [number, number];
  readonly frame?: string;
  readonly during?: readonly string[];
  readonly erased?: string;
  readonly do?: string;
  readonly content?: string;
  readonly ts?: string;
  readonly echo?: boolean;
}

interface Scenario {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly expect: {
    readonly state: string;
    readonly messages: readonly string[];
    readonly hasEarlier?: boolean;
  };
}

const { topic: name, scenarios } = readVectors<{ topic: string; scenarios: readonly Scenario[] }>("resume");
const other = "usrIU_LOVwRNsc";
const dataOf = (text: string): Data => (JSON.parse(text) as Packets).data ?? assert.fail(text);
const entry = { topic: name, updated: "2026-01-05T09:00:00.000Z" };

async function play(
  steps: readonly Step[],
): Promise<Client["topic"] extends (name: string) => infer T ? T : never> {
  const server = new FakeServer();
  const platform = new FakePlatform();
  server.holdsPubs = true;
  server.contacts = [{ ...entry, mode: "RWP" }];
  const { WebSocket } = server;
  const client = new Client({
    url: "http://fake",
    apiKey: "k",
    platform,
    WebSocket: WebSocket as never,
    transports: ["websocket"],
  });
  await client.start();
  void client.logIn({ token: "ntr_token" });
  await platform.advance(0);
  const topic = client.topic(name);
  const acts: Record<string, (step: Step) => unknown> = {
    open: () => topic.open(),
    lose: () => ((server.isDown = true), server.lose()),
    return: () => ((server.isDown = false), platform.goOnline()),
    earlier: () => topic.loadEarlier(32),
    write: ({ content }) => void topic.publish(content),
    commit: ({ ts = "" }) => server.accept(ts, { silent: true }),
    accept: ({ ts = "", echo = false }) => server.accept(ts, { echo }),
    ban: () => (server.contacts = [{ ...entry, mode: "X" }]),
    unban() {
      server.contacts = [{ ...entry, mode: "RWP" }];
      const content = { act: "info", topic: name, user: server.user };
      server.live({ topic: "me", from: other, ts: "2026-01-05T09:31:00.000Z", content });
    },
  };
  for (const step of steps) {
    const { stored = [], run, frame, during = [], erased } = step;
    for (const text of stored) server.store(dataOf(text));
    for (let n = run?.[0] ?? 1; n <= (run?.[1] ?? 0); n++) {
      server.store({
        topic: name,
        from: other,
        ts: `2026-01-05T09:30:00.${String(n).padStart(3, "0")}Z`,
        content: `m${n}`,
      });
    }
    server.during.push(...during.map(dataOf));
    if (frame !== undefined) {
      const { data } = JSON.parse(frame) as Packets;
      if (data && !server.messages.get(name)?.some(({ ts }) => ts === data.ts)) server.store(data);
      server.send(frame);
    }
    if (erased !== undefined) {
      server.messages.set(name, server.messages.get(name)?.filter(({ ts }) => ts >= erased) ?? []);
    }
    if (step.do !== undefined) await acts[step.do]?.(step);
    await platform.advance(300);
  }
  return topic;
}

for (const { name: title, steps, expect } of scenarios) {
  test(title, async () => {
    const snapshot = (await play(steps)).getSnapshot();
    assert.deepEqual(
      snapshot.messages.map(({ content }) => content),
      expect.messages,
    );
    assert.ok(snapshot.messages.every(({ state }) => state === "sent"));
    assert.equal(snapshot.state, expect.state);
    if (expect.hasEarlier !== undefined) assert.equal(snapshot.hasEarlier, expect.hasEarlier);
  });
}
