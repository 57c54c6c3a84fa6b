// Finding by tags: who has them, who has them no more, in which order, and the row of a user in one topic.
import { BANNED, NONE } from "../../core/access/mode.ts";
import type { TopicHead, User } from "../../core/state.ts";
import { parseQuery } from "../../core/tags.ts";
import { meTopic, type UserId } from "../../core/ids.ts";
import { nameOf } from "../store-rules.ts";
import type { Bench } from "../store-suite.ts";
import type { Store } from "../store.ts";
import {
  accountOf,
  alice,
  bob,
  carol,
  commit,
  group,
  groupOf,
  headOf,
  makeAccount,
  makeTopic,
  otherTenant,
  pair,
  rowOf,
  tenant,
  userOf,
} from "./values.ts";

/** Names of what is found, with the tags by which it was. */
async function search(store: Store, text: string, limit = 32, of = tenant): Promise<string[]> {
  const found = await store.search(of, parseQuery(text) ?? [], limit);
  const counts = found.map(({ tags }) => tags.length);
  if (counts.some((count, at) => count > (counts[at - 1] ?? count)))
    throw new Error(`order: ${counts.join()}`);
  return found.map((one) => `${"user" in one ? one.user.id : one.row.topic} ${one.tags.join(" ")}`).sort();
}

async function setUser(store: Store, user: UserId, version: number, changes: Partial<User>): Promise<void> {
  const write = { put: "user", user: accountOf(user, changes) } as const;
  await commit(store, [{ topic: meTopic(user), version }], [write]);
}

async function setGroup(
  store: Store,
  topic: typeof group,
  version: number,
  changes: Partial<TopicHead>,
): Promise<void> {
  await commit(store, [{ topic, version }], [{ put: "topic", topic, head: headOf(topic, changes) }]);
}

export function tagTests({ check, assert }: Bench): void {
  check("accounts and groups are found by whole tags and by a beginning; others are not", async (store) => {
    await Promise.all([alice, bob, carol].map((user) => makeAccount(store, user)));
    await makeTopic(store, group);
    await setUser(store, alice, 1, { tags: ["alice", "chess", "email:alice@x"] });
    await setUser(store, bob, 1, { tags: ["malice", "chess", "basic:alice"] });
    await setGroup(store, group, 1, { tags: ["alibi", "chess"] });
    assert.deepEqual(await search(store, "ali*"), [`${group} alibi`, `${alice} alice`]);
    assert.deepEqual(await search(store, "chess alice"), [`${alice} alice chess`]);
    assert.deepEqual(await search(store, "alice, malice"), [`${alice} alice`, `${bob} malice`]);
    assert.deepEqual(await search(store, "email:alice@x"), [`${alice} email:alice@x`]);
    assert.deepEqual(await search(store, "ema*"), []);
    assert.deepEqual(await search(store, "chess, alibi"), [
      `${group} alibi chess`,
      `${alice} chess`,
      `${bob} chess`,
    ]);
    assert.equal((await search(store, "chess", 2)).length, 2);
    assert.deepEqual(await search(store, "chess", 32, otherTenant), []);
    const [found] = await store.search(tenant, [[{ text: "alibi", isPrefix: false }]], 1);
    assert.deepEqual(found, { tags: ["alibi"], row: (await store.loadTopic(tenant, group))?.row });
  });

  check("tags that were replaced, and who is not there, are not found", async (store) => {
    await Promise.all([alice, bob].map((user) => makeAccount(store, user)));
    await makeTopic(store, group);
    await setUser(store, alice, 1, { tags: ["one", "two"] });
    await setUser(store, alice, 2, { tags: ["two", "three"] });
    await setUser(store, bob, 1, { tags: ["two"], state: "disabled" });
    await setGroup(store, group, 1, { tags: ["two"] });
    assert.deepEqual(await search(store, "one"), []);
    assert.deepEqual(await search(store, "two"), [`${group} two`, `${alice} two`]);
    await setGroup(store, group, 2, { tags: [], state: "gone" });
    await setUser(store, bob, 2, { tags: ["two"] });
    await setUser(store, alice, 3, { tags: [] });
    assert.deepEqual(await search(store, "two, three"), [`${bob} two`]);
  });

  check("who is never listed takes nobody's place", async (store) => {
    const closed = { auth: BANNED, anon: NONE };
    const shut = Array.from({ length: 70 }, (_, n) => userOf(n + 1));
    await Promise.all(shut.map((user) => makeAccount(store, user)));
    await Promise.all(shut.map((user) => setUser(store, user, 1, { tags: ["chess"], defacs: closed })));
    const disabled = userOf(71);
    await makeAccount(store, disabled);
    await setUser(store, disabled, 1, { tags: ["chess"], state: "disabled" });
    await makeTopic(store, group);
    await setGroup(store, group, 1, { tags: ["chess"], defacs: closed });
    const open = userOf(300);
    await makeAccount(store, open);
    await setUser(store, open, 1, { tags: ["chess"] });
    assert.deepEqual(await search(store, "chess", 64), [`${open} chess`]);
    assert.deepEqual(await search(store, "che*", 64), [`${open} chess`]);
    await setGroup(store, group, 2, { tags: ["chess"] });
    assert.deepEqual(await search(store, "chess", 64), [`${group} chess`, `${open} chess`]);
  });

  check("somebody with two words is found, however many have one of them", async (store) => {
    const [tags, both] = [["chess", "paris"], userOf(1_201)];
    const people = Array.from({ length: 1_200 }, (_, n) => userOf(n + 1));
    await Promise.all([...people, both].map((user) => makeAccount(store, user)));
    await Promise.all(
      people.map((user, n) => setUser(store, user, 1, { tags: tags.slice(n % 2, (n % 2) + 1) })),
    );
    await setUser(store, both, 1, { tags: [...tags, "club:two"] });
    assert.deepEqual(await search(store, "chess paris"), [`${both} chess paris`]);
    assert.deepEqual(await search(store, "par* chess"), [`${both} chess paris`]);
    assert.deepEqual(await search(store, "che* paris club:two"), [`${both} chess paris club:two`]);
  });

  check("what does not fit into one answer is in the next ones", async (store) => {
    const people = Array.from({ length: 20 }, (_, n) => userOf(n + 1));
    await Promise.all(people.map((user) => makeAccount(store, user)));
    await Promise.all(
      people.map((user, n) => setUser(store, user, 1, { tags: n === 19 ? ["chess", "go"] : ["chess"] })),
    );
    const query = parseQuery("chess, go") ?? [];
    const pages = [];
    for (const skip of [0, 8, 16, 24]) pages.push(await store.search(tenant, query, 8, skip));
    assert.deepEqual(
      pages.map(({ length }) => length),
      [8, 8, 4, 0],
    );
    const found = pages.flat().map(nameOf);
    assert.equal(found[0], people[19]);
    assert.deepEqual(new Set(found), new Set(people));
  });

  check("among many", async (store) => {
    const people = Array.from({ length: 300 }, (_, n) => userOf(n + 1));
    await Promise.all(people.map((user) => makeAccount(store, user)));
    await Promise.all(
      people.map((user, n) =>
        setUser(store, user, 1, { tags: [`person${n}`, n % 3 === 0 ? "third" : "other"] }),
      ),
    );
    assert.equal((await search(store, "person*", 1_000)).length, 300);
    assert.equal((await search(store, "third", 1_000)).length, 100);
    assert.deepEqual(await search(store, "person7 other"), [`${userOf(8)} person7 other`]);
    assert.deepEqual(await search(store, "person6 other"), []);
    assert.equal((await search(store, "person1*", 1_000)).length, 111);
  });

  check("the row of one user in one topic, also of one who left", async (store) => {
    await makeTopic(store, group, [rowOf(alice), rowOf(bob, { marker: "left", granted: true, given: 256 })]);
    await makeTopic(store, groupOf(2), [rowOf(alice)]);
    await makeTopic(store, pair, [rowOf(alice, { granted: true }), rowOf(bob)]);
    const find = (topic: typeof group, user: UserId) => store.findSubscription(tenant, topic, user);
    assert.equal((await find(group, alice))?.user, alice);
    assert.deepEqual([(await find(group, bob))?.marker, (await find(group, bob))?.given], ["left", 256]);
    assert.equal(await find(group, carol), undefined);
    assert.equal(await find(groupOf(9), alice), undefined);
    await setGroup(store, groupOf(2), 1, { state: "gone" });
    await setGroup(store, pair, 1, { state: "gone" });
    assert.equal(await find(groupOf(2), alice), undefined);
    assert.equal((await find(pair, alice))?.user, alice);
    assert.equal(await find(pair, bob), undefined);
  });
}
