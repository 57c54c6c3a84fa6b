// A group whose owner's account was deleted gets a new owner, or ends (spec: 0.4 §10 row 70).
// The longest-standing manager, else the longest-standing member; whoever waits, is invited or banned is neither.
import { effective } from "../access/effective.ts";
import { endedHead } from "../access/entry.ts";
import { FULL, canAttach, isManager } from "../access/mode.ts";
import { withoutOwnership } from "../access/want.ts";
import { refuse, type Refusal } from "../faults.ts";
import type { UserId } from "../ids.ts";
import { isThere, type Subscription, type TopicState } from "../state.ts";
import { newsOf } from "../topic/notices.ts";
import type { Facts, Need, Outcome, Succeed, Write } from "../vocabulary.ts";
import type { Checks, Moment, Verb } from "../verb.ts";
import { rowWrites } from "./rights.ts";

export const succeed: Verb<Succeed> = {
  needs: ({ ref }: Succeed): readonly Need[] => [{ fresh: "members", topic: ref.topic }],
  checks: (): Checks => ({ known: true }),
  decide({ state, caller, command, facts, at }: Moment<Succeed>): Outcome | Refusal {
    if (caller.operator !== true) return refuse("permission-denied");
    if (!isThere(state) || state.kind !== "grp") return refuse("topic-not-found");
    const { topic } = state;
    const reply = { answer: "ok", topic: command.ref.as } as const;
    if (state.row.owner !== command.user) return { reply };
    const heir = heirOf(state, command.user, facts);
    if (heir === undefined)
      return { reply, writes: [{ put: "topic", topic, head: endedHead(state.row, at) }] };
    const row: Subscription = { ...heir, want: FULL, given: FULL, granted: true, updated: at };
    const others = Array.from(state.members.values()).filter((other) => other.user !== heir.user);
    const owner = { also: [] as Subscription[], lost: [] as Subscription[] };
    for (const other of others) {
      const without = withoutOwnership(other, at);
      if (without.want === other.want && without.given === other.given) continue;
      (other.user === command.user ? owner.also : owner.lost).push(without);
    }
    const change = { row, changed: true, ...owner, owner: heir.user, asks: false };
    const writes: readonly Write[] = [
      ...rowWrites(state, change, at),
      ...newsOf(state, undefined, [row, ...owner.lost], at),
    ];
    return { reply, writes };
  },
};

function heirOf(state: TopicState, deleted: UserId, facts: Facts): Subscription | undefined {
  const candidates = Array.from(state.members.values()).filter(
    (row) => row.user !== deleted && row.marker === "member" && canAttach(effective(state, row.user)),
  );
  const living = candidates.filter((row) => (facts.users.get(row.user)?.state ?? "active") !== "gone");
  const managers = living.filter((row) => isManager(effective(state, row.user)));
  return oldest(managers) ?? oldest(living);
}

/** The longest in the group; of two who came in the same moment the one with the lower id. */
function oldest(rows: readonly Subscription[]): Subscription | undefined {
  return rows.toSorted((a, b) => a.created - b.created || (a.user < b.user ? -1 : 1))[0];
}
