// One person in two tabs: what comes is heard and shown once. On two devices: what was done on one is there when the other is looked at.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { becomes, goTo, idOf, Messenger, passwordOf, write } from "./messenger.ts";

interface Counted {
  tones: number;
  notifications: number;
}

/** Counts what the page asks of the browser; another program has the focus. */
function count(): void {
  const counted: Counted = { tones: 0, notifications: 0 };
  // a tone begins with this
  AudioContext.prototype.resume = () => {
    counted.tones++;
    return Promise.resolve();
  };
  ServiceWorker.prototype.postMessage = () => void counted.notifications++;
  document.hasFocus = () => false;
  Object.assign(globalThis, { counted });
}

/** What was counted so far, of what was begun so far. */
function counted(page: Page): Promise<Counted> {
  return page.evaluate(async () => {
    await navigator.serviceWorker.getRegistration();
    return (globalThis as unknown as { counted: Counted }).counted;
  });
}

/** Which of the tabs of this browser holds the lock of the one that speaks. */
function speaker(page: Page): Promise<string | undefined> {
  return page.evaluate(async () => (await navigator.locks.query()).held?.[0]?.clientId);
}

test("two tabs: one of them plays the tone and shows the notification", async () => {
  await using messenger = await Messenger.start();
  const { page: first, context } = await messenger.signUp("Ann");
  const { page: ben } = await messenger.signUp("Ben");
  await goTo(ben, `#/c/${await idOf(first)}`);
  await context.grantPermissions(["notifications"]);
  await context.addInitScript(count);
  await goTo(first, "#/profile");
  await first.getByLabel(/^Show notifications/).check({ force: true });
  await first.goto("/");
  await first.evaluate(() => navigator.serviceWorker.ready);
  // what it shows first, it shows when it has asked for the lock: before the second one
  await first.getByRole("heading", { name: "Conversations" }).waitFor();
  const second = await messenger.open(context);
  for (const page of [first, second]) await page.getByRole("heading", { name: "Conversations" }).click();

  const heard = async (text: string, pages: readonly Page[]): Promise<readonly Counted[]> => {
    await write(ben, text);
    // the list has it, so the news of it are out
    await Promise.all(pages.map((page) => page.getByRole("link", { name: text }).waitFor()));
    return Promise.all(pages.map(counted));
  };
  const [none, once, twice] = [0, 1, 2].map((n) => ({ tones: n, notifications: n }));
  assert.deepEqual(await heard("message one", [first, second]), [once, none]);

  // the second one has it then, and the first one waits, as the second one did before
  const former = await speaker(first);
  await second.evaluate(() => dispatchEvent(new Event("focus")));
  while ((await speaker(first)) === former);
  await becomes(first, async () => (await navigator.locks.query()).pending?.length === 1);
  assert.deepEqual(await heard("message two", [first, second]), [once, once]);

  await second.close();
  await becomes(first, async () => (await navigator.locks.query()).pending?.length === 0);
  assert.deepEqual(await heard("message three", [first]), [twice]);
  messenger.assertQuiet();
});

test("two devices: what was done on one shows on the other as soon as that is looked at", async () => {
  await using messenger = await Messenger.start();
  const { page: first } = await messenger.signUp("Ann");
  const second = await messenger.open(await messenger.context(), "#/log-in");
  await second.getByLabel("Account name").fill("ann");
  await second.getByLabel("Password", { exact: true }).fill(passwordOf("Ann"));
  await second.getByRole("button", { name: "Log in" }).click();
  await second.getByRole("heading", { name: "Conversations" }).waitFor();
  await goTo(first, "#/new-group");
  await first.getByLabel("Name of the group").fill("Tea club");
  await first.getByRole("button", { name: "Create group" }).click();
  await first.waitForURL(/#\/c\/grp/);
  await second.evaluate(() => dispatchEvent(new Event("focus")));
  await second.getByRole("link", { name: "Tea club" }).waitFor();
  messenger.assertQuiet();
});
