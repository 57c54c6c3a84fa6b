// Long polling request by request over a raw socket (spec: 0.4 §1.2, §1.5; R-54): what is a poll, what a message, what is refused.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import type { Visit } from "../../ports/transport.ts";
import type { Echo } from "../../ports/transport-suite.ts";
import { createEchoes, HandClock } from "../../ports/transport-suite.ts";
import { LongpollTransport } from "./index.ts";

const { accept, echoes } = createEchoes();
const clock = new HandClock((run) => void setImmediate(run));
const crypto = { random: (bytes: number) => randomBytes(bytes), sha256: () => "", hmac: () => "" };
const transport = new LongpollTransport({ accept, clock, crypto, isKey: (key) => key === "k" });
const sockets = new Set<Socket>();
let server: Server;

function visit(request: IncomingMessage): Visit {
  const query = new URL(request.url ?? "", "http://a").searchParams;
  const key = query.get("apikey") ?? request.headers["x-tinode-apikey"];
  return { address: "192.0.2.1", query, keyed: key === "k" };
}

before(async () => {
  server = createServer((request, response) => transport.request(request, response, visit(request)));
  server.on("connection", (socket: Socket) => sockets.add(socket));
  server.on("clientError", (_, socket) => socket.destroy());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});

after(() => {
  server.close();
  for (const socket of sockets) socket.destroy();
});

interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** One connection, read answer by answer. */
class Raw {
  readonly socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  #bytes = Buffer.alloc(0);
  #wake: (() => void) | undefined;

  constructor() {
    this.socket.on("error", () => undefined);
    this.socket.on("data", (data: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, data]);
      this.#wake?.();
    });
    this.socket.on("close", () => this.#wake?.());
  }

  send(text: string | Buffer): void {
    this.socket.write(text);
  }

  async answer(isHead = false): Promise<Answer> {
    for (;;) {
      const end = this.#bytes.indexOf("\r\n\r\n");
      const [line = "", ...fields] = this.#bytes.subarray(0, Math.max(end, 0)).toString().split("\r\n");
      const headers = new Map(
        fields.map((field) => [field.split(": ")[0]?.toLowerCase() ?? "", field.replace(/^[^:]*: /, "")]),
      );
      const length = isHead ? 0 : Number(headers.get("content-length") ?? 0);
      if (end >= 0 && this.#bytes.length >= end + 4 + length) {
        const body = this.#bytes.subarray(end + 4, end + 4 + length).toString();
        this.#bytes = this.#bytes.subarray(end + 4 + length);
        return { status: Number(line.split(" ")[1]), headers, body };
      }
      assert.ok(!this.socket.destroyed, `connection ended after "${this.#bytes.toString()}"`);
      // oxlint-disable-next-line no-await-in-loop
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

interface Request {
  readonly method?: string;
  readonly query?: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly version?: string;
}

function bytesOf({
  method = "POST",
  query = "apikey=k",
  fields = {},
  body = "",
  version = "1.1",
}: Request): Buffer {
  const all: Record<string, string> = { Host: "a", ...fields };
  const isChunked = "Transfer-Encoding" in fields;
  if (body.length > 0 && !isChunked) all["Content-Length"] ??= `${Buffer.byteLength(body)}`;
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([
    Buffer.from(`${method} /v0/channels/lp?${query} HTTP/${version}\r\n${head.join("")}\r\n`),
    Buffer.from(body),
  ]);
}

async function ask(request: Request): Promise<Answer> {
  const raw = new Raw();
  raw.send(bytesOf(request));
  const answer = await raw.answer(request.method === "HEAD");
  raw.socket.destroy();
  return answer;
}

async function open(): Promise<{ sid: string; echo: Echo }> {
  const { body } = await ask({ method: "GET" });
  const echo = echoes.at(-1);
  assert.ok(echo);
  return { sid: String(JSON.parse(body).ctrl.params.sid), echo };
}

function ctrlOf(answer: Answer): { code: number; text: string } {
  const { code, text, ts } = JSON.parse(answer.body).ctrl;
  assert.match(ts, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  return { code, text };
}

const form = { "Content-Type": "application/x-www-form-urlencoded" };
const plain = { "Content-Type": "text/plain" };
const parts = { "Content-Type": "multipart/form-data; boundary=cut" };
const multipart = (fields: Readonly<Record<string, string>>): string => {
  const each = Object.entries(fields).map(([name, value]) => {
    return `--cut\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  });
  return `${each.join("")}--cut--\r\n`;
};

const keyed: readonly (readonly [where: string, request: Request])[] = [
  ["query", { method: "GET" }],
  ["query of a POST", {}],
  ["header", { query: "", fields: { "X-Tinode-APIKey": "k" } }],
  ["form field", { query: "", fields: form, body: "apikey=k" }],
  ["multipart form", { query: "", fields: parts, body: multipart({ apikey: "k" }) }],
  ["member of a JSON body", { query: "", body: '{"apikey":"k"}' }],
  ["member beside a message", { query: "", fields: plain, body: '{"apikey":"k","get":{"topic":"me"}}' }],
  ["form field, against another one in the query", { query: "apikey=wrong", fields: form, body: "apikey=k" }],
];

for (const [where, request] of keyed) {
  test(`a new session, key in the ${where}: 201, the greeting with a sid, nothing else done`, async () => {
    const answer = await ask(request);
    assert.equal(answer.status, 201);
    const { ctrl } = JSON.parse(answer.body);
    assert.equal(ctrl.code, 201);
    assert.match(ctrl.params.sid, /^[\w-]{22}$/);
    assert.deepEqual(echoes.at(-1)?.texts, []);
  });
}

const unkeyed: readonly (readonly [where: string, request: Request])[] = [
  ["nowhere", { method: "GET", query: "" }],
  ["wrong in the query", { method: "GET", query: "apikey=x" }],
  ["wrong in a form, against a good one in the query", { fields: form, body: "apikey=x" }],
  ["wrong in JSON, against a good one in the query", { body: '{"apikey":"x"}' }],
  ["nowhere, with a message", { query: "", body: '{"login":{}}' }],
  ["nowhere, with too much", { query: "", body: "x".repeat(200_000) }],
  ["nowhere, with what is no text", { query: "", body: Buffer.from([255]) }],
  ["wrong in the header", { query: "", fields: { "X-Tinode-APIKey": "x" } }],
];

for (const [where, request] of unkeyed) {
  test(`no valid key (${where}): 403, readable by a page of any origin (S-21)`, async () => {
    const answer = await ask(request);
    assert.equal(answer.status, 403);
    assert.deepEqual(ctrlOf(answer), { code: 403, text: "Valid API key is required" });
    assert.equal(answer.headers.get("access-control-allow-origin"), "*");
  });
}

test("an unknown sid: 403", async () => {
  for (const body of ["", '{"get":{}}', '{"sid":"nobody"}']) {
    // oxlint-disable-next-line no-await-in-loop
    const answer = await ask({ query: "apikey=k&sid=nobodynobodynobodynobo", body });
    assert.equal(answer.status, 403);
    assert.deepEqual(ctrlOf(answer), { code: 403, text: "Invalid or expired session id" });
  }
});

/** The session's id is put for `$`. `message` = what reaches the runtime; undefined = it is a poll. */
const requests: readonly (readonly [name: string, request: Request, message: string | undefined])[] = [
  ["GET without body", { method: "GET", query: "apikey=k&sid=$" }, undefined],
  ["POST without body", { query: "apikey=k&sid=$" }, undefined],
  ["POST of length 0", { query: "apikey=k&sid=$", fields: { "Content-Length": "0" } }, undefined],
  [
    "empty chunked POST",
    {
      query: "apikey=k&sid=$",
      fields: { "Transfer-Encoding": "chunked" },
      body: "0\r\n\r\n",
    },
    undefined,
  ],
  ["sid in a form", { fields: form, body: "sid=$" }, undefined],
  ["sid and key in a form", { query: "", fields: form, body: "sid=$&apikey=k" }, undefined],
  ["sid in a multipart form", { fields: parts, body: multipart({ sid: "$", apikey: "k" }) }, undefined],
  ["sid in JSON", { body: '{"sid":"$"}' }, undefined],
  ["sid and key in JSON", { query: "", body: ' {"apikey":"k", "sid":"$"} ' }, undefined],
  ["sid in the query and in JSON", { query: "apikey=k&sid=$", body: '{"sid":"$"}' }, undefined],
  [
    "sid in JSON wins over another one in the query",
    { query: "apikey=k&sid=other", body: '{"sid":"$"}' },
    undefined,
  ],
  ["message", { query: "apikey=k&sid=$", body: '{"get":{"id":"1"}}' }, '{"get":{"id":"1"}}'],
  ["message of a GET", { method: "GET", query: "apikey=k&sid=$", body: "{}" }, "{}"],
  ["message labelled as text", { query: "apikey=k&sid=$", fields: plain, body: "{}" }, "{}"],
  [
    "message labelled as JSON",
    { query: "apikey=k&sid=$", fields: { "Content-Type": "application/json" }, body: "{}" },
    "{}",
  ],
  [
    "message labelled as a form, as curl does",
    { query: "apikey=k&sid=$", fields: form, body: ' {"get":{}}' },
    ' {"get":{}}',
  ],
  ["what is no JSON, labelled as a form", { query: "apikey=k&sid=$", fields: form, body: "hello" }, "hello"],
  ["what is no JSON", { query: "apikey=k&sid=$", body: "hello" }, "hello"],
  ["white space", { query: "apikey=k&sid=$", body: " \n" }, " \n"],
  ["sid beside the message", { body: '{"sid":"$","leave":{}}' }, '{"sid":"$","leave":{}}'],
  [
    "sid and key behind the message",
    { query: "", body: '{"leave":{},"sid":"$","apikey":"k"}' },
    '{"leave":{},"sid":"$","apikey":"k"}',
  ],
  [
    "the word sid inside a message",
    { query: "apikey=k&sid=$", body: '{"pub":{"content":{"sid":"other"}}}' },
    '{"pub":{"content":{"sid":"other"}}}',
  ],
  [
    "chunked message",
    {
      query: "apikey=k&sid=$",
      fields: { "Transfer-Encoding": "chunked" },
      body: '5\r\n{"get\r\n5\r\n":{}}\r\n0\r\n\r\n',
    },
    '{"get":{}}',
  ],
];

for (const [name, request, message] of requests) {
  test(`${message === undefined ? "a poll" : "a message"}: ${name}`, async () => {
    const { sid, echo } = await open();
    echo.isEchoing = false;
    const put = (text: string): string => text.replaceAll("$", sid);
    const asked = ask({
      ...request,
      query: put(request.query ?? "apikey=k"),
      ...(request.body === undefined ? {} : { body: put(request.body.toString()) }),
    });
    if (message === undefined) {
      echo.push({ text: "for the poll" });
      const { status, body } = await asked;
      assert.deepEqual([status, body], [200, "for the poll"]);
      assert.deepEqual(echo.texts, []);
    } else {
      const { status, body } = await asked;
      assert.deepEqual([status, body], [200, ""]);
      assert.deepEqual(echo.texts, [put(message)]);
    }
  });
}

test("headers of every answer, and the older one for HTTP/1.0 (R-54)", async () => {
  const { sid, echo } = await open();
  echo.push({ text: "a" }, { text: "b" });
  const query = `apikey=k&sid=${sid}`;
  for (const [request, status] of [
    [{ method: "GET", query }, 200],
    [{ method: "GET", query, version: "1.0" }, 200],
    [{ query, body: "{}" }, 200],
    [{ query: "" }, 403],
    [{ query: "apikey=k&sid=x" }, 403],
    [{ query, body: "x".repeat(32_769) }, 413],
    [{ method: "PUT", query }, 405],
    [{ method: "PUT", query: "" }, 403],
    [{ method: "HEAD", query }, 200],
  ] as const) {
    // oxlint-disable-next-line no-await-in-loop
    const answer = await ask(request);
    assert.equal(answer.status, status);
    assert.equal(answer.headers.get("access-control-allow-origin"), "*");
    assert.equal(answer.headers.get("content-type"), "text/plain");
    assert.equal(answer.headers.get("cache-control"), "no-cache, no-store, must-revalidate");
    assert.equal(answer.headers.get("expires"), "0");
    assert.equal(answer.headers.get("pragma"), "version" in request ? "no-cache" : undefined);
  }
});

test("OPTIONS: 204 without key, and no session", async () => {
  const sessions = transport.connections;
  const answer = await ask({ method: "OPTIONS", query: "" });
  assert.equal(answer.status, 204);
  assert.equal(answer.headers.get("access-control-allow-origin"), "*");
  assert.equal(answer.headers.get("access-control-allow-methods"), "GET, POST");
  assert.equal(answer.headers.get("access-control-allow-headers"), "Content-Type, X-Tinode-APIKey");
  assert.equal(transport.connections, sessions);
});

test("HEAD opens no session and takes no packet", async () => {
  const { sid, echo } = await open();
  echo.push({ text: "kept" });
  const sessions = transport.connections;
  assert.equal((await ask({ method: "HEAD" })).status, 200);
  assert.equal((await ask({ method: "HEAD", query: `apikey=k&sid=${sid}` })).status, 200);
  assert.equal((await ask({ method: "HEAD", query: "" })).status, 403);
  assert.equal(transport.connections, sessions);
  assert.equal((await ask({ query: `apikey=k&sid=${sid}` })).body, "kept");
});

test("too large a body, declared or not, whole or chunked: 413, nothing done, session and connection go on (S-14)", async () => {
  const { sid, echo } = await open();
  const query = `apikey=k&sid=${sid}`;
  const raw = new Raw();
  const chunk = `8000\r\n${"x".repeat(32_768)}\r\n`;
  for (const request of [
    bytesOf({ query, body: "x".repeat(32_769) }),
    bytesOf({ query, body: "\u00e9".repeat(16_385) }),
    bytesOf({ query, body: "x".repeat(5_000_000) }),
    Buffer.concat([
      bytesOf({ query, fields: { "Transfer-Encoding": "chunked" } }),
      Buffer.from(`${chunk.repeat(20)}0\r\n\r\n`),
    ]),
    bytesOf({ body: `{"sid":"${sid}","pub":{"content":"${"x".repeat(32_768)}"}}` }),
    bytesOf({ body: "x".repeat(32_769) }),
    bytesOf({ body: "x".repeat(131_073) }),
  ]) {
    raw.send(request);
    // oxlint-disable-next-line no-await-in-loop
    const answer = await raw.answer();
    assert.equal(answer.status, 413);
    assert.equal(ctrlOf(answer).code, 413);
  }
  assert.deepEqual(echo.texts, []);
  raw.send(bytesOf({ query, body: "x".repeat(32_768) }));
  assert.equal((await raw.answer()).status, 200);
  assert.equal(echo.texts.length, 1);
  raw.socket.destroy();
});

test("a body that is no UTF-8: 400, nothing done", async () => {
  const { sid, echo } = await open();
  for (const bytes of ["ff", "c3", "eda080", "7b22c0af227d"]) {
    // oxlint-disable-next-line no-await-in-loop
    const answer = await ask({ query: `apikey=k&sid=${sid}`, body: Buffer.from(bytes, "hex") });
    assert.equal(answer.status, 400);
    assert.deepEqual(ctrlOf(answer), { code: 400, text: "malformed message" });
  }
  assert.deepEqual(echo.texts, []);
});

test("a full input queue: 503, nothing done, session goes on", async () => {
  const { sid, echo } = await open();
  echo.room = 0;
  const answer = await ask({ query: `apikey=k&sid=${sid}`, body: "{}" });
  assert.equal(answer.status, 503);
  assert.deepEqual(ctrlOf(answer), { code: 503, text: "try again later" });
  assert.equal(answer.headers.get("retry-after"), "1");
  echo.room = 1;
  assert.equal((await ask({ query: `apikey=k&sid=${sid}`, body: "{}" })).status, 200);
  assert.deepEqual(echo.texts, ["{}"]);
});

test("POSTs count in the order in which they began, whatever the order of their bodies", async () => {
  const { sid, echo } = await open();
  const query = `apikey=k&sid=${sid}`;
  const clients = Array.from({ length: 5 }, () => new Raw());
  await Promise.all(clients.map((raw) => once(raw.socket, "connect")));
  for (const [n, raw] of clients.entries()) {
    const reached = once(server, "request");
    raw.send(bytesOf({ query, body: `message ${n}` }).subarray(0, -3));
    // oxlint-disable-next-line no-await-in-loop
    await reached;
  }
  for (const [n, raw] of [...clients.entries()].toReversed()) raw.send(`${`message ${n}`.slice(-3)}`);
  await Promise.all(clients.map(async (raw) => assert.equal((await raw.answer()).status, 200)));
  assert.deepEqual(echo.texts, ["message 0", "message 1", "message 2", "message 3", "message 4"]);
  for (const raw of clients) raw.socket.destroy();
});

test("a POST whose body never comes holds the later ones only until its connection ends", async () => {
  const { sid, echo } = await open();
  const query = `apikey=k&sid=${sid}`;
  const [broken, later] = [new Raw(), new Raw()];
  const reached = once(server, "request");
  broken.send(bytesOf({ query, body: "never" }).subarray(0, -3));
  await reached;
  later.send(bytesOf({ query, body: "later" }));
  broken.socket.destroy();
  assert.equal((await later.answer()).status, 200);
  assert.deepEqual(echo.texts, ["later"]);
  later.socket.destroy();
});

test("pipelined: messages, then a poll, on one connection (R-54)", async () => {
  const { sid, echo } = await open();
  const query = `apikey=k&sid=${sid}`;
  const raw = new Raw();
  raw.send(
    Buffer.concat([
      bytesOf({ query, body: "1" }),
      bytesOf({ query, body: "2" }),
      bytesOf({ query }),
      bytesOf({ query, body: "3" }),
    ]),
  );
  const answers: Answer[] = [];
  for (let n = 0; n < 4; n++) {
    // oxlint-disable-next-line no-await-in-loop
    answers.push(await raw.answer());
  }
  assert.deepEqual(
    answers.map(({ status, body }) => `${status} ${body}`),
    ["200 ", "200 ", "200 echo 1", "200 "],
  );
  assert.deepEqual(echo.texts, ["1", "2", "3"]);
  raw.socket.destroy();
});

test("a session that the server closed is unknown from then on; an open poll hears it at once", async () => {
  const { sid, echo } = await open();
  const poll = ask({ query: `apikey=k&sid=${sid}` });
  await echo.until(() => echo.connection.ready());
  echo.connection.close("credentials-changed");
  assert.equal((await poll).status, 403);
  assert.equal((await ask({ query: `apikey=k&sid=${sid}` })).status, 403);
  assert.equal((await ask({ query: `apikey=k&sid=${sid}`, body: "{}" })).status, 403);
  assert.deepEqual(echo.texts, []);
});

test("a poll takes one packet, whatever waits", async () => {
  const { sid, echo } = await open();
  echo.push({ text: "1" }, { text: "2" }, { text: "3" });
  for (const text of ["1", "2", "3"]) {
    // oxlint-disable-next-line no-await-in-loop
    assert.equal((await ask({ query: `apikey=k&sid=${sid}` })).body, text);
  }
});

test("sids are 128 bits that do not repeat", async () => {
  const sids = new Set<string>();
  for (let n = 0; n < 200; n++) {
    // oxlint-disable-next-line no-await-in-loop
    sids.add((await open()).sid);
  }
  assert.equal(sids.size, 200);
});

test("after close() no new session is opened, and those that are open go on", async () => {
  const { sid } = await open();
  transport.close();
  const answer = await ask({ method: "GET" });
  assert.equal(answer.status, 503);
  assert.equal((await ask({ query: `apikey=k&sid=${sid}`, body: "{}" })).status, 200);
});
