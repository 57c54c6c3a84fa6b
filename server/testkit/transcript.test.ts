// The instrument itself: that it reads what it should, and above all that it fails when it should.
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { FakeClock } from "./fake-clock.ts";
import { parsePacket } from "./notation.ts";
import { matchPacket, toJson } from "./pattern.ts";
import { play } from "./play.ts";
import { memoryRig } from "./rig.ts";
import { parseTranscripts } from "./transcript.ts";

suite("notation", () => {
  const cases: readonly (readonly [string, unknown])[] = [
    [`{sub id:"1" topic:"me"}`, { sub: { id: "1", topic: "me" } }],
    [`{leave}`, { leave: {} }],
    [`{"pub":{"content":null}}`, { pub: { content: null } }],
    [`{sub:{id:"1"}, leave:{}}`, { sub: { id: "1" }, leave: {} }],
    [`{pub content:[1, -2.5e3 true "a\\"b" {} []]}`, { pub: { content: [1, -2500, true, 'a"b', {}, []] } }],
    [`{set sub:{user:$bob}}`, { set: { sub: { user: "usrB" } } }],
  ];
  for (const [text, json] of cases) {
    test(text, () => {
      assert.deepEqual(JSON.parse(toJson(parsePacket(text), new Map([["$bob", "usrB"]]))), json);
    });
  }
  for (const text of [
    `{sub`,
    `{sub id}`,
    `{sub id:}`,
    `{sub id:"1"} x`,
    `{sub id:"1" id:"2"}`,
    `{a ... b:1}`,
    `[1`,
    ``,
  ]) {
    test(`refused: ${text}`, () => {
      assert.throws(() => parsePacket(text), { name: "NotationError" });
    });
  }
});

suite("comparison", () => {
  const ts = "2026-01-01T00:00:00.000Z";
  const ctrl = { ctrl: { id: "1", code: 200, text: "ok", ts } };
  const cases: readonly (readonly [string, object, string | undefined])[] = [
    [`{ctrl id:"1" code:200}`, ctrl, undefined],
    [`{ctrl id:$id code:200 ts:@}`, ctrl, undefined],
    [`{ctrl code:200 ...}`, ctrl, undefined],
    [`{ctrl code:200}`, ctrl, "ctrl.id"],
    [`{ctrl id:- code:200}`, ctrl, "ctrl.id"],
    [`{ctrl id:"1" code:200 topic:*}`, ctrl, "ctrl.topic"],
    [`{ctrl id:$id code:200 text:$id}`, ctrl, "ctrl.text"],
    [`{data id:"1" code:200}`, ctrl, "data"],
    [
      `{ctrl code:403}`,
      { ctrl: { code: 403, text: "no", topic: "me", params: { detail: "why" }, ts } },
      undefined,
    ],
    [`{ctrl code:200}`, { ctrl: { code: 200, text: "ok", ts: "2026-01-01T00:00:00Z" } }, "ctrl.ts"],
    [`{pres topic:"me" what:"on"}`, { pres: { topic: "me", what: "on", ts } }, "pres"],
    [
      `{meta topic:"me" sub:~[{a:2} {a:$x}]}`,
      { meta: { topic: "me", ts, sub: [{ a: 1 }, { a: 2 }] } },
      undefined,
    ],
    [
      `{meta topic:"me" sub:[{a:2} ...]}`,
      { meta: { topic: "me", ts, sub: [{ a: 1 }, { a: 2 }] } },
      "meta.sub[0].a",
    ],
    [`{meta topic:"me" sub:~[{a:2}]}`, { meta: { topic: "me", ts, sub: [{ a: 1 }, { a: 2 }] } }, "meta.sub"],
  ];
  for (const [pattern, packet, differs] of cases) {
    test(`${pattern} ${differs === undefined ? "fits" : `differs at ${differs}`}`, () => {
      const matched = matchPacket(parsePacket(pattern), JSON.parse(JSON.stringify(packet)), new Map());
      const got = "differs" in matched ? matched.differs : undefined;
      assert.equal(got?.startsWith(differs ?? "\0") ?? false, differs !== undefined, got ?? pattern);
    });
  }
});

suite("a conversation fails", () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    [
      "when a packet is another",
      `alice > {leave id:"1" topic:"me"}\nalice < {ctrl id:"1" topic:"me" code:200}`,
      /x\.txt:4 [^]*ctrl\.code should be 200, but is 304/,
    ],
    ["when a packet does not come", `alice < {pres topic:"me" what:"on"}`, /x\.txt:3 [^]*but got {3}nothing/],
    [
      "when a packet is left over at the end",
      `alice > {leave id:"1" topic:"me"}`,
      /got what no line expects: [^]*304/,
    ],
    [
      "when there is no silence",
      `alice > {leave topic:"me"}\nalice: silence`,
      /x\.txt:4 [^]*got what no line expects/,
    ],
    ["when a session does not end", `alice: closed`, /the session of alice goes on/],
    ["when a name is not bound", `alice > {sub topic:$nobody}`, /\$nobody is not known yet/],
    ["when a sentence is none", `Alice is hungry.`, /no such sentence/],
  ];
  for (const [title, lines, message] of cases) {
    test(title, async () => {
      const [conversation] = parseTranscripts("x.txt", `# t\nAlice is here.\n${lines}\n`);
      assert.ok(conversation !== undefined);
      await assert.rejects(play(memoryRig, conversation), { name: "TranscriptFailure", message });
    });
  }
  for (const text of ["alice > {sub id:}", "alice shouts", "5 s pass", "covers 2.3"]) {
    test(`to be read: ${text}`, () => {
      assert.throws(() => parseTranscripts("x.txt", `# t\n${text}\n`), {
        name: "TranscriptError",
        message: /x\.txt:2/,
      });
    });
  }
});

test("timers run in the order of their times, each at its time, those they set included", async () => {
  const clock = new FakeClock(1_000);
  const ran: string[] = [];
  const note = (name: string): void => void ran.push(`${name} ${clock.now()}`);
  clock.after(20, () => note("b"));
  clock.after(10, () => {
    note("a");
    clock.after(5, () => note("a2"));
  });
  clock.after(15, () => note("never")).cancel();
  clock.after(40, () => note("late"));
  await clock.advance(30);
  assert.deepEqual(ran, ["a 1010", "a2 1015", "b 1020"]);
  assert.equal(clock.now(), 1_030);
  assert.equal(clock.pending, 1);
});
