// What was begun in a conversation and not sent, kept on this device: it outlives a reload, and goes when one logs out.
import { client } from "../session.ts";

const prefix = "natter.draft/";

function placeOf(topic: string): string {
  return `${prefix}${client.user}/${topic}`;
}

export function readDraft(topic: string): string {
  return localStorage.getItem(placeOf(topic)) ?? "";
}

export function keepDraft(topic: string, text: string): void {
  if (text.trim() === "") return localStorage.removeItem(placeOf(topic));
  try {
    localStorage.setItem(placeOf(topic), text);
  } catch {
    // the device has no room; what was typed is still in the field
  }
}

function forgetDrafts(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key);
}

let before = client.me.getSnapshot().user;
client.me.subscribe(() => {
  const { user } = client.me.getSnapshot();
  if (before !== undefined && user === undefined) forgetDrafts();
  before = user;
});
