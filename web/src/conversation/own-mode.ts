// What oneself may do in a topic: as the list says, which hears of most changes; before it has the topic, as its description says.
import { common, formatMode, parseMode } from "natter-client";
import { client } from "../session.ts";
import type { AppTopic } from "../session.ts";

/** "" when nothing is known yet */
export function ownMode(topic: AppTopic): string {
  return listedMode(topic) ?? describedMode(topic);
}

/** Whoever accepts an offer of ownership becomes the owner, and nobody tells the former one. */
export function isListStale(topic: AppTopic): boolean {
  const [listed, described] = [listedMode(topic), describedMode(topic)];
  return listed !== undefined && described !== "" && listed !== described;
}

function listedMode({ name }: AppTopic): string | undefined {
  return client.me.getSnapshot().contacts.find(({ topic }) => topic === name)?.mode;
}

function describedMode(topic: AppTopic): string {
  const { want = "", given = "" } = topic.getSnapshot().description?.access ?? {};
  const [wanted, allowed] = [parseMode(want), parseMode(given)];
  return wanted === undefined || allowed === undefined ? "" : formatMode(common(wanted, allowed));
}
