// The messenger as a program on the device: it can be installed, it opens without a server, and a new version takes the place of the old
// one as a whole or not at all.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { becomes, goTo, idOf, keeps, Messenger, write } from "./messenger.ts";
import { Shelf } from "./shelf.ts";

let messenger: Messenger;
before(async () => {
  messenger = await Messenger.start();
});
after(() => messenger[Symbol.asyncDispose]());

/** The worker of this page has kept everything, and no other does. */
async function isKept(page: Page): Promise<void> {
  await becomes(page, async () => {
    const { active, installing, waiting } = await navigator.serviceWorker.ready;
    const names = await caches.keys();
    return active?.state === "activated" && !installing && !waiting && names.length === 1;
  });
}

test("it can be installed: the browser finds nothing wrong, and icons have the sizes that they claim", async () => {
  const page = await messenger.open(await messenger.context());
  await isKept(page);
  const browser = await page.context().newCDPSession(page);
  const { errors, data = "{}" } = await browser.send("Page.getAppManifest");
  assert.deepEqual(errors, []);
  const { installabilityErrors } = await browser.send("Page.getInstallabilityErrors");
  // the windows of tests are private ones
  const hindrances = installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== "in-incognito");
  assert.deepEqual(hindrances, []);
  const { icons } = JSON.parse(data) as { icons: { src: string; sizes: string; purpose?: string }[] };
  for (const { src, sizes } of icons) {
    const [loaded, width, height] = await page.evaluate(async (address) => {
      const image = new Image();
      image.src = address;
      await image.decode();
      return [image.complete, image.naturalWidth, image.naturalHeight];
    }, src);
    assert.ok(loaded);
    if (sizes !== "any") assert.equal(`${width}x${height}`, sizes, src);
  }
  const sizes = icons.map(({ sizes: size, purpose = "any" }) => `${purpose} ${size}`);
  for (const wanted of ["any 192x192", "any 512x512", "maskable 512x512"]) assert.ok(sizes.includes(wanted));
  messenger.assertQuiet();
});

test("without a server it opens with the list that was there, and what one writes then waits", async () => {
  const { page: ann } = await messenger.signUp("Ann");
  const { page: ben } = await messenger.signUp("Ben");
  await goTo(ben, `#/c/${await idOf(ann)}`);
  await write(ben, "hello Ann");
  const entry = ann.getByRole("link", { name: /Ben Example/ });
  await entry.getByText("hello Ann").click();
  await ann.locator(".message", { hasText: "hello Ann" }).waitFor();
  await isKept(ann);
  for (const part of ["contacts", "members"]) await keeps(ann, `"${part}"`, "hello Ann");
  await messenger.server.kill();
  await ann.reload();
  await entry.getByText("hello Ann").waitFor();
  await ann.locator(".message", { hasText: "hello Ann" }).waitFor();
  await write(ann, "nobody hears me yet");
  await ann.locator(".message", { hasText: "nobody hears me yet" }).waitFor();
  await messenger.server.start();
  await ben.locator(".message", { hasText: "nobody hears me yet" }).waitFor();
  messenger.assertQuiet();
});

/** @returns the script of the page that is shown */
async function shown(page: Page): Promise<string> {
  await page.getByRole("link", { name: "Create an account" }).waitFor();
  return page.evaluate(() => document.querySelector<HTMLScriptElement>("script[src]")?.src ?? "");
}

/** A page whose worker is there; then another version is served. */
async function outdated(shelf: Shelf): Promise<{ readonly page: Page; readonly script: string }> {
  await shelf.on();
  const page = await messenger.open(await messenger.context({ baseURL: shelf.url }));
  const script = await shown(page);
  await isKept(page);
  shelf.folder = shelf.nextVersion();
  return { page, script };
}

test("a new version is there at the next visit, also without a server, and nothing of the old one is left", async () => {
  await using shelf = new Shelf();
  const { page, script } = await outdated(shelf);
  await page.reload();
  const next = await shown(page);
  assert.notEqual(next, script);
  await becomes(page, async () => (await caches.keys()).join().startsWith("shell-next-"));
  await isKept(page);
  await shelf.off();
  await page.reload();
  assert.equal(await shown(page), next);
});

test("a new version that cannot be had as a whole leaves the old one as it was", async () => {
  await using shelf = new Shelf();
  const { page, script } = await outdated(shelf);
  shelf.missing = ["/icon-512.png"];
  await page.reload();
  assert.notEqual(await shown(page), script);
  // the new worker came and failed
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update().catch(() => {});
    await new Promise<void>((resolve) => {
      const { installing } = registration;
      if (installing === null) return resolve();
      installing.addEventListener("statechange", () => installing.state === "redundant" && resolve());
    });
  });
  await shelf.off();
  await page.reload();
  assert.equal(await shown(page), script);
});
