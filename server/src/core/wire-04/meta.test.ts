import assert from "node:assert/strict";
import { test } from "node:test";
import { BANNED, FULL, NONE, P2P, PUBLIC, SELF } from "../access/mode.ts";
import { groupName, meTopic, p2pName, parseUserId } from "../ids.ts";
import type { Event } from "../vocabulary.ts";
import { encode } from "./index.ts";
import type { Meta } from "./meta.ts";

const at = 1_444_154_850_030;
const now = '"2015-10-06T18:07:30.030Z"';
const later = '"2015-10-06T18:07:30.999Z"';
const alice = parseUserId("usrOj0B3-gSBSs");
const bob = parseUserId("usrIU_LOVwRNsc");
assert.ok(alice && bob);
const group = groupName(new Uint8Array(9));
const meta = (parts: Partial<Meta>): Event => ({ event: "meta", id: "1", label: group, at, ...parts });
const head = `"id":"1","topic":"grpAAAAAAAAAAAA","ts":${now}`;

const golden: readonly (readonly [label: string, event: Event, text: string])[] = [
  ["an empty list is no list", meta({ sub: [] }), `{"meta":{${head}}}`],
  [
    "the stranger's view",
    meta({ info: { created: at, updated: at + 969, public: '"Ünï"' } }),
    `{"meta":{${head},"info":{"created":${now},"updated":${later},"public":"Ünï"}}}`,
  ],
  [
    "everything a new owner sees",
    meta({
      info: {
        name: group,
        created: at,
        updated: at,
        defacs: { auth: PUBLIC, anon: NONE },
        acs: { want: FULL, given: FULL },
        lastTs: at + 969,
        public: "{ }",
        private: "[1, 2]",
        seen: { when: at, tag: 'a"b' },
        seenTag: at + 969,
      },
    }),
    `{"meta":{${head},"info":{"name":"grpAAAAAAAAAAAA","created":${now},"updated":${now},` +
      '"defacs":{"auth":"RWP","anon":"N"},"acs":{"want":"RWPSDO","given":"RWPSDO"},' +
      `"lastMsg":${later},"public":{ },"private":[1, 2],"seen":{"when":${now},"tag":"a\\"b"},"seenTag":${later}}}}`,
  ],
  [
    "me has no name, and no tag is no member",
    meta({
      label: meTopic(alice),
      info: {
        name: meTopic(alice),
        created: at,
        updated: at,
        acs: { want: SELF, given: SELF },
        seen: { when: at, tag: "" },
      },
    }),
    `{"meta":{"id":"1","topic":"me","ts":${now},"info":{"created":${now},"updated":${now},` +
      `"acs":{"want":"RPD","given":"RPD"},"seen":{"when":${now}}}}}`,
  ],
  [
    "a name as it was asked for",
    { event: "meta", label: "usrIU_LOVwRNsc", info: { created: at, updated: at }, at },
    `{"meta":{"topic":"usrIU_LOVwRNsc","ts":${now},"info":{"created":${now},"updated":${now}}}}`,
  ],
  [
    "members of a group",
    meta({
      sub: [
        { user: alice, updated: at, mode: FULL, public: '"A"', private: "1", online: true },
        { user: bob, updated: at, mode: BANNED, online: false },
      ],
    }),
    `{"meta":{${head},"sub":[{"user":"usrOj0B3-gSBSs","updated":${now},"mode":"RWPSDO","online":"on","public":"A","private":1},` +
      `{"user":"usrIU_LOVwRNsc","updated":${now},"mode":"X","online":"off"}]}}`,
  ],
  [
    "one's own topics, after their description",
    meta({
      label: "me",
      info: { created: at, updated: at },
      sub: [
        { topic: p2pName(alice, bob), with: bob, updated: at, mode: P2P, lastTs: at + 969, public: '"B"' },
        { topic: group, updated: at, mode: NONE, seen: { when: at, tag: "t" }, seenTag: at },
      ],
    }),
    `{"meta":{"id":"1","topic":"me","ts":${now},"info":{"created":${now},"updated":${now}},"sub":[` +
      `{"topic":"p2pOj0B3-gSBSshT8s5XBE2xw","with":"usrIU_LOVwRNsc","updated":${now},"mode":"RWPD","lastMsg":${later},"public":"B"},` +
      `{"topic":"grpAAAAAAAAAAAA","updated":${now},"mode":"N","seen":{"when":${now},"tag":"t"},"seenTag":${now}}]}}`,
  ],
];

for (const [label, event, text] of golden) {
  test(`meta: ${label}`, () => assert.equal(encode(event), text));
}
