// What the load writes, read back byte by byte; what the server's transport writes, read in pieces of every size.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOf } from "../../server/src/adapters/transport-websocket/frame.ts";
import { closeFrame, encodeFrame, encodePong, FrameReader, numberHere, Template } from "./frame.ts";

test("the masked frame of RFC 6455 §5.7", () => {
  assert.deepEqual(encodeFrame("Hello").toString("hex"), "818537fa213d7f9f4d5158");
});

test("lengths around every form of the header come back whole", () => {
  for (const length of [0, 1, 125, 126, 127, 65_535]) {
    const text = "é".repeat(length >> 1) + "x".repeat(length & 1);
    assert.equal(unmasked(encodeFrame(text)), text, `${length} bytes`);
  }
  assert.throws(() => encodeFrame("x".repeat(65_536)), RangeError);
});

test("a pong and a close have their opcodes and say what they must", () => {
  const pong = encodePong(Buffer.from("sign"));
  assert.deepEqual([pong[0], unmasked(pong)], [0x8a, "sign"]);
  assert.deepEqual(
    [closeFrame[0], Buffer.from(unmasked(closeFrame, "latin1"), "latin1").readUInt16BE()],
    [0x88, 1_000],
  );
});

test("a template is the message with its number wherever it belongs, and nothing else of it changes", () => {
  const template = new Template(`{"id":"${numberHere}","text":"é${numberHere}x"}`);
  for (const number of [0, 7, 1_234, 999_999_999]) {
    const digits = String(number).padStart(9, "0");
    const frame = Buffer.alloc(template.bytes + 2);
    template.write(frame, 1, number);
    assert.equal(unmasked(frame.subarray(1, -1)), `{"id":"${digits}","text":"é${digits}x"}`);
    assert.deepEqual([frame[0], frame.at(-1)], [0, 0]);
  }
});

const texts = ["", "a", "é".repeat(62), "x".repeat(126), "y".repeat(1_000), "z".repeat(65_536), "end"];

test("frames of the server come out whole and in order, in pieces of every size", () => {
  const stream = Buffer.concat([
    ...texts.slice(0, 4).map((text) => bytesOf({ text })),
    Buffer.from("8904", "hex"),
    Buffer.from("sign"),
    Buffer.from("8a00", "hex"),
    ...texts.slice(4).map((text) => bytesOf({ text })),
    Buffer.from("880203f5", "hex"),
  ]);
  const expected = [...texts.slice(0, 4), "ping sign", "pong", ...texts.slice(4), "closed 1013"];
  for (const size of [1, 2, 3, 7, 64, 1_000, stream.length]) {
    assert.deepEqual(read(stream, size), expected, `pieces of ${size} bytes`);
  }
});

test("what no server of ours sends is an error, not a guess", () => {
  for (const hex of ["8185", "0101aa", "820100", "c10161"]) {
    const masked = hex === "8185" ? encodeFrame("Hello") : Buffer.from(hex, "hex");
    assert.throws(() => read(masked, masked.length), RangeError, hex);
  }
});

/** The one buffer is filled anew for every piece, as the load's is. */
function read(stream: Buffer, size: number): readonly string[] {
  const found: string[] = [];
  const reader = new FrameReader({
    text: (bytes, from, to) => found.push(bytes.toString("utf8", from, to)),
    ping: (payload) => found.push(`ping ${payload.toString()}`),
    pong: () => found.push("pong"),
    closed: (code) => found.push(`closed ${code}`),
  });
  const shared = Buffer.alloc(size);
  for (let at = 0; at < stream.length; at += size) {
    const count = stream.copy(shared, 0, at, at + size);
    reader.push(shared.subarray(0, count));
    shared.fill(0);
  }
  return found;
}

/** A client's frame read by the letter of the RFC. */
function unmasked(frame: Buffer, encoding: BufferEncoding = "utf8"): string {
  const short = (frame[1] ?? 0) & 127;
  const from = short < 126 ? 2 : 4;
  const length = short < 126 ? short : frame.readUInt16BE(2);
  assert.equal((frame[1] ?? 0) & 0x80, 0x80, "masked");
  assert.equal(frame.length, from + 4 + length);
  const key = frame.subarray(from, from + 4);
  return Buffer.from(frame.subarray(from + 4).map((byte, at) => byte ^ (key[at & 3] ?? 0))).toString(
    encoding,
  );
}
