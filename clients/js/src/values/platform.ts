// What the bindings need of the machine they run on; tests hand in their own.
import { toBase64Url } from "./base64.ts";

export interface Platform {
  /** ms since the epoch; may be set, back too */
  now(): number;
  /** runs once after `ms`; the result cancels it */
  after(ms: number, run: () => void): () => void;
  /** 0 ≤ x < 1, for waiting times */
  random(): number;
  /** unguessable text of base64-URL, for keys and tags */
  newKey(): string;
  /** calls back whenever the network comes back, until the signal is aborted. Absent where nobody tells. */
  onOnline?(run: () => void, signal: AbortSignal): void;
}

export const standardPlatform: Platform = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
  newKey: () => toBase64Url(crypto.getRandomValues(new Uint8Array(16))),
  onOnline(run, signal) {
    // a browser's window or worker; elsewhere there is no such event
    const target: Partial<Pick<EventTarget, "addEventListener">> = globalThis;
    target.addEventListener?.("online", run, { signal });
  },
};
