// Notices reduced to what still waits for an answer, and to news that nobody dismissed.
import { can } from "natter-client";
import type { Notice } from "natter-client";
import type { AppContact } from "../session.ts";

export interface OpenRequest {
  /** invitation: to me · join: somebody asks to enter a group of mine, or to get more rights in it · talk: somebody wants to talk with me */
  readonly kind: "invitation" | "join" | "talk";
  readonly notice: Notice;
}

export interface Waiting {
  /** the newest first */
  readonly requests: readonly OpenRequest[];
  readonly news: readonly Notice[];
}

export function waitingOf(
  facts: { readonly user: string | undefined; readonly contacts: readonly AppContact[] },
  notices: readonly Notice[],
  dismissed: readonly number[],
): Waiting {
  const isDismissed = new Set(dismissed);
  // the last word about somebody in a topic counts
  const latest = new Map(notices.map((notice) => [`${notice.topic} ${notice.user}`, notice]));
  const contacts = new Map(facts.contacts.map((one) => [one.topic, one]));
  const requests: OpenRequest[] = [];
  const news: Notice[] = [];
  for (const notice of [...latest.values()].sort((a, b) => b.at - a.at)) {
    if (isDismissed.has(notice.position ?? 0)) continue;
    const kind = kindOf(notice, facts.user, contacts.get(notice.topic));
    if (kind === "news") news.push(notice);
    else if (kind) requests.push({ kind, notice });
  }
  return { requests, news };
}

function kindOf(
  { act, topic, user, from }: Notice,
  self: string | undefined,
  contact: AppContact | undefined,
): OpenRequest["kind"] | "news" | undefined {
  const isGroup = topic.startsWith("grp");
  if (act === "join") return user === self && contact?.mode === "N" ? "invitation" : undefined;
  if (act === "appr" && isGroup) return isManager(contact) ? "join" : undefined;
  if (act === "appr") return contact?.mode === "N" ? "talk" : undefined;
  // what one did oneself is no news, and of a conversation the list tells
  return isGroup && user === self && from !== self && contact?.mode !== "X" ? "news" : undefined;
}

function isManager(contact: AppContact | undefined): boolean {
  return can(contact?.mode, "S") || can(contact?.mode, "O");
}

/** Topics that are invitations or requests to talk: they stand there, not among the conversations. */
export function asideOf({ requests }: Waiting): ReadonlySet<string> {
  return new Set(requests.filter(({ kind }) => kind !== "join").map(({ notice }) => notice.topic));
}

/** Of what was dismissed, that which is still there; so the list of them does not grow for ever. */
export function stillThere(dismissed: readonly number[], notices: readonly Notice[]): readonly number[] {
  const positions = new Set(notices.map(({ position }) => position));
  return dismissed.filter((position) => positions.has(position));
}

/** What one may do now, and whether the group itself is offered. */
export function rightsIn({ access }: Notice): {
  readonly letters: readonly string[];
  readonly isOffer: boolean;
} {
  const given = Array.from(access?.given ?? "").filter((letter) => "RWPSDO".includes(letter));
  const want = access?.want ?? "";
  const letters = given.filter((letter) => want.includes(letter));
  return { letters, isOffer: given.includes("O") && !want.includes("O") };
}
