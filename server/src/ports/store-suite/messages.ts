// Messages: dense numbers, strictly growing times, and bytes that come back as they went in.
import type { Bench } from "../store-suite.ts";
import {
  alice,
  bob,
  commit,
  group,
  makeTopic,
  message,
  otherTenant,
  publish,
  read,
  rowIn,
  rowOf,
  seqs,
  tenant,
} from "./values.ts";

const key = (name: string): object => ({ key: { scope: "usr1", name } });

/** JSON texts that a careless store would normalise, cut or misread; also strings that mean something to a query language. */
const texts: readonly string[] = [
  "12345678901234567890123456789",
  "-0",
  "1e400",
  "0.1000",
  '{"a":1,"a":2,  "b" : [ ] }',
  String.raw`"\ud800 lone, \u2028, \u0000, \/"`,
  '"\u2028\u2029 \u{1f600} e\u0301 \u{10ffff}"',
  `"${"x".repeat(65_536)}"`,
  "[".repeat(31) + "]".repeat(31),
  "null",
  '"\u2421"',
  `"'; DROP TABLE messages; --"`,
  `"%_\\%' OR 1=1 \u0022"`,
  '"$.a[*] ${x} %s %n {0} topic.* >"',
  '"a\\r\\nb"',
];

export function messageTests({ check, assert }: Bench): void {
  check("seq is dense and ts is the later of `at` and last + 1", async (store) => {
    await makeTopic(store, group);
    const times = [100, 100, 50, 200, 200, 201, 1_000_000, 5];
    const { assigned } = await commit(
      store,
      [],
      times.map((at) => message(group, "1", at)),
    );
    const wanted = [100, 101, 102, 200, 201, 202, 1_000_000, 1_000_001];
    assert.deepEqual(
      assigned,
      wanted.map((ts, n) => ({ seq: n + 1, ts })),
    );
    const row = (await store.loadTopic(tenant, group))?.row;
    assert.deepEqual([row?.seq, row?.lastTs, row?.version], [8, 1_000_001, 1]);
    assert.equal(await store.newest(), 1_000_001);
  });

  check("newest is 0 in an empty store and follows later messages", async (store) => {
    assert.equal(await store.newest(), 0);
    await makeTopic(store, group);
    await publish(store, group, 2, 500);
    assert.equal(await store.newest(), 501);
  });

  check("from and head are kept, or absent", async (store) => {
    await makeTopic(store, group);
    await commit(
      store,
      [],
      [
        { put: "message", topic: group, content: "1", at: 5 },
        { put: "message", topic: group, from: bob, head: '{"mime":"x"}', content: "2", at: 6 },
        { put: "message", topic: group, from: undefined, head: undefined, content: "3", at: 7 },
      ],
    );
    assert.deepEqual(await read(store, group), [
      { seq: 1, ts: 5, content: "1" },
      { seq: 2, ts: 6, from: bob, head: '{"mime":"x"}', content: "2" },
      { seq: 3, ts: 7, content: "3" },
    ]);
  });

  check("content and every other text come back as they went in", async (store, home) => {
    await makeTopic(store, group, [rowOf(alice)]);
    for (const [n, text] of texts.entries()) {
      const expects = [{ topic: group, version: n + 1 }];
      const request = { want: 3, info: text };
      const row = rowOf(alice, { private: text, request, seen: { [text]: 5 } });
      await commit(store, expects, [
        message(group, text, 1, { head: text }),
        { put: "subscription", topic: group, row },
      ]);
      const stored = await rowIn(store, group, alice);
      assert.equal(stored?.private, text);
      assert.deepEqual(stored?.request, request);
      await store.mark(tenant, [{ topic: group, user: alice, seen: { tag: text, at: n } }]);
    }
    await store.close();
    const again = await home.open();
    const found = await read(again, group);
    assert.deepEqual(
      found.map(({ content }) => content),
      texts,
    );
    assert.deepEqual(
      found.map(({ head }) => head),
      texts,
    );
    const seen = (await rowIn(again, group, alice))?.seen;
    assert.deepEqual(Object.keys(seen ?? {}).toSorted(), texts.toSorted());
    await again.close();
  });

  check("tenants are separate", async (store) => {
    await makeTopic(store, group);
    assert.equal(await store.loadTopic(otherTenant, group), undefined);
    await makeTopic(store, group, [rowOf(bob)], otherTenant);
    await publish(store, group, 2, 100);
    await commit(store, [], [message(group, '"theirs"', 5, key("k"))], otherTenant);
    assert.deepEqual(await seqs(store, group), [1, 2]);
    const theirs = await store.readMessages(otherTenant, group, { ascending: true, limit: 9, maxChars: 99 });
    assert.deepEqual(theirs, [{ seq: 1, ts: 5, from: alice, content: '"theirs"' }]);
    assert.deepEqual(await store.listSubscriptions(tenant, bob), []);
    assert.equal((await store.listSubscriptions(otherTenant, bob)).length, 1);
    const { assigned } = await commit(store, [], [message(group, '"x"', 200, key("k"))]);
    assert.deepEqual(assigned, [{ seq: 3, ts: 200 }]);
  });
}
