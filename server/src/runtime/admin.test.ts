// Who gets through to the operator's listener (S-70), as a table of requests; and what its answers look like.
import assert from "node:assert/strict";
import { request } from "node:http";
import { after, before, test } from "node:test";
import { createAdmin, proofOf } from "./admin.ts";
import { silentLog } from "./log.ts";

const secret = "a-secret-of-the-data-folder-that-is-long-enough";
const asked: unknown[] = [];
const admin = createAdmin({
  secret,
  log: silentLog,
  routes: {
    "GET /metrics": () =>
      Promise.resolve({ status: 200, body: "natter_up 1\n", type: "text/plain; version=0.0.4" }),
    "POST /echo": (body) => {
      asked.push(body);
      return Promise.resolve({ status: 200, body: { ok: true, body } });
    },
    "POST /throw": () => Promise.reject(new Error("PLANTED at /some/path")),
  },
});
let port = 0;

before(async () => {
  port = (await admin.start({ host: "127.0.0.1", port: 0 })).port;
});
after(() => admin.stop());

interface Ask {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly without?: readonly string[];
}

const good = { authorization: `Bearer ${secret}`, "content-type": "application/json" };

function ask({ method = "POST", path = "/echo", headers = {}, body = "{}", without = [] }: Ask) {
  const all: Record<string, string> = { host: `127.0.0.1:${port}`, ...good, ...headers };
  for (const name of without) delete all[name];
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; text: string }>(
    (resolve, reject) => {
      const sent = request({ host: "127.0.0.1", port, method, path, headers: all }, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (text += chunk));
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        );
      });
      sent.on("error", reject);
      sent.end(method === "POST" ? body : undefined);
    },
  );
}

const cases: readonly (readonly [why: string, ask: () => Ask, status: number])[] = [
  ["the secret opens", () => ({}), 200],
  ["by the name localhost, too", () => ({ headers: { host: `localhost:${port}` } }), 200],
  ["no secret", () => ({ without: ["authorization"] }), 401],
  ["a wrong one", () => ({ headers: { authorization: "Bearer wrong" } }), 401],
  ["the start of it", () => ({ headers: { authorization: `Bearer ${secret.slice(0, -1)}` } }), 401],
  ["more than it", () => ({ headers: { authorization: `Bearer ${secret}x` } }), 401],
  ["none at all", () => ({ headers: { authorization: "Bearer " } }), 401],
  ["as another scheme", () => ({ headers: { authorization: `Basic ${secret}` } }), 401],
  ["in the URL", () => ({ path: `/echo?secret=${secret}`, without: ["authorization"] }), 401],
  ["a name that a page made lead here", () => ({ headers: { host: "evil.example" } }), 421],
  ["such a name with our port", () => ({ headers: { host: `evil.example:${port}` } }), 421],
  ["a name that begins like ours", () => ({ headers: { host: `127.0.0.1.evil.example:${port}` } }), 421],
  ["another port", () => ({ headers: { host: "127.0.0.1:1" } }), 421],
  ["from a web page", () => ({ headers: { origin: "http://localhost" } }), 403],
  ["from no page that says so", () => ({ headers: { origin: "null" } }), 403],
  ["a cross-site request", () => ({ headers: { "sec-fetch-site": "cross-site" } }), 403],
  ["a preflight", () => ({ method: "OPTIONS", headers: { origin: "http://x" } }), 403],
  ["a form", () => ({ headers: { "content-type": "text/plain" } }), 415],
  ["no JSON", () => ({ body: "{" }), 400],
  ["too long", () => ({ body: JSON.stringify("x".repeat(70_000)) }), 413],
  ["another path", () => ({ path: "/nothing" }), 404],
  ["a name of objects", () => ({ path: "/constructor" }), 404],
  ["another method", () => ({ method: "GET" }), 405],
  ["metrics", () => ({ method: "GET", path: "/metrics" }), 200],
  [
    "metrics without the secret",
    () => ({ method: "GET", path: "/metrics", without: ["authorization"] }),
    401,
  ],
];

for (const [why, make, status] of cases) {
  test(`${status}: ${why}`, async () => {
    const answer = await ask(make());
    assert.equal(answer.status, status, answer.text);
    assert.equal(answer.headers["access-control-allow-origin"], undefined);
    assert.equal(answer.headers["cache-control"], "no-store");
    assert.ok(!answer.text.includes(secret));
  });
}

test("an order gets the body as it was sent", async () => {
  asked.length = 0;
  await ask({ body: '{"name":"alice"}' });
  assert.deepEqual(asked, [{ name: "alice" }]);
});

test("a defect is 500 and tells nothing about it", async () => {
  const { status, text } = await ask({ path: "/throw" });
  assert.equal(status, 500);
  assert.ok(!text.includes("PLANTED"));
});

test("hello proves that the server knows the secret, without being told it", async () => {
  const hello: Ask = {
    method: "GET",
    path: "/hello",
    headers: { "x-natter-nonce": "n1" },
    without: ["authorization"],
  };
  const { status, text } = await ask(hello);
  assert.equal(status, 200);
  assert.deepEqual(JSON.parse(text), { ok: true, proof: proofOf(secret, "n1") });
  assert.notEqual(proofOf(secret, "n1"), proofOf(secret, "n2"));
  assert.equal((await ask({ ...hello, headers: {} })).status, 400);
});
