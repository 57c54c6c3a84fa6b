// The rows of the specification that transcripts must show. A row is named in `covers:` by its section or numbered rule and what of it:
// "2.3 group full". Sections are those of the 0.4 protocol, `ext.` those of its extensions, `S` a scenario of the design, `finding` one
// of its findings. Rows that need a fault, a second server or the HTTP layer itself have tests elsewhere.

const sections = `
1.3: greeting, id
1.6: id echo, id string, lower case, malformed, order, several, times, unknown fields
1.7: already subscribed, not joined, try later
2: banned, order of checks
2.1: answer, auth empty, auth missing, case-insensitive, change checked whole, create, create by user,
  defaults, delete scheme, duplicate, first colon, mode bad, name change, name rules, no login, other user,
  own id, password change, password ends sessions, password revokes tokens, password rules, revive scheme,
  scheme default, secret malformed, unknown scheme, update without login
2.2: already authenticated, anonymous attached, disabled, disabled ends sessions, disabled goes on, disabled
  invitation, disabled new p2p, expireIn, expires form, failed, live session goes on, malformed, ok, scheme
  default, tag, token, token expires, unknown scheme
2.3: already attached, attached mode change, empty name, first p2p, foreign p2p, get unknown words, given X,
  group full, me, new, no relationship, not logged in, order of replies, p2p exists, reduced mode,
  relationship exists, request repeated, result lacks R, self, self-ban, sub.user, unknown topic, unknown
  user
2.4: attached, empty, fresh subscription, kept ban, kept given, not attached, offer ends, pending, unsub
  attached, unsub me, unsub not attached, unsub owner, unsub p2p, usr name, without login
2.5: content, echo, lastMsg, letters, me, no id, no such topic, not attached, order, presence msg, success,
  ts, usr name
2.6: browse, data needs R, grp info, me info, names, no word, not attached, order, p2p info, trailing ctrl,
  usr info, without login
2.7: clear, defacs, grp other, grp owner, info then sub, me info, names, no word, p2p, private, strangers,
  sub on me, sub user, subscribed is enough, updated, validate both, word without payload
2.8: before exclusive, future, hard, hard needs D, me, names, p2p, soft, subscription, topic, topic on me or
  p2p, what
3.1: eviction
3.2: form, from absent
3.3: defacs to S, deleted account, info, lists, me list, names, private own, seen, seenTag, stranger, sub
  list
3.4
4.1: input, output
4.2: empty and N
4.3: O in defacs, anonymous, anonymous else, anonymous info, anonymous letters, anonymous narrowed,
  anonymous without R, creator, group defaults, invited, login ends attachments, me, new group subscriber,
  user defaults, want as requested
4.4.1: later invitations, owner, self-ban
4.4.2: O, request
4.4.3: accept, accept with a mode, decline, self-banned
4.4.4: accept, owner, owner widens
4.4.5
4.4.6
4.4.7: decided, undecided
4.4.8: asked, repeated
4.4.9
4.5.1: needs S, p2p
4.5.2
4.5.3
4.5.4: decline, invite, limit, re-send, withdrawn
4.5.5
4.5.6: ban, lifted, narrowing
4.5.7: acceptance clears, invited, one offer, transfer, withdraw
4.6: appr, appr to each, approval, ban, decided info, info to requester, join, live sessions, manager info,
  not echoed, p2p N, p2p grants, repeated, stored, target do not disturb
5.1: canonical, order
5.2: empty, grp, me, new, other, p2p, p2p forms, usr, usr forms
5.3: attach, get data, get sub, no delete, no unsub, set
5.4: S and O dropped, at least RWP, ban survives, block, both left, default N, default R, default X, init
  ignored, join confirms, no public of its own, self-ban, table, two subscriptions, unblock
5.5: approval into a full group, cap, create, one owner, requests, restart, who counts
5.6: unload
6: P needed, any end, counting, eviction is leaving, later topics, leaving me, never to oneself, once each,
  row 1, row 1 timing, row 2, row 3, row 3 p2p, row 4, row 4 cancel, row 4 timing, row 5, row 5 letters, row
  5 one each, row 6, row 7, row 7 per attach, transient
7: bad browse, before this attach, bound, default limit, empty range, filter, hidden, limit, maximum, me,
  older history, one at a time, order, paging, seen, since last visit, snapshot then live, stored
9.2
9.3
11: LP session end, P needed, R needed, R to read history, acc params, acceptance 10, acceptance 11,
  acceptance 8, anonymous default, ban evicts, defacs, defaults without init, del, empty and N, history
  default limit, lastMsg, member limit, owner must remain, owner transfer, password change, presence join
  and leave, presence msg, presence of topics, presence upd, pub to me, public of a P2P, publish after
  joining, robustness, scheme deletion, self-ban reply, set sub, soft-deleted hidden, tag, token,
  unauthenticated new, unsubscribe all sessions, unsubscribe p2p, updated
ext.1: announced, same for all
ext.2: after deletion, at once, clash, first use, form, kept, raw bytes, repeat, rights first, scope, scope
  without login
ext.3.1: close, enable, info, init, mode, pages, renew, restart
ext.3.2: anonymous, banned, full, guessing, invited, no requests, no token, pending, valid, wants, wrong
ext.3.3: acs, default follows, enabled members, few own, follower, invitation, kept ban, mode change, own
  given, renewal detaches, unsub and return
ext.3.4: places
ext.3.5: info, list, pages, row 3, row 4, row 5, row 6, row 7
ext.3.6: malformed, off, too many own
ext.7: cut, device, hard deletion, history, last, live, most, off, own, restart, soft deletion, unread,
  without R
ext.5: group tags, malformed, not listed, off, opt-in, prefix, rate, reply, restart, stateless, tags,
  whole
`;

/** numbered readings of 0.4 §10 */
const readings = `
  3 4 5 6 7 8 9 11 12 15 16 17 18 19 20 21 22 23 24 25 26 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42
  43 44 45 46 48 49 50 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 68 70 71
`;

/** of the design: what one server without faults can show */
const scenarios = `1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 20`;
const findings = `20 21 22 23 24 26 27`;

export const rows: ReadonlySet<string> = new Set([
  ...rowsOf(sections),
  ...wordsOf(readings).map((number) => `10.${number}`),
  ...wordsOf(scenarios).map((number) => `S${number}`),
  ...wordsOf(findings).map((number) => `finding ${number}`),
]);

/** A line `section: row, row`, or `section` alone; an indented line continues the one before. */
function rowsOf(text: string): readonly string[] {
  const lines = text.trim().replaceAll(/\n\s+/g, " ").split("\n");
  return lines.flatMap((line) => {
    const [section = "", list] = line.split(": ");
    return list === undefined ? [section] : list.split(", ").map((row) => `${section} ${row}`);
  });
}

function wordsOf(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
