// Names of senders by their integers. Every message has one and few people write most of what is read, so they are remembered: joining them
// costs a page of 32 as much as its search. A user keeps his name for ever.
import type { DatabaseSync } from "node:sqlite";
import { Generations } from "../../core/generations.ts";
import type { UserId } from "../../core/ids.ts";
import { query } from "./query.ts";

const kept = 10_000;

/** null for nobody, and for an integer that is no user's, which the seal of the message then tells. */
export type NameOf = (sender: number | null) => UserId | null;

export function namer(db: DatabaseSync): NameOf {
  const known = new Generations<UserId, number>(kept);
  const find = query<{ user: UserId }>(db, "SELECT user FROM users WHERE id = ?");
  return (sender) => {
    if (sender === null) return null;
    const name = known.get(sender);
    if (name !== undefined) return name;
    const found = find.get(sender)?.user;
    if (found === undefined) return null;
    known.set(sender, found);
    known.rotate();
    return found;
  };
}
