// A long-polling session of the load: two raw connections that stay open, one on which a poll is always waiting, one for messages. Answers are
// read by their Content-Length; a body is handed on as the packet that it is.
import { connect, type Socket } from "node:net";
import { worked } from "./awake.ts";
import { codeOf, idOf, isAnswer, isData } from "./packet.ts";
import { isOpen, isOver } from "./link.ts";
import { within } from "./patience.ts";

const apiKey = "AQEAAAABAAD_rAp4DJh05a1HAwFT3A6K";
const path = `/v0/channels/lp?apikey=${apiKey}`;
const headEnd = Buffer.from("\r\n\r\n");

/** One connection of HTTP/1.1: a request is written when the answer to the last one was read. */
class Exchange {
  readonly #socket: Socket;
  readonly #answered: (status: number, body: Buffer) => void;
  #read: Buffer = Buffer.alloc(0);

  constructor(port: number, answered: (status: number, body: Buffer) => void) {
    this.#answered = answered;
    this.#socket = connect({ host: "127.0.0.1", port, noDelay: true });
    this.#socket.on("data", (bytes: Buffer) => this.#received(bytes));
    this.#socket.on("error", (error) => {
      throw new Error(`a poll of the load failed: ${error.message}`, { cause: error });
    });
  }

  ask(method: "GET" | "POST", target: string, body = ""): void {
    worked();
    const length = method === "GET" ? "" : `Content-Length: ${Buffer.byteLength(body)}\r\n`;
    this.#socket.write(`${method} ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\n${length}\r\n${body}`);
  }

  drop(): void {
    this.#socket.destroy();
  }

  #received(bytes: Buffer): void {
    worked();
    this.#read = this.#read.length === 0 ? bytes : Buffer.concat([this.#read, bytes]);
    const end = this.#read.indexOf(headEnd);
    if (end < 0) return;
    const head = this.#read.toString("latin1", 0, end);
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
    if (length === undefined) throw new Error(`an answer without a length: ${head}`);
    const from = end + headEnd.length;
    const to = from + Number(length);
    if (this.#read.length < to) return;
    const body = this.#read.subarray(from, to);
    this.#read = this.#read.subarray(to);
    this.#answered(Number(head.slice(9, 12)), body);
  }
}

export class PollLink {
  data: (bytes: Buffer, from: number, to: number) => void = () => undefined;
  answer: (id: number, code: number) => void = () => undefined;
  readonly #polls: Exchange;
  readonly #messages: Exchange;
  #target = path;
  #isPosting = false;
  readonly #waiting: string[] = [];
  #opened: (() => void) | undefined;

  private constructor(port: number) {
    this.#polls = new Exchange(port, (status, body) => this.#polled(status, body));
    this.#messages = new Exchange(port, (status) => this.#posted(status));
  }

  static open(port: number): Promise<PollLink> {
    const link = new PollLink(port);
    isOpen(link);
    link.#polls.ask("GET", path);
    return new Promise((resolve) => {
      link.#opened = () => resolve(link);
    });
  }

  /** A message; those that come while one is on its way wait for it. */
  send(text: string): void {
    this.#waiting.push(text);
    this.#post();
  }

  async must(id: number, request: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<number>();
    this.answer = (of, code) => {
      if (of === id) resolve(code);
    };
    this.send(request);
    const code = await within(promise, `an answer to ${request}`);
    if (code >= 300) throw new Error(`${request} was answered ${code}`);
  }

  drop(): void {
    isOver(this);
    this.#polls.drop();
    this.#messages.drop();
  }

  #post(): void {
    if (this.#isPosting) return;
    const text = this.#waiting.shift();
    if (text === undefined) return;
    this.#isPosting = true;
    this.#messages.ask("POST", this.#target, text);
  }

  #posted(status: number): void {
    if (status !== 200) throw new Error(`a message by long polling was answered ${status}`);
    this.#isPosting = false;
    this.#post();
  }

  #polled(status: number, body: Buffer): void {
    if (status === 201) this.#begin(body);
    else if (status !== 200) throw new Error(`a poll was answered ${status}`);
    else if (isData(body, 0)) this.data(body, 0, body.length);
    else if (isAnswer(body, 0)) this.answer(idOf(body, 0), codeOf(body, 0, body.length));
    this.#polls.ask("GET", this.#target);
  }

  #begin(greeting: Buffer): void {
    const sid = /"sid":"([\w-]+)"/.exec(greeting.toString("latin1"))?.[1];
    if (sid === undefined) throw new Error("a session by long polling without sid");
    this.#target = `${path}&sid=${sid}`;
    this.#opened?.();
  }
}
