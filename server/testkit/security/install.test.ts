// The server as it is installed, put together by the command's own parts: what lies in its folder, what it says, what it shows to whom.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { firstKey } from "../../src/cli/apikey.ts";
import { optionKeys, rowOf, type Config } from "../../src/cli/options.ts";
import { start, type Running } from "../../src/cli/start.ts";
import { createLog } from "../../src/runtime/log.ts";
import { defaultHttpLimits } from "../../src/runtime/http.ts";
import { defaultSettings } from "../../src/runtime/settings.ts";
import { defaultLongpollLimits } from "../../src/adapters/transport-longpoll/index.ts";
import { defaultWebsocketLimits } from "../../src/adapters/transport-websocket/index.ts";
import { connectLongPoll, connectWebSocket } from "../raw-clients.ts";
import { Guest, type Body } from "./guest.ts";

const defaults = Object.fromEntries(optionKeys.map((key) => [key, rowOf(key).default])) as unknown as Config;

class Installed {
  readonly folder = mkdtempSync(join(tmpdir(), "natter-security-"));
  readonly data = join(this.folder, "data");
  readonly lines: string[] = [];
  readonly config: Config;
  #running: Running | undefined;
  readonly #guests: Guest[] = [];

  constructor(more: Partial<Config> = {}) {
    this.config = { ...defaults, listen: [{ host: "127.0.0.1", port: 0 }], data: this.data, ...more };
  }

  static async start(more: Partial<Config> = {}): Promise<Installed> {
    const installed = new Installed(more);
    try {
      await installed.start();
    } catch (error) {
      await installed[Symbol.asyncDispose]();
      throw error;
    }
    return installed;
  }

  async start(): Promise<void> {
    const write = (line: string): void => void this.lines.push(line);
    this.#running = await start(this.config, createLog({ level: "debug", format: "json", write }), false);
  }

  get running(): Running {
    assert.ok(this.#running);
    return this.#running;
  }

  get at(): string {
    return `127.0.0.1:${this.running.listens[0]?.port}`;
  }

  get adminSecret(): string {
    return readFileSync(join(this.data, "admin.secret"), "utf8").trim();
  }

  async visit(how: "websocket" | "longpoll" = "websocket"): Promise<Guest> {
    const guest = new Guest("guest");
    const path = `${this.at}/v0/channels${how === "websocket" ? "" : "/lp"}?apikey=${firstKey(this.config)}`;
    guest.adopt(
      how === "websocket"
        ? await connectWebSocket(`ws://${path}`, guest)
        : await connectLongPoll(`http://${path}`, guest),
    );
    this.#guests.push(guest);
    return guest;
  }

  async admin(path: string, body?: unknown): Promise<string> {
    const headers = { authorization: `Bearer ${this.adminSecret}`, "content-type": "application/json" };
    const options =
      body === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(body) };
    return (await fetch(`${this.running.adminUrl}${path}`, options)).text();
  }

  /** Everything in the folder, as text without loss. */
  files(): ReadonlyMap<string, string> {
    return new Map(
      readdirSync(this.data).map((name) => [name, readFileSync(join(this.data, name), "latin1")]),
    );
  }

  async stop(): Promise<void> {
    for (const guest of this.#guests) guest.hangUp();
    await this.running.stop(5_000);
    this.#running = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#running !== undefined) await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

// ---------------------------------------------------------------- S-27

test("S-27: fifty planted secrets are in no log, no metric, no answer to others and not in the database", async () => {
  await using server = await Installed.start({ limits: false });
  const planted = (kind: string): string => `PLANTED-${kind}`;
  const secrets: string[] = [];
  const plant = (kind: string): string => {
    secrets.push(planted(kind));
    return planted(kind);
  };
  const guests: Guest[] = [];
  for (let i = 0; i < 6; i++) {
    const guest = await server.visit(i % 2 === 0 ? "websocket" : "longpoll");
    guests.push(guest);
    const secret = `user${i}:${plant(`password-${i}`)}`;
    await guest.must("acc", { user: "new", auth: [{ secret }], init: { private: `note ${i}` } });
    assert.equal(await guest.code("login", { secret: `user${i}:${plant(`wrong-${i}`)}` }), 401);
    await guest.logIn({ secret, tag: `tag-${i}` });
    await guest.must("acc", { auth: [{ secret: `user${i}:${plant(`changed-${i}`)}` }] });
  }
  const [one] = guests;
  assert.ok(one);
  const odd = [
    { login: { id: "1", secret: [plant("in-an-array")] } },
    { login: { id: "2", secret: { password: plant("in-an-object") } } },
    { login: { id: "3", scheme: plant("as-scheme"), secret: plant("without-colon") } },
    { login: { id: "4", scheme: "token", secret: plant("as-token") } },
    { acc: { id: "5", user: plant("as-user"), auth: [{ secret: `x:${plant("for-another")}` }] } },
    { acc: { id: "6", user: "new", auth: [{ scheme: plant("scheme"), secret: plant("secret") }] } },
    { [plant("as-word")]: { secret: plant("in-an-unknown-word") } },
    { login: { id: "7", expireIn: plant("as-duration"), secret: "a:b" } },
  ];
  const stranger = await server.visit();
  for (const packet of odd) stranger.say(JSON.stringify(packet));
  stranger.say(`{"login":{"secret":"user1:${plant("cut-off")}`);
  stranger.say(`{"pub":{"topic":"grpA","key":"${plant("as key!")}","content":1}}`);
  await stranger.code("get", { topic: "grpNone", what: "info" });
  const issued = JSON.parse(
    await server.admin("/token/issue", { name: "user1", expiresInMs: 60_000 }),
  ) as Body;
  await server.admin("/user/add", { name: "added", password: plant("by-the-operator") });
  const topic = await one.attach("new");
  await one.must("pub", { topic, content: planted("content") });
  const sids = guests.flatMap((guest) => {
    const { sid } = guest.greeting;
    return typeof sid === "string" ? [sid] : [];
  });
  const tokens = [...guests.map(({ token }) => token), textOf(issued["token"])].filter(
    (token) => token !== "",
  );
  for (const path of [
    `/v0/channels/lp?apikey=${firstKey(server.config)}&sid=${plant("sid")}`,
    `/${plant("path")}?secret=${plant("query")}`,
  ])
    await fetch(`http://${server.at}${path}`);
  const metrics = await server.admin("/metrics");
  const { adminSecret } = server;
  const keys = JSON.parse(readFileSync(join(server.data, "keys.json"), "utf8")) as { server: string };
  await server.stop();
  const database = [...server.files()]
    .filter(([name]) => name.startsWith("natter.db"))
    .map(([, text]) => text)
    .join();
  const log = server.lines.join("");
  const answered = stranger.texts.join("\n");
  assert.ok(secrets.length >= 30 && tokens.length >= 6 && sids.length === 3);
  assert.ok(
    database.includes("note 1") && database.includes(planted("content")),
    "the database is read as it is",
  );
  assert.ok(log.length > 100, "there is a log");
  for (const secret of [...secrets, ...tokens, ...sids, adminSecret, keys.server]) {
    for (const [place, text] of Object.entries({ log, metrics, database, answered }))
      assert.ok(!text.includes(secret), `${secret} is in the ${place}`);
  }
  for (const kind of ["content", "note 1"]) assert.ok(!(log + metrics).includes(kind), `${kind} was logged`);
  assert.ok(!log.includes(firstKey(server.config)), "the API key was logged");
  for (const line of server.lines) assert.match(line, /^\{[^\n]*\}\n$/, "S-73: one line an event");
});

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

// ---------------------------------------------------------------- S-72

test("S-72: a new installation has no accounts and no common secrets, and its folder is for its owner alone", async () => {
  await using one = await Installed.start({ limits: false });
  await using other = await Installed.start();
  const { users } = JSON.parse(await one.admin("/user/list", {})) as Body;
  assert.deepEqual(users, []);
  for (const name of ["alice", "bob", "admin", "root", "test", "demo", "natter"])
    for (const secret of [`${name}:${name}123`, `${name}:${name}`, `${name}:password`])
      assert.equal(await (await one.visit()).code("login", { secret }), 401);
  const [ones, others] = [one.files(), other.files()];
  for (const name of ["admin.secret", "keys.json"]) assert.notEqual(ones.get(name), others.get(name), name);
  assert.ok(Buffer.from(one.adminSecret, "base64url").length >= 32);
  if (process.platform !== "win32") {
    assert.equal(statSync(one.data).mode & 0o777, 0o700);
    for (const name of ["admin.secret", "keys.json", "admin.json"])
      assert.equal(statSync(join(one.data, name)).mode & 0o077, 0, name);
  }
});

test("S-72: by default only this machine is listened to, and the operator's side shows nothing without its secret", async () => {
  assert.deepEqual(defaults.listen, [{ host: "localhost", port: 6060 }]);
  assert.deepEqual(defaults["admin.listen"], { host: "127.0.0.1", port: 0 });
  assert.equal(defaults.limits, true);
  await using server = await Installed.start();
  for (const path of [
    "/metrics",
    "/stats",
    "/user/list",
    "/debug",
    "/debug/pprof",
    "/debug/vars",
    "/expvar",
    "/admin",
    "/.env",
    "/natter.db",
  ])
    assert.equal((await fetch(`http://${server.at}${path}`)).status, 404, path);
  const { adminUrl } = server.running;
  for (const path of ["/metrics", "/stats", "/nothing"]) {
    assert.equal((await fetch(`${adminUrl}${path}`)).status, 401);
    for (const secret of [
      "",
      "admin",
      "undefined",
      server.adminSecret.slice(0, -1),
      `${server.adminSecret}A`,
    ])
      assert.equal(
        (await fetch(`${adminUrl}${path}`, { headers: { authorization: `Bearer ${secret}` } })).status,
        401,
      );
  }
  const withSecret = { authorization: `Bearer ${server.adminSecret}` };
  assert.equal((await fetch(`${adminUrl}/metrics`, { headers: withSecret })).status, 200);
  assert.equal(
    (await fetch(`${adminUrl}/metrics`, { headers: { ...withSecret, origin: "http://localhost" } })).status,
    403,
  );
});

// ---------------------------------------------------------------- the numbers

/** security.md "Websocket", "HTTP", "JSON", "Rate limits". */
test("the limits have the promised defaults, and whoever runs the server reads and sets the same numbers", () => {
  const { rates } = defaultSettings;
  const perSecond = (burst: number, rate: number): object => ({ burst, perSecond: rate });
  assert.deepEqual(
    {
      publishUser: rates.publishUser,
      publishTopic: rates.publishTopic,
      loginFailuresAccount: rates.loginFailuresAccount,
      loginAddress: rates.loginAddress,
      accountsAddress: rates.accountsAddress,
      sub: rates.sub,
      get: rates.get,
      bytes: rates.bytesSession.perSecond,
    },
    {
      publishUser: perSecond(60, 5),
      publishTopic: perSecond(200, 50),
      loginFailuresAccount: perSecond(5, 1 / 6),
      loginAddress: perSecond(20, 20 / 60),
      accountsAddress: perSecond(3, 1 / 10),
      sub: perSecond(30, 2),
      get: perSecond(30, 5),
      bytes: 262_144,
    },
  );
  const { payloadBytes, fragments, chunks, pingMs } = defaultWebsocketLimits;
  assert.deepEqual([payloadBytes, fragments, chunks, pingMs], [131_072, 64, 1_024, 30_000]);
  const { headerBytes, headerFields, headersMs, requestMs } = defaultHttpLimits;
  assert.deepEqual([headerBytes, headerFields, headersMs, requestMs], [8_192, 64, 5_000, 30_000]);
  assert.equal(defaultLongpollLimits.bodyBytes, 131_072);
  assert.deepEqual(
    [defaultSettings.maxBytes, defaultSettings.anonymousAddress, defaultSettings.contactDampMs],
    [32_768, 100, 5_000],
  );
  assert.deepEqual([defaults["passwords.atOnce"], defaults["passwords.waiting"]], [2, 200]);
  const shown = {
    "rates.publishUser": rates.publishUser,
    "rates.publishTopic": rates.publishTopic,
    "rates.loginFailures": rates.loginFailuresAccount,
    "rates.loginAddress": rates.loginAddress,
    "rates.accountsAddress": rates.accountsAddress,
    "rates.sub": rates.sub,
    "rates.get": rates.get,
    "rates.other": rates.other,
    "rates.malformed": rates.malformed,
    "rates.bytes": rates.bytesSession,
    "sessions.maxMessage": defaultSettings.maxBytes,
    "sessions.anonymousPerAddress": defaultSettings.anonymousAddress,
    "presence.damping": defaultSettings.contactDampMs,
    "websocket.ping": pingMs,
    "websocket.maxPayload": payloadBytes,
    "websocket.fragments": fragments,
    "websocket.chunks": chunks,
    "http.headers": headerBytes,
    "http.headerFields": headerFields,
    "http.headersWithin": headersMs,
    "http.requestWithin": requestMs,
    "poll.maxBody": defaultLongpollLimits.bodyBytes,
  } as const;
  for (const [key, value] of Object.entries(shown))
    assert.deepEqual(rowOf(key as keyof Config).default, value, key);
});
