// The service worker: keeps the shell of the messenger, so that it opens without a connection, and shows notifications.
// The page itself comes from the network first, for it carries the key of the server; its files have their hash in their names, so what
// is kept of them is right for ever. The page of another version is shown, but kept only by the worker of that version, with its files.
// Everything else, above all /v0, it does not touch.
import type { OpenTopic, ShowNotification } from "./words.ts";
import type {
  FetchEvent,
  MessageEventOfWorker,
  NotificationEvent,
  Worker,
  WorkerEvent,
} from "./worker-types.ts";

/** Put before this code when it is built: the paths of the files, and a name that changes with them. */
declare const shell: { readonly name: string; readonly files: readonly string[] };

const worker = globalThis as unknown as Worker;
const page = "/";
/** A network that says nothing for so long is as good as none. */
const patienceMs = 4000;

worker.addEventListener("install", (event: WorkerEvent) => {
  event.waitUntil(keepShell());
});
worker.addEventListener("activate", (event: WorkerEvent) => {
  event.waitUntil(forgetOthers());
});
worker.addEventListener("fetch", (event: FetchEvent) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== worker.location.origin) return;
  if (request.mode === "navigate" && pathname === page) event.respondWith(freshPage(request));
  else if (shell.files.includes(pathname)) event.respondWith(keptFile(request));
});
worker.addEventListener("message", (event: MessageEventOfWorker<ShowNotification>) => {
  event.waitUntil(show(event.data));
});
worker.addEventListener("notificationclick", (event: NotificationEvent) => {
  event.notification.close();
  event.waitUntil(open(event.notification.tag));
});

async function keepShell(): Promise<void> {
  const cache = await caches.open(shell.name);
  await cache.addAll([page, ...shell.files].map((path) => new Request(path, { cache: "no-cache" })));
  await worker.skipWaiting();
}

async function forgetOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== shell.name).map((name) => caches.delete(name)));
  await worker.clients.claim();
}

async function freshPage(request: Request): Promise<Response> {
  const cache = await caches.open(shell.name);
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(patienceMs) });
    if (response.ok && isOurs(await response.clone().text())) await cache.put(page, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(page);
    if (kept) return kept;
    throw error;
  }
}

function isOurs(text: string): boolean {
  const files = text.match(/\/assets\/[\w.-]+/g) ?? [];
  return files.every((file) => shell.files.includes(file));
}

async function keptFile(request: Request): Promise<Response> {
  const cache = await caches.open(shell.name);
  return (await cache.match(request)) ?? fetch(request);
}

async function show({ title, body, topic }: ShowNotification): Promise<void> {
  const windows = await worker.clients.matchAll({ type: "window" });
  // somebody looks at another tab of the messenger
  if (windows.some((one) => one.focused)) return;
  await worker.registration.showNotification(title, { body, tag: topic, icon: "/icon-192.png" });
}

async function open(topic: string): Promise<void> {
  const [window] = await worker.clients.matchAll({ type: "window" });
  if (!window) return void (await worker.clients.openWindow(`/#/c/${topic}`));
  await window.focus();
  const word: OpenTopic = { topic };
  window.postMessage(word);
}
