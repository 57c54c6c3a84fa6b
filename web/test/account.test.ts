// One's own account and device: what others see, by what one is found, logging out in all tabs; a browser that keeps nothing; and links
// into groups that lead nowhere, or to where one is.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { landscape } from "./drawing.ts";
import { bubble, button, entry, field, goTo, idOf, keptOn, Messenger, sizeOf, write } from "./messenger.ts";
import { Typist } from "./typist.ts";

let messenger: Messenger;
before(async () => {
  messenger = await Messenger.start();
});
after(() => messenger[Symbol.asyncDispose]());

test("a new name and a new picture show to others; one's own conversations are searched by it", async () => {
  const people = ["Ann", "Ben"].map((name) => messenger.signUp(name));
  const [ann, ben] = (await Promise.all(people)).map(({ page }) => page) as [Page, Page];
  await goTo(ann, `#/c/${await idOf(ben)}`);
  await write(ann, "hello Ben");
  await entry(ben, "Ann Example").waitFor();
  await goTo(ann, "#/profile");
  await ann.getByLabel("Your name").fill("Ann of the Lake");
  const file = { name: "ann.png", mimeType: "image/png", buffer: landscape(600, 400) };
  await ann.getByLabel("Picture", { exact: true }).setInputFiles(file);
  await ann.locator(".picture-field img").waitFor();
  await ann.getByRole("region", { name: "About you" }).getByRole("button", { name: "Save" }).click();
  await ann.getByText("Saved", { exact: true }).waitFor();
  const image = entry(ben, "Ann of the Lake").locator("img");
  await image.waitFor();
  const [width, height] = await sizeOf(image);
  assert.ok(width === height && width <= 128, `${width} x ${height}`);

  const search = ben.getByRole("navigation").getByRole("searchbox");
  await search.fill("lake");
  await entry(ben, "Ann of the Lake").waitFor();
  await search.fill("mountain");
  await ben.getByText("No conversation with “mountain”.").waitFor();
  assert.equal(await entry(ben, "Ann of the Lake").count(), 0);
  messenger.assertQuiet();
});

test("whoever wants to be found is, as long as he wants it", async () => {
  const people = ["Cat", "Dan"].map((name) => messenger.signUp(name));
  const [cat, dan] = (await Promise.all(people)).map(({ page }) => page) as [Page, Page];
  const finding = cat.getByRole("region", { name: "Being found" });
  const wantsToBeFound = async (words: string | undefined): Promise<void> => {
    await goTo(cat, "#/");
    await goTo(cat, "#/profile");
    await finding.getByText("Others may find me").click();
    if (words !== undefined) await finding.getByLabel("Words by which I am found").fill(words);
    await finding.getByRole("button", { name: "Save" }).click();
    await finding.getByRole("button", { name: "Save" }).waitFor({ state: "detached" });
  };
  const search = async (word: string): Promise<void> => {
    await goTo(dan, "#/");
    await goTo(dan, "#/new");
    await dan.getByRole("main").getByRole("searchbox").fill(word);
  };
  await wantsToBeFound("kayaking");
  await search("kayak");
  await dan.getByRole("link", { name: /Cat Example/ }).waitFor();
  await wantsToBeFound(undefined);
  await search("kayak");
  await dan.getByText("Nobody found.").waitFor();
  messenger.assertQuiet();
});

test("logging out ends it in all tabs, and nothing of the account is left on the device", async () => {
  const people = ["Eve", "Fay"].map((name) => messenger.signUp(name));
  const [eve, fay] = (await Promise.all(people)).map(({ page }) => page) as [Page, Page];
  await goTo(eve, `#/c/${await idOf(fay)}`);
  await write(eve, "a secret of Eve");
  await field(eve).fill("what Eve began");
  const second = await messenger.open(eve.context());
  await entry(second, "a secret of Eve").waitFor();
  await goTo(eve, "#/profile");
  await button(eve, "Log out on this device").click();
  await button(eve, "Log out").click();
  for (const page of [eve, second]) await page.getByText("Welcome to Natter").waitFor();
  while ((await keptOn(eve)).length > 0);
  assert.doesNotMatch(await eve.evaluate(() => JSON.stringify(localStorage)), /eve|Eve|usr|p2p/);
  messenger.assertQuiet();
});

test("a browser that keeps nothing: one signs up, writes, and finds what one began", async () => {
  const { page: hal } = await messenger.signUp("Hal");
  const halId = await idOf(hal);
  const context = await messenger.context();
  await context.addInitScript(() => {
    const denied = {
      get(): never {
        throw new DOMException("denied", "SecurityError");
      },
    };
    for (const name of ["localStorage", "sessionStorage", "indexedDB"])
      Object.defineProperty(window, name, denied);
  });
  const gus = await messenger.open(context, "#/sign-up");
  await gus.getByLabel("Your name").fill("Gus Example");
  await gus.getByLabel("Account name").fill("gus");
  await gus.getByLabel("Password", { exact: true }).fill("a kettle for Gus");
  await button(gus, "Create account").click();
  await gus.getByRole("heading", { name: "Conversations" }).waitFor();
  await goTo(gus, `#/c/${halId}`);
  await write(gus, "hello Hal");
  await entry(hal, "hello Hal").waitFor();
  await field(gus).fill("what Gus began");
  await goTo(gus, "#/profile");
  await gus.getByText("Dark", { exact: true }).click();
  await gus.goBack();
  await bubble(gus, "hello Hal").waitFor();
  assert.equal(await field(gus).inputValue(), "what Gus began");
  assert.equal(await gus.evaluate(() => document.documentElement.dataset["theme"]), "dark");
  messenger.assertQuiet();
});

test("links into groups: to one that is gone no button leads, to one's own it opens; both on a small screen", async () => {
  const { page: ida } = await messenger.signUp("Ida", { viewport: { width: 280, height: 640 } });
  const kim = await Typist.signUp(messenger.server.url, "kim", "a kettle for Kim");
  const body = { topic: "new", init: { public: { fn: "Open house" }, bearer: { mode: "RWP" } } };
  const group = (await kim.session.request("sub", body)).ctrl?.topic ?? "";
  const { info } = await kim.session.request("get", { topic: group, what: "info" });
  const link = `#/join/${group}/${info?.bearer?.token}`;
  await goTo(ida, link);
  await button(ida, "Join").click();
  await field(ida).waitFor();
  await goTo(ida, "#/");
  await goTo(ida, link);
  await ida.waitForURL(new RegExp(`#/c/${group}$`));
  await field(ida).waitFor();

  await goTo(ida, `#/c/${group}/about`);
  const [title, back] = [ida.getByRole("heading", { name: "About" }), ida.getByText("To the conversation")];
  const [left, right] = [await title.boundingBox(), await back.boundingBox()];
  assert.ok(left && right && left.x + left.width <= right.x, JSON.stringify([left, right]));
  const inside = await title.evaluate((element) => element.scrollWidth <= element.clientWidth);
  assert.ok(inside, "the title is wider than its place");

  const { page: lea } = await messenger.signUp("Lea");
  await kim.session.request("del", { topic: group, what: "topic" });
  await goTo(lea, link);
  await lea.getByText("This group is not there any more.").waitFor();
  assert.equal(await button(lea, "Join").count(), 0);
  await goTo(lea, `#/c/${group}`);
  await lea.getByText("That is not there any more.").waitFor();
  assert.equal(await button(lea, "Join").count(), 0);
  kim.close();
  messenger.assertQuiet();
});
