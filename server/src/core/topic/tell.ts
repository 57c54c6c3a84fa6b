// Who hears of a committed change. Everything is read off the change and the state after it, so that a node which only reloads
// tells its sessions the same. Coming and going is in presence.ts; answers to requests are the runtime's.
// Presence never goes to `actor`, the user whose request it was; data goes to everybody attached, the sender too (spec: 0.4 §2.5).
import { peerRow } from "../access/effective.ts";
import { P, R } from "../access/mode.ts";
import { meTopic, p2pUsers, type UserId } from "../ids.ts";
import { isThere, type Message, type TopicHead, type TopicState } from "../state.ts";
import { contactMode } from "./presence.ts";
import type { Assigned, Change, Emission, Event, Write } from "../vocabulary.ts";

type Put<K extends Write["put"]> = Extract<Write, { readonly put: K }>;

export function tell(state: TopicState, change: Change, actor: UserId | undefined): readonly Emission[] {
  if (change.change !== "write") return [];
  const { write, assigned, before } = change;
  switch (write.put) {
    case "message":
      return tellMessage(state, write, assigned);
    case "subscription":
      return write.topic === state.topic ? tellListed(state, write.row.user) : [];
    case "topic":
      return write.topic === state.topic ? tellTopic(state, write, before?.row, actor) : [];
    // An account's peers are known to the runtime's `me` topic: contactEmission in presence.ts.
    case "user":
    case "login":
    case "token":
    case "revocation":
    case "erasure":
      return [];
  }
}

/** A message of this topic to those who are here (R), and a `msg` to those who are away (row 5). On `me` only the former. */
export function dataEmissions(state: TopicState, message: Message): readonly Emission[] {
  const { topic } = state;
  const data: Emission = { to: "attached", letters: R, event: { event: "data", topic, message } };
  if (state.kind === "me") return [data];
  const event: Event = { event: "pres", about: "topic", topic, what: "msg" };
  return [data, { to: "members", letters: R | P, not: message.from, away: true, event }];
}

function tellMessage(state: TopicState, write: Put<"message">, assigned: Assigned): readonly Emission[] {
  if (assigned === undefined || !("seq" in assigned) || assigned.repeat === true) return [];
  const { seq, ts } = assigned;
  if (write.topic !== state.topic) {
    return [{ to: "topic", topic: write.topic, signal: { signal: "wake", upTo: seq } }];
  }
  const { from, head, content } = write;
  return dataEmissions(state, {
    seq,
    ts,
    ...(from === undefined ? {} : { from }),
    ...(head === undefined ? {} : { head }),
    content,
  });
}

/** The `me` topics of those whose relation to this topic may have changed learn what it is now. */
export function tellListed(state: TopicState, user: UserId): readonly Emission[] {
  if (state.kind === "me") return [];
  const users = state.kind === "p2p" ? p2pUsers(state.topic) : [user];
  return users.map((one) => listed(state, one));
}

function listed(state: TopicState, user: UserId): Emission {
  const row = state.members.get(user);
  const isListed = isThere(state) && row !== undefined && row.marker !== "left";
  const mode = isListed
    ? contactMode({ row: state.row, subscription: row, peer: peerRow(state, user) })
    : undefined;
  return { to: "topic", topic: meTopic(user), signal: { signal: "listed", topic: state.topic, mode } };
}

/** The end of a group (row 4), or a new description (row 6). */
function tellTopic(
  state: TopicState,
  { head }: Put<"topic">,
  old: Pick<TopicHead, "state" | "public" | "bearer"> | undefined,
  actor: UserId | undefined,
): readonly Emission[] {
  const { topic, kind } = state;
  if (kind === "me" || old === undefined || old.state === "gone") return [];
  if (head.state === "gone") {
    const users = Array.from(state.members.values()).filter((row) => row.marker !== "left");
    const gone = users.map((row) => listed(state, row.user));
    if (kind !== "grp") return gone;
    return [toMembers({ event: "pres", about: "topic", topic, what: "off" }, actor), ...gone];
  }
  const followers = head.bearer?.mode === old.bearer?.mode ? [] : tellFollowers(state);
  if (head.public === old.public) return followers;
  const event: Event = { event: "pres", about: "topic", topic, what: "upd" };
  return [{ to: "attached", letters: P, not: actor, event }, toMembers(event, actor), ...followers];
}

/** Another mode of the token is another mode of all who follow it. */
function tellFollowers(state: TopicState): readonly Emission[] {
  const emissions: Emission[] = [];
  for (const row of state.members.values()) {
    if (row.given === null && row.marker !== "left") emissions.push(listed(state, row.user));
  }
  return emissions;
}

function toMembers(event: Event, not: UserId | undefined): Emission {
  return { to: "members", letters: P, not, event };
}
