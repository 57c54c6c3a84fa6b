// The network may be handed in: over long polling every request goes through the `fetch` that the application gave, and no other.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Client } from "../src/client.ts";
import type { ClientOptions } from "../src/client.ts";
import { connect } from "../src/wire.ts";
import { apiKey, RealServer } from "./real-server.ts";

test("long polling goes through the fetch that was handed in", async (t) => {
  await using server = await RealServer.start();
  const { fetch: standard } = globalThis;
  const theirs = t.mock.method(globalThis, "fetch", () => Promise.reject(new Error("not this one")));
  const asked: string[] = [];
  const fetch: NonNullable<ClientOptions["fetch"]> = (url, init) => {
    asked.push(`${init.method} ${new URL(url).pathname}`);
    return standard(url, init);
  };

  const options = { url: server.url, apiKey, fetch, transports: ["longpoll"] } as const;
  const client = new Client(options);
  t.after(() => client.stop());
  await client.createAccount({ name: "ann", password: "blue teapot" });
  await client.logIn({ name: "ann", password: "blue teapot" });
  const group = await client.createGroup();
  const { state } = await group.publish("hello");
  assert.equal(state, "sent");
  await client.stop();
  // the greeting, and a POST for each of: account, login, group, message
  assert.ok(asked.length >= 5, `${asked.length} requests`);
  assert.deepEqual([...new Set(asked)], ["POST /v0/channels/lp"]);

  const before = asked.length;
  const session = await connect(options);
  await session.request("login", { secret: "ann:blue teapot" });
  session.close();
  assert.ok(asked.length >= before + 2, "the wire layer goes another way");
  assert.equal(theirs.mock.callCount(), 0);
});

test("where no WebSocket gets through, it is the fetch that was handed in", async () => {
  const asked: string[] = [];
  const fetch: NonNullable<ClientOptions["fetch"]> = (url) => {
    asked.push(url);
    const ctrl = { code: 403, text: "API key is not valid", ts: "2026-01-05T09:00:00.000Z" };
    return Promise.resolve(Response.json({ ctrl }, { status: 403 }));
  };
  class Blocked {
    constructor() {
      throw new Error("blocked");
    }
  }
  const WebSocket = Blocked as unknown as NonNullable<ClientOptions["WebSocket"]>;
  const opened = connect({ url: "http://fake", apiKey: "k", WebSocket, fetch });
  await assert.rejects(opened, { code: 403, text: "API key is not valid" });
  assert.deepEqual(asked, ["http://fake/v0/channels/lp?apikey=k"]);
});
