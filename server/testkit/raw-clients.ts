// Clients that know the transports and nothing of the protocol: texts go in, texts come out, in order. Own code, so that a mistake of the
// server's transports cannot hide behind the same mistake here.
import { Agent, request } from "node:http";
import { WebSocket } from "ws";

/** What the other side of a connection sees of it. */
export interface RawClient {
  /** queue a message; messages leave in order */
  send(text: string): void;
  /** resolves when the server has surely seen what was sent before, polls included */
  sync(): Promise<void>;
  /** end the connection without a word, as a lost network would; over long poll nothing is told to the server at all */
  hangUp(): void;
}

/** A client that may stop reading for a while: over WebSocket the socket is left alone, over long poll no poll is opened. */
export interface PausableClient extends RawClient {
  pause(): void;
  resume(): void;
}

export interface Listener {
  packet(text: string): void;
  /** the server ended the session; the code of the WebSocket close frame, or the status of the HTTP answer that said so, where there is one */
  closed(code: number | undefined, status?: number): void;
}

/** Connect over WebSocket; resolves when the handshake is done. @param url `ws://…/v0/channels?apikey=…` */
export function connectWebSocket(url: string, listener: Listener): Promise<PausableClient> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const gone = { byUs: false };
  socket.on("message", (data, isBinary) => {
    if (gone.byUs) return;
    if (isBinary || !Buffer.isBuffer(data)) throw new Error("the server sent a binary frame");
    listener.packet(data.toString("utf8"));
  });
  socket.on("close", (code) => {
    if (!gone.byUs) listener.closed(code);
  });
  const client: PausableClient = {
    send: (text) => socket.send(text),
    sync: () => Promise.resolve(),
    hangUp: () => {
      gone.byUs = true;
      socket.terminate();
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  };
  return new Promise((resolve, reject) => {
    socket.once("open", () => resolve(client));
    socket.on("error", reject);
  });
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** A long-polling client: one poll open at a time, one POST at a time. */
class LongPollClient implements PausableClient {
  readonly #url: string;
  readonly #listener: Listener;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 2 });
  #sid = "";
  #waiting: string[] = [];
  #sending = false;
  #over = false;
  #pause: { readonly ended: Promise<void>; readonly end: () => void } | undefined;

  constructor(url: string, listener: Listener) {
    this.#url = url;
    this.#listener = listener;
  }

  /** The first request makes the session; its body is the greeting with the sid. */
  async open(): Promise<void> {
    const first = await this.#ask("GET", "");
    if (first.status !== 201) throw new Error(`the first request was answered ${first.status} ${first.body}`);
    this.#sid = String(JSON.parse(first.body).ctrl.params.sid);
    this.#listener.packet(first.body);
    void this.#poll();
  }

  send(text: string): void {
    this.#waiting.push(text);
    if (!this.#sending) void this.#sendAll();
  }

  /** A request after the poll: both sockets are on loopback, so what was written first is read first. */
  async sync(): Promise<void> {
    if (!this.#over) await this.#askUnlessOver("HEAD", "");
  }

  hangUp(): void {
    this.#over = true;
    this.resume();
    this.#agent.destroy();
  }

  pause(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#pause ??= { ended: promise, end: resolve };
  }

  resume(): void {
    this.#pause?.end();
    this.#pause = undefined;
  }

  async #poll(): Promise<void> {
    while (!this.#over) {
      await this.#pause?.ended;
      const answer = await this.#askUnlessOver("GET", "");
      if (answer === undefined) return;
      if (answer.status !== 200) return this.#lost(answer.status);
      if (answer.body !== "") this.#listener.packet(answer.body);
    }
  }

  async #sendAll(): Promise<void> {
    this.#sending = true;
    for (let text = this.#waiting[0]; text !== undefined && !this.#over; text = this.#waiting[0]) {
      const answer = await this.#askUnlessOver("POST", text);
      if (answer === undefined) return;
      if (answer.status === 403) return this.#lost(answer.status);
      if (answer.status === 503) continue;
      this.#waiting.shift();
    }
    this.#sending = false;
  }

  #lost(status?: number): void {
    if (this.#over) return;
    this.hangUp();
    this.#listener.closed(undefined, status);
  }

  async #askUnlessOver(method: string, body: string): Promise<Answer | undefined> {
    try {
      const answer = await this.#ask(method, body);
      return this.#over ? undefined : answer;
    } catch (error) {
      if (this.#over) return undefined;
      // the server went away: its sessions are over
      this.#lost();
      if (error instanceof Error && "code" in error) return undefined;
      throw error;
    }
  }

  #ask(method: string, body: string): Promise<Answer> {
    const url = this.#sid === "" ? this.#url : `${this.#url}&sid=${this.#sid}`;
    return new Promise((resolve, reject) => {
      const asking = request(url, { method, agent: this.#agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") });
        });
      });
      asking.on("error", reject);
      asking.end(body);
    });
  }
}

/** Open a session over long polling. @param url `http://…/v0/channels/lp?apikey=…` */
export async function connectLongPoll(url: string, listener: Listener): Promise<PausableClient> {
  const client = new LongPollClient(url, listener);
  await client.open();
  return client;
}
