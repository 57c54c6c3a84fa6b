// Writing without a connection, in real browsers: what was typed stays, what was sent waits, and all of it arrives once. Over a reload too.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { Cable } from "./cable.ts";
import { bubble, goTo, idOf, keeps, Messenger, write } from "./messenger.ts";

let messenger: Messenger;
/** of Ann */
let cable: Cable;
let ann: Page;
let ben: Page;

before(async () => {
  messenger = await Messenger.start();
  cable = await Cable.to(messenger.server.url);
  const people = await Promise.all([
    messenger.signUp("Ann", { baseURL: cable.url }),
    messenger.signUp("Ben"),
  ]);
  [ann, ben] = people.map(({ page }) => page) as [Page, Page];
  await goTo(ann, `#/c/${await idOf(ben)}`);
  await write(ann, "hello Ben");
  await ben.getByRole("link", { name: /Ann Example/ }).click();
  await bubble(ben, "hello Ben").waitFor();
});
after(async () => {
  await messenger[Symbol.asyncDispose]();
  await cable[Symbol.asyncDispose]();
});

const field = (page: Page): ReturnType<Page["locator"]> => page.getByRole("textbox", { name: /^Message to/ });
const banner = (page: Page): ReturnType<Page["locator"]> => page.locator(".banner");
const texts = (page: Page): Promise<string[]> => page.locator(".message-text").allInnerTexts();

async function state(page: Page, text: string, name: string): Promise<void> {
  await bubble(page, text).getByText(name, { exact: true }).waitFor({ state: "attached" });
}

test("the server goes away and comes back: messages and what was begun outlive a reload between", async () => {
  await ann.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await messenger.server.kill();
  await write(ann, "first");
  await banner(ann).getByText("No connection").waitFor();
  await state(ann, "first", "Waiting to be sent");
  await field(ann).fill("not fini");

  await keeps(ann, '"json"', "first");
  await ann.reload();
  await state(ann, "first", "Waiting to be sent");
  assert.equal(await field(ann).inputValue(), "not fini");
  await banner(ann).getByText("No connection").waitFor();
  await write(ann, "second");
  await state(ann, "second", "Waiting to be sent");
  await field(ann).fill("begun again");

  await messenger.server.start();
  // waits no longer for the next attempt
  for (const page of [ann, ben]) await page.evaluate(() => dispatchEvent(new Event("online")));
  await state(ann, "second", "Sent");
  await state(ann, "first", "Sent");
  await banner(ann).waitFor({ state: "detached" });
  assert.equal(await field(ann).inputValue(), "begun again");
  await bubble(ben, "second").waitFor();
  for (const page of [ann, ben]) assert.deepEqual(await texts(page), ["hello Ben", "first", "second"]);
  messenger.assertQuiet();
});

test("the network of the device goes and comes back: both sides have everything once, in one order", async () => {
  cable.pull();
  await ann.context().setOffline(true);
  await banner(ann).getByText("No connection").waitFor();
  await write(ann, "from the tunnel");
  await state(ann, "from the tunnel", "Waiting to be sent");
  await write(ben, "meanwhile");
  await state(ben, "meanwhile", "Sent");
  await field(ann).pressSequentially("as I was say");
  cable.plug();
  await ann.context().setOffline(false);
  await state(ann, "from the tunnel", "Sent");
  await bubble(ann, "meanwhile").waitFor();
  await bubble(ben, "from the tunnel").waitFor();
  await banner(ann).waitFor({ state: "detached" });
  assert.equal(await field(ann).inputValue(), "as I was say");
  const said = ["hello Ben", "first", "second", "meanwhile", "from the tunnel"];
  for (const page of [ann, ben]) assert.deepEqual(await texts(page), said);
  messenger.assertQuiet();
});
