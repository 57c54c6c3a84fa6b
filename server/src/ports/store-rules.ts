// Rules of the store contract that every adapter applies in the same way, as functions on values.
import { meTopic, type TopicKind, type TopicName, type UserId } from "../core/ids.ts";
import { seenWith, type Subscription, type TopicHead } from "../core/state.ts";
import type { Time } from "../core/time.ts";
import type { Expect, Found, Write } from "../core/vocabulary.ts";

const none: ReadonlySet<TopicName> = new Set();

/**
 * The topics whose version a commit moves: those with a topic, subscription, user or login write.
 * @throws Error when one of them is not named in `expects`; that is a bug of the caller
 */
export function movedTopics(expects: readonly Expect[], writes: readonly Write[]): ReadonlySet<TopicName> {
  let moved: Set<TopicName> | undefined;
  for (const write of writes) {
    const topic = movedBy(write);
    if (topic === undefined || moved?.has(topic) === true) continue;
    if (!expects.some((expect) => expect.topic === topic)) {
      throw new Error(`a ${write.put} write moves the version of ${topic}, which expects does not name`);
    }
    moved ??= new Set();
    moved.add(topic);
  }
  return moved ?? none;
}

function movedBy(write: Write): TopicName | undefined {
  switch (write.put) {
    case "topic":
    case "subscription":
      return write.topic;
    case "user":
      return meTopic(write.user.id);
    case "login":
      return meTopic(write.login.user);
    case "token":
    case "revocation":
    case "message":
    case "erasure":
      return undefined;
  }
}

/** Rows of a former life of a p2p topic that were set on purpose: a ban must not be shaken off by leaving (house scenarios 21, 30). */
export function survives(kind: TopicKind, row: Pick<Subscription, "granted">): boolean {
  return kind === "p2p" && row.granted;
}

/**
 * True while a subscription row counts. `ended` is the version at which the topic last was gone: what was written up to there
 * belongs to its former life, whether the sweep has come by or not.
 */
export function isAlive(
  topic: Pick<TopicHead, "kind" | "state"> & { readonly ended: number },
  row: Pick<Subscription, "granted" | "changed">,
): boolean {
  return survives(topic.kind, row) || (topic.state === "active" && row.changed > topic.ended);
}

/** Client instances of one user that are remembered in one topic; a tag is the client's to choose, so there must be an end. */
const maxTags = 16;

/** `seen` after a mark: values only grow. A tag is any text of a client, also "__proto__". */
export function seenAfter(
  seen: Subscription["seen"],
  { tag, at }: { tag: string; at: Time },
): Subscription["seen"] {
  const next = { ...seen, [tag]: Math.max(seenWith({ seen }, tag) ?? at, at) };
  const visits = Object.entries(next);
  if (visits.length <= maxTags) return next;
  return Object.fromEntries(visits.sort(([, a], [, b]) => b - a).slice(0, maxTags));
}

/** Accounts and groups that a search finds, over all its pages; the alternatives of a query share them. */
export const mostTagged = 512;

export function nameOf(one: Found): UserId | TopicName {
  return "user" in one ? one.user.id : one.row.topic;
}

/** What was found in the order in which it is answered: most tags first, then by name. */
export function ranked(found: readonly Found[]): readonly Found[] {
  return found.toSorted((a, b) => b.tags.length - a.tags.length || (nameOf(a) < nameOf(b) ? -1 : 1));
}
