// People who come to know each other and part again: the first message, a yes, a no, blocking, deleting a conversation, leaving a group.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Locator, Page } from "playwright-core";
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
  write,
} from "./messenger.ts";
import { Typist } from "./typist.ts";

let messenger: Messenger;
before(async () => {
  messenger = await Messenger.start();
});
after(() => messenger[Symbol.asyncDispose]());

/** By the menu of the conversation that is shown, and its question. */
async function part(page: Page, item: string, yes: string): Promise<void> {
  await button(page, "More").click();
  await page.getByRole("menuitem", { name: item }).click();
  await button(page.getByRole("dialog"), yes).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

const isEmpty = (page: Page): Promise<void> => page.getByText("Nobody here yet.").waitFor();
const firstContact = (page: Page): Locator => page.getByRole("complementary", { name: "New contact" });

test("who is looked at hears nothing of it; the first message asks, a yes answers", async () => {
  const people = ["Ann", "Ben"].map((name) => messenger.signUp(name));
  const [ann, ben] = (await Promise.all(people)).map(({ page }) => page) as [Page, Page];
  const benId = await idOf(ben);
  await goTo(ann, `#/c/${benId}`);
  await ann.getByRole("heading", { name: "Ben Example" }).waitFor();
  await ann.getByText("Nothing was said here yet.").waitFor();
  await goTo(ann, `#/c/${benId}/about`);
  await ann.locator(".copy-text", { hasText: benId }).waitFor();
  await goTo(ann, `#/c/${benId}`);
  await field(ann).fill("what Ann may say or no");
  // the list of the server has nobody new
  await ben.reload();
  await isEmpty(ben);

  await write(ann, "hello Ben");
  await entry(ben, "Ann Example").click();
  await firstContact(ben).getByRole("button", { name: "Accept" }).click();
  await firstContact(ben).waitFor({ state: "detached" });
  await ben.reload();
  await bubble(ben, "hello Ben").waitFor();
  // what this device kept may be older than the yes
  await firstContact(ben).waitFor({ state: "detached" });

  await goTo(ann, "#/c/usrAAAAAAAAAAE");
  await ann.getByText("There is no such conversation.").waitFor();
  messenger.assertQuiet();
});

test("a deleted conversation stays away on all devices until somebody writes", async () => {
  const people = ["Cat", "Dan"].map((name) => messenger.signUp(name));
  const [cat, dan] = (await Promise.all(people)).map(({ page }) => page) as [Page, Page];
  const other = await messenger.open(await messenger.context(), "#/log-in");
  await other.getByLabel("Account name").fill("cat");
  await other.getByLabel("Password", { exact: true }).fill(passwordOf("Cat"));
  await button(other, "Log in").click();
  await goTo(dan, `#/c/${await idOf(cat)}`);
  for (const text of ["old one", "old two"]) await write(dan, text);
  await entry(other, "Dan Example").waitFor();
  await entry(cat, "old two").click();
  await write(cat, "an answer");
  await bubble(dan, "an answer").waitFor();

  await part(cat, "Delete conversation…", "Delete");
  await isEmpty(cat);
  await other.evaluate(() => dispatchEvent(new Event("focus")));
  await isEmpty(other);
  await cat.reload();
  await isEmpty(cat);

  await write(dan, "are you there");
  await entry(other, "are you there").waitFor();
  await entry(cat, "are you there").click();
  await bubble(cat, "are you there").waitFor();
  assert.deepEqual(await cat.locator(".message-text").allInnerTexts(), ["are you there"]);
  assert.equal(await firstContact(cat).count(), 0);
  assert.equal(await bubble(dan, "old one").count(), 1);
  messenger.assertQuiet();
});

test("a group that was left is not entered again by what was unread in it", async () => {
  const { page: eve } = await messenger.signUp("Eve");
  const eveId = await idOf(eve);
  const gus = await Typist.signUp(messenger.server.url, "gus", "a kettle for Gus");
  const made = await gus.session.request("sub", { topic: "new", init: { public: { fn: "Tea club" } } });
  const group = made.ctrl?.topic ?? "";
  await goTo(eve, `#/c/${group}`);
  await button(eve, "Join").click();
  await field(eve).waitFor();
  const away = gus.hears(group, eveId, "off");
  await goTo(eve, "#/");
  await away;
  await gus.write(group, ["one", "two"]);
  await entry(eve, "Tea club").getByText("2 unread").waitFor({ state: "attached" });
  await entry(eve, "Tea club").click();
  await bubble(eve, "two").click({ button: "right" });
  await eve.getByRole("menuitem", { name: "Delete for me" }).click();
  await button(eve, "Delete for me").click();
  await eve.getByText("Nothing was said here yet.").waitFor();

  const gone = gus.hears(group, eveId, "off");
  await part(eve, "Leave group…", "Leave");
  await gone;
  await isEmpty(eve);
  await eve.reload();
  await isEmpty(eve);
  await goTo(eve, `#/c/${group}`);
  await button(eve, "Join").waitFor();
  gus.close();
  messenger.assertQuiet();
});

test("blocked: neither sees whether the other is there, and lifted it is as before", async () => {
  const people = ["Hal", "Ida"].map((name) => messenger.signUp(name));
  const [hal, ida] = (await Promise.all(people)).map(({ page }) => page) as [Page, Page];
  const halId = await idOf(hal);
  await goTo(ida, `#/c/${halId}`);
  await write(ida, "hello Hal");
  await entry(hal, "hello Hal").click();
  await write(hal, "hello Ida");
  await bubble(ida, "hello Ida").waitFor();
  // in the list and above the conversation
  await becomes(ida, async () => document.querySelectorAll(".is-online").length === 2);

  await part(hal, "Block…", "Block");
  await hal.getByText("You blocked Ida Example.").waitFor();
  await ida.getByText("You cannot write to Hal Example.").waitFor();
  await entry(ida, "You cannot write").waitFor();
  assert.equal(await ida.locator(".is-online").count(), 0);
  assert.equal(await ida.getByText("online", { exact: true }).count(), 0);

  // whoever cannot write can still delete it
  await part(ida, "Delete conversation…", "Delete");
  await isEmpty(ida);
  await ida.reload();
  await isEmpty(ida);

  await button(hal, "Unblock").click();
  await field(hal).waitFor();
  await goTo(ida, `#/c/${halId}`);
  await write(ida, "hello again");
  await bubble(hal, "hello again").waitFor();
  messenger.assertQuiet();
});

test("who must ask and is declined stays out until the other writes", async () => {
  const people = ["Kim", "Lea"].map((name) => messenger.signUp(name));
  const [kim, lea] = (await Promise.all(people)).map(({ page }) => page) as [Page, Page];
  const [kimId, leaId] = [await idOf(kim), await idOf(lea)];
  await goTo(kim, "#/profile");
  const mustAsk = { name: /must ask first/ };
  await kim.getByRole("switch", { ...mustAsk, disabled: false }).waitFor();
  await kim.getByText(mustAsk.name).click();
  await kim.getByRole("switch", { ...mustAsk, checked: true }).waitFor();

  await goTo(lea, `#/c/${kimId}`);
  await write(lea, "may I");
  await lea.getByText("Kim Example was asked.").waitFor();
  await entry(lea, "Kim Example").getByText("Waiting for approval").waitFor();
  await kim.getByRole("link", { name: /Requests and news/ }).click();
  await kim.getByText("Lea Example wants to talk with you").waitFor();
  await button(kim, "Decline").click();
  await kim.getByText("Lea Example does not hear of it").waitFor();
  await isEmpty(kim);

  await lea.reload();
  await lea.getByText("Kim Example was asked.").waitFor();
  await kim.reload();
  await isEmpty(kim);
  assert.equal(await kim.getByRole("link", { name: /Requests and news/ }).count(), 0);

  // another one is let in, and his message needs no second yes
  const { page: max } = await messenger.signUp("Max");
  await goTo(max, `#/c/${kimId}`);
  await write(max, "me too");
  await kim.getByRole("link", { name: /Requests and news/ }).click();
  await button(kim, "Accept").click();
  await bubble(kim, "me too").waitFor();
  await bubble(max, "me too").getByText("Sent", { exact: true }).waitFor({ state: "attached" });
  await kim.reload();
  await bubble(kim, "me too").waitFor();
  assert.equal(await firstContact(kim).count(), 0);

  await goTo(kim, `#/c/${leaId}`);
  await write(kim, "now I have time");
  await bubble(lea, "now I have time").waitFor();
  await bubble(kim, "may I").waitFor();
  messenger.assertQuiet();
});
