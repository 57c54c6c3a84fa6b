// What a scrape shows, from what the runtime counted.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Metrics } from "./metrics.ts";

function valueOf(text: string, name: string): number | undefined {
  const line = text.split("\n").find((one) => one.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1));
}

test("counts are those of the moment, not added up again at each scrape", async () => {
  const metrics = new Metrics();
  metrics.counts.messagesIn += 3;
  metrics.refused(403);
  metrics.refused(403);
  metrics.refused(503);
  await metrics.text();
  metrics.counts.messagesIn += 1;
  const text = await metrics.text();
  assert.equal(valueOf(text, "natter_messages_in_total"), 4);
  assert.equal(valueOf(text, 'natter_refusals_total{code="403"}'), 2);
  assert.equal(valueOf(text, 'natter_refusals_total{code="503"}'), 1);
});

test("commits are shown by size and by time", async () => {
  const metrics = new Metrics();
  metrics.committed(1, 0.4);
  metrics.committed(100, 30);
  const text = await metrics.text();
  assert.equal(valueOf(text, 'natter_commit_commands_bucket{le="1"}'), 1);
  assert.equal(valueOf(text, "natter_commit_commands_sum"), 101);
  assert.equal(valueOf(text, 'natter_commit_seconds_bucket{le="0.0005"}'), 1);
  assert.equal(valueOf(text, "natter_commit_seconds_count"), 2);
});

test("levels are asked for once per scrape; one that is gone is shown no more", async () => {
  const metrics = new Metrics();
  let asked = 0;
  metrics.watch(() => ({
    sessions: asked++ === 0 ? { websocket: 2, longpoll: 1 } : { websocket: 2 },
    users: 2,
    topics: 5,
    attachments: 7,
    queues: { passwords: 4 },
    residentBytes: 1_000,
    ready: true,
  }));
  const first = await metrics.text();
  assert.equal(valueOf(first, 'natter_sessions{transport="longpoll"}'), 1);
  assert.equal(valueOf(first, 'natter_queue_length{queue="passwords"}'), 4);
  assert.equal(valueOf(first, "natter_topics_active"), 5);
  assert.equal(valueOf(first, "natter_ready"), 1);
  const second = await metrics.text();
  assert.equal(valueOf(second, 'natter_sessions{transport="longpoll"}'), undefined);
  assert.equal(asked, 2);
});

test("two servers of one process do not share numbers", async () => {
  const [one, other] = [new Metrics(), new Metrics()];
  one.counts.logins += 1;
  assert.equal(valueOf(await other.text(), "natter_logins_total"), 0);
});
