// Cards of people whom one's own list does not name: senders in groups, those who ask. Each is asked for once, and only when shown.
import { NatterError } from "natter-client";
import { useEffect } from "preact/hooks";
import { State } from "../parts/state.ts";
import { nameOf } from "../people.ts";
import type { Card } from "../people.ts";
import { client } from "../session.ts";
import { useSnapshot } from "../watch.ts";

const cards = new State<ReadonlyMap<string, Card | undefined>>(new Map());
const asked = new Set<string>();
const missing = new State<ReadonlySet<string>>(new Set());

function ask(user: string): void {
  if (asked.has(user)) return;
  asked.add(user);
  client.describeUser(user).then(
    ({ public: card }) => cards.set(new Map(cards.getSnapshot()).set(user, card)),
    (error: unknown) => {
      if (error instanceof NatterError && error.code === 404) {
        missing.set(new Set(missing.getSnapshot()).add(user));
      } else {
        // no answer: another time
        asked.delete(user);
      }
    },
  );
}

/** As far as it is known. */
export function cardOf(user: string | undefined): Card | undefined {
  if (user === undefined) return undefined;
  const { contacts, user: self, description } = client.me.getSnapshot();
  if (user === self) return description?.public;
  return contacts.find((one) => one.user === user)?.public ?? cards.getSnapshot().get(user);
}

/** As far as it is known. */
export function nameOfUser(user: string | undefined): string | undefined {
  return nameOf(cardOf(user));
}

/** Known soon. */
export function useCard(user: string | undefined): Card | undefined {
  useSnapshot(cards);
  const card = cardOf(user);
  useEffect(() => {
    if (user !== undefined && card === undefined) ask(user);
  }, [user, card]);
  return card;
}

/** Nobody has this id. Asks for it; the card is known soon where somebody has. */
export function useIsMissing(user: string | undefined): boolean {
  useSnapshot(cards);
  const isMissing = useSnapshot(missing).has(user ?? "");
  useEffect(() => {
    if (user !== undefined) ask(user);
  }, [user]);
  return isMissing;
}
