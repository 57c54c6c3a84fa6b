// The one client of the page, the types that this application keeps in it, and what it remembers on this device.
import { Client, IndexedDbCache } from "natter-client";
import type { Contact, Found, Member, Message, Topic } from "natter-client";
import type { Content } from "./content.ts";
import type { Card, Note } from "./people.ts";

export interface AppTypes {
  readonly user: Card;
  readonly topic: Card;
  readonly content: Content;
  readonly private: Note;
}

export type AppContact = Contact<AppTypes>;
export type AppFound = Found<AppTypes>;
export type AppMember = Member<Card, Note>;
export type AppMessage = Message<Content>;
export type AppTopic = Topic<AppTypes>;

function apiKey(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="natter-api-key"]')?.content ?? "";
}

/** Nothing is kept where the browser allows no storage. */
function deviceCache(): { readonly cache?: IndexedDbCache } {
  try {
    return { cache: new IndexedDbCache("natter") };
  } catch {
    return {};
  }
}

export const client = new Client<AppTypes>({
  url: location.origin,
  apiKey: apiKey(),
  ...deviceCache(),
  tokenLife: "168h",
});
