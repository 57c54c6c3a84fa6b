// RFC 6455 byte by byte over a raw socket, in the groups of the Autobahn test suite (S-05), and floods (S-10, S-11, S-13).
// Every case: what the client sends after the greeting, and what it gets back until the connection ends. A case that does not make
// the server close is ended by the client with a close frame of code 1000.
import assert from "node:assert/strict";
import { once } from "node:events";
import type { Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import type { Echo } from "../../ports/transport-suite.ts";
import { createEchoes, HandClock } from "../../ports/transport-suite.ts";
import { WebsocketTransport } from "./index.ts";

interface Got {
  /** echoes and pongs in order; a pong as `pong <payload>` */
  readonly packets: readonly string[];
  /** code of the server's close frame; 1005 = close frame without one, 1006 = none */
  readonly code: number;
}

const [text, binary, close, ping, pong, more] = [1, 2, 8, 9, 10, 0];

interface Shape {
  readonly fin?: boolean;
  readonly rsv?: number;
  readonly mask?: readonly number[] | undefined;
  /** bits of the length field; default the shortest */
  readonly lengthBits?: 7 | 16 | 64;
  /** the length that is announced, if another one */
  readonly announced?: bigint;
}

function frame(opcode: number, payload: string | Buffer = "", shape: Shape = {}): Buffer {
  const { fin = true, rsv = 0 } = shape;
  const mask = "mask" in shape ? shape.mask : [0x37, 0xfa, 0x21, 0x3d];
  const body = Buffer.from(payload);
  const length = shape.announced ?? BigInt(body.length);
  const bits = shape.lengthBits ?? (length < 126n ? 7 : length < 65_536n ? 16 : 64);
  const first = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  const masked = mask === undefined ? 0 : 0x80;
  const head = [first, masked | (bits === 7 ? Number(length) : bits === 16 ? 126 : 127)];
  const extra = Buffer.alloc(bits === 7 ? 0 : bits / 8);
  if (bits === 16) extra.writeUInt16BE(Number(length));
  if (bits === 64) extra.writeBigUInt64BE(length);
  const covered = mask === undefined ? body : body.map((byte, at) => byte ^ (mask[at % 4] ?? 0));
  return Buffer.concat([Buffer.from(head), extra, Buffer.from(mask ?? []), covered]);
}

function closing(code: number, reason: string | Buffer = ""): Buffer {
  const payload = Buffer.alloc(2);
  payload.writeUInt16BE(code);
  return frame(close, Buffer.concat([payload, Buffer.from(reason)]));
}

const { accept, echoes } = createEchoes();
const clock = new HandClock((run) => void setImmediate(run));
let transport: WebsocketTransport;
let server: Server;

before(async () => {
  transport = new WebsocketTransport({ accept, clock, limits: { closeMs: 200 } });
  server = createServer();
  server.on("upgrade", (request, socket, head) => {
    const query = new URL(request.url ?? "", "http://a").searchParams;
    transport.upgrade(request, socket, head, { address: "192.0.2.1", query, keyed: true });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});

after(() => {
  server.close();
  assert.equal(transport.connections, 0, "connections left over");
});

const handshake =
  "GET /v0/channels HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

class RawClient {
  readonly socket: Socket;
  /** all that came, not read yet */
  #bytes = Buffer.alloc(0);
  #wake: (() => void) | undefined;
  #isOver = false;

  constructor() {
    this.socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
    this.socket.setNoDelay(true);
    this.socket.on("error", () => undefined);
    this.socket.on("data", (data: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, data]);
      this.#wake?.();
    });
    this.socket.on("close", () => {
      this.#isOver = true;
      this.#wake?.();
    });
  }

  /** With the first bytes of frames in the same piece as the handshake, if any. */
  async open(early: Buffer = Buffer.alloc(0)): Promise<Echo> {
    const before = echoes.length;
    this.socket.write(Buffer.concat([Buffer.from(handshake), early]));
    while (!this.#bytes.includes("\r\n\r\n")) assert.ok(await this.#more(), "no answer to the handshake");
    const end = this.#bytes.indexOf("\r\n\r\n") + 4;
    assert.match(this.#bytes.subarray(0, end).toString(), /^HTTP\/1\.1 101 .*s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=/s);
    this.#bytes = this.#bytes.subarray(end);
    assert.match((await this.next())?.[1].toString() ?? "", /"code":201/);
    const echo = echoes[before];
    assert.ok(echo);
    return echo;
  }

  /** The next frame of the server; undefined at the end. */
  async next(): Promise<readonly [opcode: number, payload: Buffer] | undefined> {
    for (;;) {
      const [first = 0, second = 0] = this.#bytes;
      const short = second & 0x7f;
      const headBytes = short === 126 ? 4 : short === 127 ? 10 : 2;
      if (this.#bytes.length >= headBytes) {
        assert.equal(second & 0x80, 0, "a server masks nothing");
        assert.equal(first & 0xf0, 0x80, "one final frame, no reserved bits");
        const length =
          short === 126
            ? this.#bytes.readUInt16BE(2)
            : short === 127
              ? Number(this.#bytes.readBigUInt64BE(2))
              : short;
        if (this.#bytes.length >= headBytes + length) {
          const payload = this.#bytes.subarray(headBytes, headBytes + length);
          this.#bytes = this.#bytes.subarray(headBytes + length);
          return [first & 0x0f, payload];
        }
      }
      // oxlint-disable-next-line no-await-in-loop
      if (!(await this.#more())) return undefined;
    }
  }

  async untilEnd(): Promise<Got> {
    const packets: string[] = [];
    let code = 1006;
    for (let one = await this.next(); one !== undefined; one = await this.next()) {
      const [opcode, payload] = one;
      if (opcode === text) packets.push(payload.toString());
      else if (opcode === pong) packets.push(`pong ${payload.toString("latin1")}`);
      else if (opcode === close) code = payload.length === 0 ? 1005 : payload.readUInt16BE(0);
    }
    this.socket.destroy();
    return { packets, code };
  }

  async #more(): Promise<boolean> {
    if (this.#isOver) return false;
    const had = this.#bytes.length;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    return this.#bytes.length > had || !this.#isOver;
  }
}

/** Sends in pieces of so many bytes (0 = in one piece). */
async function converse(bytes: Buffer, pieceBytes: number): Promise<Got> {
  const client = new RawClient();
  await client.open();
  const size = pieceBytes === 0 ? bytes.length : pieceBytes;
  for (let at = 0; at < bytes.length; at += size) {
    client.socket.write(bytes.subarray(at, at + size));
    // oxlint-disable-next-line no-await-in-loop
    if (pieceBytes > 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return client.untilEnd();
}

type Case = readonly [name: string, sent: readonly Buffer[], packets: readonly string[], code: number];

const bye = closing(1_000);
const echoOf = (message: string): string => `echo ${message}`;
const fine = (name: string, sent: readonly Buffer[], ...packets: string[]): Case => {
  return [name, [...sent, bye], packets, 1_000];
};
const fails = (name: string, sent: readonly Buffer[], code: number, ...packets: string[]): Case => {
  return [name, sent, packets, code];
};

const sizes = [0, 1, 124, 125, 126, 127, 128, 65_535 >> 1, 32_767, 32_768];
const payloads = sizes.map((size) =>
  fine(`text of ${size} bytes`, [frame(text, "*".repeat(size))], echoOf("*".repeat(size))),
);

const pings: Case[] = [
  fine("ping without payload", [frame(ping)], "pong "),
  fine("ping with payload", [frame(ping, "hello")], "pong hello"),
  fine(
    "ping with binary payload",
    [frame(ping, Buffer.from([0, 255, 254, 253]))],
    "pong \u0000\u00ff\u00fe\u00fd",
  ),
  fine("ping of 125 bytes", [frame(ping, "x".repeat(125))], `pong ${"x".repeat(125)}`),
  fails("ping of 126 bytes", [frame(ping, "x".repeat(126))], 1_002),
  fails("pong of 126 bytes", [frame(pong, "x".repeat(126))], 1_002),
  fine("pong that nobody asked for", [frame(pong, "x")]),
  fine("pong, then ping", [frame(pong, "x"), frame(ping, "y")], "pong y"),
  fine(
    "ten pings",
    Array.from({ length: 10 }, (_, n) => frame(ping, `${n}`)),
    ...Array.from({ length: 10 }, (_, n) => `pong ${n}`),
  ),
  fine("ping with a long length field", [frame(text, "a")], "echo a"),
  fails("ping that uses the 16-bit length", [frame(ping, "x", { lengthBits: 16 })], 1_002),
];

const reserved = [1, 2, 3, 4, 5, 6, 7].flatMap((rsv): Case[] => [
  fails(`reserved bits ${rsv} on a text`, [frame(text, "a", { rsv })], 1_002),
  fails(
    `reserved bits ${rsv} behind a good text`,
    [frame(text, "a"), frame(text, "b", { rsv })],
    1_002,
    "echo a",
  ),
  fails(`reserved bits ${rsv} on a ping`, [frame(ping, "a", { rsv })], 1_002),
  fails(`reserved bits ${rsv} on a close`, [frame(close, "", { rsv })], 1_002),
  fails(
    `reserved bits ${rsv} on a fragment`,
    [frame(text, "a", { fin: false }), frame(more, "b", { rsv })],
    1_002,
  ),
]);

const opcodes = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15].flatMap((opcode): Case[] => [
  fails(`opcode ${opcode}`, [frame(opcode)], 1_002),
  fails(`opcode ${opcode} with payload`, [frame(opcode, "x")], 1_002),
  fails(
    `opcode ${opcode} behind a good text`,
    [frame(text, "a"), frame(opcode), frame(ping)],
    1_002,
    "echo a",
  ),
  fails(`opcode ${opcode} between fragments`, [frame(text, "a", { fin: false }), frame(opcode)], 1_002),
]);

const part = (opcode: number, payload: string | Buffer): Buffer => frame(opcode, payload, { fin: false });

const fragments: Case[] = [
  fine("two fragments", [part(text, "a"), frame(more, "b")], "echo ab"),
  fine("three fragments, empty ones among them", [part(text, ""), part(more, ""), frame(more, "")], "echo "),
  fine(
    "three fragments, the middle one with payload",
    [part(text, ""), part(more, "x"), frame(more, "")],
    "echo x",
  ),
  fine(
    "a ping between fragments",
    [part(text, "a"), frame(ping, "p"), frame(more, "b")],
    "pong p",
    "echo ab",
  ),
  fine(
    "pings and pongs between fragments",
    [part(text, "a"), frame(ping, "1"), frame(pong), part(more, "b"), frame(ping, "2"), frame(more, "c")],
    "pong 1",
    "pong 2",
    "echo abc",
  ),
  fine(
    "two fragmented texts",
    [part(text, "a"), frame(more, "b"), part(text, "c"), frame(more, "d")],
    "echo ab",
    "echo cd",
  ),
  fine("binary in fragments", [part(binary, "a"), frame(more, "b")], "binary"),
  fine("binary", [frame(binary, "a")], "binary"),
  fine(
    "an empty binary between texts",
    [frame(text, "a"), frame(binary), frame(text, "b")],
    "echo a",
    "binary",
    "echo b",
  ),
  fine(
    "64 fragments of a byte",
    [part(text, "x"), ...Array.from({ length: 62 }, () => part(more, "x")), frame(more, "x")],
    echoOf("x".repeat(64)),
  ),
  fails(
    "65 fragments of a byte (S-11)",
    [part(text, "x"), ...Array.from({ length: 63 }, () => part(more, "x")), frame(more, "x")],
    1_008,
  ),
  fails(
    "fragments that never end (S-11)",
    [part(text, "x"), ...Array.from({ length: 500 }, () => part(more, "x"))],
    1_008,
  ),
  fails(
    "empty fragments that never end (S-11)",
    [part(text, ""), ...Array.from({ length: 500 }, () => part(more, ""))],
    1_008,
  ),
  fails("a fragmented ping", [part(ping, "a"), frame(more, "b")], 1_002),
  fails("a fragmented pong", [part(pong, "a"), frame(more, "b")], 1_002),
  fails("a fragmented close", [part(close, ""), frame(more, "")], 1_002),
  fails("a final continuation of nothing", [frame(more, "a"), frame(text, "b")], 1_002),
  fails("a continuation of nothing", [part(more, "a"), frame(text, "b")], 1_002),
  fails("a continuation after a whole text", [frame(text, "a"), frame(more, "b")], 1_002, "echo a"),
  fails("a text between fragments", [part(text, "a"), frame(text, "b")], 1_002),
  fails("a binary between fragments", [part(text, "a"), frame(binary, "b")], 1_002),
  fails("a fragmented text between fragments", [part(text, "a"), part(text, "b"), frame(more, "c")], 1_002),
  fails(
    "reserved bit in the first fragment",
    [frame(text, "a", { fin: false, rsv: 1 }), frame(more, "b")],
    1_002,
  ),
];

/** Sequences of bytes that are no UTF-8. */
const notUtf8 = [
  "80",
  "bf",
  "80bf",
  "c0",
  "c020",
  "e0",
  "e080",
  "f0",
  "f08080",
  "f8",
  "f888808080",
  "fc",
  "fe",
  "ff",
  "fefeffff",
  "c0af",
  "e080af",
  "f08080af",
  "c1bf",
  "e09fbf",
  "f08fbfbf",
  "c080",
  "e08080",
  "f0808080",
  "eda080",
  "edad bf",
  "edae80",
  "edafbf",
  "edb080",
  "edbe80",
  "edbfbf",
  "eda080edb080",
  "f4908080",
  "f7bfbfbf",
  "f5808080",
  "c3",
  "c328",
  "e282",
  "e228a1",
  "f09f98",
  "f0288cbc",
  "cebae1bdb9cf83cebcceb5eda080656469746564",
  "cebae1bdb9cf83cebcceb5f4908080656469746564",
].map((hex) => Buffer.from(hex.replaceAll(" ", ""), "hex"));

/** Texts at the edges of what UTF-8 is. */
const utf8 = [
  "\u03ba\u1f79\u03c3\u03bc\u03b5",
  "\u0000",
  "\u007f",
  "\u0080",
  "\u07ff",
  "\u0800",
  "\ud7ff",
  "\ue000",
  "\uffff",
  "\ufffd",
  "\u{10000}",
  "\u{10ffff}",
  "\ufffe",
  "\ufdd0",
  "\u{1fffe}",
  "\u{10fffe}",
  "\u2028\u2029",
  "\ufeff",
  "Hello-\u00b5@\u00df\u00f6\u00e4\u00fc\u00e0\u00e1-UTF-8!!",
];

const encodings: Case[] = [
  ...notUtf8.flatMap((bytes): Case[] => [
    fails(`text that is no UTF-8: ${bytes.toString("hex")}`, [frame(text, bytes)], 1_007),
    fails(
      `the same split: ${bytes.toString("hex")}`,
      [part(text, bytes.subarray(0, 1)), frame(more, bytes.subarray(1))],
      1_007,
    ),
    fails(`the same as reason of a close: ${bytes.toString("hex")}`, [closing(1_000, bytes)], 1_007),
  ]),
  ...utf8.flatMap((valid): Case[] => {
    const bytes = Buffer.from(valid);
    return [
      fine(`text ${JSON.stringify(valid)}`, [frame(text, valid)], echoOf(valid)),
      fine(
        `a fragment for each byte of ${JSON.stringify(valid)}`,
        [part(text, ""), ...[...bytes].map((byte) => part(more, Buffer.from([byte]))), frame(more, "")],
        echoOf(valid),
      ),
    ];
  }),
];

const goodCodes = [1_000, 1_001, 1_002, 1_003, 1_007, 1_008, 1_009, 1_010, 1_011, 3_000, 3_999, 4_000, 4_999];
const badCodes = [0, 1, 999, 1_004, 1_005, 1_006, 1_015, 1_016, 1_100, 2_000, 2_999, 5_000, 65_535];

const closings: Case[] = [
  fails("a close without code", [frame(close)], 1_005),
  fails("a close of one byte", [frame(close, "x")], 1_002),
  fails("a close with the longest reason", [closing(1_000, "x".repeat(123))], 1_000),
  fails("a close of 126 bytes", [closing(1_000, "x".repeat(124))], 1_002),
  fails("a text after the close is not looked at", [closing(1_000), frame(text, "late")], 1_000),
  fails("a ping after the close is not answered", [closing(1_000), frame(ping, "late")], 1_000),
  fails("a second close is not looked at", [closing(1_000), closing(1_001)], 1_000),
  fails("an unfinished text before the close", [part(text, "a"), closing(1_000)], 1_000),
  fails(
    "a good text, then a bad frame, then a good text",
    [frame(text, "a"), frame(3), frame(text, "b")],
    1_002,
    "echo a",
  ),
  ...goodCodes.map((code) => fails(`close code ${code} comes back`, [closing(code)], code)),
  ...badCodes.map((code) => fails(`close code ${code} is an error`, [closing(code)], 1_002)),
];

const masks: Case[] = [
  fails("a text without mask", [frame(text, "a", { mask: undefined })], 1_002),
  fails("a ping without mask", [frame(ping, "a", { mask: undefined })], 1_002),
  fails("a close without mask", [frame(close, "", { mask: undefined })], 1_002),
  fails("a fragment without mask", [part(text, "a"), frame(more, "b", { mask: undefined })], 1_002),
  fine("a mask of zeros", [frame(text, "abc", { mask: [0, 0, 0, 0] })], "echo abc"),
  fine("a mask of ones", [frame(text, "abcde", { mask: [255, 255, 255, 255] })], "echo abcde"),
  fine(
    "another mask for each frame",
    [frame(text, "a", { mask: [1, 2, 3, 4] }), frame(text, "b", { mask: [5, 6, 7, 8] })],
    "echo a",
    "echo b",
  ),
];

const lengths: Case[] = [
  fine("a short text with a 16-bit length", [frame(text, "a", { lengthBits: 16 })], "echo a"),
  fine("a short text with a 64-bit length", [frame(text, "a", { lengthBits: 64 })], "echo a"),
  fails("one byte over the session's limit (S-14)", [frame(text, "x".repeat(32_769))], 1_009),
  fails(
    "one byte over it in two fragments (S-14)",
    [part(text, "x".repeat(32_768)), frame(more, "x")],
    1_009,
  ),
  fails(
    "announced: one byte over that of the socket (S-14)",
    [frame(text, "", { announced: 131_073n })],
    1_009,
  ),
  fails("announced: 16 MiB (S-14)", [frame(text, "", { announced: 16_777_216n })], 1_009),
  fails("announced: 2^53 (S-14)", [frame(text, "", { announced: 2n ** 53n })], 1_009),
  fails("announced: 2^63 (S-14)", [frame(text, "", { announced: 2n ** 63n })], 1_009),
  fails("announced: 2^64 - 1 (S-14)", [frame(binary, "", { announced: 2n ** 64n - 1n })], 1_009),
  fails(
    "fragments that add up to more (S-14)",
    [part(text, "x".repeat(32_000)), part(more, ""), frame(more, "", { announced: 99_073n + 1n })],
    1_009,
  ),
];

const groups: readonly (readonly [name: string, cases: readonly Case[]])[] = [
  ["payloads", payloads],
  ["pings and pongs", pings],
  ["reserved bits", reserved],
  ["opcodes", opcodes],
  ["fragments", fragments],
  ["UTF-8", encodings],
  ["closing", closings],
  ["masks", masks],
  ["lengths and limits", lengths],
];

for (const [group, cases] of groups) {
  test(`${group}: ${cases.length} cases`, async (t) => {
    for (const [name, sent, packets, code] of cases) {
      // oxlint-disable-next-line no-await-in-loop
      await t.test(name, async () => {
        const bytes = Buffer.concat(sent);
        assert.deepEqual(await converse(bytes, 0), { packets, code });
        if (bytes.length < 200) assert.deepEqual(await converse(bytes, 1), { packets, code }, "byte by byte");
      });
    }
  });
}

test("there are as many cases as there should be (S-05: 250)", () => {
  assert.ok(groups.reduce((sum, [, cases]) => sum + cases.length, 0) >= 250);
});

test("frames that come with the handshake are read after the greeting", async () => {
  const client = new RawClient();
  await client.open(Buffer.concat([frame(text, "early"), bye]));
  assert.deepEqual(await client.untilEnd(), { packets: ["echo early"], code: 1_000 });
});

test("a client that goes in the middle of a frame is gone", async () => {
  const client = new RawClient();
  const echo = await client.open();
  client.socket.end(frame(text, "abc").subarray(0, 5));
  await echo.until(() => echo.closings === 1);
  assert.deepEqual(echo.texts, []);
  client.socket.destroy();
});

test("a flood of pings that nobody reads the answers of ends the connection (S-13)", async () => {
  const client = new RawClient();
  const echo = await client.open();
  client.socket.pause();
  const flood = Buffer.concat(Array.from({ length: 1_000 }, () => frame(ping, "x".repeat(100))));
  const pour = (): void => {
    while (!client.socket.destroyed && client.socket.write(flood));
  };
  client.socket.on("drain", pour);
  pour();
  await echo.until(() => echo.closings === 1);
  client.socket.destroy();
});

test("a flood of tiny messages is held at the door while the input is full (S-10)", async () => {
  const client = new RawClient();
  const echo = await client.open();
  echo.isEchoing = false;
  echo.room = 64;
  const flood = Buffer.concat(Array.from({ length: 50_000 }, () => frame(text, "x")));
  client.socket.write(flood);
  await echo.until(() => echo.texts.length === 64);
  const other = new RawClient();
  await other.open();
  other.socket.write(Buffer.concat([frame(text, "a"), bye]));
  assert.deepEqual(await other.untilEnd(), { packets: ["echo a"], code: 1_000 });
  assert.equal(echo.texts.length, 64, "the flood went on");
  echo.room = Number.POSITIVE_INFINITY;
  echo.connection.resume();
  await echo.until(() => echo.texts.length === 50_000);
  client.socket.write(bye);
  await client.untilEnd();
});

test("closing does not wait for a client that answers nothing (S-13)", async () => {
  const client = new RawClient();
  const echo = await client.open();
  client.socket.pause();
  echo.push(...Array.from({ length: 500 }, () => ({ text: "x".repeat(30_000) })));
  echo.connection.close("slow-consumer");
  assert.equal(transport.connections, 0);
  client.socket.resume();
  await once(client.socket, "close");
});

const badHandshakes: readonly (readonly [name: string, from: string, to: string, status: number])[] = [
  ["no key", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "", 400],
  ["a short key", "dGhlIHNhbXBsZSBub25jZQ==", "c2hvcnQ=", 400],
  ["an unknown version", "Version: 13", "Version: 99", 400],
  ["no version", "Sec-WebSocket-Version: 13\r\n", "", 400],
];

for (const [name, from, to, status] of badHandshakes) {
  test(`a handshake with ${name} is answered ${status}`, async () => {
    const client = new RawClient();
    client.socket.removeAllListeners("data");
    client.socket.write(handshake.replace(from, to));
    const [answer] = (await once(client.socket, "data")) as [Buffer];
    assert.match(answer.toString(), new RegExp(`^HTTP/1\\.1 ${status} `));
    client.socket.destroy();
  });
}
