import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { readPacket } from "./front.ts";
import type { NoPacket, Packet } from "./front.ts";
import type { JsonObject, JsonValue } from "./reader.ts";
import { Raw } from "./slice.ts";

function accepted(text: string): Packet {
  const packet = readPacket(text);
  assert.ok(packet.ok, packet.ok ? "" : packet.detail);
  return packet;
}

function refused(text: string): NoPacket {
  const packet = readPacket(text);
  assert.ok(!packet.ok, text);
  return packet;
}

/** The value as the client meant it, in the objects that JSON.parse makes. */
function meant(value: JsonValue): unknown {
  if (value instanceof Raw) return JSON.parse(value.raw);
  if (Array.isArray(value)) return value.map(meant);
  if (typeof value !== "object" || value === null) return value;
  assert.equal(Object.getPrototypeOf(value), null);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, meant(member)]));
}

function nested(depth: number): string {
  return "[".repeat(depth) + "]".repeat(depth);
}

function members(count: number): string {
  return Array.from({ length: count }, (_, i) => `"k${i}":${i}`).join();
}

suite("a packet", () => {
  test("is one message, its id, and the members that become values", () => {
    const packet = accepted(
      '{"sub":{"id":"7","topic":"me","get":"info sub","browse":{"limit":5,"ascnd":true},"x":[null,-0]}}',
    );
    assert.equal(packet.kind, "sub");
    assert.equal(packet.id, "7");
    assert.deepEqual(meant(packet.body), {
      id: "7",
      topic: "me",
      get: "info sub",
      browse: { limit: 5, ascnd: true },
      x: [null, -0],
    });
  });

  test("keeps payloads as they were written, each in its place and nowhere else", () => {
    const odd = ' {"b" : 1.0,\t"a":"\\u0041", "a":2, "__proto__":null } ';
    const places: Record<string, (body: JsonObject) => unknown> = {
      [`{"pub":{"content":${odd}}}`]: (body) => body["content"],
      [`{"\\u0070ub":{"c\\u006fntent":${odd}}}`]: (body) => body["content"],
      [`{"acc":{"init":{"public":${odd}}}}`]: (body) => (body["init"] as JsonObject)["public"],
      [`{"acc":{"init":{"private":${odd}}}}`]: (body) => (body["init"] as JsonObject)["private"],
      [`{"sub":{"init":{"public":${odd}}}}`]: (body) => (body["init"] as JsonObject)["public"],
      [`{"sub":{"init":{"private":${odd}}}}`]: (body) => (body["init"] as JsonObject)["private"],
      [`{"sub":{"sub":{"info":${odd}}}}`]: (body) => (body["sub"] as JsonObject)["info"],
      [`{"set":{"info":{"public":${odd}}}}`]: (body) => (body["info"] as JsonObject)["public"],
      [`{"set":{"info":{"private":${odd}}}}`]: (body) => (body["info"] as JsonObject)["private"],
      [`{"set":{"sub":{"info":${odd}}}}`]: (body) => (body["sub"] as JsonObject)["info"],
    };
    for (const [text, payloadOf] of Object.entries(places)) {
      assert.deepEqual(payloadOf(accepted(text).body), new Raw(odd.trim()), text);
    }
    const elsewhere = accepted('{"pub":{"public":"a","info":"b","x":{"content":"c"}}}');
    assert.deepEqual(meant(elsewhere.body), { public: "a", info: "b", x: { content: "c" } });
    assert.ok(!(elsewhere.body["public"] instanceof Raw));
  });

  test("may have a payload that is null, a number, or the sign for deletion", () => {
    for (const payload of ["null", "-1.50e+3", '"\\u2421"', "false", '""', "[]"]) {
      assert.deepEqual(accepted(`{"pub":{"content": ${payload}\n}}`).body["content"], new Raw(payload));
    }
  });

  test("has room for the members of long polling", () => {
    const packet = accepted('{"sid":"abc","apikey":"k","leave":{"topic":"me"},"other":{"id":5}}');
    assert.deepEqual([packet.kind, packet.sid, packet.apikey, packet.id], ["leave", "abc", "k", undefined]);
  });

  test("null is no id, no sid, no apikey", () => {
    const packet = accepted('{"sid":null,"apikey":null,"get":{"id":null}}');
    assert.deepEqual([packet.sid, packet.apikey, packet.id], [undefined, undefined, undefined]);
  });

  for (const kind of ["acc", "login", "sub", "leave", "pub", "get", "set", "del"]) {
    test(`may be {${kind}}`, () => assert.equal(accepted(`{"${kind}":{}}`).kind, kind));
  }
});

suite("a refusal", () => {
  const cases: readonly (readonly [text: string, detail: string, id?: string])[] = [
    ["", "not JSON: incomplete"],
    ["{", "not JSON: incomplete"],
    ["hello", "not JSON at character 0"],
    ["[]", "a packet is a JSON object"],
    ['"pub"', "a packet is a JSON object"],
    ["[1", "not JSON: incomplete"],
    ["{}", "no message"],
    ['{"unsub":{"id":"3"}}', "unknown message", "3"],
    ['{"Pub":{"id":"3"}}', "unknown message", "3"],
    ['{"toString":{}}', "unknown message"],
    ['{"pub":{"id":"3"},"sub":{"id":"4"}}', "more than one message: pub, sub", "3"],
    ['{"pub":{"id":"3"},"pub":{}}', 'member given twice: "pub"', "3"],
    ['{"x":{"id":"1"},"pub":{"id":"3","a":1,"a":1}}', 'member given twice: "a"', "3"],
    ['{"pub":null}', "pub must be an object"],
    ['{"pub":[]}', "pub must be an object"],
    ['{"pub":"x"}', "pub must be an object"],
    ['{"pub":{"id":3}}', "id must be a string"],
    ['{"sid":1,"pub":{"id":"3"}}', "sid must be a string", "3"],
    ['{"pub":{"id":"3","topic":"a","topic":"a"}}', 'member given twice: "topic"', "3"],
    ['{"pub":{"topic":"a","t\\u006fpic":"a","id":"3"}}', 'member given twice: "topic"', "3"],
    ['{"pub":{"content":1,"content":2,"id":"3"}}', 'member given twice: "content"', "3"],
    ['{"pub":{"id":"3","content":{"a":01}}}', "not JSON at character 33", "3"],
    ['{"pub":{"id":"3","content":1}', "not JSON: incomplete", "3"],
    ['{"pub":{"id":"3","content":1}}}', "not JSON at character 30", "3"],
    ['{"pub":{"id":"3"}}{"pub":{}}', "not JSON at character 18", "3"],
    ['\ufeff{"pub":{}}', "not JSON at character 0"],
  ];
  for (const [text, detail, id] of cases) {
    test(`${JSON.stringify(text)}: ${detail}`, () => {
      const refusal = refused(text);
      assert.deepEqual([refusal.detail, refusal.id], [detail, id]);
    });
  }

  test("an object with nothing but sid and apikey is empty, any other is not", () => {
    for (const text of ["{}", '{"sid":"a"}', '{"apikey":"k","sid":"a"}', ' { "sid" : null } ']) {
      assert.equal(refused(text).empty, true, text);
    }
    for (const text of [
      '{"sid":1}',
      '{"sid":"a","x":1}',
      '{"sid":"a","sid":"a"}',
      '{"sid":"a"',
      '{"pub":1}',
      "[]",
    ]) {
      assert.equal(refused(text).empty, false, text);
    }
    assert.equal(refused('{"sid":"a","x":1}').sid, "a");
  });
});

suite("S-17: bombs", () => {
  test("content of any depth and with any number of members goes through as it is", () => {
    for (const content of [
      nested(100_000),
      `{${members(10_000)}}`,
      "9".repeat(100_000),
      `"${"x".repeat(100_000)}"`,
    ]) {
      const packet = accepted(`{"pub":{"content":${content},"topic":"t"}}`);
      assert.deepEqual(packet.body["content"], new Raw(content));
    }
  });

  test("32 levels are the most elsewhere, payloads within them", () => {
    assert.ok(readPacket(`{"get":{"x":${nested(30)}}}`).ok);
    assert.equal(refused(`{"get":{"id":"1","x":${nested(31)}}}`).detail, "nested too deeply");
    assert.ok(readPacket(`{"set":{"info":{"public":${nested(29)}}}}`).ok);
    assert.equal(refused(`{"set":{"id":"1","info":{"public":${nested(30)}}}}`).id, "1");
  });

  test("2,000 members are the most, those of content not counted", () => {
    assert.ok(readPacket(`{"get":{${members(1999)}}}`).ok);
    assert.equal(refused(`{"get":{${members(2000)}}}`).detail, "too many members");
    assert.ok(readPacket(`{"set":{"info":{"public":{${members(1997)}}}}}`).ok);
    assert.equal(refused(`{"set":{"info":{"public":{${members(1998)}}}}}`).detail, "too many members");
    assert.ok(readPacket(`{"pub":{"content":{${members(5000)}},${members(1998)}}}`).ok);
    assert.equal(
      refused(`{"pub":{"content":{${members(5000)}},${members(1999)}}}`).detail,
      "too many members",
    );
  });

  test("reading ends at the limit: what comes after is not looked at", () => {
    const after = "this is not JSON";
    assert.equal(refused(`{"get":{"x":${"[".repeat(31)}${after}`).detail, "nested too deeply");
    assert.equal(refused(`{"set":{"info":{"public":${"[".repeat(30)}${after}`).detail, "nested too deeply");
    assert.equal(refused(`{"get":{${members(2000)},${after}`).detail, "too many members");
  });

  test("long numbers and names are what they are", () => {
    const name = "k".repeat(100_000);
    const packet = accepted(`{"get":{"n":${"9".repeat(100_000)},"${name}":1}}`);
    assert.deepEqual(meant(packet.body), { n: Infinity, [name]: 1 });
  });
});

suite("S-51: no way to a prototype", () => {
  const doors = ["__proto__", "constructor", "prototype", "\\u005f_proto__", "c\\u006fnstructor"];

  test("such members refuse the packet, wherever they are", () => {
    for (const door of doors) {
      for (const value of ['{"polluted":1}', "null", '{"prototype":{"polluted":1}}']) {
        for (const text of [
          `{"${door}":${value},"get":{"id":"1"}}`,
          `{"get":{"id":"1","${door}":${value}}}`,
          `{"get":{"id":"1","x":{"y":[{"${door}":${value}}]}}}`,
          `{"acc":{"id":"1","init":{"${door}":${value}}}}`,
          `{"set":{"id":"1","sub":{"${door}":${value}}}}`,
        ]) {
          const refusal = refused(text);
          assert.match(refusal.detail, /^member not allowed: (__proto__|constructor|prototype)$/);
          assert.equal(refusal.id, "1");
        }
      }
    }
    assert.equal(("polluted" in {}) as boolean, false);
  });

  test("payloads may have them, for nobody here looks inside", () => {
    for (const door of doors) {
      const payload = `{"${door}":{"polluted":1}}`;
      assert.deepEqual(accepted(`{"pub":{"content":${payload}}}`).body["content"], new Raw(payload));
      assert.ok(readPacket(`{"set":{"info":{"public":${payload}}}}`).ok);
    }
  });

  test("objects inherit nothing", () => {
    const { body } = accepted('{"get":{"browse":{}}}');
    for (const name of ["toString", "valueOf", "hasOwnProperty", "constructor", "__proto__"]) {
      assert.equal(body[name], undefined);
      assert.equal((body["browse"] as JsonObject)[name], undefined);
    }
  });
});
