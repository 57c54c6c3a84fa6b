// Between a transport and the runtime. A transport turns bytes into texts and frames into bytes; it knows nothing of messages.
// Contract: `received` is called once per message in the order of arrival. After `closed` was called nothing more is called.
// Back-pressure runs both ways: the outbox keeps what `ready()` does not take and is told `writable()` when it may go on;
// the transport stops reading while `received` answers false and goes on after `resume()`.
import type { CloseName } from "../core/closes.ts";

/** One packet, encoded once for all who get it. A transport may keep its own form of it (`prepared`). */
export interface Frame {
  readonly text: string;
  prepared?: Uint8Array;
}

/** One client connection, as the runtime sees it. */
export interface Connection {
  readonly transport: "websocket" | "longpoll";
  /** network address of the client, for rate limits */
  readonly address: string;
  /** true while `write` takes a frame */
  ready(): boolean;
  /** Hand over frames in order; returns how many were taken (at least 1 when `ready()`). The rest stays with the caller. */
  write(frames: readonly Frame[]): number;
  /** read on after `received` answered false */
  resume(): void;
  /** End the connection with a reason; frames written before are still sent where possible. Does not call `closed`. */
  close(reason: CloseName): void;
}

/** The runtime's end of a connection. */
export interface Receiver {
  /** One message. false = the input queue is full: stop reading until `resume()`; this message was taken all the same. */
  received(text: string): boolean;
  /** a message that is no text (binary frame): answered, never processed */
  receivedBinary(): void;
  /** true while another message may be handed over (long poll asks before it takes a POST) */
  accepting(): boolean;
  /** the connection takes frames again */
  writable(): void;
  /** the connection is gone */
  closed(): void;
  /** Largest message in bytes that this session may send now: 32,768 until it has shown to be a modern one. */
  readonly maxBytes: number;
}

/** What the server offers to transports: a new connection becomes a session, its greeting is queued before this returns. */
export type Accept = (
  connection: Connection,
  hello: { readonly id?: string; readonly sid?: string },
) => Receiver;

/** What is known of an HTTP request before its transport sees it. */
export interface Visit {
  /** network address of the client: behind a trusted proxy that of the client, of IPv6 the first 64 bits */
  readonly address: string;
  /** members of the URL's query */
  readonly query: { get(name: string): string | null };
  /** the URL or the header carries a valid API key (a body may carry another one) */
  readonly keyed: boolean;
}
