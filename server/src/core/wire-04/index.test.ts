import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { faults } from "../faults.ts";
import { groupName, parseUserId } from "../ids.ts";
import { decode } from "./index.ts";

const user = parseUserId("usrOj0B3-gSBSs");
const draw = { groupName: () => groupName(new Uint8Array(9)) };
const read = (text: string) => decode(text, { user }, draw);

const whole: readonly object[] = [
  {
    acc: {
      id: "7",
      user: "new",
      auth: [{ scheme: "basic", secret: "a:b" }],
      init: { defacs: { auth: "RW", anon: "N" }, public: {}, private: 1 },
    },
  },
  { login: { id: "7", scheme: "basic", secret: "a:b", expireIn: "24h", tag: "t" } },
  {
    sub: {
      id: "7",
      topic: "new",
      init: { defacs: { auth: "RW" }, public: 1 },
      sub: { mode: "RWP", info: [] },
      get: "info sub data",
      browse: {
        ascnd: true,
        since: "2015-09-06T18:07:30.134Z",
        before: "2015-10-06T18:07:30.134Z",
        limit: 20,
      },
    },
  },
  { leave: { id: "7", topic: "me", unsub: true } },
  { pub: { id: "7", topic: "p2pOj0B3-gSBSshT8s5XBE2xw", content: { a: [1, "x"] }, key: "k" } },
  { get: { id: "7", topic: "usrIU_LOVwRNsc", what: "info sub data", browse: { limit: 8 } } },
  {
    set: {
      id: "7",
      topic: "grpA",
      what: "info sub",
      info: { defacs: { anon: "X" }, public: "\u2421", private: null },
      sub: { user: "usrIU_LOVwRNsc", mode: "X", info: 1 },
    },
  },
  { del: { id: "7", topic: "grpA", what: "msg", hard: true, before: "2015-10-06T18:07:30.134Z" } },
];

suite("the envelope", () => {
  const refused: readonly (readonly [text: string, id?: string])[] = [
    [""],
    ["null"],
    ["[]"],
    ["7"],
    ["{"],
    ['{"pub":{"id":"7","topic":"grpA","content":1}} x', "7"],
    ["{}"],
    ['{"hi":{"id":"7","ver":"0.25"}}', "7"],
    ['{"note":{"topic":"grpA","what":"read","seq":1}}'],
    ['{"unsub":{"id":"7","topic":"grpA"}}', "7"],
    ['{"Pub":{"id":"7","topic":"grpA","content":1}}', "7"],
    ['{"sub":{"id":"7","topic":"me"},"pub":{"id":"8","topic":"me","content":1}}', "7"],
    ['{"leave":{"id":"7","topic":"me"},"leave":{"id":"7","topic":"me"}}', "7"],
    ['{"leave":[]}'],
    ['{"leave":"me"}'],
    ['{"leave":{"id":7,"topic":"me"}}'],
    ['{"leave":{"id":"7","topic":"me","__proto__":{}}}', "7"],
  ];
  for (const [text, id] of refused) {
    test(`is refused: ${text}`, () => {
      const decoded = read(text);
      assert.ok(!decoded.ok);
      assert.equal(decoded.refusal.fault, "malformed");
      assert.equal(decoded.id, id);
    });
  }

  test("null is no id, and what is beside the message is ignored", () => {
    const decoded = read('{"leave":{"id":null,"topic":"me"},"more":1}');
    assert.ok(decoded.ok && decoded.command.verb === "leave");
    assert.equal(decoded.command.id, undefined);
  });

  test("white space is free", () => {
    assert.equal(read(' \t\r\n{ "leave" : { "topic" : "me" } } \n').ok, true);
  });
});

test("a refusal names the topic as it was sent, wherever it can be read", () => {
  const decoded = read('{"sub":{"id":"7","topic":"usrOj0B3-gSBSs","browse":[]}}');
  assert.ok(!decoded.ok);
  assert.deepEqual([decoded.id, decoded.topic, decoded.refusal.fault], ["7", "usrOj0B3-gSBSs", "malformed"]);
});

test("all that is known at once is accepted", () => {
  for (const packet of whole) assert.equal(read(JSON.stringify(packet)).ok, true, JSON.stringify(packet));
});

suite("whatever comes in, one answer goes out", () => {
  const runs = { numRuns: 15_000 };
  const hostile = [
    "__proto__",
    "constructor",
    "prototype",
    "toString",
    "topic",
    "id",
    "what",
    "init",
    "info",
    "bearer",
    "0",
    "",
  ];
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom<unknown>(
      ...hostile,
      null,
      "\u2421",
      "usrIU_LOVwRNsc",
      "RWPSDOXN",
      "-9h",
      1e308,
      -0,
      [null],
      [[{}]],
    ),
  );

  /** Walks to some place of a packet and puts something else there. */
  function mutated(
    packet: object,
    steps: readonly number[],
    member: string | undefined,
    put: unknown,
  ): string {
    const copy: unknown = structuredClone(packet);
    let place = copy as Record<string, unknown>;
    for (const step of steps) {
      const names = Object.keys(place);
      const next = place[names[step % names.length] ?? ""];
      if (typeof next !== "object" || next === null) break;
      place = next as Record<string, unknown>;
    }
    const names = Object.keys(place);
    const name = member ?? names[(steps.at(-1) ?? 0) % names.length] ?? "x";
    Object.defineProperty(place, name, { value: put, enumerable: true, configurable: true, writable: true });
    return JSON.stringify(copy);
  }

  const packets = fc
    .tuple(
      fc.constantFrom(...whole),
      fc.array(fc.nat(7), { maxLength: 4 }),
      fc.option(fc.constantFrom(...hostile), { nil: undefined }),
      value,
    )
    .map(([packet, steps, member, put]) => mutated(packet, steps, member, put));

  function check(text: string): void {
    const before = Object.getOwnPropertyNames(Object.prototype).length;
    const decoded = read(text);
    if (decoded.ok) assert.equal(typeof decoded.command.verb, "string");
    else assert.ok(decoded.refusal.fault in faults);
    const id = decoded.ok ? decoded.command.id : decoded.id;
    assert.ok(id === undefined || typeof id === "string");
    // S-51
    assert.equal(Object.getOwnPropertyNames(Object.prototype).length, before);
    assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
  }

  test("for packets with a member changed", () => {
    fc.assert(fc.property(packets, check), runs);
  });

  test("for packets with characters changed", () => {
    const edit = fc.tuple(fc.nat(400), fc.nat(20), fc.string({ maxLength: 5, unit: "binary" }));
    fc.assert(
      fc.property(
        fc.constantFrom(...whole),
        fc.array(edit, { minLength: 1, maxLength: 4 }),
        (packet, edits) => {
          let text = JSON.stringify(packet);
          for (const [at, gone, put] of edits) text = text.slice(0, at) + put + text.slice(at + gone);
          check(text);
        },
      ),
      runs,
    );
  });
});

suite("S-51: no member reaches a prototype", () => {
  for (const door of ["__proto__", "constructor", "prototype"]) {
    for (const packet of whole) {
      test(`${door} in ${Object.keys(packet).join()}`, () => {
        const text = JSON.stringify(packet);
        for (let at = text.indexOf("{"); at >= 0; at = text.indexOf("{", at + 1)) {
          const comma = text[at + 1] === "}" ? "" : ",";
          read(
            `${text.slice(0, at + 1)}"${door}":{"polluted":1,"topic":"me","toString":1}${comma}${text.slice(at + 1)}`,
          );
        }
        assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
        assert.equal(Object.hasOwn(Object.prototype, "topic"), false);
      });
    }
  }

  test("inherited names are no members", () => {
    const decoded = read('{"get":{"topic":"toString","what":"constructor toString"}}');
    assert.ok(!decoded.ok);
    assert.equal(decoded.refusal.detail, "get.what has no word that is known");
    assert.equal(read('{"toString":{"topic":"me"}}').ok, false);
  });
});
