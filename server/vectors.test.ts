// The vectors that all clients run, run by the server: one truth for what names, modes, times and packets are.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { and, formatMode04, has, parseMode04 } from "./src/core/access/mode.ts";
import type { Extension } from "./src/core/extensions.ts";
import { faults } from "./src/core/faults.ts";
import { groupName, p2pName, parseGroupName, parseP2pName, parseUserId } from "./src/core/ids.ts";
import type { TopicName, UserId } from "./src/core/ids.ts";
import { formatTime, parseDuration, parseRfc3339 } from "./src/core/time.ts";
import { fields } from "./src/core/wire-04/fields.ts";
import type { Fields, Word } from "./src/core/wire-04/fields.ts";
import { decode, encode } from "./src/core/wire-04/index.ts";
import { createApiKeys, parseSalt } from "./src/runtime/apikey.ts";

interface Vectors {
  modes: {
    parse: { text: string; canonical: string | null }[];
    effective: { want: string; given: string; effective: string }[];
    includes: { mode: string; letters: string; is: boolean }[];
  };
  ids: {
    users: { text: string; is: boolean }[];
    conversations: { users: [string, string]; name: string }[];
    names: { text: string; users: [string, string] | null }[];
    groups: { text: string; is: boolean }[];
  };
  times: { parse: { text: string; ms: number | null }[]; format: { ms: number; text: string }[] };
  durations: { parse: { text: string; ms: number | null }[] };
  "api-keys": {
    salt: string;
    keys: {
      key: string;
      says: { app: number; sequence: number; isRoot: boolean } | null;
      isValid: boolean;
    }[];
  };
  packets: {
    user: string;
    requests: {
      text: string;
      canonical?: string;
      needs?: Extension;
      code?: number;
      id?: string | null;
    }[];
    answers: { text: string; kind: string | null }[];
  };
  resume: {
    scenarios: { name: string; steps: { stored?: string[]; frame?: string; during?: string[] }[] }[];
  };
}

function read<K extends keyof Vectors>(name: K): Vectors[K] {
  const file = new URL(`../clients/vectors/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as Vectors[K];
}

const mode = (text: string): number => parseMode04(text) ?? assert.fail(`${text} is no mode`);
const user = (text: string): UserId => parseUserId(text) ?? assert.fail(`${text} is no user`);

test("modes", () => {
  const { parse, effective, includes } = read("modes");
  for (const { text, canonical } of parse) {
    const parsed = parseMode04(text);
    assert.equal(parsed === undefined ? null : formatMode04(parsed), canonical, text);
  }
  for (const { want, given, effective: both } of effective) {
    assert.equal(formatMode04(and(mode(want), mode(given))), both, `${want} and ${given}`);
  }
  for (const { mode: whole, letters, is } of includes) {
    assert.equal(has(mode(whole), mode(letters)), is, `${letters} in ${whole}`);
  }
});

test("ids", () => {
  const { users, conversations, names, groups } = read("ids");
  for (const { text, is } of users) assert.equal(parseUserId(text) !== undefined, is, text);
  for (const { users: pair, name } of conversations)
    assert.equal(p2pName(user(pair[0]), user(pair[1])), name);
  for (const { text, users: pair } of names) assert.deepEqual(parseP2pName(text)?.users ?? null, pair, text);
  for (const { text, is } of groups) assert.equal(parseGroupName(text) !== undefined, is, text);
});

test("times and durations", () => {
  const { parse, format } = read("times");
  for (const { text, ms } of parse) assert.equal(parseRfc3339(text) ?? null, ms, text);
  for (const { ms, text } of format) assert.equal(formatTime(ms), text);
  for (const { text, ms } of read("durations").parse) {
    const parsed = parseDuration(text);
    assert.equal(parsed === undefined ? null : parsed + 0, ms, text);
  }
});

test("API keys", () => {
  const { salt, keys } = read("api-keys");
  const hmacMd5 = (key: Uint8Array, data: Uint8Array): Uint8Array =>
    createHmac("md5", key).update(data).digest();
  const apiKeys = createApiKeys({ salt: parseSalt(salt), hmacMd5 });
  for (const { key, says, isValid } of keys) {
    const found = apiKeys.check(key);
    assert.equal(found !== undefined, isValid, key);
    if (found) assert.deepEqual({ app: found.app, sequence: found.sequence, isRoot: found.root }, says);
  }
});

const fresh: TopicName = groupName(new Uint8Array(9));

/** @param off the extension that is switched off */
function decoded(text: string, ...off: Extension[]): ReturnType<typeof decode> {
  return decode(text, { user: user(read("packets").user) }, { groupName: () => fresh }, new Set(off));
}

test("requests: a text and its canonical form are the same command, or the refusal is the one expected", () => {
  for (const { text, canonical, code, id } of read("packets").requests) {
    const found = decoded(text);
    if (canonical !== undefined) {
      assert.ok(found.ok, text);
      assert.deepEqual(found, decoded(canonical), text);
    } else {
      assert.ok(!found.ok, text);
      assert.equal(faults[found.refusal.fault].code, code, text);
      assert.equal(found.id ?? null, id, text);
    }
  }
});

/** Copies of an object of the wire, each without one of its members, at any depth. Its members stand in the order of the table, a content last. */
function* shorter(fields: Fields, object: object): Generator<object> {
  const names = Object.keys(object);
  const inOrder = Object.keys(fields).filter((name) => names.includes(name) && name !== "content");
  assert.deepEqual(names, names.includes("content") ? [...inOrder, "content"] : inOrder);
  for (const [name, value] of Object.entries(object)) {
    const { [name]: _, ...rest } = object as Record<string, unknown>;
    // servers of before the manual had no default for it
    if (name !== "scheme") yield rest;
    const type = fields[name]?.type;
    if (typeof type !== "object" || typeof value !== "object" || value === null) continue;
    const inner = "object" in type ? type.object : "listOf" in type ? type.listOf : type.objectOrDel;
    for (const [at, item] of (Array.isArray(value) ? value : [value]).entries())
      for (const one of shorter(inner, item as object))
        yield { ...object, [name]: Array.isArray(value) ? value.with(at, one) : one };
  }
}

test("requests: a canonical form is in the order of the manual, and without one of its members it means something else", () => {
  for (const { canonical } of read("packets").requests) {
    if (canonical === undefined) continue;
    const [[word, body]] = Object.entries(JSON.parse(canonical)) as [[Word, object]];
    for (const less of shorter(fields[word], body))
      assert.notDeepEqual(decoded(JSON.stringify({ [word]: less })), decoded(canonical), canonical);
  }
});

test("requests of an extension are 501 where it is switched off", () => {
  const found = new Set<Extension>();
  for (const { text, canonical = "", needs } of read("packets").requests) {
    if (needs === undefined) continue;
    found.add(needs);
    for (const one of [text, canonical]) {
      const off = decoded(one, needs);
      assert.equal(off.ok ? undefined : off.refusal.fault, "not-implemented", one);
    }
  }
  assert.deepEqual([...found].toSorted(), ["bearer", "find", "inbox"]);
});

/** The text as this server would write it. */
function rewritten(text: string): string | undefined {
  const { data, ctrl } = JSON.parse(text) as {
    data?: { topic: string; from: string; ts: string; content: unknown };
    ctrl?: { topic: string; ts: string };
  };
  const time = (ts: string): number => parseRfc3339(ts) ?? assert.fail(ts);
  if (ctrl) return encode({ event: "evicted", topic: ctrl.topic as TopicName, at: time(ctrl.ts) });
  if (!data) return assert.fail(text);
  const message = { seq: 1, from: user(data.from), ts: time(data.ts), content: JSON.stringify(data.content) };
  return encode({ event: "data", topic: data.topic as TopicName, message });
}

test("resume: every frame is what this server writes", () => {
  for (const { name, steps } of read("resume").scenarios) {
    for (const { stored = [], frame, during = [] } of steps) {
      for (const text of [...stored, ...during, ...(frame === undefined ? [] : [frame])]) {
        assert.equal(rewritten(text), text, name);
      }
    }
  }
});
