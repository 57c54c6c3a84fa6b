// One HTTP request with its answer: the headers of every answer over long polling, and refusals in the form of a packet
// (spec: 0.4 §1.5).
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { closes } from "../../core/closes.ts";
import { faults } from "../../core/faults.ts";
import type { Time } from "../../core/time.ts";
import { formatTime } from "../../core/time.ts";

const headers: OutgoingHttpHeaders = {
  "Access-Control-Allow-Origin": "*",
  "Content-Type": "text/plain",
  "Cache-Control": "no-cache, no-store, must-revalidate",
  Expires: "0",
  "X-Content-Type-Options": "nosniff",
};
const oldHeaders: OutgoingHttpHeaders = { ...headers, Pragma: "no-cache" };

export interface Refusal {
  readonly code: number;
  readonly text: string;
}

export const refusals = {
  apiKey: faults["api-key"],
  sid: faults["session-expired"],
  malformed: faults.malformed,
  tooBig: { code: 413, text: closes["too-big"].text },
  tryLater: faults["try-later"],
} as const satisfies Readonly<Record<string, Refusal>>;

const waitABit: OutgoingHttpHeaders = { "Retry-After": "1" };

export class Exchange {
  readonly request: IncomingMessage;
  readonly #response: ServerResponse;

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.request = request;
    this.#response = response;
  }

  get socket(): Socket {
    return this.request.socket;
  }

  /** the whole answer was handed to the system */
  get isSent(): boolean {
    return this.#response.writableFinished;
  }

  /** the connection was lost before there was an answer */
  get isLost(): boolean {
    return this.#response.closed;
  }

  /** Called once when the exchange is over, answered or not. */
  whenOver(run: () => void): void {
    this.#response.once("close", run);
  }

  answer(code: number, body = "", extra?: OutgoingHttpHeaders): void {
    const isOld = this.request.httpVersionMajor === 1 && this.request.httpVersionMinor === 0;
    this.#response.writeHead(code, {
      ...(isOld ? oldHeaders : headers),
      ...(code === 204 ? {} : { "Content-Length": Buffer.byteLength(body) }),
      ...extra,
    });
    this.#response.end(body);
  }

  /** Refuse with a {ctrl} as body; `code` when HTTP's is another than that of the packet. */
  refuse(refusal: Refusal, at: Time, code: number = refusal.code, extra?: OutgoingHttpHeaders): void {
    const text = JSON.stringify(refusal.text);
    this.answer(code, `{"ctrl":{"code":${refusal.code},"text":${text},"ts":"${formatTime(at)}"}}`, extra);
  }

  /** Nothing was done, and may be tried again soon. */
  postpone(at: Time, code = 503): void {
    this.refuse(refusals.tryLater, at, code, waitABit);
  }
}
