// Who may stay attached, and with which mode. Asked after every change of rights and after every reload (house rule: no verb evicts).
// P7: a session that may not stay leaves the topic before anything newer of it is told.
import { effective } from "../access/effective.ts";
import { NONE, canAttach, type Mode } from "../access/mode.ts";
import { kindOf, p2pUsers, type UserId } from "../ids.ts";
import { isThere, type TopicState } from "../state.ts";
import type { Change } from "../vocabulary.ts";

/** A session that is in the topic. `generation`: it came without login, by a token of that generation. */
export interface Present {
  readonly user?: UserId | undefined;
  readonly generation?: number | undefined;
}

/**
 * The mode of an attached session; without login the default access of a group (spec: 0.4 §4.3), or what its token gives while it is the
 * current one (extensions-0.4 §3.2, §3.3). NONE when the topic is gone.
 */
export function attachmentMode(state: TopicState, { user, generation }: Present): Mode {
  if (!isThere(state)) return NONE;
  if (user !== undefined) return effective(state, user);
  if (state.kind !== "grp") return NONE;
  if (generation === undefined) return state.row.defacs.anon;
  const { bearer } = state.row;
  return bearer?.generation === generation ? bearer.mode : NONE;
}

export function mayStay(state: TopicState, attachment: Present): boolean {
  return canAttach(attachmentMode(state, attachment));
}

/** Users whose mode the change may have moved. "all" includes the sessions without login. */
export function affected(change: Change): "all" | readonly UserId[] {
  if (change.change !== "write") return [];
  const { write, before } = change;
  if (write.put === "subscription") {
    return kindOf(write.topic) === "p2p" ? p2pUsers(write.topic) : [write.row.user];
  }
  if (write.put !== "topic") return [];
  const old = before?.row;
  const { head } = write;
  const isSame =
    old !== undefined &&
    old.state === head.state &&
    old.defacs.anon === head.defacs.anon &&
    old.bearer?.mode === head.bearer?.mode &&
    old.bearer?.generation === head.bearer?.generation;
  return isSame ? [] : "all";
}
