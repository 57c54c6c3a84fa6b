// The command as its users run it: real processes, random ports, folders of their own; every process that is started is ended here.
import assert from "node:assert/strict";
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import type { Readable, Writable } from "node:stream";
import { test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("main.ts", import.meta.url));
type Child = ChildProcessByStdio<Writable, Readable, Readable>;
type Json = Readonly<Record<string, unknown>>;

// ---- processes

function place(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "natter-cli-"));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Of our own environment only what a program needs: the options of whoever runs the tests stay out. */
const env = { PATH: process.env["PATH"], HOME: process.env["HOME"] };

function launch(args: readonly string[], more: Readonly<Record<string, string>> = {}): Child {
  return spawn(process.execPath, [main, ...args], {
    env: { ...env, ...more },
    stdio: ["pipe", "pipe", "pipe"],
  });
}

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

async function natter(
  args: readonly string[],
  input = "",
  more: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const child = launch(args, more);
  const chunks = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (chunks.out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (chunks.err += text));
  child.stdin.end(input);
  const [code] = (await once(child, "close")) as [number | null];
  return { code, ...chunks };
}

/** A command that must work; its one line of JSON. */
async function told(args: readonly string[], input = ""): Promise<Json> {
  const { code, out, err } = await natter([...args, "--json"], input);
  assert.equal(code, 0, out + err);
  assert.equal(out.trimEnd().split("\n").length, 1);
  return JSON.parse(out) as Json;
}

interface Served {
  readonly child: Child;
  readonly ready: {
    readonly websocket: readonly string[];
    readonly apikey: string;
    readonly admin: string;
    readonly listen: readonly string[];
  };
  /** lines of the log after the first */
  readonly lines: Json[];
  readonly ended: Promise<number | null>;
  stop(): Promise<number | null>;
}

async function served(t: TestContext, data: string, more: readonly string[] = []): Promise<Served> {
  const child = launch(["serve", "--data", data, "--listen", "127.0.0.1:0", ...more]);
  const ended = once(child, "close").then(([code]) => code as number | null);
  t.after(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  const lines: Json[] = [];
  child.stderr.resume();
  const ready = await new Promise<Json>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const event = JSON.parse(line) as Json;
      if (event["event"] === "ready") resolve(event);
      else lines.push(event);
    });
    void ended.then((code) => reject(new Error(`ended with ${code}: ${JSON.stringify(lines)}`)));
  });
  const stop = async (): Promise<number | null> => {
    child.kill("SIGTERM");
    return ended;
  };
  return { child, ready: ready as unknown as Served["ready"], lines, ended, stop };
}

// ---- a client

interface Ctrl {
  readonly id?: string;
  readonly code: number;
  readonly text: string;
  readonly params?: Json;
}

class Client {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<string, (ctrl: Ctrl) => void>();
  readonly packets: Json[] = [];
  readonly closed: Promise<number>;
  #next = 1;

  constructor({ ready }: Served) {
    this.#socket = new WebSocket(`${ready.websocket[0]}?apikey=${ready.apikey}&id=hello`);
    this.closed = new Promise((resolve) => {
      this.#socket.addEventListener("close", ({ code }) => resolve(code));
    });
    this.#socket.addEventListener("message", ({ data }) => {
      const packet = JSON.parse(String(data)) as Json;
      const ctrl = packet["ctrl"] as Ctrl | undefined;
      this.packets.push(packet);
      if (ctrl?.id !== undefined) this.#waiting.get(ctrl.id)?.(ctrl);
    });
  }

  greeting(): Promise<Ctrl> {
    return this.#answer("hello");
  }

  ask(verb: string, body: Json): Promise<Ctrl> {
    const id = String(this.#next++);
    this.#socket.send(JSON.stringify({ [verb]: { id, ...body } }));
    return this.#answer(id);
  }

  close(): void {
    this.#socket.close();
  }

  #answer(id: string): Promise<Ctrl> {
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }
}

async function connected(t: TestContext, server: Served): Promise<Client> {
  const client = new Client(server);
  t.after(() => client.close());
  assert.equal((await client.greeting()).code, 201);
  return client;
}

async function login(t: TestContext, server: Served, secret: string, scheme = "basic") {
  const client = await connected(t, server);
  const ctrl = await client.ask("login", { scheme, secret });
  return { client, ctrl };
}

// ---- start and stop

test("the first start makes the folder for the owner alone, takes connections, and ends with 0 when told", async (t) => {
  const data = join(place(t), "natter-data");
  const server = await served(t, data);
  assert.equal(statSync(data).mode & 0o777, 0o700);
  for (const name of ["natter.db", "keys.json", "admin.secret", "admin.json"]) {
    assert.equal(statSync(join(data, name)).mode & 0o777, 0o600, name);
  }
  const client = await connected(t, server);
  assert.equal(await server.stop(), 0);
  assert.equal(await client.closed, 1001);
  assert.equal(existsSync(join(data, "admin.json")), false);
  assert.deepEqual(
    server.lines.map((line) => line["msg"]).filter((msg) => String(msg).startsWith("stop")),
    ["stopping", "stopped"],
  );
});

test("R-09: a second server on the same data is refused, the first goes on", async (t) => {
  const data = join(place(t), "data");
  const server = await served(t, data);
  const second = await natter(["serve", "--data", data, "--listen", "127.0.0.1:0"]);
  assert.equal(second.code, 1);
  assert.match(second.err, /another process is using .*Try/s);
  assert.equal(second.err.trimEnd().split("\n").length, 1);
  await connected(t, server);
  assert.equal(existsSync(join(data, "admin.json")), true);
});

test("a port in use", async (t) => {
  const folder = place(t);
  const server = await served(t, join(folder, "1"));
  const second = await natter([
    "serve",
    "--data",
    join(folder, "2"),
    "--listen",
    server.ready.listen[0] ?? "",
  ]);
  assert.equal(second.code, 1);
  assert.match(second.err, /^natter: .*in use by another program.*--listen HOST:PORT\n$/);
});

test("a file in the place of the folder", async (t) => {
  const file = join(place(t), "data");
  writeFileSync(file, "");
  const { code, err } = await natter(["serve", "--data", file]);
  assert.equal(code, 1);
  assert.match(err, /^natter: .*a file in its place.*Try another folder/);
});

test("R-65: a newer schema is refused with both versions, and left alone", async (t) => {
  const data = join(place(t), "data");
  await (await served(t, data)).stop();
  const file = join(data, "natter.db");
  const db = new DatabaseSync(file);
  db.exec("PRAGMA user_version = 999");
  db.close();
  for (const command of [["serve", "--listen", "127.0.0.1:0"], ["user", "list"], ["doctor"]]) {
    const { code, out, err } = await natter([...command, "--data", data]);
    assert.equal(code, 1);
    assert.match(out + err, /999.*newer Natter.*Try/s);
  }
});

test("a second signal ends the process at once", async (t) => {
  const server = await served(t, join(place(t), "data"), ["--drain-within", "60s"]);
  await connected(t, server);
  server.child.kill("SIGTERM");
  server.child.kill("SIGINT");
  assert.notEqual(await server.ended, null);
});

test("options that are wrong: 2, each named, nothing made", async (t) => {
  const data = join(place(t), "data");
  const wrong = { NATTER_LITSEN: "x", NATTER_LIMITS: "perhaps" };
  const { code, err } = await natter(["serve", "--data", data, "--poll-wait", "49"], "", wrong);
  assert.equal(code, 2);
  for (const part of [
    "poll.wait",
    "flag --poll-wait",
    'did you mean "NATTER_LISTEN"',
    "limits",
    "NATTER_LIMITS",
  ]) {
    assert.ok(err.includes(part), err);
  }
  assert.equal(existsSync(data), false);
});

const misuses: readonly (readonly [args: readonly string[], says: RegExp])[] = [
  [["srve"], /no command "srve" \(did you mean "serve"\?\)/],
  [["--lsten", "x"], /unknown option '--lsten'/],
  [["user", "lst"], /unknown command 'lst'/],
  [["user", "add"], /missing required argument 'name'/],
  [["serve", "--config", "/nowhere/natter.yaml"], /natter.yaml cannot be read.*Try/],
  [["token", "issue", "alice", "--expires", "soon"], /--expires.*720h|--expires.*duration/],
  [["user", "list", "--data", "/nowhere/data"], /There is no data in.*Try/],
];
for (const [args, says] of misuses) {
  test(`misuse: natter ${args.join(" ")}`, async () => {
    const { code, err } = await natter(args);
    assert.notEqual(code, 0);
    assert.match(err, says);
  });
}

// ---- accounts

test("accounts: the orders hold at once for live sessions, and the same without a server", async (t) => {
  const data = join(place(t), "data");
  const at = ["--data", data];
  const made = await told(
    ["user", "add", "Alice", ...at, "--password-stdin", "--public", "Alice A."],
    "first password\n",
  );
  assert.match(String(made["user"]), /^usr/);
  const server = await served(t, data);
  await told(["user", "add", "bob", ...at, "--password-stdin"], "bobs password\n");
  const alice = await login(t, server, "alice:first password");
  assert.equal(alice.ctrl.code, 200);
  assert.equal(alice.ctrl.params?.["uid"], made["user"]);

  await told(["user", "passwd", "alice", ...at, "--password-stdin"], "second password\n");
  assert.equal(await alice.client.closed, 1008);
  assert.equal((await login(t, server, "alice:first password")).ctrl.code, 401);
  const again = await login(t, server, "alice:second password");
  assert.equal(again.ctrl.code, 200);

  await told(["user", "disable", "alice", ...at]);
  assert.equal(await again.client.closed, 1008);
  assert.equal((await login(t, server, "alice:second password")).ctrl.code, 403);
  await told(["user", "enable", "alice", ...at]);
  assert.equal((await login(t, server, "alice:second password")).ctrl.code, 200);

  await told(["user", "delete", "bob", ...at]);
  assert.notEqual((await login(t, server, "bob:bobs password")).ctrl.code, 200);
  assert.equal(await server.stop(), 0);
  const { users } = (await told(["user", "list", ...at])) as { users: readonly Json[] };
  const states = Object.fromEntries(users.map((user) => [user["name"], user["state"]]));
  assert.equal(states["alice"], "active");
  assert.equal(users.length, 2);
});

test("refused orders say why, on both roads", async (t) => {
  const data = join(place(t), "data");
  const at = ["--data", data];
  await told(["user", "add", "alice", ...at, "--password-stdin"], "first password\n");
  const refused = async (): Promise<void> => {
    for (const [args, input, fault] of [
      [["user", "add", "ALICE", "--password-stdin"], "other password", "duplicate-credential"],
      [["user", "add", "bob", "--password-stdin"], "short", "malformed"],
      [["user", "disable", "nobody"], "", "user-not-found"],
    ] as const) {
      const { code, out } = await natter([...args, ...at, "--json"], input);
      assert.equal(code, 1, out);
      assert.equal((JSON.parse(out) as Json)["fault"], fault);
    }
  };
  await refused();
  await served(t, data);
  await refused();
});

test("a token of the operator logs in", async (t) => {
  const data = join(place(t), "data");
  const server = await served(t, data);
  await told(["user", "add", "robot", "--data", data, "--password-stdin"], "some password\n");
  const { token, expires } = await told(["token", "issue", "robot", "--expires", "720h", "--data", data]);
  assert.match(String(expires), /Z$/);
  assert.equal((await login(t, server, String(token), "token")).ctrl.code, 200);
  assert.equal((await login(t, server, `${String(token)}x`, "token")).ctrl.code, 401);
});

test("the secret of the folder is not told to whoever took a dead server's port", async (t) => {
  const data = join(place(t), "data");
  const server = await served(t, data);
  server.child.kill("SIGKILL");
  await server.ended;
  const heard: string[] = [];
  const thief = createServer((request, response) => {
    heard.push(JSON.stringify([request.url, request.headers]));
    response.end('{"ok":true,"proof":"guess"}');
  });
  thief.listen(0, "127.0.0.1");
  await once(thief, "listening");
  t.after(() => thief.close());
  const { port } = thief.address() as AddressInfo;
  writeFileSync(join(data, "admin.json"), JSON.stringify({ url: `http://127.0.0.1:${port}`, pid: 1 }));
  assert.deepEqual((await told(["user", "list", "--data", data]))["users"], []);
  assert.equal(heard.length, 1);
  assert.ok(!heard.join("").includes(readFileSync(join(data, "admin.secret"), "utf8").trim()));
});

test("metrics are served to who knows the secret, on the admin listener alone", async (t) => {
  const data = join(place(t), "data");
  const server = await served(t, data);
  await connected(t, server);
  const secret = readFileSync(join(data, "admin.secret"), "utf8").trim();
  const metrics = await fetch(`${server.ready.admin}/metrics`, {
    headers: { authorization: `Bearer ${secret}` },
  });
  assert.match(await metrics.text(), /^natter_sessions\{transport="websocket"\} 1$/m);
  const open = server.ready.websocket[0]?.replace("ws:", "http:") ?? "";
  assert.equal((await fetch(new URL("/metrics", open))).status, 404);
  assert.equal((await fetch(`${server.ready.admin}/metrics`)).status, 401);
});

// ---- API keys, configuration, doctor

test("API keys: made, checked, refused", async () => {
  const made = await told(["apikey", "generate", "--app", "7", "--sequence", "3", "--root"]);
  assert.equal(made["key"], "AQcAAAADAAGEQxLX5u7zhR8a7heTla1C");
  const first = await told(["apikey", "check", "AQEAAAABAAD_rAp4DJh05a1HAwFT3A6K"]);
  assert.deepEqual(first, { ok: true, app: 1, sequence: 1, root: false });
  for (const key of ["AQAAAAABAAAoeOI7tA3HsYvdzDhYhZJy", "AQEAAAABAAD_rAp4DJh05a1HAwFT3A6L", "x"]) {
    const { code, err } = await natter(["apikey", "check", key]);
    assert.equal(code, 1);
    assert.match(err, /no key of this server.*Try/s);
  }
  const salt = ["--apikey-salt", "ab".repeat(32)];
  const own = await told(["apikey", "generate", ...salt]);
  assert.equal((await told(["apikey", "check", String(own["key"]), ...salt]))["app"], 1);
  assert.equal((await natter(["apikey", "check", String(own["key"])])).code, 1);
  assert.equal((await natter(["apikey", "generate", "--app", "0"])).code, 2);
});

test("config show tells value and source; docs is a table of all", async (t) => {
  const file = join(place(t), "natter.yaml");
  writeFileSync(file, "log:\n  level: warn\n");
  const { out } = await natter(["config", "show", "--config", file, "--data", "/x", "--json"]);
  const { options } = JSON.parse(out) as { options: readonly Json[] };
  const find = (key: string): Json | undefined => options.find((one) => one["key"] === key);
  assert.deepEqual(find("log.level"), { key: "log.level", value: "warn", source: `file ${file}` });
  assert.deepEqual(find("data"), { key: "data", value: "/x", source: "flag --data" });
  assert.equal((await natter(["config", "check", "--config", file])).code, 0);
  assert.match((await natter(["config", "docs"])).out, /^\| `listen` \| `--listen` \| `NATTER_LISTEN` \|/m);
});

test("doctor is content with a running server and with a stopped one, and finds what is missing", async (t) => {
  const data = join(place(t), "data");
  const server = await served(t, data);
  const at = ["--data", data, "--listen", server.ready.listen[0] ?? ""];
  const running = await told(["doctor", ...at]);
  assert.equal(running["running"], true);
  await server.stop();
  const stopped = (await told(["doctor", ...at, "--deep"])) as { running: boolean; checks: readonly Json[] };
  assert.equal(stopped.running, false);
  assert.match(JSON.stringify(stopped.checks), /journal_mode=wal synchronous=2/);
  const db = new DatabaseSync(join(data, "natter.db"));
  db.exec("INSERT INTO users (tenant, user, seal) VALUES (1, 'usrAQAAAAAAAAA', 1)");
  db.close();
  const damaged = await natter(["doctor", ...at, "--deep"]);
  assert.equal(damaged.code, 1);
  assert.match(
    damaged.out,
    /^bad +database +damaged: the account of usrAQAAAAAAAAA is damaged\. Try natter restore/m,
  );
  rmSync(join(data, "keys.json"));
  writeFileSync(join(data, "keys.json"), "{}");
  const broken = await natter(["doctor", ...at]);
  assert.equal(broken.code, 1);
  assert.match(broken.out, /^bad +keys .*Try/m);
  assert.equal((await natter(["doctor", "--data", join(data, "none")])).code, 1);
});

// ---- backup and demo

test("a backup of a running server restores elsewhere, never over data, and only if it is whole", async (t) => {
  const folder = place(t);
  const [data, file, other] = [join(folder, "data"), join(folder, "backup.db"), join(folder, "other")];
  const server = await served(t, data);
  await told(["user", "add", "alice", "--data", data, "--password-stdin"], "first password\n");
  await told(["backup", file, "--data", data]);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const twice = await natter(["backup", file, "--data", data]);
  assert.match(twice.err, /exists already. Try another name/);
  await told(["user", "add", "later", "--data", data, "--password-stdin"], "first password\n");
  await server.stop();

  await told(["restore", file, "--data", other]);
  const { users } = (await told(["user", "list", "--data", other])) as { users: readonly Json[] };
  assert.deepEqual(
    users.map((user) => user["name"]),
    ["alice"],
  );
  assert.match(
    (await natter(["restore", file, "--data", data])).err,
    /holds data already.*Try another folder/,
  );
  const restored = await served(t, other);
  assert.equal((await login(t, restored, "alice:first password")).ctrl.code, 200);

  const bytes = readFileSync(file);
  for (const [name, damaged] of [
    ["cut", bytes.subarray(0, bytes.length - 5_000)],
    ["no database", Buffer.from("x".repeat(10_000))],
  ] as const) {
    const bad = join(folder, `${name}.db`);
    const target = join(folder, `from ${name}`);
    writeFileSync(bad, damaged);
    const { code, err } = await natter(["restore", bad, "--data", target]);
    assert.equal(code, 1);
    assert.match(err, /damaged or no backup.*Try/);
    assert.equal(existsSync(join(target, "natter.db")), false);
  }
});

test("--demo: alice logs in and finds her talks; a second time is refused", async (t) => {
  const data = join(place(t), "data");
  const server = await served(t, data, ["--demo"]);
  const { client, ctrl } = await login(t, server, "alice:alice123");
  assert.equal(ctrl.code, 200);
  assert.equal((await client.ask("sub", { topic: "me", get: "sub" })).code, 200);
  await client.ask("leave", { topic: "me" });
  const metas = client.packets.flatMap((packet) =>
    packet["meta"] === undefined ? [] : [packet["meta"] as Json],
  );
  const topics = metas.flatMap((meta) => (meta["sub"] as readonly Json[] | undefined) ?? []);
  assert.equal(topics.length, 7);
  await server.stop();
  const again = await natter(["serve", "--data", data, "--listen", "127.0.0.1:0", "--demo"]);
  assert.equal(again.code, 1);
  assert.match(again.err, /needs a data folder without accounts.*Try/s);
});
