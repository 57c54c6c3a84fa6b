// Real pages: the system's Chromium, a web server for a folder, and every error that a page reports.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { chromium } from "playwright-core";
import type { Browser, BrowserContext, Page } from "playwright-core";

/** The browser of the system, or that of CHROMIUM. */
export function launchChromium(...flags: readonly string[]): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", ...flags],
  });
}

const types: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };

export class Chromium {
  readonly #browser: Browser;
  readonly #server: Server;
  readonly #errors: string[] = [];

  /** @param folder whose files are served */
  static async launch(folder: string): Promise<Chromium> {
    const server = createServer((request, response) => {
      const path = new URL(request.url ?? "/", "http://local").pathname;
      readFile(join(folder, path)).then(
        (body) => response.setHeader("content-type", types[extname(path)] ?? "text/plain").end(body),
        () => response.writeHead(path === "/favicon.ico" ? 204 : 404).end(),
      );
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new Chromium(await launchChromium(), server);
  }

  constructor(browser: Browser, server: Server) {
    this.#browser = browser;
    this.#server = server;
  }

  /** A browser of its own, as far as storage goes. */
  context(): Promise<BrowserContext> {
    return this.#browser.newContext();
  }

  /** @param answers to the prompts of the page, in their order */
  async open(context: BrowserContext, path: string, answers: readonly string[] = []): Promise<Page> {
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    const left = [...answers];
    page.on("dialog", (dialog) => void dialog.accept(left.shift()));
    page.on("pageerror", (error) => this.#errors.push(error.stack ?? error.message));
    page.on("console", (message) => {
      // a connection that breaks is what some tests are about
      if (message.type() === "error" && !message.text().includes("net::ERR_"))
        this.#errors.push(message.text());
    });
    const { port } = this.#server.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/${path}`);
    return page;
  }

  /** No page has thrown, rejected without a catch, or logged an error. */
  assertQuiet(): void {
    assert.deepEqual(this.#errors, []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}
