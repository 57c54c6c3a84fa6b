// What tests of the messenger share: a real server that serves it, a real browser, people in it, and everything that a page complained of.
import assert from "node:assert/strict";
import axe from "axe-core";
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core";
import { launchChromium } from "../../clients/js/test/chromium.ts";
import { RealServer } from "../../clients/js/test/real-server.ts";

const patienceMs = 60_000;

/** What the browser itself logs when a server is not there, or goes away that moment, which no page can keep it from. */
const unreachable =
  /net::ERR_(?:CONNECTION|INTERNET|NETWORK|SOCKET|EMPTY_RESPONSE|FAILED)|before receiving a handshake|already in CLOSING or CLOSED/;

export const wide = { width: 1100, height: 720 };
export const phone = { width: 360, height: 740 };

export interface Person {
  readonly name: string;
  readonly page: Page;
  readonly context: BrowserContext;
}

export class Messenger {
  readonly server: RealServer;
  readonly #browser: Browser;
  readonly #complaints: string[] = [];

  /** @param flags of the server */
  static async start(...flags: readonly string[]): Promise<Messenger> {
    const server = await RealServer.start(...flags);
    try {
      return new Messenger(server, await launchChromium());
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  constructor(server: RealServer, browser: Browser) {
    this.server = server;
    this.#browser = browser;
  }

  /** A browser of its own, as far as storage goes. */
  context(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const { url: baseURL } = this.server;
    return this.#browser.newContext({ locale: "en-GB", viewport: wide, baseURL, ...options });
  }

  /** @param hash the part of the address behind the server, as `#/c/grpX` */
  async open(context: BrowserContext, hash = ""): Promise<Page> {
    const page = await context.newPage();
    page.setDefaultTimeout(patienceMs);
    page.on("pageerror", (error) => this.#complaints.push(error.stack ?? error.message));
    page.on("console", (message) => {
      if (message.type() === "error" && !unreachable.test(message.text()))
        this.#complaints.push(message.text());
    });
    await page.goto(`/${hash}`);
    return page;
  }

  /** Through the screens; on the list then. The account is the name in small letters. */
  async signUp(name: string, options: BrowserContextOptions = {}): Promise<Person> {
    const context = await this.context(options);
    const page = await this.open(context, "#/sign-up");
    await page.getByLabel("Your name").fill(`${name} Example`);
    await page.getByLabel("Account name").fill(name.toLowerCase());
    await page.getByLabel("Password", { exact: true }).fill(passwordOf(name));
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByRole("heading", { name: "Conversations" }).waitFor();
    return { name: `${name} Example`, page, context };
  }

  /** No page has thrown, rejected without a catch, or logged an error. */
  assertQuiet(): void {
    assert.deepEqual(this.#complaints, []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await this.server[Symbol.asyncDispose]();
  }
}

export function passwordOf(name: string): string {
  return `a kettle for ${name}`;
}

/** The id of whoever is logged in, from the own profile; on the list then. */
export async function idOf(page: Page): Promise<string> {
  await goTo(page, "#/profile");
  const id = await page.locator(".own-id .copy-text").innerText();
  await goTo(page, "#/");
  return id;
}

/** Within the page, as a link does; resolves when the screen that is left is gone: the page, which listens longer, draws the next one first. */
export function goTo(page: Page, hash: string): Promise<void> {
  return page.evaluate((there) => {
    if (location.hash === there) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    addEventListener("hashchange", () => resolve(), { once: true });
    location.hash = there;
    return promise;
  }, hash);
}

/** Waits until the page says so: `waitForFunction` takes any promise for a yes. */
export async function becomes(page: Page, isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await page.evaluate(isTrue))) await page.evaluate(() => new Promise(requestAnimationFrame));
}

/** All that the bindings keep on this device, each entry as JSON. */
export function keptOn(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const opening = indexedDB.open("natter");
    await new Promise((resolve) => opening.addEventListener("success", resolve));
    const [store = ""] = Array.from(opening.result.objectStoreNames);
    const reading = opening.result.transaction(store).objectStore(store).getAll();
    await new Promise((resolve) => reading.addEventListener("success", resolve));
    opening.result.close();
    return reading.result.map((value) => JSON.stringify(value));
  });
}

/** Resolves when these parts of a text are kept together: what one sees may be kept a moment later. */
export async function keeps(page: Page, ...parts: readonly string[]): Promise<void> {
  while (!(await keptOn(page)).some((text) => parts.every((part) => text.includes(part))));
}

/** Its own width and height, which an image has a moment after it has its place. */
export function sizeOf(image: Locator): Promise<readonly [width: number, height: number]> {
  return image.evaluate(async (element: HTMLImageElement) => {
    await element.decode();
    return [element.naturalWidth, element.naturalHeight] as const;
  });
}

export async function write(page: Page, text: string): Promise<void> {
  await field(page).fill(text);
  await field(page).press("Enter");
}

export function button(where: Page | Locator, name: string): Locator {
  return where.getByRole("button", { name, exact: true });
}

/** Where one writes. */
export function field(page: Page): Locator {
  return page.getByRole("textbox", { name: /^Message to/ });
}

/** In the list of conversations, by what is in it. */
export function entry(page: Page, text: string): Locator {
  return page.getByRole("navigation").getByRole("link", { name: new RegExp(text) });
}

/** A message as it stands in the conversation. */
export function bubble(page: Page, text: string): Locator {
  return page.locator(".bubble-line", { hasText: text });
}

/** @returns what axe-core finds serious or critical, by all of its rules or by these */
export async function violationsOf(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe.source);
  const found = await page.evaluate(async (runOnly) => {
    const { axe: engine } = globalThis as unknown as { axe: { run(options: object): Promise<AxeResult> } };
    return (await engine.run({ resultTypes: ["violations"], ...(runOnly && { runOnly }) })).violations;
  }, rules);
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}
