// The transport suite over real sockets, and what is of the websocket transport alone: pings, pauses, handshakes, limits.
import assert from "node:assert/strict";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { test } from "node:test";
import { WebSocket } from "ws";
import type { ClientOptions } from "ws";
import { closes } from "../../core/closes.ts";
import type { Accept, Visit } from "../../ports/transport.ts";
import type { Echo, TransportRig, Wire } from "../../ports/transport-suite.ts";
import { createEchoes, HandClock, transportSuite } from "../../ports/transport-suite.ts";
import type { WebsocketLimits } from "./index.ts";
import { WebsocketTransport } from "./index.ts";

interface WebsocketRig extends TransportRig {
  readonly clock: HandClock;
  readonly transport: WebsocketTransport;
  readonly url: string;
  open(options?: ClientOptions, query?: string): Promise<Client>;
}

class Client implements Wire {
  readonly socket: WebSocket;
  readonly #packets: string[] = [];
  readonly #end: Promise<string>;
  #wake: (() => void) | undefined;
  #ended: string | undefined;
  greeting = "";

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data: Buffer, isBinary) => {
      this.#packets.push(isBinary ? "[binary]" : data.toString());
      this.#wake?.();
    });
    socket.on("error", () => undefined);
    this.#end = new Promise((resolve) => {
      socket.on("close", (code, reason) => {
        this.#ended = `${code} ${reason.toString()}`;
        this.#wake?.();
        resolve(this.#ended);
      });
    });
  }

  send(text: string): Promise<boolean> {
    if (this.socket.readyState !== WebSocket.OPEN) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.socket.send(text, (error) => resolve(!error));
    });
  }

  async receive(): Promise<string> {
    for (;;) {
      const packet = this.#packets.shift();
      if (packet !== undefined) return packet;
      if (this.#ended !== undefined) throw new Error(`closed: ${this.#ended}`);
      // oxlint-disable-next-line no-await-in-loop
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  ended(): Promise<string> {
    return this.#end;
  }

  drop(): void {
    this.socket.terminate();
  }
}

async function start(accept: Accept, limits: Partial<WebsocketLimits> = {}): Promise<WebsocketRig> {
  const clock = new HandClock((run) => void setImmediate(run));
  const transport = new WebsocketTransport({ accept, clock, limits });
  const visit = (request: IncomingMessage): Visit => {
    const query = new URL(request.url ?? "", "http://a").searchParams;
    return { address: "192.0.2.1", query, keyed: query.get("apikey") === "k" };
  };
  const server = createServer();
  server.on("upgrade", (request, socket, head) => transport.upgrade(request, socket, head, visit(request)));
  server.on("request", (request, response) => transport.request(request, response, visit(request)));
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => sockets.add(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const url = `ws://127.0.0.1:${port}/v0/channels?apikey=k`;
  const open = async (options: ClientOptions = {}, query = ""): Promise<Client> => {
    const client = new Client(new WebSocket(`${url}&${query}`, options));
    client.greeting = await client.receive();
    return client;
  };
  return {
    clock,
    transport,
    url,
    open,
    connect: (query) => open({}, query),
    pass: () => Promise.resolve(clock.advance(61_000)),
    stop: async () => {
      server.close();
      const open = [...sockets].filter((socket) => !socket.closed);
      const gone = open.map((socket) => once(socket, "close"));
      for (const socket of open) socket.destroy();
      await Promise.all(gone);
      await new Promise((resolve) => setImmediate(resolve)); // `ws` tells of the end a tick later
      assert.equal(transport.connections, 0, "connections left over");
      assert.equal(clock.timers, 0, "timers left over");
    },
  };
}

transportSuite({ test, assert, start, many: 5_000 });

/** A test with one connected client. */
function check(
  name: string,
  run: (at: { rig: WebsocketRig; client: Client; echo: Echo }) => Promise<void>,
  limits: Partial<WebsocketLimits> = {},
): void {
  test(name, async () => {
    const { accept, echoes } = createEchoes();
    const rig = await start(accept, limits);
    try {
      const client = await rig.open();
      const [echo] = echoes;
      assert.ok(echo);
      await run({ rig, client, echo });
    } finally {
      await rig.stop();
    }
  });
}

for (const [name, row] of Object.entries(closes)) {
  check(`the close frame says why: ${name}`, async ({ client, echo }) => {
    echo.push({ text: "last words" });
    echo.connection.close(name as keyof typeof closes);
    assert.equal(await client.receive(), "last words");
    assert.equal(await client.ended(), `${row.code} ${row.text}`);
  });
}

check(
  "a binary frame is told to the runtime as such, in its place among the others",
  async ({ client, echo }) => {
    echo.room = 1;
    client.socket.send("one");
    client.socket.send(Buffer.from('{"leave":{}}'));
    client.socket.send("two");
    await echo.until(() => echo.texts.length === 1);
    echo.room = Number.POSITIVE_INFINITY;
    echo.connection.resume();
    await echo.until(() => echo.texts.length === 2);
    assert.equal(echo.binaries, 1);
    const packets = [await client.receive(), await client.receive(), await client.receive()];
    assert.deepEqual(packets, ["echo one", "binary", "echo two"]);
  },
);

check(
  "over the session's limit, whole or in fragments, text or binary: 1009 (S-14)",
  async ({ rig, client, echo }) => {
    await client.send("x".repeat(32_768));
    assert.equal((await client.receive()).length, 5 + 32_768);
    await client.send("x".repeat(32_769));
    assert.equal(await client.ended(), `1009 ${closes["too-big"].text}`);
    assert.equal(echo.closings, 1);
    for (const data of ["\u00e9".repeat(16_385), Buffer.alloc(32_769)]) {
      // oxlint-disable-next-line no-await-in-loop
      const other = await rig.open();
      const half = data.length >> 1;
      other.socket.send(data.slice(0, half), { fin: false });
      other.socket.send(data.slice(half), { fin: true });
      // oxlint-disable-next-line no-await-in-loop
      assert.match(await other.ended(), /^1009 /);
    }
  },
);

check(
  "a larger limit of the session holds for it alone, up to that of the socket",
  async ({ client, echo }) => {
    echo.maxBytes = 131_072;
    await client.send("x".repeat(131_072));
    assert.equal((await client.receive()).length, 5 + 131_072);
    await client.send("x".repeat(131_073));
    assert.match(await client.ended(), /^1009/);
  },
);

check("compression is not negotiated (S-12)", async ({ rig }) => {
  const client = await rig.open({ perMessageDeflate: true });
  assert.equal(client.socket.extensions, "");
});

check("a ping a period, at most; who answers stays (R-41)", async ({ rig, client, echo }) => {
  for (let period = 0; period < 5; period++) {
    const ping = once(client.socket, "ping", { signal: AbortSignal.timeout(20_000) });
    rig.clock.advance(30_000);
    // oxlint-disable-next-line no-await-in-loop
    await ping;
    void client.send("there");
    // oxlint-disable-next-line no-await-in-loop
    await client.receive();
  }
  assert.equal(echo.closings, 0);
});

check("who answers no ping is dead within two periods (R-41)", async ({ rig, echo }) => {
  const mute = await rig.open({ autoPong: false });
  assert.equal(rig.transport.connections, 2);
  rig.clock.advance(30_000);
  rig.clock.advance(29_999);
  rig.clock.advance(1);
  // at once, or it would be waited for in vain
  assert.equal(rig.transport.connections, 0);
  assert.equal(echo.closings, 1);
  assert.equal(await mute.ended(), `1001 ${closes["ping-timeout"].text}`);
});

check(
  "a slow reader with much before the ping is given time to come to it",
  async ({ rig, client, echo }) => {
    client.socket.pause();
    const big = "x".repeat(30_000);
    for (let n = 0; n < 40; n++) echo.push({ text: big });
    rig.clock.advance(30_000);
    rig.clock.advance(30_000);
    assert.equal(echo.closings, 0, "given up although 1.2 MB stood before the ping");
    rig.clock.advance(30_000);
    rig.clock.advance(30_000);
    assert.equal(echo.closings, 1);
  },
  { slowestBytesPerSecond: 20_000 },
);

check("while the input is full nobody is taken for dead", async ({ rig, client, echo }) => {
  echo.room = 1;
  void client.send("one");
  await echo.until(() => echo.texts.length === 1);
  rig.clock.advance(300_000);
  assert.equal(echo.closings, 0);
  echo.room = 10;
  echo.connection.resume();
  void client.send("two");
  await echo.until(() => echo.texts.length === 2);
});

test("no handshake: key, then method, then upgrade", async () => {
  const { accept, echoes } = createEchoes();
  const rig = await start(accept);
  const ask = (path: string, method: string): Promise<[number | undefined, string]> =>
    new Promise((resolve, reject) => {
      const sent = httpRequest(new URL(path, rig.url.replace("ws:", "http:")), { method }, (response) => {
        let body = "";
        response.on("data", (chunk: Buffer) => (body += chunk.toString()));
        response.on("end", () => resolve([response.statusCode, body]));
      });
      sent.on("error", reject).end();
    });
  const noKey = [403, "Missing, invalid or expired API key"];
  assert.deepEqual(await ask("/v0/channels", "GET"), noKey);
  assert.deepEqual(await ask("/v0/channels?apikey=x", "POST"), noKey);
  assert.deepEqual(await ask("/v0/channels?apikey=x", "PUT"), noKey);
  assert.equal((await ask("/v0/channels?apikey=k", "POST"))[0], 405);
  assert.equal((await ask("/v0/channels?apikey=k", "PUT"))[0], 405);
  assert.equal((await ask("/v0/channels?apikey=k", "GET"))[0], 400);
  assert.equal(echoes.length, 0);
  await rig.stop();
});

test("after close() no new connection is taken, and those that are open go on", async () => {
  const { accept, echoes } = createEchoes();
  const rig = await start(accept);
  const client = await rig.open();
  rig.transport.close();
  await assert.rejects(rig.open(), /closed: 1006/);
  await client.send("still here");
  assert.equal(await client.receive(), "echo still here");
  assert.equal(echoes.length, 1);
  await rig.stop();
});
