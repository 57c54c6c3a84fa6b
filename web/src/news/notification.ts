// Notifications of the desktop, shown by the worker of the page: it alone knows whether another tab is being looked at.
import type { ShowNotification } from "../worker/words.ts";

export function canNotify(): boolean {
  return "Notification" in globalThis && "serviceWorker" in navigator;
}

/** Asks the person where that was not done yet. */
export async function mayNotify(): Promise<boolean> {
  if (Notification.permission === "default") await Notification.requestPermission();
  return Notification.permission === "granted";
}

export async function notify(what: ShowNotification): Promise<void> {
  if (!canNotify() || Notification.permission !== "granted") return;
  const registration = await navigator.serviceWorker.getRegistration();
  registration?.active?.postMessage(what);
}
