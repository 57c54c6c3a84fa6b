// The operator's listener: loopback only, every request proves that it knows the secret of the data folder. Never for web pages:
// the Host header must be ours (so no name leads a browser here), requests with an Origin are refused, and no CORS header is ever sent.
// `GET /hello` alone needs no secret: it proves that this server knows it, so that a client sends it to nobody else.
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Log } from "./log.ts";

export interface AdminAnswer {
  readonly status: number;
  /** a text as it is, anything else as JSON */
  readonly body: unknown;
  readonly type?: string;
}

/** By method and path: `GET /metrics`, `POST /user/add`. The argument is the JSON body, undefined for GET. */
export type AdminRoutes = Readonly<Record<string, (body: unknown) => Promise<AdminAnswer>>>;

export interface AdminParts {
  readonly secret: string;
  readonly routes: AdminRoutes;
  readonly log: Log;
}

export interface Admin {
  /** @throws the error of the socket (EADDRINUSE, EACCES …) */
  start(at: { readonly host: string; readonly port: number }): Promise<{ host: string; port: number }>;
  /** Requests under way get their answer. */
  stop(): Promise<void>;
}

const maxBody = 65_536;
const loopbackName = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::(\d{1,5}))?$/i;

export function createAdmin(parts: AdminParts): Admin {
  const server = createServer(
    { maxHeaderSize: 8_192, headersTimeout: 5_000, requestTimeout: 30_000, keepAliveTimeout: 1 },
    (request, response) => void answer(parts, request, response),
  );
  server.maxConnections = 64;
  return {
    async start({ host, port }) {
      await listen(server, host, port);
      const bound = server.address() as AddressInfo;
      return { host: bound.address, port: bound.port };
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

async function answer(parts: AdminParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    send(response, (await refusal(parts, request)) ?? (await run(parts, request)));
  } catch (error) {
    parts.log.error({ err: error, path: request.url }, "an order of the operator failed");
    send(response, {
      status: 500,
      body: { ok: false, fault: "internal", detail: "the cause is in the server's log" },
    });
  }
}

/** Why the request is refused unread; undefined when it may go on. */
async function refusal({ secret }: AdminParts, request: IncomingMessage): Promise<AdminAnswer | undefined> {
  const { headers, method, url } = request;
  const port = loopbackName.exec(headers.host ?? "")?.[1];
  if (Number(port ?? 80) !== request.socket.localPort)
    return refuse(421, "this listener is reached by a loopback address");
  if (headers.origin !== undefined || (headers["sec-fetch-site"] ?? "none") !== "none") {
    return refuse(403, "this listener is not for web pages");
  }
  if (method === "GET" && url === "/hello") {
    const nonce = headers["x-natter-nonce"];
    if (typeof nonce !== "string" || nonce.length > 256)
      return refuse(400, "the header X-Natter-Nonce is missing");
    return { status: 200, body: { ok: true, proof: proofOf(secret, nonce) } };
  }
  const [, given] = /^Bearer (\S+)$/i.exec(headers.authorization ?? "") ?? [];
  if (given === undefined || !isSame(given, secret)) {
    return refuse(
      401,
      "send Authorization: Bearer with the content of admin.secret, a file in the data folder",
    );
  }
  return undefined;
}

async function run({ routes }: AdminParts, request: IncomingMessage): Promise<AdminAnswer> {
  const { method = "GET", url = "/" } = request;
  const path = url.split("?")[0] ?? "/";
  const route = Object.hasOwn(routes, `${method} ${path}`) ? routes[`${method} ${path}`] : undefined;
  if (route === undefined) {
    const isThere = Object.keys(routes).some((name) => name.endsWith(` ${path}`));
    return isThere ? refuse(405, "another method") : refuse(404, "there is no such path");
  }
  if (method === "GET") return route(undefined);
  if (!/^application\/json\b/i.test(request.headers["content-type"] ?? "")) {
    return refuse(415, "the body must be application/json");
  }
  const text = await bodyOf(request);
  if (text === undefined) return refuse(413, `the body may have ${maxBody} bytes`);
  const body = parsed(text);
  return body === undefined ? refuse(400, "the body is not JSON") : route(body);
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBody) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function refuse(status: number, detail: string): AdminAnswer {
  return { status, body: { ok: false, fault: "refused", detail } };
}

function send(response: ServerResponse, { status, body, type }: AdminAnswer): void {
  response.writeHead(status, {
    "Content-Type": type ?? "application/json; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    Connection: "close",
    ...(status === 401 ? { "WWW-Authenticate": "Bearer" } : {}),
  });
  response.end(typeof body === "string" ? body : `${JSON.stringify(body)}\n`);
}

/** What only one who knows the secret can say about a nonce. */
export function proofOf(secret: string, nonce: string): string {
  return createHmac("sha256", secret).update(`natter admin hello ${nonce}`).digest("base64url");
}

const compareKey = randomBytes(32);

/** In a time that tells nothing, not even of the lengths. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHmac("sha256", compareKey).update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
