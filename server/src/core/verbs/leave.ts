// {leave}: this session detaches, or the user ends his subscription everywhere (spec: 0.4 §2.4).
// The other sessions of one who unsubscribes are found by `enforce`.
import { peerRow } from "../access/effective.ts";
import { endedHead, leftRow } from "../access/entry.ts";
import { refuse, type Refusal } from "../faults.ts";
import type { UserId } from "../ids.ts";
import { isThere, type TopicState } from "../state.ts";
import type { Leave, Outcome, Write } from "../vocabulary.ts";
import type { Checks, Moment, Verb } from "../verb.ts";

export const leave: Verb<Leave> = {
  needs: () => [],
  checks: ({ unsub }: Leave): Checks => (unsub ? { login: true, known: true } : { known: true }),
  decide(moment: Moment<Leave>): Outcome | Refusal {
    const { caller, command } = moment;
    const topic = command.ref.as;
    if (command.unsub) return unsubscribe(moment);
    if (!caller.attached) return { reply: { answer: "not-joined", topic } };
    return { reply: { answer: "ok", topic }, detach: true };
  },
};

function unsubscribe({ state, caller, command, at }: Moment<Leave>): Outcome | Refusal {
  if (state.kind === "me") return refuse("permission-denied", "me cannot be left for good");
  const row = caller.user === undefined ? undefined : state.members.get(caller.user);
  if (row === undefined || row.marker === "left") return refuse("topic-not-found");
  if (state.row?.owner === row.user)
    return refuse("permission-denied", "the owner must pass the group on or delete it");
  const { topic } = state;
  const writes: Write[] = [{ put: "subscription", topic, row: leftRow(row, at) }];
  if (isLastOfTwo(state, row.user) && isThere(state)) {
    writes.push({ put: "erasure", topic, at }, { put: "topic", topic, head: endedHead(state.row, at) });
  }
  return {
    reply: { answer: "ok", topic: command.ref.as },
    writes,
    ...(caller.attached ? { detach: true } : {}),
  };
}

/** A p2p topic that both left is erased for good (spec: 0.4 §5.4). */
function isLastOfTwo(state: TopicState, user: UserId): boolean {
  if (state.kind !== "p2p") return false;
  const peer = peerRow(state, user);
  return peer === undefined || peer.marker === "left";
}
