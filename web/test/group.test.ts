// Groups in the messenger, in real browsers: asking, letting in, rights, a ban while one reads, handing over, the end; and joining by a link.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { Cable } from "./cable.ts";
import { bubble, button, entry, field, goTo, idOf, Messenger, write } from "./messenger.ts";
import { Builder } from "./town.ts";

let messenger: Messenger;
before(async () => {
  messenger = await Messenger.start();
});
after(() => messenger[Symbol.asyncDispose]());

/** @returns its name on the wire */
async function createGroup(page: Page, name: string, joining: string, invited: string[]): Promise<string> {
  await goTo(page, "#/new-group");
  await page.getByLabel("Name of the group").fill(name);
  await page.getByLabel(joining).check({ force: true });
  for (const id of invited) {
    await page.getByLabel("Search people").fill(id);
    await page.getByRole("checkbox").check();
  }
  await button(page, "Create group").click();
  await page.waitForURL(/#\/c\/grp/);
  return /grp[\w-]+/.exec(page.url())?.[0] ?? "";
}

/** The dialog of a member on the screen about the group. */
async function member(page: Page, group: string, name: string): Promise<ReturnType<Page["locator"]>> {
  await goTo(page, `#/c/${group}/about`);
  // his name is also on what answers his request, as long as the list is that of before
  await page.locator(".member-row", { hasText: name }).click();
  return page.getByRole("dialog", { name });
}

test("a group that lets nobody in without asking, from the first request to its end", async () => {
  const people = ["Ann", "Ben", "Cat"].map((name) => messenger.signUp(name));
  const [ann, ben, cat] = (await Promise.all(people)).map(({ page }) => page) as [Page, Page, Page];
  const benId = await idOf(ben);
  const group = await createGroup(ann, "Tea club", "Ask first", [benId]);

  await goTo(ann, `#/c/${group}/about`);
  await ann.getByLabel("This group may be found").check();
  await button(ann, "Save").click();
  await ann.getByText("Saved").waitFor();

  // Ben was invited
  await ben.getByRole("link", { name: /Requests and news/ }).click();
  await ben.getByText("Ann Example invites you").waitFor();
  await button(ben, "Accept").click();
  await write(ben, "Ben likes tea");

  // Cat finds the group and asks
  await goTo(cat, "#/new");
  await cat.getByLabel("Name, word or id").last().fill("tea");
  await cat.getByRole("link", { name: /Tea club/ }).click();
  await button(cat, "Join").click();
  await cat.getByText("The managers were asked").waitFor();
  assert.equal(await field(cat).count(), 0);
  await ann.getByRole("link", { name: /Requests and news/ }).click();
  await ann.getByText("Cat Example asks to join").waitFor();
  await button(ann, "Approve").click();

  // she reads what was said before, and writes
  await bubble(cat, "Ben likes tea").waitFor();
  await write(cat, "Cat likes tea");
  await bubble(ben, "Cat likes tea").waitFor();

  // less to do for her, and all of it again
  let dialog = await member(ann, group, "Cat Example");
  await dialog.getByLabel("write").uncheck();
  await dialog.getByRole("button", { name: "Save rights" }).click();
  await cat.getByText("You may read here, but not write.").waitFor();
  assert.equal(await field(cat).count(), 0);
  await dialog.getByLabel("write").check();
  await dialog.getByRole("button", { name: "Save rights" }).click();
  await field(cat).fill("what Cat was about to s");

  // banned while she reads and writes
  await dialog.getByRole("button", { name: "Ban" }).click();
  await cat.getByText("You were banned from this group.").waitFor();
  await cat.waitForFunction(() => document.activeElement?.tagName === "H1");
  assert.equal(await field(cat).count(), 0);
  await entry(cat, "Tea club").getByText("Muted or banned").waitFor();
  await dialog.getByRole("button", { name: "Close" }).click();
  await goTo(ann, `#/c/${group}`);
  await write(ann, "Cat does not read this");
  await bubble(ben, "Cat does not read this").waitFor();
  assert.equal(await cat.getByText("Cat does not read this").count(), 0);

  // back again, with what she had begun
  dialog = await member(ann, group, "Cat Example");
  await dialog.getByRole("button", { name: "Lift the ban" }).click();
  await field(cat).waitFor();
  assert.equal(await field(cat).inputValue(), "what Cat was about to s");
  await bubble(cat, "Cat does not read this").waitFor();

  // Ben takes over, Ann leaves
  await dialog.getByRole("button", { name: "Close" }).click();
  dialog = await member(ann, group, "Ben Example");
  await dialog.getByRole("button", { name: "Offer the group" }).click();
  await goTo(ben, `#/c/${group}/about`);
  await button(ben, "Take over the group").click();
  await button(ben, "Delete group…").waitFor();
  await dialog.getByRole("button", { name: "Close" }).click();
  await goTo(ann, `#/c/${group}`);
  await goTo(ann, `#/c/${group}/about`);
  await button(ann, "Leave group…").click();
  await button(ann, "Leave").click();
  await ann.getByRole("heading", { name: "Conversations" }).waitFor();
  await entry(ann, "Tea club").waitFor({ state: "detached" });
  await ben.getByText("2 members", { exact: true }).waitFor();

  // and deletes it
  await button(ben, "Delete group…").click();
  await button(ben, "Delete group").click();
  await entry(ben, "Tea club").waitFor({ state: "detached" });
  await cat.getByText("This is not there any more.").waitFor();
  await entry(cat, "Tea club").waitFor({ state: "detached" });
  await button(cat, "To the list").click();
  await cat.waitForURL(/#\/$/);
  messenger.assertQuiet();
});

test("a group by link: shown as a QR code, opened by a newcomer, then closed", async () => {
  const { page: dan } = await messenger.signUp("Dan");
  const group = await createGroup(dan, "Open house", "Anybody with the link", []);
  const box = await dan.getByRole("img", { name: "QR code of the link" }).boundingBox();
  assert.ok(box && box.width === box.height && box.width > 150, JSON.stringify(box));
  const link = await dan.locator(".copy-text").innerText();
  assert.ok(link.startsWith(`${messenger.server.url}/#/join/${group}/`), link);

  // who has no account yet makes one, and is where the link leads
  const eve = await messenger.open(await messenger.context(), new URL(link).hash);
  await eve.getByText("You were invited to a group.").waitFor();
  await eve.getByRole("link", { name: "Create an account" }).click();
  await eve.getByLabel("Your name").fill("Eve Example");
  await eve.getByLabel("Account name").fill("eve");
  await eve.getByLabel("Password", { exact: true }).fill("a kettle for Eve");
  await button(eve, "Create account").click();
  await eve.getByRole("heading", { name: "Open house" }).waitFor();
  await button(eve, "Join").click();
  await write(eve, "Eve walked in");
  await goTo(dan, `#/c/${group}`);
  await bubble(dan, "Eve walked in").waitFor();

  await goTo(dan, `#/c/${group}/about`);
  await button(dan, "Close link").click();
  await dan.getByRole("dialog").getByRole("button", { name: "Close link" }).click();
  await dan.getByText("The link is closed").waitFor();
  const { page: fay } = await messenger.signUp("Fay");
  await goTo(fay, new URL(link).hash);
  await opensNothing(fay);
  await write(eve, "Eve stays");

  // from a link that is closed to one that is wrong, and to the one of now
  await goTo(fay, `#/join/${group}/${"A".repeat(22)}`);
  await opensNothing(fay);
  await button(dan, "Open with a new link").click();
  await dan.locator(".copy-text", { hasText: "/#/join/" }).waitFor();
  await goTo(fay, new URL(await dan.locator(".copy-text", { hasText: "/#/join/" }).innerText()).hash);
  await button(fay, "Join").click();
  await bubble(fay, "Eve stays").waitFor();
  await goTo(dan, `#/c/${group}`);
  await bubble(dan, "Eve stays").waitFor();
  messenger.assertQuiet();
});

/** Pressed, it says why, and offers only the way back. */
async function opensNothing(page: Page): Promise<void> {
  await button(page, "Join").click();
  await page.getByText("This link does not open the group.").waitFor();
  await page.getByRole("link", { name: "To the list" }).waitFor();
  assert.equal(await button(page, "Join").count(), 0);
}

test("a link that the server does not answer to keeps its button, which joins when there is a connection", async () => {
  await using cable = await Cable.to(messenger.server.url);
  await using builder = new Builder(messenger.server.url);
  const gus = await builder.citizen("Gus Example");
  const group = await gus.createGroup({ public: { fn: "Open house" }, bearer: { mode: "RWP" } });
  const { token } = (await group.describe()).bearer ?? {};
  const { page: hal } = await messenger.signUp("Hal", { baseURL: cable.url });
  // what waits for an answer gives up, without a wait of ours
  const outwait = (): Promise<void> => hal.clock.fastForward(60_000);
  await hal.clock.install();
  cable.pull();
  await hal.context().setOffline(true);
  await hal.getByText("No connection.").waitFor();
  await goTo(hal, `#/join/${group.name}/${token}`);
  // by then it has asked what the group is
  await hal.waitForFunction(() => document.activeElement?.textContent === "Invitation");
  await outwait();
  await hal.getByText("The server does not answer.").waitFor();

  const join = hal.getByRole("button", { name: "Join", disabled: false });
  await join.click();
  await outwait();
  await join.click();
  cable.plug();
  await hal.context().setOffline(false);
  await write(hal, "Hal walked in");
  await bubble(hal, "Hal walked in").getByText("Sent", { exact: true }).waitFor({ state: "attached" });
  messenger.assertQuiet();
});
