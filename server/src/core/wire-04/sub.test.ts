import assert from "node:assert/strict";
import { test } from "node:test";
import { BANNED, NONE, parseMode04 } from "../access/mode.ts";
import type { FaultName } from "../faults.ts";
import { groupName, parseUserId } from "../ids.ts";
import { decode } from "./index.ts";

const user = parseUserId("usrOj0B3-gSBSs");
const draw = { groupName: () => groupName(new Uint8Array(9)) };
const sub = (message: unknown) => decode(JSON.stringify({ sub: message }), { user }, draw);
const grp = { topic: "grp1XUtEhjv6HND", kind: "grp", as: "grp1XUtEhjv6HND" };
const fresh = { topic: "grpAAAAAAAAAAAA", kind: "grp", as: "new", fresh: true };
const topic = grp.topic;
const command = {
  verb: "sub",
  id: "1",
  ref: grp,
  public: undefined,
  private: undefined,
  mode: undefined,
  info: undefined,
  get: [],
  browse: undefined,
};
const page = { limit: 32, ascending: false };

const accepted: readonly (readonly [label: string, message: object, command: object])[] = [
  ["a topic and nothing else", { topic }, command],
  [
    "unknown members are ignored",
    { topic, mode: "RW", params: {}, sub: { x: 1 }, init: { acs: {} } },
    command,
  ],
  ["null is nothing", { topic, init: null, sub: null, get: null, browse: null }, command],
  ["a new group", { topic: "new" }, { ...command, ref: fresh }],
  [
    "a new group with everything",
    { topic: "new", init: { defacs: { auth: "RWS", anon: "" }, public: "p", private: { a: 1 } } },
    {
      ...command,
      ref: fresh,
      defacs: { auth: parseMode04("RWS"), anon: "default" },
      public: '"p"',
      private: '{"a":1}',
    },
  ],
  [
    "U+2421 is no value",
    { topic, init: { public: "\u2421", private: "\u2421" } },
    { ...command, public: null, private: null },
  ],
  [
    "U+2421 within a value is text",
    { topic, init: { private: ["\u2421"] } },
    { ...command, private: '["\u2421"]' },
  ],
  [
    "O in a defacs that is ignored",
    { topic, init: { defacs: { auth: "RO" } } },
    { ...command, defacs: { auth: parseMode04("RO"), anon: undefined } },
  ],
  ["a mode", { topic, sub: { mode: "PWR" } }, { ...command, mode: parseMode04("RWP") }],
  ["ownership", { topic, sub: { mode: "RWPSDO" } }, { ...command, mode: parseMode04("RWPSDO") }],
  ["the default mode", { topic, sub: { mode: "" } }, { ...command, mode: "default" }],
  ["nothing", { topic, sub: { mode: "N" } }, { ...command, mode: NONE }],
  ["self-ban", { topic, sub: { mode: "RXW" } }, { ...command, mode: BANNED }],
  ["a word for the managers", { topic, sub: { info: { why: 1 } } }, { ...command, info: '{"why":1}' }],
  ["no word", { topic, sub: { info: null } }, command],
  [
    "get, in the order of answers",
    { topic, get: " data  info\tinfo nonsense sub" },
    { ...command, get: ["info", "sub", "data"] },
  ],
  ["get nothing known", { topic, get: "foo" }, command],
  [
    "browse as the demo",
    { topic, get: "data", browse: { ascnd: false, limit: 8 } },
    { ...command, get: ["data"], browse: { ...page, limit: 8 } },
  ],
  ["browse empty is a browse", { topic, browse: {} }, { ...command, browse: page }],
  [
    "browse with everything",
    {
      topic,
      browse: {
        ascnd: true,
        since: "2015-09-06T18:07:30.134Z",
        before: "2015-10-06T20:07:30+02:00",
        limit: 20,
      },
    },
    {
      ...command,
      browse: { since: 1_441_562_850_134, before: 1_444_154_850_000, limit: 20, ascending: true },
    },
  ],
  ["limit 0 is the default", { topic, browse: { limit: 0 } }, { ...command, browse: page }],
  ["limit at its end", { topic, browse: { limit: 1025 } }, { ...command, browse: { ...page, limit: 1024 } }],
];

for (const [label, message, expected] of accepted) {
  test(`sub: ${label}`, () =>
    assert.deepEqual(sub({ id: "1", ...message }), { ok: true, command: expected }));
}

const rejected: readonly (readonly [label: string, message: object, fault: FaultName])[] = [
  ["no topic", {}, "malformed"],
  ["an empty topic", { topic: "" }, "malformed"],
  ["somebody else", { topic, sub: { user: "usrIU_LOVwRNsc" } }, "malformed"],
  ["a user of nothing", { topic, sub: { user: "" } }, "malformed"],
  ["a letter that is none", { topic, sub: { mode: "RWZ" } }, "malformed"],
  ["a small letter", { topic, sub: { mode: "rwp" } }, "malformed"],
  ["N beside letters", { topic, sub: { mode: "NR" } }, "malformed"],
  ["ownership for everybody", { topic: "new", init: { defacs: { auth: "RWPO" } } }, "malformed"],
  ["a default access that is none", { topic, init: { defacs: { anon: "?" } } }, "malformed"],
  ["a negative limit", { topic, browse: { limit: -1 } }, "malformed"],
  ["a limit in parts", { topic, browse: { limit: 1.5 } }, "malformed"],
  ["a limit as text", { topic, browse: { limit: "8" } }, "malformed"],
  ["a time that is none", { topic, browse: { since: "2015-02-30T00:00:00Z" } }, "malformed"],
  ["a time as number", { topic, browse: { before: 1_444_154_850_000 } }, "malformed"],
  ["get as the modern wire has it", { topic, get: { what: "desc" } }, "malformed"],
  ["set as the modern wire has it", { topic: "new", set: { desc: {} } }, "malformed"],
  ["a level, switched off", { topic: "new", init: { level: "relaxed" } }, "not-implemented"],
  ["tags of a group that is there", { topic, init: { tags: [] } }, "malformed"],
  ["a token for me", { topic: "me", bearer: "abc" }, "malformed"],
  ["a token of a group that is there", { topic, init: { bearer: {} } }, "malformed"],
  ["a token that gives no R", { topic: "new", init: { bearer: { mode: "WP" } } }, "malformed"],
  ["a page that is too large", { topic, get: "sub", subs: { limit: 129 } }, "malformed"],
  ["the search topic", { topic: "fnd" }, "topic-not-found"],
  ["shape comes before the name", { topic: "usrOj0B3-gSBSs", browse: { limit: -1 } }, "malformed"],
];

for (const [label, message, fault] of rejected) {
  test(`sub, refused: ${label}`, () => {
    const decoded = sub({ id: "7", ...message });
    assert.ok(!decoded.ok);
    assert.equal(decoded.refusal.fault, fault);
    assert.equal(decoded.id, "7");
    assert.equal(decoded.topic, "topic" in message && message.topic !== "" ? message.topic : undefined);
  });
}
