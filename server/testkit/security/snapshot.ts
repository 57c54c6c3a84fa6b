// What is stored at one moment, as far as it is not one guest's own: to see whether he changed what is not his.
import { meTopic, type UserId } from "../../src/core/ids.ts";
import type { Guest } from "./guest.ts";
import type { Site } from "./site.ts";

/** All that is stored, but for what is `except`'s own: his rows, his account, topics he made or shares as one of two. */
export function snapshot(site: Site, except: Guest): string {
  const topics = [...site.rows.topics].filter(
    ([name, { rows, head }]) =>
      name !== meTopic(except.uid as UserId) &&
      head.owner !== except.uid &&
      !(head.kind === "p2p" && rows.has(except.uid as UserId)),
  );
  return JSON.stringify([
    topics.map(([name, { head, rows, messages, log }]) => [
      name,
      head,
      // notices of what he asked for are messages on the me of managers
      head.kind === "me" ? messages.length - countFrom(messages, except) : messages,
      log,
      [...rows.values()]
        .filter(({ user }) => user !== except.uid)
        .map(({ seen: _seen, changed: _changed, ...row }) => row),
    ]),
    [...site.rows.users].filter(([id]) => id !== except.uid),
    [...site.rows.logins].filter(([, { user }]) => user !== except.uid),
    [...site.rows.tokens].filter(([, { user }]) => user !== except.uid),
  ]);
}

function countFrom(
  messages: readonly { readonly from?: string; readonly content: string }[],
  { uid }: Guest,
): number {
  return messages.filter(({ from, content }) => from === uid || content.includes(uid)).length;
}
