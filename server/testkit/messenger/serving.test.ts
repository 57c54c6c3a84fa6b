// The files of a page behind the real listener: what each request is answered, byte by byte, and that a request costs no memory.
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, get as httpGet, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { openPageFiles } from "../../src/adapters/page-files/index.ts";
import { createHttp, type Http } from "../../src/runtime/http.ts";
import { silentLog } from "../../src/runtime/log.ts";

const script = Array.from({ length: 2_000 }, (_, line) => `console.log(${line});`).join("\n");
const picture = "\u0089PNG\r\n\u001a\n";
const files: Readonly<Record<string, string>> = {
  "site/index.html": '<html><head><meta name="natter-api-key" content="" /></head></html>',
  "site/assets/index-abc.js": script,
  "site/assets/picture-abc.png": picture,
  "site/sw.js": "self.skipWaiting();",
  "site/manifest.webmanifest": '{"name":"Natter"}',
  "site/.stamp": "secret",
  "secret.txt": "secret",
};

let folder = "";
let http: Http;
let port = 0;

async function serve(apiKey: string): Promise<{ readonly http: Http; readonly port: number }> {
  const endpoints = await openPageFiles(join(folder, "site"), apiKey);
  const isWell = { reasons: [], warnings: [] };
  const served = createHttp({ isKey: () => true, endpoints, health: () => isWell, log: silentLog });
  return { http: served, port: (await served.listen({ host: "127.0.0.1", port: 0 })).port };
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "natter-messenger-"));
  mkdirSync(join(folder, "site/assets"), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, "latin1");
  ({ http, port } = await serve("first-key"));
});

after(async () => {
  await http.destroy();
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** Sends bytes and reads all that comes until the connection has ended. */
async function talk(bytes: string, to = port): Promise<Buffer> {
  const socket = connect(to, "127.0.0.1");
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  socket.on("error", () => undefined);
  socket.write(bytes, "latin1");
  await once(socket, "close");
  return Buffer.concat(chunks);
}

async function ask(path: string, fields: readonly string[] = [], method = "GET", to = port): Promise<Answer> {
  const lines = [`${method} ${path} HTTP/1.1`, "Host: a", "Connection: close", ...fields, "", ""];
  const came = await talk(lines.join("\r\n"), to);
  const at = came.indexOf("\r\n\r\n");
  const [first = "", ...rest] = came.subarray(0, at).toString("latin1").split("\r\n");
  const headers = rest.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  return { status: Number(first.split(" ")[1]), headers: new Map(headers), body: came.subarray(at + 4) };
}

// ---- what each file says

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self'; " +
  "connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; " +
  "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types natter";
const protections: readonly (readonly [name: string, value: string])[] = [
  ["content-security-policy", policy],
  ["cross-origin-opener-policy", "same-origin"],
  ["cross-origin-resource-policy", "same-origin"],
  ["permissions-policy", "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"],
  ["referrer-policy", "no-referrer"],
  ["x-content-type-options", "nosniff"],
];

function assertProtected({ headers }: Answer): void {
  for (const [name, value] of protections) assert.equal(headers.get(name), value, name);
  assert.equal(headers.has("access-control-allow-origin"), false);
  assert.equal(headers.has("set-cookie"), false);
}

const forever = "public, max-age=31536000, immutable";
const page = files["site/index.html"]?.replace('""', '"first-key"') ?? "";
const served: readonly (readonly [path: string, type: string, cacheControl: string, body: string])[] = [
  ["/", "text/html; charset=utf-8", "no-cache", page],
  ["/?utm=1", "text/html; charset=utf-8", "no-cache", page],
  ["/index.html", "text/html; charset=utf-8", "no-cache", page],
  ["http://chat.example.org/", "text/html; charset=utf-8", "no-cache", page],
  ["/assets/index-abc.js", "text/javascript; charset=utf-8", forever, script],
  ["/assets/picture-abc.png", "image/png", forever, picture],
  ["/sw.js", "text/javascript; charset=utf-8", "no-cache", "self.skipWaiting();"],
  ["/manifest.webmanifest", "application/manifest+json", "no-cache", '{"name":"Natter"}'],
];

for (const [path, type, cacheControl, body] of served) {
  test(`GET and HEAD ${path}`, async () => {
    const got = await ask(path);
    const head = await ask(path, [], "HEAD");
    assert.equal(got.body.toString("latin1"), body);
    assert.equal(head.body.length, 0);
    for (const answer of [got, head]) {
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get("content-type"), type);
      assert.equal(answer.headers.get("cache-control"), cacheControl);
      assert.equal(answer.headers.get("content-length"), String(body.length));
      assert.match(answer.headers.get("etag") ?? "", /^"[\w-]{22}"$/);
      assertProtected(answer);
    }
    assert.equal(head.headers.get("etag"), got.headers.get("etag"));
  });
}

// ---- encodings

const decoded: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  br: brotliDecompressSync,
  gzip: gunzipSync,
};
const encodings: readonly (readonly [path: string, accepts: string, coding: string | undefined])[] = [
  ["/assets/index-abc.js", "gzip, deflate, br, zstd", "br"],
  ["/assets/index-abc.js", "gzip, deflate", "gzip"],
  ["/assets/index-abc.js", "br;q=0, *", "gzip"],
  ["/assets/index-abc.js", "identity", undefined],
  ["/assets/index-abc.js", "*;q=0", undefined],
  // compressing them would make them larger
  ["/assets/picture-abc.png", "br, gzip", undefined],
  ["/sw.js", "gzip", undefined],
];

for (const [path, accepts, coding] of encodings) {
  test(`${path} for who takes "${accepts}" comes ${coding ?? "plain"}`, async () => {
    const plain = await ask(path);
    const answer = await ask(path, [`Accept-Encoding: ${accepts}`]);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("content-encoding"), coding);
    assert.equal(answer.headers.get("content-length"), String(answer.body.length));
    assert.equal(answer.headers.get("vary"), plain.headers.get("vary"));
    const body = coding === undefined ? answer.body : decoded[coding]?.(answer.body);
    assert.deepEqual(body, plain.body);
    assert.equal(answer.headers.get("etag") === plain.headers.get("etag"), coding === undefined);
    if (coding !== undefined) assert.equal(answer.headers.get("vary"), "Accept-Encoding");
    assertProtected(answer);
  });
}

// ---- conditional requests

test("who has the form gets 304 without a body; who has another form of it gets it", async () => {
  const accepts = "Accept-Encoding: br";
  const etag = (await ask("/assets/index-abc.js", [accepts])).headers.get("etag") ?? "";
  for (const method of ["GET", "HEAD"]) {
    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const answer = await ask("/assets/index-abc.js", [accepts, `If-None-Match: ${tag}`], method);
      assert.equal(answer.status, 304, tag);
      assert.equal(answer.body.length, 0);
      assert.equal(answer.headers.get("etag"), etag);
      assert.equal(answer.headers.get("cache-control"), forever);
      assert.equal(answer.headers.get("vary"), "Accept-Encoding");
      assert.equal(answer.headers.has("content-type"), false);
      assertProtected(answer);
    }
  }
  assert.equal((await ask("/assets/index-abc.js", [`If-None-Match: ${etag}`])).status, 200);
  assert.equal((await ask("/", [`If-None-Match: ${etag}`])).status, 200);
});

test("another key makes another page", async () => {
  const other = await serve("second-key");
  try {
    const [first, second] = [await ask("/"), await ask("/", [], "GET", other.port)];
    assert.match(second.body.toString(), /content="second-key"/);
    assert.notEqual(first.headers.get("etag"), second.headers.get("etag"));
  } finally {
    await other.http.destroy();
  }
});

test("on one connection every answer ends where the next begins", async () => {
  const etag = (await ask("/sw.js")).headers.get("etag") ?? "";
  const request = (line: string, field: string): string => `${line} HTTP/1.1\r\nHost: a\r\n${field}\r\n\r\n`;
  const came = await talk(
    request("HEAD /sw.js", "X: 1") +
      request("GET /sw.js", `If-None-Match: ${etag}`) +
      request("POST /sw.js", "Content-Length: 0") +
      request("GET /none", "X: 1") +
      request("GET /sw.js", "Connection: close"),
  );
  const text = came.toString("latin1");
  const statuses = [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
  assert.deepEqual(statuses, ["200", "304", "405", "404", "200"]);
  assert.equal(text.split("self.skipWaiting();").length, 2);
  assert.ok(text.endsWith("self.skipWaiting();"));
});

// ---- methods, and what is not there

for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]) {
  test(`${method} is answered 405`, async () => {
    for (const path of ["/", "/assets/index-abc.js"]) {
      const answer = await ask(path, [], method);
      assert.equal(answer.status, 405);
      assert.equal(answer.headers.get("allow"), "GET, HEAD");
      assert.equal(answer.headers.get("cache-control"), "no-store");
      assertProtected(answer);
    }
  });
}

const nowhere: readonly string[] = [
  ...["/../secret.txt", "/assets/../../secret.txt", "/assets/../sw.js", "/./sw.js", "//sw.js", "/sw.js/"],
  ...["/%2e%2e/secret.txt", "/..%2fsecret.txt", "/%2e%2e%2fsecret.txt", "/%252e%252e/secret.txt"],
  ...["/..\\secret.txt", "/assets\\index-abc.js", "/..%5csecret.txt", "/assets%5c..%5csw.js"],
  ...["/sw.js%00", "/sw.js%00.png", "/%00", "/..;/secret.txt", "/%c0%ae%c0%ae/secret.txt"],
  ...["/file:///etc/passwd", "/etc/passwd", "/C:/secret.txt", "/.stamp", "/%2estamp", "/assets", "/assets/"],
  ...["/sw%2ejs", "/SW.JS", "/__proto__", "/constructor", "/toString", "*"],
];

for (const path of nowhere) {
  test(`${JSON.stringify(path)} is not there`, async () => {
    const answer = await ask(path);
    assert.equal(answer.status, 404);
    assert.match(answer.body.toString(), /^There is nothing here/);
  });
}

const noPaths = [
  "/sw.js\u0000",
  "/\u0000",
  "/a b",
  "/sw.js\u0001",
  "/\u00c0\u00ae",
  "\\..\\secret.txt",
  "C:/x",
];
for (const path of noPaths) {
  test(`${JSON.stringify(path)} is no HTTP`, async () => {
    const answer = await ask(path);
    assert.equal(answer.status, 400);
    assert.equal(answer.body.length, 0);
  });
}

test("the other pages are what they were", async () => {
  assert.equal((await ask("/healthz")).body.toString(), "ok");
  assert.equal((await ask("/readyz")).body.toString(), '{"ready":true}');
  assert.equal((await ask("/nothing")).status, 404);
});

// ---- memory

test("requests leave nothing behind in memory", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const headers = { "accept-encoding": "br" };
  const paths = ["/", "/assets/index-abc.js", "/sw.js", "/none"];
  const round = async (requests: number): Promise<number> => {
    for (let done = 0; done < requests; done++) {
      const request = httpGet({ host: "127.0.0.1", port, path: paths[done % 4], agent, headers });
      const [response] = (await once(request, "response")) as [IncomingMessage];
      response.resume();
      await once(response, "end");
    }
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  try {
    const before = await round(2_000);
    const grown = (await round(4_000)) - before;
    // a request that is kept is thousands of bytes; the test runner itself keeps some tens
    assert.ok(grown < 4_000 * 256, `${grown} bytes after 4,000 requests`);
  } finally {
    agent.destroy();
  }
});
