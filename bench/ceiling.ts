// What `ws` and the sockets alone give: every frame is read and parsed, every answer and message is one prebuilt frame, and there is no rule,
// no store, no presence. What the server reaches is told as a part of this. Same load, same forms of packets.
//   node bench/ceiling.ts    says in a line of JSON where it listens, ends with SIGTERM
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Socket } from "node:net";
import { WebSocketServer } from "ws";

interface Asked {
  readonly id?: string;
  readonly topic?: string;
  readonly content?: unknown;
}

type Packet = Readonly<Record<"login" | "sub" | "leave" | "pub", Asked | undefined>>;

/** One connection, with the frames that wait for the end of the tick, as they would in a server that writes once. */
class Peer {
  readonly #socket: Socket;
  #frames: Buffer[] = [];

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  send(frame: Buffer): void {
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

const attached = new Map<string, Set<Peer>>();
let due: Peer[] = [];

function flush(): void {
  const peers = due;
  due = [];
  for (const peer of peers) peer.flush();
}

function frameOf(payload: string): Buffer {
  const bytes = Buffer.from(payload);
  const header =
    bytes.length < 126 ? [0x81, bytes.length] : [0x81, 126, bytes.length >> 8, bytes.length & 255];
  return Buffer.concat([Buffer.from(header), bytes]);
}

function answer(peer: Peer, { id, topic }: Asked, code: number): void {
  const about = topic === undefined ? "" : `"topic":"${topic}",`;
  const time = "2026-01-01T00:00:00.000Z";
  peer.send(frameOf(`{"ctrl":{"id":"${id ?? ""}",${about}"code":${code},"text":"ok","ts":"${time}"}}`));
}

function publish(peer: Peer, asked: Asked): void {
  answer(peer, asked, 202);
  const content = JSON.stringify(asked.content);
  const data = `{"data":{"topic":"${asked.topic ?? ""}","from":"usrAAAAAAAAAAA","ts":"2026-01-01T00:00:00.000Z","content":${content}}}`;
  const frame = frameOf(data);
  for (const reader of attached.get(asked.topic ?? "") ?? []) reader.send(frame);
}

function received(peer: Peer, text: string): void {
  const { login, sub, leave, pub } = JSON.parse(text) as Packet;
  if (pub !== undefined) publish(peer, pub);
  else if (login !== undefined) answer(peer, login, 200);
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

const http = createServer();
const websockets = new WebSocketServer({ noServer: true, clientTracking: false, perMessageDeflate: false });
http.on("upgrade", (request, socket, head) => {
  if (!(socket instanceof Socket)) return void socket.destroy();
  socket.setNoDelay(true);
  const peer = new Peer(socket);
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
