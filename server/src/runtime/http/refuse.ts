// Refusals of HTTP before a session has part in it: plain text, fixed sentences, readable by a page of any origin.
import type { ServerResponse } from "node:http";
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

export function refuseRequest(response: ServerResponse, code: number, text: string): void {
  response.writeHead(code, {
    "Access-Control-Allow-Origin": "*",
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Length": Buffer.byteLength(text),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    ...(code === 405 ? { Allow: "GET, HEAD" } : {}),
  });
  response.end(text);
}

const codes: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/**
 * What came is no HTTP, or came too slowly: the connection ends, with a code unless an answer is half sent.
 * Whatever followed on the connection is not looked at, so nothing can be smuggled in behind it.
 */
export function refuseBytes(error: Error, socket: Duplex, answer: ServerResponse | undefined): void {
  const reason = String(Reflect.get(error, "code") ?? "");
  const isAnswering = answer !== undefined && answer.headersSent && !answer.writableFinished;
  if (!socket.writable || reason === "ECONNRESET" || reason === "EPIPE" || isAnswering) {
    socket.destroy(error);
    return;
  }
  const code = codes[reason] ?? 400;
  socket.end(
    `HTTP/1.1 ${code} ${STATUS_CODES[code] ?? ""}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    () => {
      socket.destroy();
    },
  );
}
