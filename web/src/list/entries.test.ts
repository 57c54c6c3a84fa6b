import assert from "node:assert/strict";
import { test } from "node:test";
import type { Content } from "../content.ts";
import type { AppContact } from "../session.ts";
import {
  contactName,
  hindranceOf,
  isForgotten,
  isSame,
  isSeenOnline,
  previewOf,
  searched,
} from "./entries.ts";

function contact(some: Partial<AppContact>): AppContact {
  return { topic: "grpA", updated: 0, mode: "RWP", isOnline: false, unread: 0, ...some };
}

function said(content: Content | undefined): AppContact {
  return contact({ last: { at: 1, content } });
}

test("the name is that of the card, else one's own note", () => {
  assert.equal(contactName(contact({ public: "Bob" })), "Bob");
  assert.equal(contactName(contact({ public: { fn: " " }, private: { comment: "the baker" } })), "the baker");
  assert.equal(contactName(contact({})), undefined);
});

test("what stands in the way", () => {
  assert.equal(hindranceOf({ mode: "RWP" }), undefined);
  assert.equal(hindranceOf({ mode: "N" }), "waiting");
  assert.equal(hindranceOf({ mode: "X" }), "muted");
  assert.equal(hindranceOf({ mode: "X", user: "usrA" }), "blocked");
});

test("who is there shows of people, as long as one may read what they write", () => {
  assert.ok(isSeenOnline({ user: "usrA", isOnline: true, mode: "RWP" }));
  assert.ok(!isSeenOnline({ user: "usrA", isOnline: false, mode: "RWP" }));
  assert.ok(!isSeenOnline({ user: undefined, isOnline: true, mode: "RWP" }));
  for (const mode of ["X", "N", "WP"]) assert.ok(!isSeenOnline({ user: "usrA", isOnline: true, mode }));
});

test("a deleted conversation is back when something was said in it", () => {
  const forgotten = { forgotten: 5 };
  assert.ok(!isForgotten(contact({ lastMessage: 5 })));
  assert.ok(isForgotten(contact({ private: forgotten })));
  assert.ok(isForgotten(contact({ private: forgotten, lastMessage: 5 })));
  assert.ok(!isForgotten(contact({ private: forgotten, lastMessage: 6 })));
  assert.ok(!isForgotten(contact({ private: forgotten, last: { at: 6 }, lastMessage: 6 })));
});

test("the last message in one line", () => {
  assert.deepEqual(previewOf(contact({})), { kind: "nothing" });
  assert.deepEqual(previewOf(said("a\n\n b")), { kind: "text", text: "a b" });
  assert.deepEqual(previewOf(said(undefined)), { kind: "long" });
  const picture = { txt: " ", ent: [{ tp: "IM", data: { mime: "image/png", val: "aaaa" } }] };
  assert.deepEqual(previewOf(said(picture)), { kind: "picture" });
  assert.deepEqual(previewOf(said({ ...picture, txt: " the sea" })), { kind: "text", text: "the sea" });
});

test("a search looks at names and last messages, without capitals and accents, every word of it", () => {
  const zoe = contact({
    topic: "grpZ",
    public: { fn: "Zoë Müller" },
    last: { at: 1, content: "Bring the canoe" },
  });
  const bob = contact({ topic: "grpB", public: "Bob" });
  const names = (search: string) => searched([zoe, bob], search).map(({ topic }) => topic);
  assert.deepEqual(names("zoe"), ["grpZ"]);
  assert.deepEqual(names("MULLER canoe"), ["grpZ"]);
  assert.deepEqual(names("bob canoe"), []);
  assert.deepEqual(names("  "), ["grpZ", "grpB"]);
});

test("an entry is drawn again when something in it changed", () => {
  const before = contact({ public: "Bob", last: { at: 5, from: "usrBob", content: "hi" } });
  assert.ok(isSame(before, { ...before, last: { at: 5, from: "usrBob", content: "hi" } }));
  const others: readonly Partial<AppContact>[] = [
    { topic: "grpB" },
    { updated: 1 },
    { mode: "X" },
    { isOnline: true },
    { unread: 1 },
    { last: { at: 6 } },
  ];
  for (const some of others) assert.ok(!isSame(before, { ...before, ...some }), JSON.stringify(some));
});
