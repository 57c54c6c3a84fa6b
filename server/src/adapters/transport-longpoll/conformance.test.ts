// The transport suite over real connections, and what becomes of packets when connections are lost.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { Agent, createServer, request as httpRequest } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { connect } from "node:net";
import { test } from "node:test";
import type { Accept, Visit } from "../../ports/transport.ts";
import type { Echo, TransportRig, Wire } from "../../ports/transport-suite.ts";
import { createEchoes, HandClock, transportSuite } from "../../ports/transport-suite.ts";
import { LongpollTransport } from "./index.ts";

interface Answer {
  readonly status: number;
  readonly body: string;
}

interface LongpollRig extends TransportRig {
  readonly clock: HandClock;
  readonly transport: LongpollTransport;
  readonly port: number;
}

const key = "k";

function ask(port: number, agent: Agent, query: string, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const path = `/v0/channels/lp?apikey=${key}&${query}`;
    const method = body === undefined ? "GET" : "POST";
    const request = httpRequest({ port, host: "127.0.0.1", path, method, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
      });
    });
    request.on("error", reject);
    request.end(body);
  });
}

class Client implements Wire {
  readonly greeting: string;
  readonly #port: number;
  readonly #sid: string;
  readonly #posts = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #polls = new Agent({ keepAlive: true });
  readonly #packets: string[] = [];
  #waiting: (() => void)[] = [];
  #isPolling = false;
  #end: string | undefined;

  constructor(port: number, greeting: string) {
    this.#port = port;
    this.greeting = greeting;
    this.#sid = String(JSON.parse(greeting).ctrl.params.sid);
  }

  async send(text: string): Promise<boolean> {
    const { status } = await ask(this.#port, this.#posts, `sid=${this.#sid}`, text);
    return status === 200;
  }

  async receive(): Promise<string> {
    for (;;) {
      const packet = this.#packets.shift();
      if (packet !== undefined) return packet;
      if (this.#end !== undefined) throw new Error(`ended: ${this.#end}`);
      // oxlint-disable-next-line no-await-in-loop
      await this.#change();
    }
  }

  async ended(): Promise<string> {
    // oxlint-disable-next-line no-await-in-loop
    while (this.#end === undefined) await this.#change();
    return this.#end;
  }

  drop(): void {
    this.#end = "dropped";
    this.#posts.destroy();
    this.#polls.destroy();
  }

  #change(): Promise<void> {
    if (!this.#isPolling) void this.#poll();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async #poll(): Promise<void> {
    this.#isPolling = true;
    const answer = await ask(this.#port, this.#polls, `sid=${this.#sid}`).catch(() => undefined);
    this.#isPolling = false;
    if (answer === undefined) this.#end ??= "connection lost";
    else if (answer.status !== 200) this.#end ??= `${answer.status} ${answer.body}`;
    else if (answer.body !== "") this.#packets.push(answer.body);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

async function start(accept: Accept): Promise<LongpollRig> {
  const clock = new HandClock((run) => void setImmediate(run));
  const crypto = { random: (bytes: number) => randomBytes(bytes), sha256: () => "", hmac: () => "" };
  const transport = new LongpollTransport({ accept, clock, crypto, isKey: (given) => given === key });
  const visit = (request: IncomingMessage): Visit => {
    const query = new URL(request.url ?? "", "http://a").searchParams;
    return { address: "192.0.2.1", query, keyed: query.get("apikey") === key };
  };
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => transport.request(request, response, visit(request)));
  server.on("connection", (socket: Socket) => sockets.add(socket));
  server.on("clientError", (_, socket) => socket.destroy());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    clock,
    transport,
    port,
    connect: async (query = "") => {
      const agent = new Agent();
      const { status, body } = await ask(port, agent, query);
      agent.destroy();
      if (status !== 201) throw new Error(`${status} ${body}`);
      return new Client(port, body);
    },
    pass: () => Promise.resolve(clock.advance(80_000)),
    stop: async () => {
      server.close();
      const open = [...sockets].filter((socket) => !socket.closed);
      const gone = open.map((socket) => once(socket, "close"));
      for (const socket of open) socket.destroy();
      await Promise.all(gone);
      clock.advance(80_000);
      assert.equal(transport.connections, 0, "sessions left over");
      assert.equal(clock.timers, 0, "timers left over");
    },
  };
}

transportSuite({ test, assert, start, many: 1_000 });

/** A poll by hand, on a connection of its own or on one that is there. */
class Poll {
  readonly socket: Socket;
  #bytes = "";
  readonly answer: Promise<string | undefined>;

  /** `answer` resolves to the body, or undefined when the connection ends before it is whole. */
  constructor(port: number, sid: string, socket?: Socket) {
    this.socket = socket ?? connect(port, "127.0.0.1");
    this.socket.on("error", () => undefined);
    this.answer = new Promise((resolve) => {
      const read = (data: Buffer): void => {
        this.#bytes += data.toString("latin1");
        const [head, body] = this.#bytes.split("\r\n\r\n", 2);
        if (body === undefined || body.length < Number(/content-length: (\d+)/i.exec(head ?? "")?.[1]))
          return;
        this.socket.off("data", read);
        resolve(body);
      };
      this.socket.on("data", read);
      this.socket.once("close", () => resolve(undefined));
    });
    this.socket.write(`GET /v0/channels/lp?apikey=${key}&sid=${sid} HTTP/1.1\r\nHost: a\r\n\r\n`);
  }
}

async function session(rig: LongpollRig, echoes: Echo[]): Promise<{ echo: Echo; sid: string }> {
  const { greeting } = await rig.connect();
  const echo = echoes.at(-1);
  assert.ok(echo);
  return { echo, sid: String(JSON.parse(greeting).ctrl.params.sid) };
}

function check(
  name: string,
  run: (at: { rig: LongpollRig; echo: Echo; sid: string }) => Promise<void>,
): void {
  test(name, async () => {
    const { accept, echoes } = createEchoes();
    const rig = await start(accept);
    try {
      await run({ rig, ...(await session(rig, echoes)) });
    } finally {
      await rig.stop();
    }
  });
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

check("a second poll ends the first with an empty answer (R-50)", async ({ rig, echo, sid }) => {
  const first = new Poll(rig.port, sid);
  await echo.until(() => echo.connection.ready());
  const second = new Poll(rig.port, sid);
  assert.equal(await first.answer, "");
  echo.push({ text: "for the second" }, { text: "next" });
  assert.equal(await second.answer, "for the second");
  assert.equal(await new Poll(rig.port, sid, second.socket).answer, "next");
});

check("many polls at once split and lose nothing (R-50)", async ({ rig, echo, sid }) => {
  const texts = Array.from({ length: 30 }, (_, n) => `packet ${n}`);
  const got: string[] = [];
  const poll = async (): Promise<void> => {
    while (got.length < texts.length) {
      // oxlint-disable-next-line no-await-in-loop
      const body = await new Poll(rig.port, sid).answer;
      if (body !== undefined && body !== "") got.push(body);
    }
  };
  const pollers = Array.from({ length: 10 }, poll);
  echo.push(...texts.map((text) => ({ text })));
  await Promise.race(pollers); // the last to wait waits on
  assert.deepEqual(
    got.toSorted((a, b) => texts.indexOf(a) - texts.indexOf(b)),
    texts,
  );
});

check("a poll that is lost while it waits takes nothing with it", async ({ rig, echo, sid }) => {
  const poll = new Poll(rig.port, sid);
  await echo.until(() => echo.connection.ready());
  poll.socket.destroy();
  while (echo.connection.ready()) await turn();
  echo.push({ text: "kept" });
  assert.equal(await new Poll(rig.port, sid).answer, "kept");
});

check("a client that was gone when the answer came in gets it again (R-51)", async ({ rig, echo, sid }) => {
  const poll = new Poll(rig.port, sid);
  await echo.until(() => echo.connection.ready());
  poll.socket.destroy();
  await new Promise((resolve) => process.nextTick(resolve));
  echo.push({ text: "sent into the void" }, { text: "next" });
  await once(poll.socket, "close");
  const retry = new Poll(rig.port, sid);
  assert.equal(await retry.answer, "sent into the void");
  assert.equal(await new Poll(rig.port, sid, retry.socket).answer, "next");
});

check(
  "a client that stops in the middle of a long answer gets it again (R-51)",
  async ({ rig, echo, sid }) => {
    const body = "x".repeat(8_000_000);
    const poll = new Poll(rig.port, sid);
    await once(poll.socket, "connect");
    echo.push({ text: body }, { text: "next" });
    await once(poll.socket, "data");
    poll.socket.destroy();
    const retry = new Poll(rig.port, sid);
    assert.equal((await retry.answer)?.length, body.length);
    assert.equal(await new Poll(rig.port, sid, retry.socket).answer, "next");
  },
);

check(
  "a client that never takes its answer loses the connection, not the packet",
  async ({ rig, echo, sid }) => {
    const body = "x".repeat(8_000_000);
    const poll = new Poll(rig.port, sid);
    await once(poll.socket, "connect");
    poll.socket.pause();
    echo.push({ text: body });
    while (echo.queue.length > 0) await turn();
    const retry = new Poll(rig.port, sid);
    await turn();
    rig.clock.advance(10_000);
    assert.equal((await retry.answer)?.length, body.length);
  },
);

check("a client that closes after each answer gets each packet once", async ({ rig, echo, sid }) => {
  for (let n = 0; n < 50; n++) echo.push({ text: `${n}` });
  for (let n = 0; n < 50; n++) {
    const poll = new Poll(rig.port, sid);
    // oxlint-disable-next-line no-await-in-loop
    assert.equal(await poll.answer, `${n}`);
    if (n % 2 === 0) poll.socket.end();
    else poll.socket.destroy();
  }
});

check("who never heard of his sid leaves no session behind", async ({ rig }) => {
  const before = rig.transport.connections;
  const socket = connect(rig.port, "127.0.0.1");
  socket.write(`GET /v0/channels/lp?apikey=${key} HTTP/1.1\r\nHost: a\r\n\r\n`);
  socket.resetAndDestroy();
  await once(socket, "close");
  await session(rig, []).catch(() => undefined);
  assert.ok(rig.transport.connections <= before + 1);
});

check(
  "a session ends when neither poll nor request came for 75 s, and not before (R-56)",
  async ({ rig, echo, sid }) => {
    const poll = new Poll(rig.port, sid);
    await echo.until(() => echo.connection.ready());
    rig.clock.advance(49_499);
    assert.ok(echo.connection.ready());
    rig.clock.advance(1);
    assert.equal(await poll.answer, "");
    rig.clock.advance(74_999);
    const agent = new Agent();
    assert.equal((await ask(rig.port, agent, `sid=${sid}`, "a")).status, 200);
    rig.clock.advance(74_999);
    assert.equal(echo.closings, 0);
    rig.clock.advance(1);
    assert.equal(echo.closings, 1);
    const { status, body } = await ask(rig.port, agent, `sid=${sid}`);
    agent.destroy();
    assert.equal(status, 403);
    assert.equal(JSON.parse(body).ctrl.text, "Invalid or expired session id");
  },
);

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

for (let seed = 1; seed <= 25; seed++) {
  check(
    `polls, aborts and retries at random: every packet once, in order (R-55, seed ${seed})`,
    async ({ rig, echo, sid }) => {
      const roll = dice(seed);
      const count = 60;
      const got: number[] = [];
      let pushed = 0;
      let kept: Socket | undefined;
      const push = (): void => {
        if (pushed < count) echo.push({ text: `${pushed++} ${"x".repeat(roll() < 0.3 ? 60_000 : 20)}` });
      };
      while (got.length < count) {
        for (let more = Math.floor(roll() * 3); more > 0; more--) push();
        const poll = new Poll(rig.port, sid, roll() < 0.5 ? kept : undefined);
        kept = undefined;
        const patience = roll() < 0.5 ? Number.POSITIVE_INFINITY : Math.floor(roll() * 12);
        let body: string | undefined;
        void poll.answer.then((whole) => (body = whole));
        for (let turns = 0; body === undefined && turns < patience && !poll.socket.destroyed; turns++) {
          if (roll() < 0.2 || patience === Number.POSITIVE_INFINITY) push();
          // oxlint-disable-next-line no-await-in-loop
          await turn();
          if (pushed === count && echo.queue.length === 0 && patience !== Number.POSITIVE_INFINITY) break;
        }
        if (body === undefined) {
          if (roll() < 0.5) poll.socket.destroy();
          else poll.socket.resetAndDestroy();
          // what was read before the end counts
          // oxlint-disable-next-line no-await-in-loop
          body = await poll.answer;
        } else if (roll() < 0.5) kept = poll.socket;
        if (body !== undefined && body !== "") got.push(Number.parseInt(body, 10));
      }
      assert.deepEqual(
        got,
        Array.from({ length: count }, (_, n) => n),
      );
    },
  );
}
