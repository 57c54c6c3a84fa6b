// Draws attention to what came: the number in the title and on the icon, a tone, a notification while one looks elsewhere.
import { contactName, previewOf } from "../list/entries.ts";
import { nameOfUser } from "../list/directory.ts";
import { choices } from "../device.ts";
import { go, parseRoute } from "../route.ts";
import { client } from "../session.ts";
import type { AppContact } from "../session.ts";
import { t } from "../texts.ts";
import type { OpenTopic } from "../worker/words.ts";
import { arrivals, knownOf, unreadIn } from "./arrivals.ts";
import type { Known } from "./arrivals.ts";
import { notify } from "./notification.ts";
import { electSpeaker, isSpeaker } from "./speaker.ts";
import { playTone } from "./tone.ts";

/** undefined until the list is that of the server */
let known: Known | undefined;
let user: string | undefined;
/** what came into the open conversation while nobody looked, for that does not count as unread */
let missed = 0;

export function drawAttention(): void {
  client.me.subscribe(listed);
  electSpeaker();
  addEventListener("focus", () => {
    missed = 0;
    showCount();
    // what the same person did on another device, the server does not tell
    if (client.me.getSnapshot().isFresh) client.me.refresh().catch(() => {});
  });
  navigator.serviceWorker?.addEventListener("message", ({ data }: MessageEvent<OpenTopic>) => {
    go({ screen: "conversation", topic: data.topic });
  });
  listed();
}

function listed(): void {
  const { contacts, isFresh, user: present } = client.me.getSnapshot();
  if (present !== user) known = undefined;
  user = present;
  if (isFresh && user !== undefined) {
    const came = known === undefined ? [] : arrivals(known, contacts, user);
    known = knownOf(contacts);
    if (came.length > 0) announce(came);
  }
  showCount();
}

function announce(came: readonly AppContact[]): void {
  const isLooking = document.hasFocus();
  const route = parseRoute(location.hash);
  const shown = isLooking && "topic" in route ? route.topic : undefined;
  const heard = came.filter(({ topic }) => topic !== shown);
  const { hasSound, hasNotifications } = choices.getSnapshot();
  if (heard.length > 0 && hasSound && isSpeaker()) playTone();
  if (isLooking) return;
  missed += came.filter(({ unread }) => unread === 0).length;
  if (hasNotifications && isSpeaker()) for (const contact of came) void notify(wordsOf(contact));
}

function wordsOf(contact: AppContact): { title: string; body: string; topic: string } {
  const { topic, user: peer, last } = contact;
  const name = contactName(contact) ?? (peer === undefined ? t.group : t.nobody);
  const sender = peer === undefined ? nameOfUser(last?.from) : undefined;
  const preview = previewOf(contact);
  return {
    title: sender === undefined ? name : t.news.from(sender, name),
    body:
      preview.kind === "text" ? preview.text : preview.kind === "picture" ? t.list.picture : t.news.message,
    topic,
  };
}

function showCount(): void {
  const count = unreadIn(client.me.getSnapshot().contacts) + missed;
  document.title = count > 0 ? `(${count}) ${t.app}` : t.app;
  const badge = count > 0 ? navigator.setAppBadge?.(count) : navigator.clearAppBadge?.();
  // not installed, or not allowed: the title says it
  badge?.catch(() => {});
}
