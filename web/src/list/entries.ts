// What an entry of the list says, as values: who, what was said last, and what stands in the way. Words are put to it when it is drawn.
import { can } from "natter-client";
import { pictureOf, textOf } from "../content.ts";
import { nameOf } from "../people.ts";
import type { AppContact } from "../session.ts";

export type Hindrance = "waiting" | "blocked" | "muted";

/** What was said last: a text, or what stands for it. */
export type Preview =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "picture" }
  /** too large for the list */
  | { readonly kind: "long" }
  | { readonly kind: "nothing" };

/** As many characters as one line of an entry may show. */
const mostPreview = 160;

export function isGroup({ user }: Pick<AppContact, "user">): boolean {
  return user === undefined;
}

/** undefined: it says no name */
export function contactName({ public: card, private: note }: AppContact): string | undefined {
  return nameOf(card) ?? nameOf(note?.comment);
}

export function hindranceOf({ mode, user }: Pick<AppContact, "mode" | "user">): Hindrance | undefined {
  if (mode === "X") return user === undefined ? "muted" : "blocked";
  return can(mode, "R") ? undefined : "waiting";
}

/** It was deleted, and nothing was said in it since. It is still subscribed, or what is said next would never come. */
export function isForgotten({
  private: note,
  last,
  lastMessage = 0,
}: Pick<AppContact, "private" | "last" | "lastMessage">): boolean {
  const { forgotten } = note ?? {};
  return typeof forgotten === "number" && (last?.at ?? lastMessage) <= forgotten;
}

/** A person who is there, as far as one may know: of who was online when one was blocked nobody tells that he went. */
export function isSeenOnline({
  user,
  isOnline,
  mode,
}: Pick<AppContact, "user" | "isOnline" | "mode">): boolean {
  return user !== undefined && isOnline && can(mode, "R");
}

export function previewOf({ last }: Pick<AppContact, "last">): Preview {
  if (!last) return { kind: "nothing" };
  if (last.content === undefined) return { kind: "long" };
  const text = textOf(last.content).replace(/\s+/g, " ").slice(0, mostPreview);
  if (text !== "") return { kind: "text", text };
  return pictureOf(last.content) ? { kind: "picture" } : { kind: "nothing" };
}

/** Does it look the same? Whatever changes the name, the picture or the note moves `updated`; a message keeps its time. */
export function isSame(a: AppContact, b: AppContact): boolean {
  return (
    a.topic === b.topic &&
    a.updated === b.updated &&
    a.mode === b.mode &&
    a.isOnline === b.isOnline &&
    a.unread === b.unread &&
    a.last?.at === b.last?.at
  );
}

function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Those in whose name or last message every word of the search begins a word or stands in one. */
export function searched(contacts: readonly AppContact[], search: string): readonly AppContact[] {
  const words = folded(search).split(/\s+/).filter(Boolean);
  if (words.length === 0) return contacts;
  return contacts.filter((contact) => {
    const preview = previewOf(contact);
    const said = preview.kind === "text" ? preview.text : "";
    const text = folded(`${contactName(contact) ?? ""} ${said}`);
    return words.every((word) => text.includes(word));
  });
}
