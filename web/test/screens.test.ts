// Every screen of the messenger, light, dark, on a phone and in the longer language: axe-core finds nothing serious, nothing is wider than
// its place, and no page complains. With SCREENSHOTS=<folder> each is kept as a picture.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Client } from "natter-client";
import type { BrowserContextOptions, Locator, Page } from "playwright-core";
import { apiKey } from "../../clients/js/test/real-server.ts";
import { de } from "../src/texts/de.ts";
import { en } from "../src/texts/en.ts";
import type { Texts } from "../src/texts/en.ts";
import { Cable } from "./cable.ts";
import { bubble, goTo, Messenger, phone, violationsOf, wide } from "./messenger.ts";
import { build, Builder, password } from "./town.ts";
import type { Town } from "./town.ts";

const folder = process.env["SCREENSHOTS"];

interface Variant {
  readonly name: string;
  /** all of axe-core's, unless the same is looked at in other colours */
  readonly rules?: readonly string[];
  readonly t: Texts;
  readonly options: BrowserContextOptions;
}

const variants: readonly Variant[] = [
  { name: "light", t: en, options: { colorScheme: "light", viewport: wide } },
  {
    name: "dark",
    t: en,
    rules: ["color-contrast", "link-in-text-block"],
    options: { colorScheme: "dark", viewport: wide },
  },
  { name: "phone", t: en, options: { colorScheme: "light", viewport: phone } },
  { name: "phone-de", t: de, options: { colorScheme: "dark", viewport: phone, locale: "de-DE" } },
];

let messenger: Messenger;
let town: Town;
before(async () => {
  if (folder !== undefined) mkdirSync(folder, { recursive: true });
  messenger = await Messenger.start();
  await using builder = new Builder(messenger.server.url);
  town = await build(builder);
});
after(() => messenger[Symbol.asyncDispose]());

/** What would have to be scrolled sideways. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("*")]
      .filter((one) => one.scrollWidth > one.clientWidth)
      .filter((one) => one.tagName === "HTML" || /auto|scroll/.test(getComputedStyle(one).overflowX))
      .map((one) => `${one.tagName} .${one.className}: ${one.scrollWidth} > ${one.clientWidth}`),
  );
}

/** Looks at one screen after the other; tells at the end of all that is wrong. */
class Tour {
  readonly page: Page;
  readonly #variant: Variant;
  readonly #wrong: string[] = [];

  constructor(page: Page, variant: Variant) {
    this.page = page;
    this.#variant = variant;
  }

  /** @param seen what is there when the screen is */
  async look(name: string, seen: Locator | string): Promise<void> {
    const { page } = this;
    await (typeof seen === "string" ? page.getByText(seen) : seen).first().waitFor();
    for (const one of [...(await violationsOf(page, this.#variant.rules)), ...(await tooWide(page))])
      this.#wrong.push(`${name}: ${one}`);
    if (folder !== undefined)
      await page.screenshot({ path: join(folder, `${name}-${this.#variant.name}.png`) });
  }

  /** A dialog or menu over the present screen, which Escape closes. */
  async over(name: string, opener: Locator, seen: Locator): Promise<void> {
    await opener.click();
    await this.look(name, seen);
    await this.page.keyboard.press("Escape");
    await seen.waitFor({ state: "detached" });
  }

  end(): void {
    assert.deepEqual(this.#wrong, []);
  }
}

async function logIn(page: Page, t: Texts, name: string, secret: string): Promise<void> {
  await page.getByLabel(t.account.login).fill(name);
  await page.getByLabel(t.account.password, { exact: true }).fill(secret);
  await page.getByRole("button", { name: t.logIn.submit, exact: true }).click();
}

describe("screens", { concurrency: 2 }, () => {
  for (const variant of variants) {
    const { t, options } = variant;
    test(`the way in, ${variant.name}`, async () => {
      const page = await messenger.open(await messenger.context(options));
      const tour = new Tour(page, variant);
      const login = `newcomer-${variant.name}`;
      await tour.look("welcome", t.welcome.title);
      await goTo(page, "#/log-in");
      await logIn(page, t, "nobody", "wrong password");
      await tour.look("log-in", t.logIn.wrong);
      await goTo(page, "#/sign-up");
      const submit = page.getByRole("button", { name: t.signUp.submit, exact: true });
      await submit.click();
      await tour.look("sign-up-mistakes", t.account.nameMissing);
      await page.getByLabel(t.account.name, { exact: true }).fill("Theodora Papadopoulou");
      await page.getByLabel(t.account.login).fill(login);
      await page.getByLabel(t.account.password, { exact: true }).fill("a first kettle");
      await page.getByRole("switch", { name: t.account.mayBeFound }).check();
      await tour.look("sign-up", submit);
      await submit.click();
      await tour.look("list-empty", t.list.empty);

      const elsewhere = new Client({ url: messenger.server.url, apiKey });
      await elsewhere.logIn({ name: login, password: "a first kettle" });
      await elsewhere.changePassword(login, "a second kettle");
      await elsewhere.stop();
      await tour.look("log-in-again", page.getByRole("dialog", { name: t.logIn.again }));
      await page.getByLabel(t.account.password, { exact: true }).fill("a second kettle");
      await page.keyboard.press("Enter");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      tour.end();
      messenger.assertQuiet();
    });

    test(`inside, ${variant.name}`, async () => {
      await using cable = await Cable.to(messenger.server.url);
      const page = await messenger.open(
        await messenger.context({ ...options, baseURL: cable.url }),
        "#/log-in",
      );
      const tour = new Tour(page, variant);
      const button = (name: string): Locator => page.getByRole("button", { name, exact: true });
      const dialog = page.getByRole("dialog");
      await logIn(page, t, "mara", password);
      await tour.look("list", page.getByRole("link", { name: /Book club/ }));
      await tour.over("list-menu", button(t.list.begin), page.getByRole("menu"));
      await page.getByRole("searchbox", { name: t.list.search }).fill("zebra");
      await tour.look("list-nothing", t.list.searchAll);
      await page.getByRole("searchbox", { name: t.list.search }).fill("");

      await goTo(page, "#/new");
      await tour.look("find-empty", t.find.hint);
      await page.getByRole("searchbox", { name: t.find.search }).fill("reading");
      await tour.look("find", page.getByRole("link", { name: /Chess/ }));
      await goTo(page, `#/c/${town.stranger}`);
      await tour.look("door", page.getByRole("heading", { name: "Chess in the park" }));
      await goTo(page, "#/requests");
      await tour.look("requests", page.getByText("Jazz trio"));

      await goTo(page, `#/c/${town.club}`);
      await tour.look("conversation", bubble(page, "https://example.org"));
      await page
        .locator(".message", { hasText: "from=station" })
        .click({ button: "right", position: { x: 60, y: 4 } });
      await tour.look("message-menu", page.getByRole("menu"));
      await page.getByRole("menuitem", { name: t.conversation.deleteForAll }).click();
      await tour.look("delete-question", dialog);
      await page.keyboard.press("Escape");
      await tour.over("picture", page.locator("button.picture"), dialog);
      await tour.over("conversation-menu", button(t.more), page.getByRole("menu"));
      await goTo(page, `#/c/${town.club}/about`);
      await tour.look("about-group", page.getByRole("img", { name: t.link.qr }));
      await page.getByRole("img", { name: t.link.qr }).scrollIntoViewIfNeeded();
      await tour.look("link", button(t.link.close));
      await tour.over("link-question", button(t.link.close), dialog);
      await tour.over("edit-group", button(t.about.edit), dialog);
      await tour.over("delete-group", button(t.farewell.remove.action), dialog);
      await goTo(page, `#/c/${town.hike}/about`);
      await tour.look("about-requests", t.members.approve);
      await tour.over("member", page.getByRole("button", { name: /Jonas Weber/ }), dialog);
      await tour.over("invite", button(t.members.invite), dialog);

      await goTo(page, `#/c/${town.jonas}`);
      await tour.look("conversation-of-two", bubble(page, "After the market"));
      await goTo(page, `#/c/${town.jonas}/about`);
      await tour.look("about-person", t.about.noteHint);
      await tour.over("block", button(t.farewell.blockName("Jonas Weber")), dialog);
      await goTo(page, `#/c/${town.lex}`);
      await tour.look("first-contact", button(t.firstContact.accept));
      for (const [name, topic, text] of [
        ["reads-only", town.readOnly, t.foot.reads],
        ["banned", town.banned, t.foot.banned.group()],
        ["waiting", town.waiting, t.foot.waiting.group()],
      ] as const) {
        await goTo(page, `#/c/${topic}`);
        await tour.look(name, text);
      }

      await goTo(page, "#/new-group");
      await page.getByLabel(t.newGroup.name).fill("Sunday cinema");
      await page.getByRole("checkbox").first().check();
      await tour.look("new-group", button(t.newGroup.submit));
      await goTo(page, "#/profile");
      await tour.look("profile", t.profile.about);
      await button(t.profile.changePassword).scrollIntoViewIfNeeded();
      await tour.look("profile-end", t.profile.logOut);
      await tour.over("log-out", button(t.profile.logOut), dialog);
      await goTo(page, `#/join/${town.stranger}/nothing`);
      await button(t.join.submit).click();
      await tour.look("join", t.join.closed);

      await goTo(page, `#/c/${town.jonas}`);
      await bubble(page, "After the market").waitFor();
      cable.pull();
      await page
        .getByRole("textbox", { name: t.composer.label("Jonas Weber") })
        .fill("I am on the train, alas.");
      await page.keyboard.press("Enter");
      await tour.look("offline", page.locator(".banner"));
      tour.end();
      messenger.assertQuiet();
    });
  }
});
