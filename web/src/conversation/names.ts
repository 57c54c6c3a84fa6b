// Who is who in a conversation: cards of its members, of those one talks to otherwise, and of oneself.
import { peerOf } from "natter-client";
import type { TopicSnapshot } from "natter-client";
import { cardOf } from "../list/directory.ts";
import { isSeenOnline } from "../list/entries.ts";
import { nameOf } from "../people.ts";
import type { Card } from "../people.ts";
import { client } from "../session.ts";
import type { AppTypes } from "../session.ts";
import { t } from "../texts.ts";

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly card: Card | undefined;
}

/** The same object for the same user. */
export type People = (user: string | undefined) => Person;

/** Anybody who may have written or belongs here. */
export function peopleOf({ members }: TopicSnapshot<AppTypes>): People {
  const { contacts, description, user: self } = client.me.getSnapshot();
  const cards = new Map<string, Card | undefined>();
  for (const contact of contacts) if (contact.user !== undefined) cards.set(contact.user, contact.public);
  for (const member of members) if (member.public !== undefined) cards.set(member.user, member.public);
  if (self !== undefined && description?.public !== undefined) cards.set(self, description.public);
  const known = new Map<string | undefined, Person>();
  return (user) => {
    const card = cards.get(user ?? "");
    const name = nameOf(card) ?? (user === undefined ? t.conversation.guest : t.nobody);
    const person = known.get(user) ?? { id: user ?? "", name, card };
    known.set(user, person);
    return person;
  };
}

/** The group, or the other one of a conversation. */
export interface Face extends Person {
  readonly isGroup: boolean;
  readonly isOnline: boolean;
}

export function faceOf({ name: topic, description, members }: TopicSnapshot<AppTypes>): Face {
  const { contacts, user: self } = client.me.getSnapshot();
  const contact = contacts.find((one) => one.topic === topic);
  const peer = peerOf(topic, self);
  const said = contact?.public ?? description?.public ?? members.find(({ user }) => user === peer)?.public;
  const card = said ?? cardOf(peer);
  const name = nameOf(card) ?? (peer === undefined ? t.group : t.nobody);
  const isOnline = contact !== undefined && isSeenOnline(contact);
  return { id: peer ?? topic, name, card, isGroup: peer === undefined, isOnline };
}
