import assert from "node:assert/strict";
import { test } from "node:test";
import { around, atFirst, boundsOf, earlier, indexOf, later, most, newest, oldestOf, step } from "./slice.ts";

const positions = (from: number, count: number): { position: number }[] =>
  Array.from({ length: count }, (_, index) => ({ position: (from + index) * 10 }));

test("a position is found, or the next one after it; what is not sent yet comes last", () => {
  const messages = [...positions(1, 5), {}];
  assert.equal(indexOf(messages, 30), 2);
  assert.equal(indexOf(messages, 31), 3);
  assert.equal(indexOf(messages, 0), 0);
  assert.equal(indexOf(messages, 1000), 5);
});

test("it begins with the newest and follows what is written", () => {
  const messages = positions(1, 500);
  assert.deepEqual(boundsOf(messages, newest), { from: 500 - atFirst, to: 500 });
  assert.deepEqual(boundsOf([...messages, {}], newest), { from: 501 - atFirst, to: 501 });
  assert.deepEqual(boundsOf([], newest), { from: 0, to: 0 });
});

test("going back ends at the oldest, never draws more than it may, and comes back to the newest", () => {
  const messages = positions(1, 10_000);
  let slice = newest;
  const seen = new Set<number>();
  for (let from = Infinity; from > 0;) {
    slice = earlier(messages, slice);
    const bounds = boundsOf(messages, slice);
    assert.ok(bounds.from < from && bounds.to - bounds.from <= most);
    for (let index = bounds.from; index < bounds.to; index++) seen.add(index);
    ({ from } = bounds);
  }
  assert.equal(seen.size, 10_000);
  for (let to = 0; to < 10_000;) {
    slice = later(messages, slice);
    const bounds = boundsOf(messages, slice);
    assert.ok(bounds.to > to && bounds.to - bounds.from <= most);
    ({ to } = bounds);
  }
  assert.equal(slice.last, undefined);
});

test("neighbours overlap, so that what one reads stays where it is", () => {
  const messages = positions(1, 2000);
  let slice = newest;
  for (let turn = 0; turn < 10; turn++) {
    const before = boundsOf(messages, slice);
    slice = earlier(messages, slice);
    assert.ok(boundsOf(messages, slice).to >= before.from + Math.min(step, before.to - before.from));
  }
});

test("older pages do not move it", () => {
  const messages = positions(100, 200);
  const slice = earlier(messages, newest);
  const { from, to } = boundsOf(messages, slice);
  const longer = [...positions(1, 99), ...messages];
  assert.deepEqual(boundsOf(longer, slice), { from: from + 99, to: to + 99 });
});

test("around a message, at the ends too", () => {
  const messages = positions(1, 1000);
  assert.deepEqual(boundsOf(messages, around(messages, 5000)), { from: 499 - step, to: 499 + step });
  assert.deepEqual(boundsOf(messages, around(messages, 10)), { from: 0, to: step });
  assert.equal(around(messages, 10_000).last, undefined);
});

test("the oldest one that is here is not drawn as long as there are older ones, unless it is alone", () => {
  const messages = positions(1, 50);
  const all = { from: 0, to: 50 };
  assert.deepEqual(boundsOf(messages, newest, oldestOf(messages, true)), { ...all, from: 1 });
  assert.deepEqual(boundsOf(messages, newest, oldestOf(messages, false)), all);
  assert.deepEqual(boundsOf(messages, { first: 10, last: 500 }, oldestOf(messages, true)), {
    ...all,
    from: 1,
  });
  const alone = positions(1, 1);
  assert.deepEqual(boundsOf(alone, newest, oldestOf(alone, true)), { from: 0, to: 1 });
  // nothing is before what waits to be sent
  assert.equal(oldestOf([{}, {}], true), 0);
});

test("what was deleted leaves an empty run at the place, not a negative one", () => {
  assert.deepEqual(boundsOf([], { first: 10, last: 20 }), { from: 0, to: 0 });
  assert.deepEqual(boundsOf(positions(5, 2), { first: 10, last: 20 }), { from: 0, to: 0 });
});
