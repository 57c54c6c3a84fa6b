// What oneself may do in a topic: as the list says, which hears of changes; before it has the topic, as its description says.
import { common, formatMode, parseMode } from "natter-client";
import { client } from "../session.ts";
import type { AppTopic } from "../session.ts";

/** "" when nothing is known yet */
export function ownMode(topic: AppTopic): string {
  const contact = client.me.getSnapshot().contacts.find((one) => one.topic === topic.name);
  if (contact) return contact.mode;
  const { want = "", given = "" } = topic.getSnapshot().description?.access ?? {};
  const [wanted, allowed] = [parseMode(want), parseMode(given)];
  return wanted === undefined || allowed === undefined ? "" : formatMode(common(wanted, allowed));
}
