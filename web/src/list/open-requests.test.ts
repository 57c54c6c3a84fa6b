import assert from "node:assert/strict";
import { test } from "node:test";
import type { Notice } from "natter-client";
import type { AppContact } from "../session.ts";
import { asideOf, rightsIn, stillThere, waitingOf } from "./open-requests.ts";

const self = "usrSelf";
let last = 0;

function notice(some: Partial<Notice>): Notice {
  const position = ++last;
  const about = { act: "info", topic: "grpA", user: self, from: "usrBoss" } as const;
  return { ...about, position, at: position, content: {}, state: "sent", ...some };
}

function contact(topic: string, mode: string): AppContact {
  return { topic, mode, updated: 0, isOnline: false, unread: 0 };
}

function waiting(
  notices: readonly Notice[],
  contacts: readonly AppContact[],
  dismissed: readonly number[] = [],
) {
  const found = waitingOf({ user: self, contacts }, notices, dismissed);
  return {
    requests: found.requests.map(({ kind, notice: { topic } }) => `${kind} ${topic}`),
    news: found.news.length,
  };
}

test("an invitation waits until it is accepted or declined", () => {
  const invited = [notice({ act: "join" })];
  assert.deepEqual(waiting(invited, [contact("grpA", "N")]), { requests: ["invitation grpA"], news: 0 });
  assert.deepEqual(waiting(invited, [contact("grpA", "RWP")]), { requests: [], news: 0 });
  assert.deepEqual(waiting(invited, []), { requests: [], news: 0 });
});

test("a request is the managers' to decide, until one did", () => {
  const asked = notice({ act: "appr", user: "usrBob", from: "usrBob" });
  const approved = notice({ act: "info", user: "usrBob", from: self });
  assert.deepEqual(waiting([asked], [contact("grpA", "RWPS")]).requests, ["join grpA"]);
  assert.deepEqual(waiting([asked], [contact("grpA", "RWPO")]).requests, ["join grpA"]);
  assert.deepEqual(waiting([asked], [contact("grpA", "RWP")]).requests, []);
  assert.deepEqual(waiting([asked, approved], [contact("grpA", "RWPS")]).requests, []);
  // one who was declined hears nothing, and may ask again
  const again = notice({ act: "appr", user: "usrBob", from: "usrBob" });
  const dismissed = [asked.position ?? 0];
  assert.deepEqual(waiting([asked], [contact("grpA", "RWPS")], dismissed).requests, []);
  assert.deepEqual(waiting([asked, again], [contact("grpA", "RWPS")], dismissed).requests, ["join grpA"]);
});

test("who wants to talk waits aside", () => {
  const asked = notice({ act: "appr", topic: "p2pA", user: "usrBob", from: "usrBob" });
  const contacts = [contact("p2pA", "N")];
  assert.deepEqual(waiting([asked], contacts).requests, ["talk p2pA"]);
  assert.deepEqual([...asideOf(waitingOf({ user: self, contacts }, [asked], []))], ["p2pA"]);
  assert.deepEqual(waiting([asked], [contact("p2pA", "RWP")]).requests, []);
});

test("news are what others changed for me in a group", () => {
  const contacts = [contact("grpA", "RWPS"), contact("p2pA", "RWP")];
  assert.equal(waiting([notice({})], contacts).news, 1);
  assert.equal(waiting([notice({ from: self })], contacts).news, 0);
  assert.equal(waiting([notice({ user: "usrBob", from: self })], contacts).news, 0);
  assert.equal(waiting([notice({ topic: "p2pA" })], contacts).news, 0);
  const read = notice({});
  assert.equal(waiting([read], contacts, [read.position ?? 0]).news, 0);
});

test("of several news of one group the last counts", () => {
  assert.equal(waiting([notice({}), notice({}), notice({ topic: "grpB" })], []).news, 2);
});

test("what was dismissed and deleted is forgotten", () => {
  const one = notice({});
  assert.deepEqual(stillThere([one.position ?? 0, 9999], [one]), [one.position]);
});

test("rights are what is wanted and given; more than wanted may be an offer", () => {
  const rights = (want: string, given: string) => rightsIn(notice({ access: { want, given } }));
  assert.deepEqual(rights("RWP", "RW"), { letters: ["R", "W"], isOffer: false });
  assert.deepEqual(rights("RWP", "N"), { letters: [], isOffer: false });
  assert.deepEqual(rights("RWP", "RWPSDO"), { letters: ["R", "W", "P"], isOffer: true });
});
