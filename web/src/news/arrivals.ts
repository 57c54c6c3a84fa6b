// Which messages came since the list was looked at last.
import { can } from "natter-client";
import type { AppContact } from "../session.ts";

/** When something was said last, by topic. */
export type Known = ReadonlyMap<string, number>;

export function knownOf(contacts: readonly AppContact[]): Known {
  return new Map(contacts.map((one) => [one.topic, one.last?.at ?? 0]));
}

/** Where somebody else said something that was not known, the latest first. */
export function arrivals(
  known: Known,
  contacts: readonly AppContact[],
  user: string | undefined,
): readonly AppContact[] {
  return contacts.filter(({ topic, mode, last }) => {
    if (!last || last.from === user || !can(mode, "R")) return false;
    return last.at > (known.get(topic) ?? 0);
  });
}

/** At most 1000 are counted in a topic, so the sum may be more. */
export function unreadIn(contacts: readonly AppContact[]): number {
  return contacts.reduce((sum, one) => sum + (can(one.mode, "R") ? one.unread : 0), 0);
}
