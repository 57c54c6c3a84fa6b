import assert from "node:assert/strict";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { connect } from "node:net";
import { test } from "node:test";
import type { Visit } from "../ports/transport.ts";
import type { Endpoint, Http, HttpOptions } from "./http.ts";
import { createHttp } from "./http.ts";
import { silentLog } from "./log.ts";

/** Answers with the method and the length of the body; `/slow` when it is told to. */
class Probe implements Endpoint {
  readonly paths = ["/probe", "/slow"];
  readonly visits: Visit[] = [];
  readonly waiting: ServerResponse[] = [];
  upgrades = 0;

  request(request: IncomingMessage, response: ServerResponse, visit: Visit): void {
    this.visits.push(visit);
    if (request.url?.startsWith("/slow") === true) return void this.waiting.push(response);
    if (visit.query.get("throw") !== null) throw new Error("a bug");
    let bytes = 0;
    request.on("data", (chunk: Buffer) => (bytes += chunk.length));
    request.on("end", () => response.end(`${request.method} ${bytes}`));
  }

  upgrade(_request: IncomingMessage, socket: Socket): void {
    this.upgrades++;
    socket.end("HTTP/1.1 101 Switching Protocols\r\n\r\n");
  }
}

interface Rig {
  readonly http: Http;
  readonly probe: Probe;
  readonly port: number;
  /** sends, and resolves to all that came when the connection has ended */
  readonly talk: (text: string) => Promise<string>;
}

async function start(options: Partial<HttpOptions> = {}): Promise<Rig> {
  const probe = new Probe();
  const http = createHttp({
    isKey: (key) => key === "good",
    endpoints: [probe],
    health: () => ({ reasons: [], warnings: [] }),
    log: silentLog,
    ...options,
  });
  const { port } = await http.listen({ host: "127.0.0.1", port: 0 });
  const talk = async (text: string): Promise<string> => {
    const socket = connect(port, "127.0.0.1");
    let got = "";
    socket.on("data", (data: Buffer) => (got += data.toString("latin1")));
    socket.on("error", () => undefined);
    socket.write(text, "latin1");
    await once(socket, "close");
    return got;
  };
  return { http, probe, port, talk };
}

function check(name: string, run: (rig: Rig) => Promise<void>, options: Partial<HttpOptions> = {}): void {
  test(name, async () => {
    const rig = await start(options);
    try {
      await run(rig);
    } finally {
      await rig.http.destroy();
      assert.equal(rig.http.sockets, 0);
    }
  });
}

const get = (path: string, fields = "", method = "GET"): string =>
  `${method} ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${fields}\r\n`;
const statusOf = (answer: string): number => Number(answer.split(" ")[1]);
const bodyOf = (answer: string): string => answer.slice(answer.indexOf("\r\n\r\n") + 4);

const pages: readonly (readonly [request: string, status: number, body: RegExp])[] = [
  [get("/"), 200, /Natter.*\/v0\/channels/s],
  [get("/healthz"), 200, /^ok$/],
  [get("/readyz"), 200, /^\{"ready":true\}$/],
  [get("/", "", "HEAD"), 200, /^$/],
  [get("/nothing"), 404, /\/v0\/channels/],
  [get("/probe/"), 404, /./],
  [get("/Probe"), 404, /./],
  [get("/../probe"), 404, /./],
  [get("http://chat.example.org/probe?a=b"), 200, /^GET 0$/],
  [get("/probe"), 200, /^GET 0$/],
  [get("/probe", "", "OPTIONS"), 200, /^OPTIONS 0$/],
  [get("/probe", "", "PUT"), 200, /^PUT 0$/],
  [get("/healthz", "", "DELETE"), 405, /Only GET/],
  [get("/healthz", "", "TRACE"), 405, /Only GET/],
  [get("/healthz", "", "POST"), 405, /./],
  [get("/probe?throw"), 500, /^internal error$/],
  [get("/probe", "X: y\r\n".repeat(62)), 200, /^GET 0$/],
  [get("/probe", "X: y\r\n".repeat(63)), 431, /Too many/],
  [get("/probe", "X: y\r\n".repeat(1_000)), 431, /^$/],
  ["GET /probe HTTP/1.1\r\nConnection: close\r\n\r\n", 400, /Host/],
  ["GET /probe HTTP/1.0\r\n\r\n", 200, /^GET 0$/],
  ["GET /probe\r\n\r\n", 505, /Only HTTP/],
  [get("/probe", `X: ${"y".repeat(7_000)}\r\n`), 200, /^GET 0$/],
  [get("/probe", `X: ${"y".repeat(8_200)}\r\n`), 431, /^$/],
  [get("/probe", `X: y${" ".repeat(8_200)}y\r\n`), 431, /^$/],
  [get(`/probe?${"q".repeat(9_000)}`), 431, /^$/],
];

for (const [request, status, body] of pages) {
  const shown = request.split("\r\n", 1)[0]?.slice(0, 40) ?? "";
  check(`${shown} … of ${request.length} bytes → ${status}`, async ({ talk }) => {
    const answer = await talk(request);
    assert.equal(statusOf(answer), status);
    assert.match(bodyOf(answer), body);
    assert.doesNotMatch(answer, /set-cookie|server:|x-powered-by|node|www-authenticate|    at /i);
  });
}

check(
  "/readyz gives the reasons, while /healthz stays up",
  async ({ talk }) => {
    const answer = await talk(get("/readyz"));
    assert.equal(statusOf(answer), 503);
    assert.deepEqual(JSON.parse(bodyOf(answer)), {
      ready: false,
      reasons: ["disk full"],
      warnings: ["clock behind"],
    });
    assert.equal(statusOf(await talk(get("/healthz"))), 200);
  },
  { health: () => ({ reasons: ["disk full"], warnings: ["clock behind"] }) },
);

const keys: readonly (readonly [path: string, fields: string, keyed: boolean])[] = [
  ["/probe", "", false],
  ["/probe?apikey=good", "", true],
  ["/probe?apikey=g%6Fod", "", true],
  ["/probe?apikey=bad", "", false],
  ["/probe", "X-Tinode-APIKey: good\r\n", true],
  ["/probe", "x-tinode-apikey: good\r\n", true],
  ["/probe", "X-Tinode-APIKey: bad\r\n", false],
  ["/probe", "X-Tinode-APIKey: good\r\nX-Tinode-APIKey: good\r\n", false],
  ["/probe?apikey=bad", "X-Tinode-APIKey: good\r\n", false],
  ["/probe?apikey=&id=1", "X-Tinode-APIKey: good\r\n", true],
  ["/probe?apikey=%", "Cookie: apikey=good\r\nAuthorization: Basic good\r\n", false],
];

for (const [path, fields, keyed] of keys) {
  check(
    `${path} with ${JSON.stringify(fields)} is ${keyed ? "keyed" : "not keyed"}`,
    async ({ talk, probe }) => {
      await talk(get(path, fields));
      assert.equal(probe.visits[0]?.keyed, keyed);
      assert.equal(probe.visits[0]?.address, "127.0.0.1");
    },
  );
}

const upgrade = "Connection: Upgrade, close\r\nUpgrade: websocket\r\n";
const handshakes: readonly (readonly [name: string, request: string, upgrades: number])[] = [
  ["with a key", get("/probe?apikey=good", upgrade), 1],
  ["in capitals", get("/probe?apikey=good", upgrade.replace("websocket", "WebSocket")), 1],
  ["without key", get("/probe", upgrade), 0],
  ["as POST", get("/probe?apikey=good", upgrade, "POST"), 0],
  ["to something else", get("/probe?apikey=good", upgrade.replace("websocket", "h2c")), 0],
  ["without Connection: Upgrade", get("/probe?apikey=good", "Upgrade: websocket\r\n"), 0],
  ["of a page", get("/healthz?apikey=good", upgrade), 0],
  ["of nothing", get("/nothing?apikey=good", upgrade), 0],
];

for (const [name, request, upgrades] of handshakes) {
  check(
    `a handshake ${name} ${upgrades === 1 ? "is one" : "is an ordinary request"}`,
    async ({ talk, probe }) => {
      const answer = await talk(request.replace("Connection: close\r\nConnection", "Connection"));
      assert.equal(probe.upgrades, upgrades);
      if (upgrades === 0) assert.notEqual(statusOf(answer), 101);
    },
  );
}

const chunked = "Transfer-Encoding: chunked\r\n";
const smuggled = "GET /probe?smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
const post = (fields: string, body: string): string =>
  `POST /probe HTTP/1.1\r\nHost: a\r\n${fields}\r\n${body}`;

/** What a proxy and a server could read differently (S-06). Each must be refused, and nothing behind it may be seen. */
const ambiguous: readonly (readonly [name: string, bytes: string])[] = [
  ["both lengths, CL first", post(`Content-Length: 5\r\n${chunked}`, `0\r\n\r\n${smuggled}`)],
  [
    "both lengths, TE first",
    post(`${chunked}Content-Length: ${smuggled.length + 5}\r\n`, `0\r\n\r\n${smuggled}`),
  ],
  ["two different lengths", post("Content-Length: 5\r\nContent-Length: 6\r\n", `aaaaa${smuggled}`)],
  ["two equal lengths", post("Content-Length: 5\r\nContent-Length: 5\r\n", `aaaaa${smuggled}`)],
  ["a list of lengths", post("Content-Length: 5, 5\r\n", `aaaaa${smuggled}`)],
  ["a length with sign", post("Content-Length: +5\r\n", `aaaaa${smuggled}`)],
  ["a negative length", post("Content-Length: -1\r\n", smuggled)],
  ["a length in hexadecimal", post("Content-Length: 0x5\r\n", `aaaaa${smuggled}`)],
  ["a length beyond all numbers", post("Content-Length: 99999999999999999999999\r\n", `aaaaa${smuggled}`)],
  ["an empty length", post("Content-Length: \r\n", smuggled)],
  ["a length with a space before the colon", post("Content-Length : 5\r\n", `aaaaa${smuggled}`)],
  [
    "an encoding with a space before the colon",
    post("Transfer-Encoding : chunked\r\n", `0\r\n\r\n${smuggled}`),
  ],
  ["a folded encoding", post("Transfer-Encoding:\r\n chunked\r\n", `0\r\n\r\n${smuggled}`)],
  ["a folded field", post("X: a\r\n b\r\nContent-Length: 0\r\n", smuggled)],
  ["an unknown encoding", post("Transfer-Encoding: cow\r\n", smuggled)],
  ["chunked twice", post("Transfer-Encoding: chunked, chunked\r\n", `0\r\n\r\n${smuggled}`)],
  ["chunked, then identity", post("Transfer-Encoding: chunked, identity\r\n", `0\r\n\r\n${smuggled}`)],
  ["chunked in quotes", post('Transfer-Encoding: "chunked"\r\n', `0\r\n\r\n${smuggled}`)],
  ["chunked with a vertical tab", post("Transfer-Encoding: \u000bchunked\r\n", `0\r\n\r\n${smuggled}`)],
  ["a bare line feed in the fields", `POST /probe HTTP/1.1\nHost: a\nContent-Length: 0\n\n${smuggled}`],
  ["a bare line feed behind one field", post("X: a\nContent-Length: 0\r\n", smuggled)],
  ["a bare carriage return in a field", post("X: a\rY: b\r\nContent-Length: 0\r\n", smuggled)],
  ["a NUL in a field", post("X: a\u0000b\r\nContent-Length: 0\r\n", smuggled)],
  ["a NUL in a name", post("X\u0000: a\r\nContent-Length: 0\r\n", smuggled)],
  ["a field without colon", post("X\r\nContent-Length: 0\r\n", smuggled)],
  ["an empty name", post(": a\r\nContent-Length: 0\r\n", smuggled)],
  ["a space before the first field", `POST /probe HTTP/1.1\r\n Host: a\r\n\r\n${smuggled}`],
  ["a chunk size with sign", post(chunked, `+5\r\naaaaa\r\n0\r\n\r\n${smuggled}`)],
  ["a chunk size with 0x", post(chunked, `0x5\r\naaaaa\r\n0\r\n\r\n${smuggled}`)],
  ["a chunk size beyond all numbers", post(chunked, `fffffffffffffffff\r\naaaaa\r\n0\r\n\r\n${smuggled}`)],
  ["an empty chunk size", post(chunked, `\r\naaaaa\r\n0\r\n\r\n${smuggled}`)],
  ["a chunk that ends in a bare line feed", post(chunked, `5\naaaaa\n0\n\n${smuggled}`)],
  ["a chunk longer than it says", post(chunked, `3\r\naaaaa\r\n0\r\n\r\n${smuggled}`)],
  ["a bare line feed behind the last chunk", post(chunked, `0\r\n\n${smuggled}`)],
  ["a chunk extension with a bare line feed", post(chunked, `5;a=b\naaaaa\r\n0\r\n\r\n${smuggled}`)],
  ["an unknown method", `GETT /probe HTTP/1.1\r\nHost: a\r\n\r\n${smuggled}`],
  ["a method in small letters", `get /probe HTTP/1.1\r\nHost: a\r\n\r\n${smuggled}`],
  ["HTTP/2 in plain text", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
  ["HTTP/1.2", `GET /probe HTTP/1.2\r\nHost: a\r\n\r\n${smuggled}`],
  ["a version without number", `GET /probe HTTP/x.y\r\nHost: a\r\n\r\n${smuggled}`],
  ["a space in the path", `GET /probe x HTTP/1.1\r\nHost: a\r\n\r\n${smuggled}`],
  ["a tab between the words", `GET\t/probe\tHTTP/1.1\r\nHost: a\r\n\r\n${smuggled}`],
  ["no path", `GET  HTTP/1.1\r\nHost: a\r\n\r\n${smuggled}`],
  ["what is no HTTP", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000"],
  ["a line that is HTTP's answer", `HTTP/1.1 200 OK\r\n\r\n${smuggled}`],
];

for (const [name, bytes] of ambiguous) {
  check(`refused, and nothing behind it read: ${name} (S-06)`, async ({ talk, probe }) => {
    const answer = await talk(bytes);
    assert.ok(answer === "" || /^HTTP\/1\.1 4\d\d .*Connection: close/s.test(answer), answer);
    assert.equal(answer.match(/HTTP\/1\.1/g)?.length ?? 0, answer === "" ? 0 : 1);
    assert.deepEqual(
      probe.visits.filter((visit) => visit.query.get("smuggled") !== null),
      [],
    );
  });
}

check("well-formed requests in one piece are all answered, in order", async ({ talk }) => {
  const answer = await talk(
    post("Content-Length: 5\r\n", "aaaaa") +
      post(chunked, "3\r\naaa\r\n4;extension=1\r\naaaa\r\n0\r\nTrailer: x\r\n\r\n") +
      get("/probe"),
  );
  assert.deepEqual(answer.match(/(?:POST|GET) \d+$|(?:POST|GET) \d+(?=HTTP)/gm), [
    "POST 5",
    "POST 7",
    "GET 0",
  ]);
});

check("a foreign origin is welcome", async ({ talk }) => {
  assert.equal(statusOf(await talk(get("/probe", "Origin: https://evil.example\r\n"))), 200);
});

check(
  "with an allow-list of origins only these, and who has none, may call (S-20)",
  async ({ talk, probe }) => {
    assert.equal(statusOf(await talk(get("/probe", "Origin: https://evil.example\r\n"))), 403);
    assert.equal(
      statusOf(await talk(get("/probe?apikey=good", `${upgrade}Origin: https://evil.example\r\n`))),
      403,
    );
    assert.equal(statusOf(await talk(get("/probe", "Origin: http://a\r\n"))), 403); // a is the Host
    assert.equal(statusOf(await talk(get("/probe", "Origin: https://chat.example\r\n"))), 200);
    const own = get("/probe", "Origin: http://127.0.0.1:6060\r\n").replace("Host: a", "Host: 127.0.0.1:6060");
    assert.equal(statusOf(await talk(own)), 200);
    assert.equal(statusOf(await talk(get("/probe"))), 200);
    assert.equal(probe.upgrades, 0);
  },
  { origins: ["https://Chat.example"] },
);

check(
  "behind a trusted proxy the address is the client's",
  async ({ talk, probe }) => {
    await talk(get("/probe", "X-Forwarded-For: 198.51.100.7\r\n"));
    assert.equal(probe.visits[0]?.address, "198.51.100.7");
  },
  { trustedProxies: ["127.0.0.1"] },
);

const impatient = { limits: { headersMs: 200, requestMs: 400 } };

for (const [name, bytes] of [
  ["nothing", ""],
  ["half a line", "GET /pro"],
  ["half of the fields", "GET /probe HTTP/1.1\r\nHost: a\r\nX: "],
  ["half of a body", post("Content-Length: 50\r\n", "half")],
  ["half of a chunk", post(chunked, "50\r\nhalf")],
] as const) {
  check(
    `who sends ${name} and no more is dropped (S-16)`,
    async ({ talk }) => {
      assert.match(await talk(bytes), /^HTTP\/1\.1 408 |^$/);
    },
    impatient,
  );
}

check(
  "a slow answer is no slow request: it may take its time",
  async ({ port, probe, http }) => {
    const socket = connect(port, "127.0.0.1");
    socket.write("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
    const others = await start(impatient); // its half request is dropped when the open one has waited as long
    while (probe.waiting.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await others.talk("GET /probe HTTP/1.1\r\nHost: a\r\nX: ");
    await others.http.destroy();
    probe.waiting[0]?.end("at last");
    const [data] = (await once(socket, "data")) as [Buffer];
    assert.match(data.toString(), /at last$/);
    assert.equal(http.sockets, 1);
    socket.destroy();
    await once(socket, "close");
  },
  impatient,
);

check(
  "a thousand half-open requests do not keep the next one waiting (S-16)",
  async ({ port, talk, http }) => {
    const slow = Array.from({ length: 1_000 }, () => connect(port, "127.0.0.1"));
    for (const socket of slow) {
      socket.on("error", () => undefined);
      socket.write("GET /probe HTTP/1.1\r\nHost: a\r\nX: ");
    }
    assert.equal(statusOf(await talk(get("/probe"))), 200);
    await Promise.all(slow.map((socket) => (socket.resume(), once(socket, "close"))));
    assert.ok(http.sockets <= 1);
  },
  impatient,
);

test("connections over the bound are refused, said once, and taken again when there is room (R-68)", async () => {
  const lines: string[] = [];
  const log = { ...silentLog, warn: (_about: object, message: string): void => void lines.push(message) };
  const { http, port, talk } = await start({ limits: { sockets: 5 }, log });
  const held = Array.from({ length: 5 }, () => connect(port, "127.0.0.1"));
  await Promise.all(held.map((socket) => once(socket, "connect")));
  while (http.sockets < 5) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(await talk(get("/probe")), "");
  assert.equal(await talk(get("/probe")), "");
  assert.equal(lines.length, 1);
  for (const socket of held) socket.destroy();
  while (http.sockets > 0) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(statusOf(await talk(get("/probe"))), 200);
  await http.destroy();
});

test("a header may not take longer than its request, whatever was asked for", async () => {
  const { http, talk } = await start({ limits: { headersMs: 60_000, requestMs: 30_000 } });
  assert.equal(statusOf(await talk(get("/probe"))), 200);
  await http.destroy();
});

test("after close() no connection is taken, and requests under way are answered and end theirs", async () => {
  const { http, port, probe } = await start();
  const socket = connect(port, "127.0.0.1");
  socket.write("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  while (probe.waiting.length === 0) await new Promise((resolve) => setImmediate(resolve));
  http.close();
  const refused = connect(port, "127.0.0.1");
  const [error] = (await once(refused, "error")) as [NodeJS.ErrnoException];
  assert.equal(error.code, "ECONNREFUSED");
  probe.waiting[0]?.end("done");
  const [data] = (await once(socket, "data")) as [Buffer];
  assert.match(data.toString(), /done$/);
  await http.destroy();
});
