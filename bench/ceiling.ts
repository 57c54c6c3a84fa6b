// What `ws` and the sockets alone give: every frame is read and parsed, every answer and message is one prebuilt frame, and there is no rule,
// no store, no presence. Long polling is Node's HTTP alone, a password its argon2id alone. What the server reaches is told as a part of this.
// Same load, same forms of packets.
//   node bench/ceiling.ts    says in a line of JSON where it listens, ends with SIGTERM
import { argon2 } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Socket } from "node:net";
import { WebSocketServer } from "ws";
import { defaultCost } from "../server/src/adapters/auth-basic/index.ts";

interface Asked {
  readonly id?: string;
  readonly topic?: string;
  readonly content?: unknown;
  readonly scheme?: string;
  readonly secret?: string;
  readonly browse?: { readonly limit: number };
}

type Packet = Readonly<Record<"login" | "sub" | "leave" | "pub" | "get", Asked | undefined>>;

/** Who gets packets. */
interface Peer {
  send(packet: Prebuilt): void;
}

/** A packet, made once for all who get it. */
interface Prebuilt {
  readonly payload: string;
  readonly frame: Buffer;
}

/** One connection, with the frames that wait for the end of the tick, as they would in a server that writes once. */
class SocketPeer implements Peer {
  readonly #socket: Socket;
  #frames: Buffer[] = [];

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  send({ frame }: Prebuilt): void {
    if (this.#frames.push(frame) === 1 && due.push(this) === 1) setImmediate(flush);
  }

  flush(): void {
    const frames = this.#frames;
    this.#frames = [];
    if (frames.length > 1) this.#socket.cork();
    for (const frame of frames) this.#socket.write(frame);
    if (frames.length > 1) this.#socket.uncork();
  }
}

/** One session of long polling: an answer to each poll, as soon as there is a packet for it. */
class PollPeer implements Peer {
  readonly #packets: string[] = [];
  #poll: ServerResponse | undefined;

  send({ payload }: Prebuilt): void {
    this.#packets.push(payload);
    this.#answer();
  }

  wait(poll: ServerResponse): void {
    this.#poll = poll;
    this.#answer();
  }

  #answer(): void {
    if (this.#poll === undefined || this.#packets.length === 0) return;
    const poll = this.#poll;
    this.#poll = undefined;
    reply(poll, 200, this.#packets.shift());
  }
}

const attached = new Map<string, Set<Peer>>();
const polled = new Map<string, PollPeer>();
let due: SocketPeer[] = [];

function flush(): void {
  const peers = due;
  due = [];
  for (const peer of peers) peer.flush();
}

function prebuilt(payload: string): Prebuilt {
  const bytes = Buffer.from(payload);
  const header =
    bytes.length < 126 ? [0x81, bytes.length] : [0x81, 126, bytes.length >> 8, bytes.length & 255];
  return { payload, frame: Buffer.concat([Buffer.from(header), bytes]) };
}

function answer(peer: Peer, { id, topic }: Asked, code: number): void {
  const about = topic === undefined ? "" : `"topic":"${topic}",`;
  const time = "2026-01-01T00:00:00.000Z";
  peer.send(prebuilt(`{"ctrl":{"id":"${id ?? ""}",${about}"code":${code},"text":"ok","ts":"${time}"}}`));
}

function publish(peer: Peer, asked: Asked): void {
  answer(peer, asked, 202);
  const data = message(asked.topic, JSON.stringify(asked.content));
  for (const reader of attached.get(asked.topic ?? "") ?? []) reader.send(data);
}

function message(topic = "", content = ""): Prebuilt {
  return prebuilt(
    `{"data":{"topic":"${topic}","from":"usrAAAAAAAAAAA","ts":"2026-01-01T00:00:00.000Z","content":${content}}}`,
  );
}

const stored = message("grpAAAAAAAAAAA", JSON.stringify("x".repeat(198)));

function browse(peer: Peer, asked: Asked): void {
  for (let n = 0; n < (asked.browse?.limit ?? 0); n++) peer.send(stored);
  answer(peer, asked, 200);
}

/** as the server hashes them */
const hashing = { ...defaultCost, tagLength: 32, nonce: Buffer.alloc(16) };

function login(peer: Peer, asked: Asked): void {
  if (asked.scheme === "token") return answer(peer, asked, 200);
  argon2("argon2id", { ...hashing, message: asked.secret ?? "" }, () => answer(peer, asked, 200));
}

function received(peer: Peer, text: string): void {
  const { login: credentials, sub, leave, pub, get } = JSON.parse(text) as Packet;
  if (pub !== undefined) publish(peer, pub);
  else if (credentials !== undefined) login(peer, credentials);
  else if (get !== undefined) browse(peer, get);
  else if (leave !== undefined) {
    attached.get(leave.topic ?? "")?.delete(peer);
    answer(peer, leave, 200);
  } else if (sub !== undefined) {
    const topic = sub.topic ?? "";
    const peers = attached.get(topic);
    if (peers === undefined) attached.set(topic, new Set([peer]));
    else peers.add(peer);
    answer(peer, sub, 200);
  }
}

function reply(response: ServerResponse, status: number, body = ""): void {
  const headers = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
  response.writeHead(status, headers).end(body);
}

function requested(request: IncomingMessage, response: ServerResponse): void {
  const sid = /&sid=(\w+)/.exec(request.url ?? "")?.[1];
  if (sid === undefined) {
    const created = `s${polled.size}`;
    polled.set(created, new PollPeer());
    return reply(response, 201, `{"ctrl":{"params":{"sid":"${created}"},"code":201}}`);
  }
  const peer = polled.get(sid);
  if (peer === undefined) return reply(response, 404);
  if (request.method === "GET") return peer.wait(response);
  let text = "";
  request.setEncoding("utf8");
  request.on("data", (part: string) => void (text += part));
  request.on("end", () => {
    reply(response, 200);
    received(peer, text);
  });
}

const http = createServer(requested);
const websockets = new WebSocketServer({ noServer: true, clientTracking: false, perMessageDeflate: false });
http.on("upgrade", (request, socket, head) => {
  if (!(socket instanceof Socket)) return void socket.destroy();
  socket.setNoDelay(true);
  const peer = new SocketPeer(socket);
  websockets.handleUpgrade(request, socket, head, (websocket) => {
    websocket.on("message", (data) => {
      if (Buffer.isBuffer(data)) received(peer, data.toString());
    });
    websocket.on("close", () => {
      for (const peers of attached.values()) peers.delete(peer);
    });
    websocket.on("error", () => socket.destroy());
  });
});
http.listen({ host: "127.0.0.1", port: 0 }, () => {
  const { port } = http.address() as AddressInfo;
  console.log(JSON.stringify({ event: "ready", listen: [`127.0.0.1:${port}`] }));
});
process.on("SIGTERM", () => process.exit(0));
