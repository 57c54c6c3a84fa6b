// The few pages of the listener itself: what this is, whether it lives, whether it takes traffic.
import type { IncomingMessage, ServerResponse } from "node:http";
import { refuseRequest } from "./refuse.ts";

const welcome =
  "This is Natter, an instant-messaging server.\n" +
  "Clients connect over WebSocket at /v0/channels or over long polling at /v0/channels/lp.\n";
const nothing = "There is nothing here; the endpoints are /v0/channels and /v0/channels/lp";
const plain = "text/plain; charset=utf-8";

/** How the server is. Reasons: why it takes no traffic now; none = ready. Warnings: what the operator should see to all the same. */
export interface Health {
  readonly reasons: readonly string[];
  readonly warnings: readonly string[];
}

export function servePage(
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  health: () => Health,
): void {
  if (path !== "/" && path !== "/healthz" && path !== "/readyz") return refuseRequest(response, 404, nothing);
  if (request.method !== "GET" && request.method !== "HEAD") {
    return refuseRequest(response, 405, "Only GET and HEAD are served here");
  }
  if (path === "/") return send(response, 200, plain, welcome);
  if (path === "/healthz") return send(response, 200, plain, "ok");
  const { reasons, warnings } = health();
  const ready = reasons.length === 0;
  const body = { ready, ...(!ready && { reasons }), ...(warnings.length > 0 && { warnings }) };
  send(response, ready ? 200 : 503, "application/json", JSON.stringify(body));
}

function send(response: ServerResponse, code: number, type: string, body: string): void {
  response.writeHead(code, {
    "Content-Type": type,
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
  });
  response.end(body);
}
