// Commands in the order of arrival, signals before them, bounded.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Signal } from "../core/vocabulary.ts";
import { Mailbox, type Job } from "./mailbox.ts";

const signal: Signal = { signal: "wake", upTo: 1 };

function job(id: string): Job {
  const command = { verb: "leave", id, ref: { topic: "grp", kind: "grp", as: "grp" }, unsub: false };
  return { job: "command", command } as unknown as Job;
}

test("signals go first, commands stay in order and in batches", () => {
  const mailbox = new Mailbox();
  const jobs = ["1", "2", "3"].map(job);
  for (const one of jobs.slice(0, 2)) assert.ok(mailbox.post(one, 3));
  mailbox.nudge(signal);
  assert.ok(mailbox.post(job("3"), 3));
  assert.equal(mailbox.post(job("4"), 3), false);
  assert.equal(mailbox.length, 4);
  assert.deepEqual(mailbox.take(2), { job: "signal", signal });
  assert.deepEqual(mailbox.take(2), jobs.slice(0, 2));
  assert.deepEqual(mailbox.take(2), jobs.slice(2));
  assert.equal(mailbox.take(2), undefined);
  assert.equal(mailbox.length, 0);
});

test("what cannot be loaded is cleared; its commands are handed back", () => {
  const mailbox = new Mailbox();
  mailbox.post(job("1"), 3);
  mailbox.nudge(signal);
  assert.deepEqual(mailbox.clear(), [job("1")]);
  assert.equal(mailbox.length, 0);
});
