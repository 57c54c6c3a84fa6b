// The shared vectors, as far as a client can run them; those of resuming are in resume.test.ts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseApiKey } from "../src/values/api-key.ts";
import { isGroupName, isUserId, kindOf, p2pName, p2pUsers, peerOf } from "../src/values/ids.ts";
import { can, common, formatMode, includes, parseMode } from "../src/values/mode.ts";
import { formatTime, parseDuration, parseTime } from "../src/values/time.ts";
import { RawJson, readPacket, writeRequest } from "../src/wire/packets.ts";
import type { Requests, Word } from "../src/wire/packets.ts";
import { readVectors } from "./read-vectors.ts";
import { isUnsaid, packetOf, sentFor } from "./sayings.ts";

interface Parsed {
  readonly text: string;
  readonly ms: number | null;
}

const mode = (text: string): number => parseMode(text) ?? assert.fail(`${text} is no mode`);

test("modes", () => {
  const vectors = readVectors<{
    parse: { text: string; canonical: string | null }[];
    effective: { want: string; given: string; effective: string }[];
    includes: { mode: string; letters: string; is: boolean }[];
  }>("modes");
  for (const { text, canonical } of vectors.parse) {
    const parsed = parseMode(text);
    assert.equal(parsed === undefined ? null : formatMode(parsed), canonical, text);
  }
  for (const { want, given, effective } of vectors.effective) {
    assert.equal(formatMode(common(mode(want), mode(given))), effective, `${want} and ${given}`);
  }
  for (const { mode: whole, letters, is } of vectors.includes) {
    assert.equal(includes(mode(whole), mode(letters)), is, `${letters} in ${whole}`);
    assert.equal(can(whole, letters), is);
  }
  assert.equal(can(undefined, "R"), false);
});

test("ids", () => {
  const vectors = readVectors<{
    users: { text: string; is: boolean }[];
    conversations: { users: [string, string]; name: string }[];
    names: { text: string; users: [string, string] | null }[];
    groups: { text: string; is: boolean }[];
  }>("ids");
  for (const { text, is } of vectors.users) assert.equal(isUserId(text), is, text);
  for (const { users, name } of vectors.conversations) {
    assert.equal(p2pName(...users), name);
    assert.equal(peerOf(name, users[0]), users[1]);
    assert.equal(kindOf(name), "p2p");
  }
  for (const { text, users } of vectors.names) assert.deepEqual(p2pUsers(text) ?? null, users, text);
  for (const { text, is } of vectors.groups) assert.equal(isGroupName(text), is, text);
  assert.throws(() => p2pName("usrOj0B3-gSBSs", "usrOj0B3-gSBSs"), RangeError);
  assert.equal(kindOf("me"), "me");
  assert.equal(kindOf("new"), undefined);
  assert.equal(peerOf("p2pOj0B3-gSBSshT8s5XBE2xw", "usr2il9suCbuko"), undefined);
});

test("times and durations", () => {
  const times = readVectors<{ parse: Parsed[]; format: { ms: number; text: string }[] }>("times");
  for (const { text, ms } of times.parse) assert.equal(parseTime(text) ?? null, ms, text);
  for (const { ms, text } of times.format) assert.equal(formatTime(ms), text);
  for (const { text, ms } of readVectors<{ parse: Parsed[] }>("durations").parse) {
    const parsed = parseDuration(text);
    assert.equal(parsed === undefined ? null : parsed + 0, ms, text);
  }
});

test("API keys", () => {
  const { keys } = readVectors<{ keys: { key: string; says: unknown }[] }>("api-keys");
  for (const { key, says } of keys) assert.deepEqual(parseApiKey(key) ?? null, says, key);
});

const { requests, answers } = readVectors<{
  requests: { text: string; canonical?: string; needs?: string }[];
  answers: { text: string; kind: string | null }[];
}>("packets");

/** The bindings give every request an id. */
const canonical = requests.flatMap(({ canonical: text, needs }) =>
  text?.includes('"id":') ? [{ text, needs, packet: packetOf(text) }] : [],
);
const said = canonical.filter(({ packet }) => !isUnsaid(packet));

test("requests of the model are sent in their canonical form", async () => {
  assert.ok(said.length > 40, `${said.length} requests`);
  for (const { text, packet } of said) {
    // where the server does not announce keys, none is sent
    const ext = { bearer: 1, find: 1, inbox: 1, ...(packet.body.key !== undefined && { key: 1 }) };
    assert.equal(await sentFor(packet, ext), text);
  }
});

test("requests of an extension that the server did not announce are not sent", async () => {
  const tried = new Set<string>();
  for (const { text, needs, packet } of said) {
    if (needs === undefined) continue;
    tried.add(needs);
    if (needs !== "inbox") await assert.rejects(sentFor(packet, { inbox: 1 }), { code: 501 }, text);
    // a list without counts is a list
    else assert.equal(await sentFor(packet, {}), text.replace(/,"subs":\{.*?\}/, ""));
  }
  assert.deepEqual([...tried].toSorted(), ["bearer", "find", "inbox"]);
});

test("requests of the wire go out as they are given, a content last and byte for byte", () => {
  for (const { text, packet } of canonical) {
    const { word, content } = packet;
    const {
      id: _,
      content: parsed,
      ...body
    } = packet.body as { id: string; content?: unknown; topic: string };
    const whole =
      parsed === undefined ? { ...body, later: undefined } : { content: new RawJson(content ?? ""), ...body };
    assert.equal(writeRequest(word, "1", whole as Requests[Word]), text);
  }
});

test("packets of a server", () => {
  for (const { text, kind } of answers) {
    const packet = readPacket(text);
    assert.equal(packet === undefined ? null : Object.keys(packet)[0], kind, text);
    if (packet !== undefined) assert.deepEqual(packet, JSON.parse(text));
  }
});
