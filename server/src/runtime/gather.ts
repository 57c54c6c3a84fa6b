// Facts for a decision. A verb names what it needs; everything here may wait, nothing here decides.
// `once` facts are kept when a command is decided again after a conflict, `fresh` ones are asked again.
import { bytesToBase64Url, p2pName, userId, type TopicName, type UserId } from "../core/ids.ts";
import type { Subscription, User } from "../core/state.ts";
import type { TagQuery } from "../core/tags.ts";
import { isListed, mostFound } from "../core/verbs/find.ts";
import type { Candidate, Facts, Found, Need } from "../core/vocabulary.ts";
import { mostTagged, nameOf } from "../ports/store-rules.ts";
import type { Session } from "./session.ts";
import type { World } from "./world.ts";

export const noFacts: Facts = { users: new Map() };

/** What every login token begins with, so that secret scanners know one when they see it. */
const tokenPrefix = "ntr_";

type Draft = { -readonly [K in keyof Facts]: Facts[K] } & { users: Map<UserId, User> };

/**
 * Throws Busy (a queue of password hashes is full) and Unavailable (the store).
 * `session` is entered among the sessions of the account whose credential is read, before it is read.
 */
export async function gather(
  world: World,
  session: Session | undefined,
  needs: readonly Need[],
  known: Facts = noFacts,
): Promise<Facts> {
  const facts: Draft = { ...known, users: new Map() };
  for (const need of needs) {
    if ("once" in need) await gatherOnce(world, need, facts);
    else await gatherFresh(world, session, need, facts);
  }
  return facts;
}

async function gatherOnce(world: World, need: Extract<Need, { once: string }>, facts: Draft): Promise<void> {
  switch (need.once) {
    case "hash":
      facts.hash ??= await world.passwords.hash(need.password);
      return;
    case "new-user":
      facts.newUser ??= drawUser(world);
      return;
    case "new-token":
      facts.newToken ??= drawToken(world);
      return;
  }
}

async function gatherFresh(
  world: World,
  session: Session | undefined,
  need: Extract<Need, { fresh: string }>,
  facts: Draft,
): Promise<void> {
  const { store, settings } = world;
  switch (need.fresh) {
    case "user":
      await loadUser(world, need.user, facts);
      return;
    case "login":
      facts.login = await checkLogin(world, session, need.name, need.password);
      return;
    case "members":
      await loadMembers(world, need.topic, facts);
      return;
    case "logins":
      facts.logins = await store.loginsOf(settings.tenant, need.user);
      return;
    case "token":
      facts.token = await checkToken(world, session, need.secret);
      return;
    case "found":
      facts.found = await search(world, need.query, need.user);
      return;
    case "owned": {
      const listed = await store.listSubscriptions(settings.tenant, need.user);
      facts.owned = listed.filter((entry) => entry.row.owner === need.user).length;
      return;
    }
  }
}

async function loadUser(world: World, user: UserId, facts: Draft): Promise<User | undefined> {
  const [found] = await world.store.loadUsers(world.settings.tenant, [user]);
  if (found !== undefined) facts.users.set(user, found);
  return found;
}

/** Read at once; as a rule it is enough. */
const candidatesAtOnce = 64;

/** What fits, each with what the one who asks has to do with it, until as many as are shown may be shown to him: others take nobody's place. */
async function search(world: World, query: TagQuery, user: UserId): Promise<readonly Candidate[]> {
  const { store, settings } = world;
  // by name: one that moved between two reads is in both
  const candidates = new Map<string, Candidate>();
  let listed = 0;
  for (let skip = 0; skip < mostTagged && listed < mostFound; skip += candidatesAtOnce) {
    const found = await store.search(settings.tenant, query, candidatesAtOnce, skip);
    const some = await Promise.all(found.map((one) => candidateOf(world, one, user)));
    for (const candidate of some) candidates.set(nameOf(candidate), candidate);
    listed += some.filter((candidate) => isListed(candidate, user)).length;
    if (found.length < candidatesAtOnce) break;
  }
  return [...candidates.values()];
}

async function candidateOf({ store, settings }: World, found: Found, user: UserId): Promise<Candidate> {
  const rowOf = (topic: TopicName, of: UserId): Promise<Subscription | undefined> =>
    store.findSubscription(settings.tenant, topic, of);
  if ("row" in found) return { ...found, own: await rowOf(found.row.topic, user) };
  if (found.user.id === user) return found;
  const topic = p2pName(user, found.user.id);
  const [own, peer] = await Promise.all([rowOf(topic, user), rowOf(topic, found.user.id)]);
  return { ...found, own, peer };
}

async function loadMembers(world: World, topic: TopicName, facts: Draft): Promise<void> {
  const { store, settings } = world;
  const loaded = await store.loadTopic(settings.tenant, topic);
  const users = (loaded?.subscriptions ?? []).map((row) => row.user);
  for (const user of await store.loadUsers(settings.tenant, users)) facts.users.set(user.id, user);
}

async function checkLogin(
  world: World,
  session: Session | undefined,
  name: string,
  password: string,
): Promise<NonNullable<Facts["login"]>> {
  const record = await world.store.findLogin(world.settings.tenant, "basic", name);
  if (record !== undefined) session?.arrive(record.user);
  const user = record === undefined ? undefined : await loadUser(world, record.user, { users: new Map() });
  const fits = await world.passwords.verify(password, record?.secret);
  return { ...(record && { record }), ...(user && { user }), fits };
}

async function checkToken(
  world: World,
  session: Session | undefined,
  secret: string,
): Promise<NonNullable<Facts["token"]>> {
  const record = await world.store.findToken(world.settings.tenant, world.crypto.sha256(secret));
  if (record === undefined) return {};
  session?.arrive(record.user);
  const user = await loadUser(world, record.user, { users: new Map() });
  return { record, ...(user && { user }) };
}

function drawUser(world: World): UserId {
  for (;;) {
    const bytes = world.crypto.random(8);
    if (bytes.some((byte) => byte !== 0)) return userId(bytes);
  }
}

function drawToken(world: World): { readonly secret: string; readonly hash: string } {
  const secret = tokenPrefix + bytesToBase64Url(world.crypto.random(32));
  return { secret, hash: world.crypto.sha256(secret) };
}
