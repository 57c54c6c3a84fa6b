// Who may stay attached, and with which mode. Asked after every change of rights and after every reload (house rule: no verb evicts).
// P7: a session that may not stay leaves the topic before anything newer of it is told.
import { effective } from "../access/effective.ts";
import { NONE, canAttach, type Mode } from "../access/mode.ts";
import { kindOf, p2pUsers, type UserId } from "../ids.ts";
import { isThere, type TopicState } from "../state.ts";
import type { Change } from "../vocabulary.ts";

/** The mode of an attached session; without login the default access of a group (spec: 0.4 §4.3). NONE when the topic is gone. */
export function attachmentMode(state: TopicState, user: UserId | undefined): Mode {
  if (!isThere(state)) return NONE;
  if (user !== undefined) return effective(state, user);
  return state.kind === "grp" ? state.row.defacs.anon : NONE;
}

export function mayStay(state: TopicState, attachment: { readonly user?: UserId | undefined }): boolean {
  return canAttach(attachmentMode(state, attachment.user));
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
