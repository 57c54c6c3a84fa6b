// Whether one said yes to a person: by an answer, or by accepting him, which one's own note keeps for all devices.
import type { TopicSnapshot } from "natter-client";
import { client } from "../session.ts";
import type { AppTopic, AppTypes } from "../session.ts";

/** Only the other one spoke so far, and one did not say yes to that. */
export function isStrange({ messages, hasEarlier, description }: TopicSnapshot<AppTypes>): boolean {
  const isHeardOnly = messages.length > 0 && messages.every(({ from }) => from !== client.user);
  return !hasEarlier && isHeardOnly && !description?.private?.isKnown;
}

/** Of a conversation that is open. */
export function markKnown(topic: AppTopic): Promise<void> {
  return topic.change({ private: { ...topic.getSnapshot().description?.private, isKnown: true } });
}
