// What was begun in a conversation and not sent, kept on this device: it outlives a reload, and goes when one logs out.
import { client } from "../session.ts";
import { forgetText, forgetTexts, keepText, keptText } from "../storage.ts";

const prefix = "natter.draft/";

function placeOf(topic: string): string {
  return `${prefix}${client.user}/${topic}`;
}

export function readDraft(topic: string): string {
  return keptText(placeOf(topic)) ?? "";
}

export function keepDraft(topic: string, text: string): void {
  if (text.trim() === "") forgetText(placeOf(topic));
  else keepText(placeOf(topic), text);
}

let before = client.me.getSnapshot().user;
client.me.subscribe(() => {
  const { user } = client.me.getSnapshot();
  if (before !== undefined && user === undefined) forgetTexts(prefix);
  before = user;
});
