// Names of topics as a 0.4 client writes them ⇄ as the server knows them (spec: 0.4 §5.2, step 2 of the order of checks).
// Only `me` has a name of its own on the wire; everything else is written as it is kept.
import type { Refusal } from "../faults.ts";
import { refuse } from "../faults.ts";
import type { TopicName, UserId } from "../ids.ts";
import { kindOf, meTopic, p2pName, parseGroupName, parseP2pName, parseUserId, peerOf } from "../ids.ts";
import type { TopicRef } from "../vocabulary.ts";
import type { Word } from "./fields.ts";

/** Who sent the packet, and where a name comes from that does not exist yet. */
export interface Naming {
  readonly user: UserId | undefined;
  groupName(): TopicName;
}

/** The name on the wire of a topic of ours. */
export function formatName(topic: TopicName): string {
  return kindOf(topic) === "me" ? "me" : topic;
}

/**
 * The topic that `name` means in a message `word` of this session. Malformed 400, not logged in 401,
 * not the caller's business 403, no topic can have that name 404. Whether there is such a topic is asked later.
 */
export function readName(name: string, word: Word, naming: Naming): TopicRef | Refusal {
  if (name === "") return refuse("malformed", "topic is empty");
  if (name.startsWith("grp")) return group(name);
  const { user } = naming;
  if (user === undefined) return refuse("authentication-required");
  if (name === "me") return { topic: meTopic(user), kind: "me", as: name };
  if (name.startsWith("usr")) return peer(name, user);
  if (name.startsWith("p2p")) return pair(name, user);
  if (name !== "new" || word !== "sub") return refuse("topic-not-found");
  return { topic: naming.groupName(), kind: "grp", as: name, fresh: true };
}

function group(name: string): TopicRef | Refusal {
  const topic = parseGroupName(name);
  return topic === undefined
    ? refuse("malformed", "topic is not a group name")
    : { topic, kind: "grp", as: name };
}

function peer(name: string, user: UserId): TopicRef | Refusal {
  const other = parseUserId(name);
  if (other === undefined) return refuse("malformed", "topic is not a user id");
  if (other === user) return refuse("permission-denied", "the topic with oneself is me");
  return { topic: p2pName(user, other), kind: "p2p", as: name, peer: other };
}

function pair(name: string, user: UserId): TopicRef | Refusal {
  const topic = parseP2pName(name)?.topic;
  if (topic === undefined) return refuse("malformed", "topic is not the name of a p2p topic");
  if (peerOf(topic, user) === undefined) return refuse("permission-denied");
  return { topic, kind: "p2p", as: name };
}
