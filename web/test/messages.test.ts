// What happens to single messages: pictures, copying, trying again, drafts, deleting for all; and the way through the pages.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { Cable } from "./cable.ts";
import { landscape } from "./drawing.ts";
import {
  becomes,
  bubble,
  button,
  entry,
  field,
  goTo,
  idOf,
  Messenger,
  passwordOf,
  sizeOf,
  write,
} from "./messenger.ts";
import { Typist } from "./typist.ts";

let messenger: Messenger;
before(async () => {
  messenger = await Messenger.start();
});
after(() => messenger[Symbol.asyncDispose]());

/** Two who talk with each other already; their conversation is open in both pages. */
async function pair(one: string, other: string): Promise<readonly [Page, Page]> {
  const people = [one, other].map((name) => messenger.signUp(name));
  const [first, second] = (await Promise.all(people)).map(({ page }) => page) as [Page, Page];
  await goTo(first, `#/c/${await idOf(second)}`);
  await write(first, `hello ${other}`);
  await entry(second, `hello ${other}`).click();
  await bubble(second, `hello ${other}`).waitFor();
  return [first, second];
}

const picture = (width: number, height: number): { name: string; mimeType: string; buffer: Buffer } => ({
  name: "lake.png",
  mimeType: "image/png",
  buffer: landscape(width, height),
});

test("a picture is made small, its words are as wide as it and stand in the list, also after a reload", async () => {
  const [ann, ben] = await pair("Ann", "Ben");
  await ann.getByLabel("Picture file").setInputFiles(picture(1600, 1000));
  await ann.getByAltText("The picture that goes with the message").waitFor();
  const caption = `The lake ${"as we saw it in the evening ".repeat(6)}`.trim();
  await write(ann, caption);
  const image = ben.getByRole("button", { name: "Picture from Ann Example, open large" });
  await image.waitFor();
  const [width, height] = await sizeOf(image.locator("img"));
  assert.ok(width <= 720 && Math.abs(width / height - 1.6) < 0.02, `${width} x ${height}`);
  const [inside, around] = [await image.boundingBox(), await ben.locator(".has-picture").boundingBox()];
  assert.ok(inside && around && around.width - inside.width <= 8, `${inside?.width} in ${around?.width}`);

  await entry(ben, "The lake as we saw it").waitFor();
  // the list of the server leaves it out
  await ben.reload();
  await entry(ben, "The lake as we saw it").waitFor();
  messenger.assertQuiet();
});

test("a message is copied; the news of it do not cover the field", async () => {
  const [ann] = await pair("Cat", "Dan");
  await ann.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await bubble(ann, "hello Dan").click({ button: "right" });
  await ann.getByRole("menuitem", { name: "Copy text" }).click();
  const toast = ann.locator(".toast", { hasText: "Copied" });
  const below = await ann.locator(".composer").boundingBox();
  // it goes by itself
  const news = await toast.boundingBox();
  assert.ok(news && below && news.y + news.height <= below.y, JSON.stringify([news, below]));
  assert.equal(await ann.evaluate(() => navigator.clipboard.readText()), "hello Dan");
  messenger.assertQuiet();
});

test("a menu opens again at once, also that of another message", async () => {
  const [ann, ben] = await pair("Uma", "Vic");
  await write(ben, "on the other side");
  await bubble(ann, "on the other side").waitFor();
  const copied = async (text: string): Promise<void> => {
    await ann.getByRole("menuitem", { name: "Copy text" }).click();
    await becomes(ann, async () => (await navigator.clipboard.readText()) !== "");
    assert.equal(await ann.evaluate(() => navigator.clipboard.readText()), text);
    await ann.evaluate(() => navigator.clipboard.writeText(""));
  };
  await ann.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await ann.evaluate(() => navigator.clipboard.writeText(""));

  await bubble(ann, "hello Vic").click({ button: "right" });
  await ann.getByRole("menu").waitFor();
  await bubble(ann, "on the other side").click({ button: "right" });
  await copied("on the other side");

  await bubble(ann, "hello Vic").click({ button: "right" });
  await ann.getByRole("menuitem", { name: "Copy text" }).and(ann.locator(":focus")).waitFor();
  // faster than the browser tells that the menu is closed
  await Promise.all(["Escape", "Enter"].map((key) => ann.keyboard.press(key)));
  await copied("hello Vic");
  messenger.assertQuiet();
});

test("a message that was refused is sent by trying again", async () => {
  await using cable = await Cable.to(messenger.server.url);
  const { page: eve } = await messenger.signUp("Eve", { baseURL: cable.url });
  const eveId = await idOf(eve);
  const fay = await Typist.signUp(messenger.server.url, "fay", passwordOf("Fay"));
  const { ctrl } = await fay.session.request("sub", { topic: "new", init: { public: { fn: "Choir" } } });
  const topic = ctrl?.topic ?? "";
  const may = (mode: string): Promise<unknown> =>
    fay.session.request("set", { topic, what: "sub", sub: { user: eveId, mode } });
  await goTo(eve, `#/c/${topic}`);
  await button(eve, "Join").click();
  await field(eve).waitFor();
  cable.pull();
  await eve.context().setOffline(true);
  await write(eve, "from the tunnel");
  await may("RP");
  cable.plug();
  await eve.context().setOffline(false);
  await bubble(eve, "from the tunnel").getByText("Not sent").waitFor({ state: "attached" });
  await eve.getByText("You may not do that.").waitFor();
  await may("RWP");
  await field(eve).waitFor();
  await button(eve, "Try again").click();
  await bubble(eve, "from the tunnel").getByText("Sent", { exact: true }).waitFor({ state: "attached" });
  assert.equal(await bubble(eve, "from the tunnel").count(), 1);
  fay.close();
  messenger.assertQuiet();
});

test("what was begun is kept for each conversation, also over a reload, and the way back leads through them", async () => {
  const [gus, hal] = await pair("Gus", "Hal");
  const { page: ida } = await messenger.signUp("Ida");
  const [halId, idaId] = [await idOf(hal), await idOf(ida)];
  await goTo(gus, `#/c/${halId}`);
  await gus.getByLabel("Message to Hal Example").fill("for Hal");
  await goTo(gus, `#/c/${idaId}`);
  await gus.getByLabel("Message to Ida Example").fill("for Ida");
  await goTo(gus, "#/profile");
  await gus.getByRole("heading", { name: "Profile" }).waitFor();
  await gus.goBack();
  assert.equal(await gus.getByLabel("Message to Ida Example").inputValue(), "for Ida");
  await gus.goBack();
  assert.equal(await gus.getByLabel("Message to Hal Example").inputValue(), "for Hal");
  await gus.reload();
  assert.equal(await gus.getByLabel("Message to Hal Example").inputValue(), "for Hal");
  await write(gus, "something else");
  await gus.goForward();
  assert.equal(await gus.getByLabel("Message to Ida Example").inputValue(), "for Ida");
  await gus.goBack();
  assert.equal(await gus.getByLabel("Message to Hal Example").inputValue(), "");
  messenger.assertQuiet();
});

test("the title counts what is unread", async () => {
  const people = ["Kim", "Lea"].map((name) => messenger.signUp(name));
  const [kim, lea] = (await Promise.all(people)).map(({ page }) => page) as [Page, Page];
  await goTo(kim, `#/c/${await idOf(lea)}`);
  const titleIs = (title: string): Promise<unknown> =>
    lea.waitForFunction((wanted) => document.title === wanted, title);
  await write(kim, "one");
  await titleIs("(1) Natter");
  await write(kim, "two");
  await titleIs("(2) Natter");
  await entry(lea, "two").click();
  await titleIs("Natter");
  messenger.assertQuiet();
});

test("what is deleted for all goes where it is read, as soon as one looks again", async () => {
  const { page: max } = await messenger.signUp("Max");
  const ned = await Typist.signUp(messenger.server.url, "ned", passwordOf("Ned"));
  const { ctrl } = await ned.session.request("sub", { topic: "new", init: { public: { fn: "Choir" } } });
  const topic = ctrl?.topic ?? "";
  await ned.write(topic, ["first", "second", "third"]);
  await goTo(max, `#/c/${topic}`);
  await button(max, "Join").click();
  await bubble(max, "third").waitFor();

  const page = await messenger.open(await messenger.context(), "#/log-in");
  await page.getByLabel("Account name").fill("ned");
  await page.getByLabel("Password", { exact: true }).fill(passwordOf("Ned"));
  await button(page, "Log in").click();
  await entry(page, "Choir").click();
  const remove = async (text: string): Promise<void> => {
    await bubble(page, text).click({ button: "right" });
    await page.getByRole("menuitem", { name: "Delete for everybody" }).click();
    await page.getByText("A window that shows it now keeps it").waitFor();
    await button(page, "Delete for everybody").click();
    await bubble(page, text).waitFor({ state: "detached" });
  };
  const looked = (): Promise<unknown> => max.evaluate(() => dispatchEvent(new Event("focus")));
  await remove("second");
  await looked();
  await bubble(max, "second").waitFor({ state: "detached" });
  assert.deepEqual(await max.locator(".message-text").allInnerTexts(), ["third"]);
  await entry(max, "third").waitFor();
  await remove("third");
  await looked();
  await max.getByText("Nothing was said here yet.").waitFor();
  await becomes(max, async () => !document.querySelector("nav")?.textContent.includes("third"));
  ned.close();
  messenger.assertQuiet();
});
