// A channel over long polling (spec: 0.4 §1.5): one poll open at a time, one POST at a time so that texts arrive in order.
// A POST that got no answer is not repeated: nobody knows whether it arrived, so the session ends, as a socket would.
import type { Platform } from "../values/platform.ts";
import { pause } from "../values/within.ts";
import { connectionLost, endpoint } from "./channel.ts";
import type { Address, Channel, ChannelListener, Transport } from "./channel.ts";
import { readPacket } from "./packets.ts";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

interface Answered {
  readonly status: number;
  readonly body: string;
}

/** Wait for this before a POST is repeated that was refused for the time being; ms */
const busyMs = 250;

class LongPoll implements Channel {
  #url: string;
  readonly #fetch: Fetch;
  readonly #listener: ChannelListener;
  readonly #platform: Platform;
  readonly #over = new AbortController();
  #waiting: string[] = [];
  /** a text is on its way; none may be before the greeting */
  #isSending = true;

  constructor(address: Address, listener: ChannelListener, fetch: Fetch, platform: Platform) {
    this.#url = endpoint(address, "/lp");
    this.#listener = listener;
    this.#fetch = fetch;
    this.#platform = platform;
    void this.#live();
  }

  send(text: string): void {
    this.#waiting.push(text);
    void this.#sendAll();
  }

  close(): void {
    this.#over.abort();
  }

  async #live(): Promise<void> {
    const first = await this.#ask();
    if (!first) return;
    const sid = readPacket(first.body)?.ctrl?.params?.["sid"];
    if (first.status !== 201 || typeof sid !== "string") return this.#end(first);
    this.#url += `&sid=${encodeURIComponent(sid)}`;
    this.#isSending = false;
    this.#listener.packet(first.body);
    void this.#sendAll();
    for (;;) {
      const answer = await this.#ask();
      if (!answer) return;
      if (answer.status !== 200) return this.#end(answer);
      if (answer.body !== "") this.#listener.packet(answer.body);
    }
  }

  async #sendAll(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    for (let text = this.#waiting[0]; text !== undefined; text = this.#waiting[0]) {
      const answer = await this.#ask(text);
      if (!answer) return;
      if (answer.status === 503) {
        await pause(this.#platform, busyMs);
        continue;
      }
      if (answer.status >= 400) return this.#end(answer);
      this.#waiting.shift();
    }
    this.#isSending = false;
  }

  /** undefined when the channel is over, also because this request failed */
  async #ask(body?: string): Promise<Answered | undefined> {
    try {
      const response = await this.#fetch(this.#url, {
        method: "POST",
        signal: this.#over.signal,
        body: body ?? null,
      });
      const answer = { status: response.status, body: await response.text() };
      return this.#over.signal.aborted ? undefined : answer;
    } catch {
      this.#end({ status: 0, body: "" });
      return undefined;
    }
  }

  #end({ status, body }: Answered): void {
    this.#listener.closed({ code: status, text: readPacket(body)?.ctrl?.text ?? connectionLost });
  }
}

export function longpoll(fetch: Fetch, platform: Platform): Transport {
  return (address, listener) => new LongPoll(address, listener, fetch, platform);
}
