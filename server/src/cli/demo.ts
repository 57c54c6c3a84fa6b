// `--demo`: people to try the server with. Rows are written straight to the store, in one commit, because they lie in the past and because
// one of the groups has no owner, which no command can make (spec: 0.4 §8; such groups are in old data and must load).
import { BANNED, FULL, NONE, PUBLIC, SELF, type Mode } from "../core/access/mode.ts";
import {
  groupName,
  meTopic,
  p2pName,
  userId,
  type TopicKind,
  type TopicName,
  type UserId,
} from "../core/ids.ts";
import type { Subscription, TopicHead } from "../core/state.ts";
import type { Time } from "../core/time.ts";
import type { Write } from "../core/vocabulary.ts";
import type { PasswordScheme } from "../ports/auth.ts";
import type { Crypto } from "../ports/crypto.ts";
import type { Store } from "../ports/store.ts";
import type { Settings } from "../runtime/settings.ts";
import { CannotStart } from "./data-folder.ts";
import { fullNames, people, talks, type Person, type Talk } from "./demo-script.ts";

export interface DemoParts {
  readonly store: Store;
  readonly passwords: PasswordScheme;
  readonly crypto: Crypto;
  readonly settings: Settings;
  /** the moment that the ages of the messages count from */
  readonly now: Time;
}

const hour = 3_600_000;
const ageMs = 5 * 24 * hour;

/** `alice` → `alice123` */
export function passwordOf(person: Person): string {
  return `${person}123`;
}

/** @throws CannotStart when there are accounts already */
export async function refuseUsed({ store, settings }: DemoParts): Promise<void> {
  if ((await store.listUsers(settings.tenant, undefined, 1)).length > 0) {
    throw new CannotStart(
      "The demo needs a data folder without accounts, and this one has some. Try --demo with another folder: --data ./natter-demo",
    );
  }
}

/** Expects a store without accounts. @throws CannotStart */
export async function fillDemo(parts: DemoParts): Promise<void> {
  const { store, settings } = parts;
  const ids = new Map(people.map((person) => [person, userId(parts.crypto.random(8))]));
  const accounts = await Promise.all(people.map((person) => accountOf(parts, person, idOf(ids, person))));
  const writes = [...accounts.flat(), ...talks.flatMap((talk) => talkOf(parts, talk, ids))];
  const topics = new Set(writes.flatMap((write) => (write.put === "topic" ? [write.topic] : [])));
  const expects = [...topics].map((topic) => ({ topic, version: 0 }));
  const committed = await store.commit(settings.tenant, expects, writes);
  if (committed.done !== "ok") {
    throw new CannotStart(
      "The demo could not be stored. Try again with an empty data folder: --data ./natter-demo",
    );
  }
}

async function accountOf(parts: DemoParts, person: Person, user: UserId): Promise<readonly Write[]> {
  const created = parts.now - ageMs;
  const topic = meTopic(user);
  const account = {
    id: user,
    state: "active",
    defacs: { auth: PUBLIC, anon: NONE },
    public: JSON.stringify(fullNames[person]),
    tags: [],
    created,
    updated: created,
    version: 0,
  } as const;
  const secret = await parts.passwords.hash(passwordOf(person));
  return [
    { put: "user", user: account },
    { put: "login", login: { scheme: "basic", name: person, user, secret } },
    { put: "topic", topic, head: headOf(parts, topic, "me", created) },
    { put: "subscription", topic, row: rowOf(user, SELF, created) },
  ];
}

function talkOf(parts: DemoParts, talk: Talk, ids: ReadonlyMap<Person, UserId>): readonly Write[] {
  const created = parts.now - ageMs;
  const members = talk.members.map((person) => idOf(ids, person));
  const [first, second] = members;
  if (first === undefined || second === undefined) return [];
  const topic = talk.group === undefined ? p2pName(first, second) : groupName(parts.crypto.random(9));
  const head = headOf(parts, topic, talk.group === undefined ? "p2p" : "grp", created);
  const owner = talk.group?.hasOwner === true ? first : undefined;
  return [
    {
      put: "topic",
      topic,
      head: {
        ...head,
        ...(talk.group === undefined ? {} : { public: JSON.stringify(talk.group.name) }),
        ...(owner === undefined ? {} : { owner }),
      },
    },
    ...members.map((user): Write => {
      const mode = user === owner ? FULL : PUBLIC;
      return {
        put: "subscription",
        topic,
        row: rowOf(user, mode, created, talk.group !== undefined && user !== owner),
      };
    }),
    ...messagesOf(topic, talk, ids, parts.now),
  ];
}

/** Lines of a burst follow each other like typing does: the longer, the later. */
function messagesOf(
  topic: TopicName,
  talk: Talk,
  ids: ReadonlyMap<Person, UserId>,
  now: Time,
): readonly Write[] {
  return talk.bursts.flatMap(({ hoursAgo, lines }) => {
    let at = Math.round(now - hoursAgo * hour);
    return lines.map(([who, text]): Write => {
      at += 20_000 + text.length * 1_137;
      return { put: "message", topic, from: idOf(ids, who), content: JSON.stringify(text), at };
    });
  });
}

function headOf(parts: DemoParts, topic: TopicName, kind: TopicKind, created: Time): TopicHead {
  // groups of the sample data of 2015 give nobody access by default; a p2p topic is closed to third parties
  const access = kind === "p2p" ? BANNED : NONE;
  return {
    topic,
    kind,
    state: "active",
    defacs: { auth: access, anon: access },
    tags: [],
    cap: kind === "grp" ? parts.settings.policy.groupMembers : kind === "p2p" ? 2 : 1,
    level: "strict",
    created,
    updated: created,
  };
}

function rowOf(user: UserId, mode: Mode, at: Time, granted = false): Subscription {
  return {
    user,
    want: mode,
    given: mode,
    granted,
    marker: "member",
    recv: 0,
    read: 0,
    cleared: 0,
    seen: {},
    created: at,
    updated: at,
    changed: 0,
  };
}

function idOf(ids: ReadonlyMap<Person, UserId>, person: Person): UserId {
  const id = ids.get(person);
  if (id === undefined) throw new RangeError(`nobody is called ${person}`);
  return id;
}
