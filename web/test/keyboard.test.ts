// The messenger without a mouse, in a real browser: everything is reached, one always sees where one is, and nobody is thrown out of it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { bubble, entry, goTo, idOf, Messenger } from "./messenger.ts";
import { Builder } from "./town.ts";

let messenger: Messenger;
before(async () => {
  messenger = await Messenger.start();
});
after(() => messenger[Symbol.asyncDispose]());

/** More than any screen has stops. */
const mostStops = 60;

interface Place {
  readonly name: string;
  readonly isNowhere: boolean;
  readonly isSeen: boolean;
}

/** What has the focus. A title has it without a mark: it was not reached by a key, it is where a screen begins. */
function place(page: Page): Promise<Place> {
  return page.evaluate(() => {
    const { activeElement: at } = document;
    if (!(at instanceof HTMLElement) || at === document.body)
      return { name: "nowhere", isNowhere: true, isSeen: false };
    // radio buttons are drawn by what stands beside them
    const drawn = at.matches(".choices input") ? (at.nextElementSibling ?? at) : at;
    const { outlineStyle, outlineWidth } = getComputedStyle(drawn);
    const { width, height } = drawn.getBoundingClientRect();
    const isMarked = outlineStyle !== "none" && parseFloat(outlineWidth) > 0 && width > 0 && height > 0;
    return {
      name: at.outerHTML.slice(0, 120),
      isNowhere: false,
      isSeen: isMarked || at.matches("h1, h2, dialog"),
    };
  });
}

async function isSomewhere(page: Page): Promise<void> {
  await page.waitForFunction(() => document.activeElement !== document.body);
  const { name, isSeen } = await place(page);
  assert.ok(isSeen, `the focus is not to be seen: ${name}`);
}

const hasFocus = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => element === document.activeElement);

/** From stop to stop; each is to be seen. The browser has one place of its own between the last and the first. */
async function tabTo(page: Page, target: Locator, key = "Tab"): Promise<void> {
  await target.waitFor();
  let gaps = 0;
  for (let stops = 0; !(await hasFocus(target)); stops++) {
    assert.ok(stops < mostStops, `${String(target)} is not reached`);
    await page.keyboard.press(key);
    const { isNowhere, isSeen, name } = await place(page);
    if (isNowhere) gaps++;
    else assert.ok(isSeen, `without a mark: ${name}`);
    assert.ok(gaps < 3, `${String(target)} is not reached`);
  }
}

async function press(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press("Enter");
}

/** Resolves when the focus is there by itself. What is looked for is found anew each time: another screen may have had it, too. */
async function arrives(page: Page, target: Locator): Promise<void> {
  const focused = target.and(page.locator(":focus"));
  await focused
    .waitFor()
    .catch(async () => assert.fail(`${String(target)} has no focus, but ${(await place(page)).name}`));
}

async function staysIn(page: Page, dialog: Locator): Promise<void> {
  for (let stops = 0; stops < 8; stops++) {
    await page.keyboard.press("Tab");
    const { name } = await place(page);
    // the browser's own place again, which is no part of the page
    const isInside = await dialog.evaluate((element) => element.contains(document.activeElement));
    const isOut = await page.evaluate(() => document.activeElement === document.body);
    assert.ok(isInside || isOut, `outside of the dialog: ${name}`);
  }
}

test("from the first visit to a chat, a deletion and a group", async () => {
  const ben = await messenger.signUp("Ben");
  const benId = await idOf(ben.page);
  const page = await messenger.open(await messenger.context());
  const { keyboard } = page;
  const type = (text: string): Promise<void> => keyboard.type(text);
  const byRole = (role: "button" | "link" | "textbox" | "menuitem" | "switch", name: string): Locator =>
    page.getByRole(role, { name, exact: true });

  // signing up
  await press(page, byRole("link", "Create an account"));
  await arrives(page, page.getByLabel("Your name"));
  await type("Ann Example");
  await tabTo(page, page.getByLabel("Account name"));
  await type("ann");
  await tabTo(page, page.getByLabel("Password", { exact: true }));
  await type("short");
  await keyboard.press("Enter");
  await page.getByText("A password has at least 8 characters.").waitFor();
  await arrives(page, page.getByLabel("Password", { exact: true }));
  await type("er than long");
  await tabTo(page, byRole("switch", "Others may find me"));
  await keyboard.press("Space");
  await page.getByLabel("Words by which I am found").waitFor();
  await press(page, byRole("button", "Create account"));
  await arrives(page, page.getByRole("heading", { name: "Conversations" }));

  // finding somebody
  await press(page, byRole("button", "Begin something new"));
  await arrives(page, byRole("menuitem", "New conversation"));
  await keyboard.press("Escape");
  await arrives(page, byRole("button", "Begin something new"));
  await keyboard.press("Enter");
  await arrives(page, byRole("menuitem", "New conversation"));
  await keyboard.press("Enter");
  await arrives(page, page.getByRole("searchbox", { name: "Name, word or id" }));
  await type(benId);
  await page.getByRole("link", { name: /Ben Example/ }).waitFor();
  await keyboard.press("ArrowDown");
  await arrives(page, page.getByRole("link", { name: /Ben Example/ }));
  await keyboard.press("Enter");

  // writing, and deleting
  const field = byRole("textbox", "Message to Ben Example");
  await arrives(page, field);
  for (const text of ["one", "two", "three"]) {
    await type(text);
    await keyboard.press("Enter");
    // what waits to be sent has another row, which is gone when it is
    await bubble(page, text).getByText("Sent", { exact: true }).waitFor({ state: "attached" });
  }
  await tabTo(page, page.getByRole("region", { name: "Messages" }), "Shift+Tab");
  await keyboard.press("ArrowUp");
  await keyboard.press("ArrowUp");
  const second = page.locator(".message", { hasText: "two" });
  await arrives(page, second);
  await keyboard.press("Enter");
  await arrives(page, byRole("menuitem", "Copy text"));
  await keyboard.press("Escape");
  await arrives(page, second);
  const forget = async (): Promise<Locator> => {
    await keyboard.press("Enter");
    await arrives(page, byRole("menuitem", "Copy text"));
    await keyboard.press("ArrowDown");
    await arrives(page, byRole("menuitem", "Delete for me up to here…"));
    await keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Delete for you?" });
    await dialog.waitFor();
    return dialog;
  };
  await staysIn(page, await forget());
  await keyboard.press("Escape");
  await arrives(page, second);
  await forget();
  await press(page, byRole("button", "Cancel"));
  await arrives(page, second);
  await forget();
  await press(page, byRole("button", "Delete for me"));
  await bubble(page, "two").waitFor({ state: "detached" });
  await bubble(page, "three").waitFor();
  await isSomewhere(page);

  // back to the list, and a group
  await keyboard.press("Escape");
  await page.getByText("Choose a conversation").waitFor();
  await isSomewhere(page);
  await press(page, byRole("button", "Begin something new"));
  await arrives(page, byRole("menuitem", "New conversation"));
  await keyboard.press("End");
  await keyboard.press("Enter");
  await arrives(page, page.getByLabel("Name of the group"));
  await type("Tea club");
  await tabTo(page, page.getByLabel("Invited only"));
  await keyboard.press("ArrowRight");
  await arrives(page, page.getByLabel("Ask first"));
  await press(page, byRole("button", "Create group"));
  await arrives(page, byRole("textbox", "Message to Tea club"));
  await tabTo(page, page.getByRole("main").getByRole("link", { name: /Tea club/ }), "Shift+Tab");
  await keyboard.press("Enter");
  await arrives(page, page.getByRole("heading", { name: "About" }));

  // its dialogs
  await press(page, byRole("button", "Invite"));
  const inviting = page.getByRole("dialog", { name: "Invite people" });
  await inviting.waitFor();
  await staysIn(page, inviting);
  await tabTo(page, inviting.getByRole("searchbox"));
  await type("ben");
  await tabTo(page, inviting.getByRole("checkbox", { name: "Ben Example" }));
  await keyboard.press("Space");
  await press(page, inviting.getByRole("button", { name: "Invite 1 person" }));
  await inviting.waitFor({ state: "detached" });
  await arrives(page, byRole("button", "Invite"));
  const row = page.locator(".member-row", { hasText: "Ben Example" });
  await press(page, row);
  const member = page.getByRole("dialog", { name: "Ben Example" });
  await member.waitFor();
  await staysIn(page, member);
  // the button goes by what it does
  await press(page, member.getByRole("button", { name: "Ban" }));
  await member.getByRole("button", { name: "Lift the ban" }).waitFor();
  await arrives(page, member.getByRole("heading", { name: "Ben Example" }));
  await keyboard.press("Escape");
  await arrives(page, row);
  await tabTo(page, page.getByLabel("Your note"));
  await type("about tea");
  await keyboard.press("Tab");
  await keyboard.press("Enter");
  await page.getByText("Note saved").waitFor();
  await isSomewhere(page);
  await keyboard.press("Escape");
  await page.getByText("Choose a conversation").waitFor();
  await isSomewhere(page);
  messenger.assertQuiet();
});

test("on a phone one goes into a conversation and back to where one was", async () => {
  const { page } = await messenger.signUp("Cat", { viewport: { width: 360, height: 740 } });
  const { page: dan } = await messenger.signUp("Dan");
  const danId = await idOf(dan);
  await goTo(page, `#/c/${danId}`);
  await arrives(page, page.getByRole("textbox", { name: "Message to Dan Example" }));
  await page.keyboard.type("hello");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  // the conversation has his name in its head, and that is a link as well
  const inList = entry(page, "Dan Example");
  await tabTo(page, inList);
  await page.keyboard.press("Enter");
  await arrives(page, page.getByRole("textbox", { name: "Message to Dan Example" }));
  await page.keyboard.press("Escape");
  await arrives(page, inList);

  // a group that one is not in
  await using builder = new Builder(messenger.server.url);
  const eve = await builder.citizen("Eve Example");
  const group = await eve.createGroup({ public: { fn: "Chess" }, defaultAccess: { auth: "N", anon: "N" } });
  await goTo(page, `#/c/${group.name}`);
  await arrives(page, page.getByRole("heading", { name: "Chess" }));
  await press(page, page.getByRole("button", { name: "Join" }));
  await page.getByText("The managers were asked").waitFor();
  await isSomewhere(page);
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: /Chess/ }).waitFor();
  await isSomewhere(page);
  messenger.assertQuiet();
});
