// {get topic:"fnd"}: accounts and groups by their tags (extensions-0.4 §5). Found is only who has tags, and nothing is shown of them but what
// they show to strangers and the tags that matched. Who must not meet the searcher is not listed, as if it had no tags.
import { isBanned, NONE } from "../access/mode.ts";
import { givenOf } from "../access/effective.ts";
import type { UserId } from "../ids.ts";
import { isFindable } from "../tags.ts";
import type { Candidate, Caller, Find, FoundView, Need, Outcome } from "../vocabulary.ts";
import type { Checks, Moment, Verb } from "../verb.ts";

export const mostFound = 32;

export const find: Verb<Find> = {
  needs: ({ query }: Find, { user }: Caller): readonly Need[] =>
    user === undefined ? [] : [{ fresh: "found", query, user }],
  checks: (): Checks => ({ login: true }),
  decide({ caller, command, facts, at }: Moment<Find>): Outcome {
    const found = (facts.found ?? [])
      .filter((candidate) => isListed(candidate, caller.user))
      .slice(0, mostFound)
      .map(shown);
    const reply = { answer: "ok", topic: command.as, facts: { found: found.length } } as const;
    if (found.length === 0) return { reply };
    return { reply, shows: { event: "meta", id: command.id, label: command.as, found, at } };
  },
};

/** Whether `user` may be shown that this exists. */
export function isListed(candidate: Candidate, user: UserId | undefined): boolean {
  const { own, peer } = candidate;
  if ("user" in candidate) {
    const isBlocked =
      isBanned(own?.given ?? NONE) || (peer?.marker !== "left" && isBanned(peer?.want ?? NONE));
    return candidate.user.id !== user && isFindable(candidate.user) && !isBlocked;
  }
  const { row } = candidate;
  return isFindable(row) && !(own !== undefined && isBanned(givenOf(row, own)));
}

function shown(candidate: Candidate): FoundView {
  const { tags } = candidate;
  if ("user" in candidate) {
    const { id, updated, public: about } = candidate.user;
    return { user: id, updated, tags, ...(about !== undefined && { public: about }) };
  }
  const { topic, updated, public: about } = candidate.row;
  return { topic, updated, tags, ...(about !== undefined && { public: about }) };
}
