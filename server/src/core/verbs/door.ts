// How one comes into a group that has a token (extensions-0.4 §3.2), and how into any other topic.
// A token that is wrong, old, closed, or shown to a group without one gets one and the same answer.
import type { RightsChange } from "../access/entry.ts";
import type { Mode } from "../access/mode.ts";
import { changeWant, enter, type WantRequest } from "../access/want.ts";
import { refuse, type Refusal } from "../faults.ts";
import type { UserId } from "../ids.ts";
import { draftOf, type Subscription, type TopicState } from "../state.ts";
import type { Subscribe } from "../vocabulary.ts";
import { isRefusal, type Moment } from "../verb.ts";

/** How one comes into a group: by the token, by the defaults where there is a token that one did not show, else by one's row or as ever. */
export function doorFor(
  moment: Moment<Subscribe>,
  old: Subscription | undefined,
): "token" | "defaults" | undefined | Refusal {
  const { state, command } = moment;
  const isIn = old !== undefined && old.marker !== "left" && old.marker !== "requested";
  if (isIn) return undefined;
  if (command.bearer !== undefined) return opens(moment, command.bearer) ? "token" : refuse("bearer-token");
  return state.row?.bearer === undefined ? undefined : "defaults";
}

/** The token is the one that is valid now. Takes the same time for every token of the right length. */
export function opens({ state, tokenOf }: Moment<Subscribe>, token: string): boolean {
  const generation = state.row?.bearer?.generation ?? 0;
  const current = generation > 0 ? tokenOf(state.topic, generation) : "";
  if (current === "" || token.length !== current.length) return false;
  let difference = 0;
  for (let at = 0; at < current.length; at++) difference |= current.charCodeAt(at) ^ token.charCodeAt(at);
  return difference === 0;
}

/** What becomes of the row. A request that waits is settled by the token: he follows it. `given` null = the token's. */
export function decideWant(
  state: TopicState,
  user: UserId,
  given: Mode | null,
  request: WantRequest,
): RightsChange | Refusal {
  const old = state.members.get(user);
  if (old === undefined || old.marker === "left") return enter(state, user, given, request);
  if (given !== null || old.marker !== "requested") return changeWant(state, old, request);
  const { request: _open, ...rest } = old;
  const draft = draftOf(state);
  draft.members.set({ ...rest, marker: "left", granted: false });
  const change = enter(draft, user, null, request);
  return isRefusal(change) ? change : { ...change, row: { ...change.row, ...keptOf(old) } };
}

function keptOf({ created, private: note }: Subscription): Partial<Subscription> {
  return { created, ...(note !== undefined && { private: note }) };
}
