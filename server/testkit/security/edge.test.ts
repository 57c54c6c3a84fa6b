// At the doors of a real listener: foreign pages, API keys on every endpoint, and fifty live sessions over both transports that are cut.
import assert from "node:assert/strict";
import { request, type IncomingHttpHeaders } from "node:http";
import { test } from "node:test";
import { LongpollTransport } from "../../src/adapters/transport-longpoll/index.ts";
import { WebsocketTransport } from "../../src/adapters/transport-websocket/index.ts";
import { createCrypto } from "../../src/cli/parts.ts";
import { createApiKeys, defaultSalt, parseSalt } from "../../src/runtime/apikey.ts";
import { createHttp, type Http, type HttpOptions } from "../../src/runtime/http.ts";
import { hmacMd5 } from "../../src/runtime/http/hmac-md5.ts";
import { silentLog } from "../../src/runtime/log.ts";
import { connectLongPoll, connectWebSocket } from "../raw-clients.ts";
import { Guest, passwordOf, readPacket, secretOf, type Body } from "./guest.ts";
import { Site } from "./site.ts";

const keys = createApiKeys({ salt: parseSalt(defaultSalt), hmacMd5 });
const good = keys.make({ app: 1, sequence: 1, root: false });
const otherSalt = createApiKeys({ salt: parseSalt("ab".repeat(32)), hmacMd5 });

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A site behind sockets; the transports are the real ones. */
class Edge {
  readonly site: Site;
  readonly port: number;
  readonly #http: Http;
  readonly #transports: readonly { close(): void }[];

  private constructor(site: Site, http: Http, port: number, transports: readonly { close(): void }[]) {
    this.site = site;
    this.#http = http;
    this.port = port;
    this.#transports = transports;
  }

  static async open(options: Partial<HttpOptions> = {}): Promise<Edge> {
    const site = await Site.open();
    const { accept } = site.server;
    const { clock } = site;
    const isKey = (key: string): boolean => keys.check(key) !== undefined;
    const websocket = new WebsocketTransport({ accept, clock });
    const longpoll = new LongpollTransport({ accept, clock, crypto: createCrypto(""), isKey });
    const http = createHttp({
      isKey,
      endpoints: [websocket, longpoll],
      health: () => ({ reasons: [], warnings: [] }),
      log: silentLog,
      ...options,
    });
    const { port } = await http.listen({ host: "127.0.0.1", port: 0 });
    return new Edge(site, http, port, [websocket, longpoll]);
  }

  async visit(how: "websocket" | "longpoll", name = "guest"): Promise<Guest> {
    const guest = new Guest(name);
    const at = `127.0.0.1:${this.port}/v0/channels`;
    guest.adopt(
      how === "websocket"
        ? await connectWebSocket(`ws://${at}?apikey=${good}`, guest)
        : await connectLongPoll(`http://${at}/lp?apikey=${good}`, guest),
    );
    this.site.guests.add(guest);
    return guest;
  }

  ask(method: string, path: string, headers: Record<string, string> = {}, body = ""): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asking = request(
        { port: this.port, host: "127.0.0.1", method, path, headers, agent: false },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("end", () => {
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(chunks).toString("utf8"),
            });
          });
        },
      );
      asking.on("upgrade", (response, socket) => {
        socket.destroy();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: "" });
      });
      asking.on("error", reject);
      asking.end(body);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.site[Symbol.asyncDispose]();
    for (const transport of this.#transports) transport.close();
    await this.#http.destroy();
  }
}

const handshake = {
  Connection: "Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
};

// ---------------------------------------------------------------- S-20

test("S-20: nothing that a browser adds by itself makes a session more than a stranger, and no answer sets a cookie", async () => {
  await using edge = await Edge.open();
  const alice = await edge.site.enroll("alice");
  const ambient = {
    Origin: "https://evil.example",
    Cookie: `token=${alice.token}; sid=x; session=${alice.uid}`,
    Authorization: `Basic ${Buffer.from(secretOf("alice")).toString("base64")}`,
    Referer: `https://evil.example/?token=${alice.token}`,
    "X-Forwarded-User": "alice",
  };
  const opened = await edge.ask("GET", `/v0/channels/lp?apikey=${good}`, ambient);
  assert.equal(opened.status, 201);
  const { sid } = readPacket(opened.body).body["params"] as { sid: string };
  const answers = [opened];
  for (const topic of ["me", alice.uid, "new"]) {
    const ask = JSON.stringify({ sub: { id: "1", topic, get: "info sub data" } });
    answers.push(await edge.ask("POST", `/v0/channels/lp?apikey=${good}&sid=${sid}`, ambient, ask));
    const poll = await edge.ask("GET", `/v0/channels/lp?apikey=${good}&sid=${sid}`, ambient);
    answers.push(poll);
    assert.equal(readPacket(poll.body).body["code"], 401, poll.body);
  }
  const upgraded = await edge.ask("GET", `/v0/channels?apikey=${good}`, { ...handshake, ...ambient });
  assert.equal(upgraded.status, 101, "any origin may connect");
  answers.push(upgraded, await edge.ask("OPTIONS", "/v0/channels/lp", ambient));
  for (const path of ["/", "/healthz", "/readyz", "/nothing"])
    answers.push(await edge.ask("GET", path, ambient));
  for (const { headers } of answers) {
    for (const name of [
      "set-cookie",
      "www-authenticate",
      "access-control-allow-credentials",
      "server",
      "x-powered-by",
    ])
      assert.equal(headers[name], undefined, name);
  }
});

test("S-20: with a list of origins, pages of others are refused at every endpoint before anything is done", async () => {
  await using edge = await Edge.open({ origins: ["https://chat.example"] });
  const { sessions } = edge.site.server.stats();
  const evil = [
    "https://evil.example",
    "null",
    "https://chat.example.evil.example",
    "http://chat.example",
    "https://chat.example:444",
  ];
  for (const Origin of evil) {
    const tries = [
      edge.ask("GET", `/v0/channels?apikey=${good}`, { ...handshake, Origin }),
      edge.ask("GET", `/v0/channels/lp?apikey=${good}`, { Origin }),
      edge.ask("POST", `/v0/v0/channels/lp?apikey=${good}`, { Origin }, "{}"),
      edge.ask("OPTIONS", "/v0/channels/lp", { Origin }),
    ];
    for (const { status } of await Promise.all(tries)) assert.equal(status, 403, Origin);
  }
  assert.deepEqual(edge.site.server.stats().sessions, sessions);
  const own = { Origin: "https://chat.example" };
  assert.equal((await edge.ask("GET", `/v0/channels?apikey=${good}`, { ...handshake, ...own })).status, 101);
  assert.equal((await edge.ask("GET", `/v0/channels/lp?apikey=${good}`, own)).status, 201);
  assert.equal(
    (await edge.ask("GET", `/v0/channels/lp?apikey=${good}`)).status,
    201,
    "no browser, no origin",
  );
});

// ---------------------------------------------------------------- S-21

const badKeys: readonly (readonly [why: string, key: string | undefined])[] = [
  ["none", undefined],
  ["empty", ""],
  ["no base64", "!!!!"],
  ["too short", good.slice(0, -4)],
  ["too long", `${good}AAAA`],
  ["one character changed", `${good.slice(0, -1)}${good.endsWith("A") ? "B" : "A"}`],
  ["of another salt", otherSalt.make({ app: 1, sequence: 1, root: false })],
  ["another application under the old signature", `${good.slice(0, 2)}Q${good.slice(3)}`],
  ["split by white space", `${good.slice(0, 5)} ${good.slice(5)}`],
  ["quoted", `"${good}"`],
];

for (const [why, key] of badKeys) {
  test(`S-21: a key that is ${why}: 403 with the same body at every endpoint, and nothing is done`, async () => {
    await using edge = await Edge.open();
    const guest = await edge.visit("longpoll");
    const sid = String(guest.greeting["sid"]);
    const query = key === undefined ? "" : `?apikey=${encodeURIComponent(key)}`;
    const header: Record<string, string> = key === undefined ? {} : { "X-Tinode-APIKey": key };
    const inBody = JSON.stringify({
      ...(key !== undefined && { apikey: key }),
      sid,
      pub: { topic: "grpA", content: 1 },
    });
    const more = (text: string): string => `${query}${query === "" ? "?" : "&"}${text}`;
    const opened = edge.site.metrics.counts.sessionsOpened;
    const [taken] = [edge.site.metrics.counts.packetsIn];
    const tries: Readonly<
      Record<string, readonly (readonly [string, string, Record<string, string>, string?])[]>
    > = {
      "/v0/channels": [
        ["GET", `/v0/channels${query}`, handshake],
        ["GET", "/v0/channels", { ...handshake, ...header }],
        ["GET", `/v0/channels${query}`, {}],
        ["POST", `/v0/channels${query}`, header],
      ],
      "/lp": ["/v0/channels/lp", "/v0/v0/channels/lp"].flatMap((path) => [
        ["GET", `${path}${query}`, {}] as const,
        ["GET", path, header] as const,
        ["POST", `${path}${query}`, {}, "{}"] as const,
        ["GET", `${path}${more(`sid=${sid}`)}`, {}] as const,
        ["POST", `${path}${more(`sid=${sid}`)}`, {}, '{"leave":{"topic":"grpA"}}'] as const,
        ["POST", path, {}, inBody] as const,
        ["POST", `${path}?apikey=${good}`, {}, key === undefined ? "" : inBody] as const,
      ]),
    };
    for (const [transport, requests] of Object.entries(tries)) {
      const bodies = new Set<string>();
      for (const [method, path, headers, body] of requests) {
        if (key === undefined && path.includes(good)) continue;
        const answer = await edge.ask(method, path, headers, body);
        assert.equal(answer.status, 403, `${transport}: ${method} ${path}`);
        bodies.add(answer.body.replace(/"ts":"[^"]*"/, ""));
      }
      assert.equal(bodies.size, 1, [...bodies].join("\n"));
    }
    assert.equal(edge.site.metrics.counts.sessionsOpened, opened);
    assert.equal(edge.site.metrics.counts.packetsIn, taken);
  });
}

test("S-21: no change of one character of a key makes another valid one", () => {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  for (let at = 0; at < good.length; at++)
    for (const one of alphabet)
      if (one !== good[at]) assert.equal(keys.check(good.slice(0, at) + one + good.slice(at + 1)), undefined);
});

test("S-21, S-26: a session over long polling is known by its sid alone, and none is guessed, lengthened or shared", async () => {
  await using edge = await Edge.open();
  await edge.site.enroll("alice");
  const alice = await edge.visit("longpoll", "alice");
  await alice.logIn({ secret: secretOf("alice") });
  const sid = String(alice.greeting["sid"]);
  assert.match(sid, /^[\w-]{22}$/);
  const wrong = [
    sid.slice(0, -1),
    `${sid}A`,
    sid.toLowerCase(),
    sid.toUpperCase(),
    `${sid}%00`,
    "A".repeat(22),
    "__proto__",
    "constructor",
  ];
  for (const other of wrong.filter((one) => one !== sid)) {
    const ask = '{"get":{"id":"1","topic":"me","what":"info"}}';
    for (const answer of [
      await edge.ask("POST", `/v0/channels/lp?apikey=${good}&sid=${other}`, {}, ask),
      await edge.ask("GET", `/v0/channels/lp?apikey=${good}&sid=${other}`),
    ]) {
      assert.equal(answer.status, 403, other);
      assert.equal(readPacket(answer.body).body["text"], "Invalid or expired session id");
    }
  }
  assert.equal(await alice.code("get", { topic: "me", what: "info" }), 200);
});

// ---------------------------------------------------------------- S-30

const cuts: Readonly<Record<string, (edge: Edge, by: Guest) => Promise<unknown>>> = {
  "a new password": (_edge, by) => by.must("acc", { auth: [{ secret: "alice:another-password" }] }),
  "the deletion of the password": (_edge, by) => by.must("acc", { auth: [{ secret: "␡" }] }),
  "disabling by the operator": ({ site }) => site.server.operator.setState("alice", "disable"),
  "deletion by the operator": ({ site }) => site.server.operator.setState("alice", "delete"),
  "a new password by the operator": ({ site }) =>
    site.server.operator.setPassword("alice", "another-password"),
};

for (const [name, cut] of Object.entries(cuts)) {
  test(`S-30: ${name} ends fifty live sessions over both transports at once, and every token`, async () => {
    await using edge = await Edge.open();
    const { site } = edge;
    const bob = await site.enroll("bob");
    const by = await site.enroll("alice");
    const topic = await bob.attach("new");
    await by.attach(topic);
    const sessions = await Promise.all(
      Array.from({ length: 50 }, async (_, i) => {
        const session = await edge.visit(i % 2 === 0 ? "websocket" : "longpoll", `alice${i}`);
        await session.logIn(
          i % 4 < 2 ? { secret: secretOf("alice") } : { scheme: "token", secret: by.token },
        );
        await session.attach(topic);
        await session.attach("me");
        return session;
      }),
    );
    const tokens = [...new Set([by, ...sessions].map(({ token }) => token))];
    const isOwn =
      (name.startsWith("a new password") && !name.includes("operator")) || name.startsWith("the deletion");
    await cut(edge, by);
    await bob.must("pub", { topic, content: "AFTER" });
    await bob.must("pub", { topic, content: "AFTER" });
    await Promise.all(sessions.map((session) => session.until(() => session.ended !== undefined)));
    for (const session of sessions) {
      assert.ok(!session.texts.some((text) => text.includes("AFTER")), `${session.name} heard of it`);
      const { code } = session.ended ?? {};
      assert.ok(code === undefined || code === 1008, String(code));
    }
    assert.equal(by.ended === undefined, isOwn, "who changed it goes on, whom the operator cuts does not");
    const { websocket, longpoll } = site.server.stats().sessions;
    assert.deepEqual([websocket, longpoll], [isOwn ? 2 : 1, 0]);
    for (const how of ["websocket", "longpoll"] as const) {
      const guest = await edge.visit(how);
      for (const secret of tokens) assert.equal(await guest.code("login", { scheme: "token", secret }), 401);
      const expected = name === "disabling by the operator" ? 403 : 401;
      assert.equal(await guest.code("login", { secret: `alice:${passwordOf("alice")}` }), expected);
    }
  });
}

test("S-30: a session that is just logging in while the password changes is not let in with the old one", async () => {
  for (let delay = 0; delay < 12; delay++) {
    await using edge = await Edge.open();
    const { site } = edge;
    const by = await site.enroll("alice");
    const late = site.visit("late");
    const tokened = site.visit("tokened");
    const login = late.ask("login", { secret: secretOf("alice") });
    const withToken = tokened.ask("login", { scheme: "token", secret: by.token });
    for (let i = 0; i < delay; i++) await new Promise((resolve) => setImmediate(resolve));
    await by.must("acc", { auth: [{ secret: "alice:another-password" }] });
    await Promise.all([login, withToken]);
    await site.settle();
    for (const guest of [late, tokened]) {
      const body: Body = (await guest.ask("sub", { topic: "me" })) ?? {};
      assert.ok(
        guest.ended !== undefined || body["code"] === 401,
        `${guest.name}, ${delay} turns: ${JSON.stringify(body)}`,
      );
    }
  }
});
