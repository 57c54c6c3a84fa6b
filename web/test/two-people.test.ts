// The messenger in a real browser on a real server: two people from sign-up to chat, a server that is killed while one writes, and a page
// that says nothing on the console but that the connection broke. With SCREENSHOTS=<folder> it keeps pictures.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import axe from "axe-core";
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";
import { RealServer } from "../../clients/js/test/real-server.ts";

const program = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const folder = process.env["SCREENSHOTS"];
const patienceMs = 30_000;

async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: program,
    args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
  });
}

interface Person {
  readonly page: Page;
  /** what the page complained about */
  readonly complaints: string[];
}

async function signUp(browser: Browser, url: string, name: string): Promise<Person> {
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1100, height: 720 } });
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  const complaints: string[] = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(url);
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.getByLabel("Your name").fill(`${name} Example`);
  await page.getByLabel("Account name").fill(name.toLowerCase());
  await page.getByLabel("Password", { exact: true }).fill(`a kettle for ${name}`);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("heading", { name: "Conversations" }).waitFor();
  return { page, complaints };
}

function userOf(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      new Promise<string>((resolve, reject) => {
        const opening = indexedDB.open("natter");
        opening.addEventListener("error", () => reject(opening.error ?? new Error("no database")));
        opening.addEventListener("success", () => {
          const stores = Array.from(opening.result.objectStoreNames);
          const [store = ""] = stores;
          const all = opening.result.transaction(store).objectStore(store).getAll();
          all.addEventListener("success", () => {
            const found = /usr[\w-]{11}/.exec(JSON.stringify(all.result));
            opening.result.close();
            resolve(found?.[0] ?? "");
          });
        });
      }),
  );
}

async function write(page: Page, text: string): Promise<void> {
  const field = page.getByRole("textbox", { name: /^Message to/ });
  await field.fill(text);
  await field.press("Enter");
}

async function violationsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { axe: engine } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
    };
    return (await engine.run()).violations;
  });
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

async function picture(page: Page, name: string): Promise<void> {
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) });
}

test("two people, from sign-up to chat, over a kill -9 of the server", async () => {
  await using server = await RealServer.start();
  const browser = await openBrowser();
  try {
    const ann = await signUp(browser, server.url, "Ann");
    const ben = await signUp(browser, server.url, "Ben");
    const benId = await userOf(ben.page);
    await ann.page.goto(`${server.url}/#/c/${benId}`);
    await write(ann.page, "hello Ben");
    await ann.page.getByText("hello Ben").first().waitFor();
    const entry = ben.page.getByText("hello Ben").first();
    await entry.waitFor();
    await entry.click();
    await ben.page.getByRole("textbox", { name: /^Message to/ }).waitFor();
    await write(ben.page, "hello Ann");
    await ann.page.getByText("hello Ann").first().waitFor();
    for (const { page } of [ann, ben]) assert.deepEqual(await violationsOf(page), []);
    assert.deepEqual([...ann.complaints, ...ben.complaints], []);

    await picture(ann.page, "conversation-light");
    await ann.page.emulateMedia({ colorScheme: "dark" });
    assert.deepEqual(await violationsOf(ann.page), []);
    await picture(ann.page, "conversation-dark");
    await ann.page.setViewportSize({ width: 360, height: 740 });
    assert.deepEqual(await violationsOf(ann.page), []);
    await picture(ann.page, "conversation-phone");
    await ann.page.setViewportSize({ width: 1100, height: 720 });

    await server.kill();
    await write(ann.page, "said while it was down");
    await server.start();
    await ben.page.getByText("said while it was down").first().waitFor({ timeout: 60_000 });
    const bubbles = ben.page.locator(".bubble-line", { hasText: "said while it was down" });
    assert.equal(await bubbles.count(), 1);
  } finally {
    await browser.close();
  }
});
