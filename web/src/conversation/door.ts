// Whether one may simply walk into a conversation, or is asked first what one wants.
import type { Contact, Notice } from "natter-client";

/**
 * in: open it · looking: not known yet · invited: to a group · asked: somebody wants to talk and needs a yes · stranger: a group of
 * others
 */
export type Door = "in" | "looking" | "invited" | "asked" | "stranger";

export interface Facts {
  readonly self: string | undefined;
  readonly topic: string;
  /** of a conversation: the other */
  readonly peer: string | undefined;
  readonly contact: Pick<Contact, "mode"> | undefined;
  readonly notices: readonly Pick<Notice, "act" | "topic" | "user">[];
  /** the list is that of the server */
  readonly isFresh: boolean;
}

export function doorOf({ self, topic, peer, contact, notices, isFresh }: Facts): Door {
  const lastAbout = (user: string | undefined): string | undefined =>
    notices.findLast((one) => one.topic === topic && one.user === user)?.act;
  if (contact?.mode === "N") {
    if (peer !== undefined) return lastAbout(peer) === "appr" ? "asked" : "in";
    return lastAbout(self) === "join" ? "invited" : "in";
  }
  if (peer !== undefined || contact) return "in";
  return isFresh ? "stranger" : "looking";
}
