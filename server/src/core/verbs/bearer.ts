// {set info.bearer}: the token of a group gets another mode, is renewed, or is closed (extensions-0.4 §3.1, §3.3).
// Members keep what they have: followers follow whatever the mode is, everybody else has a given of his own. One write, however many there are.
import { effective } from "../access/effective.ts";
import { isManager } from "../access/mode.ts";
import { refuse, type Refusal } from "../faults.ts";
import type { UserId } from "../ids.ts";
import type { Bearer } from "../state.ts";
import type { AnswerFacts, BearerChange, SetMeta } from "../vocabulary.ts";
import type { Moment } from "../verb.ts";

export interface TokenChange {
  /** as it will be; the very same when nothing changes */
  readonly bearer: Bearer | undefined;
  /** what the one who asked is told of a new token */
  readonly shown?: NonNullable<AnswerFacts["bearer"]>;
}

export function changeBearer(
  { state, at, tokenOf }: Moment<SetMeta>,
  user: UserId,
  change: BearerChange,
): TokenChange | Refusal {
  if (state.kind !== "grp" || state.row === undefined) return refuse("malformed", "only a group has a token");
  const isOwner = state.row.owner === user;
  const mayManage = isOwner || isManager(effective(state, user));
  if (typeof change === "object" ? !isOwner : !mayManage) return refuse("permission-denied");
  const { bearer } = state.row;
  const renewed = (next: Bearer): TokenChange => {
    return { bearer: next, shown: { mode: next.mode, token: tokenOf(state.topic, next.generation) } };
  };
  if (typeof change === "object") {
    if (bearer === undefined) return renewed({ mode: change.mode, generation: 1, updated: at });
    return { bearer: bearer.mode === change.mode ? bearer : { ...bearer, mode: change.mode, updated: at } };
  }
  if (change === "close") {
    const isOpen = bearer !== undefined && bearer.generation > 0;
    return { bearer: isOpen ? { ...bearer, generation: -bearer.generation, updated: at } : bearer };
  }
  if (bearer === undefined) return refuse("malformed", "the group has no token yet: give it a mode first");
  return renewed({ ...bearer, generation: Math.abs(bearer.generation) + 1, updated: at });
}
