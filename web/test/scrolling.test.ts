// A conversation of ten thousand messages: upward to its first one without a jump, its days, back to the end at once, and the line before
// what is unread.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { peerOf } from "natter-client";
import type { Locator, Page } from "playwright-core";
import { en } from "../src/texts/en.ts";
import { goTo, Messenger } from "./messenger.ts";
import { Typist } from "./typist.ts";
import { Work } from "./work.ts";

const count = 10_000;
/** More than that is not drawn at once. */
const mostMessages = 240;
const mostElements = 4000;
/** As many messages the messenger asks for at once. */
const messagesAPage = 64;

/** Small, for every frame is painted. */
const viewport = { width: 720, height: 480 };

let messenger: Messenger;
let bob: Typist;
let page: Page;
let topic: string;
let entry: Locator;
before(async () => {
  messenger = await Messenger.start("--demo");
  bob = await Typist.logIn(messenger.server.url, "bob", "bob123");
  page = await messenger.open(await messenger.context({ viewport }), "#/log-in");
  await page.getByLabel("Account name").fill("alice");
  await page.getByLabel("Password", { exact: true }).fill("alice123");
  await page.getByRole("button", { name: "Log in" }).click();
  entry = page.getByRole("navigation").getByRole("link", { name: /Bob Bramble/ });
  topic = /p2p[\w-]+/.exec((await entry.getAttribute("href")) ?? "")?.[0] ?? "";
  await bob.session.request("sub", { topic });
  await bob.write(topic, texts("message", count));
});
after(async () => {
  bob?.close();
  await messenger?.[Symbol.asyncDispose]();
});

/** Of different heights. */
function texts(word: string, n: number): readonly string[] {
  return Array.from({ length: n }, (_, index) => `${word} ${index} ${"and so on ".repeat((index * 7) % 23)}`);
}

interface Climb {
  /** how far the message under the eye was from where it was scrolled to; px, in the worst frame */
  readonly jumpPx: number;
  readonly mostMessages: number;
  readonly mostElements: number;
  /** of all messages that were drawn, in the order of the conversation; -1 for what the demo said */
  readonly numbers: readonly number[];
}

/** Runs in the page: up until there is nothing above; looks in every frame. */
async function climb(beginning: string): Promise<Climb> {
  const view = document.querySelector(".history") as HTMLElement;
  const rows = (): HTMLElement[] => [...view.querySelectorAll<HTMLElement>(".message")];
  const topOf = (row: Element): number => row.getBoundingClientRect().top;
  const isBeginning = (): boolean => view.querySelector(".history-edge")?.textContent === beginning;
  const known = new Set<string>();
  let numbers: readonly number[] = [];
  let [jumpPx, most, elements] = [0, 0, 0];
  const look = (): void => {
    const drawn = rows();
    most = Math.max(most, drawn.length);
    elements = Math.max(elements, view.querySelectorAll("*").length);
    const fresh = drawn.filter(({ dataset }) => !known.has(dataset["row"] ?? ""));
    for (const { dataset } of fresh) known.add(dataset["row"] ?? "");
    numbers = [...fresh.map((row) => Number(/message (\d+)/.exec(row.textContent)?.[1] ?? -1)), ...numbers];
  };
  look();
  for (let stride = 0; view.scrollTop > 0 || !isBeginning(); stride++) {
    // near and far, so that older ones come while one is above the first message and while one is not
    const byPx = Math.min(view.scrollTop, stride % 8 === 0 ? view.clientHeight >> 1 : Infinity);
    const [first] = rows();
    const row = rows().find((one) => topOf(one) >= topOf(view));
    if (!row) throw new Error("there is nothing under the eye");
    const wantedPx = topOf(row) + byPx;
    view.scrollTop -= byPx;
    for (
      let frame = 0;
      frame < 2 || (view.scrollTop === 0 && rows()[0] === first && !isBeginning());
      frame++
    ) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      // a person scrolls between two frames
      await new Promise((resolve) => setTimeout(resolve));
      jumpPx = Math.max(jumpPx, row.isConnected ? Math.abs(topOf(row) - wantedPx) : Infinity);
      look();
    }
  }
  return { jumpPx, mostMessages: most, mostElements: elements, numbers };
}

/** Where it is within what one sees: from its upper edge, px; undefined if it is not all there. */
function placeOf(row: Locator): Promise<number | undefined> {
  return row.evaluate((element) => {
    const view = element.closest(".history")?.getBoundingClientRect();
    const { top, bottom } = element.getBoundingClientRect();
    const isSeen = view && top >= view.top - 1 && bottom <= view.bottom + 1;
    return isSeen ? top - view.top : undefined;
  });
}

const message = (text: string): Locator => page.locator(".message", { hasText: `${text} ` });

test("upward through ten thousand messages: each is there once, none jumps, few are drawn", async (t) => {
  await entry.click();
  await message(`message ${count - 1}`).waitFor();
  const work = await Work.of(page);
  const before = await work.ms();
  const { numbers, ...climbed } = await page.evaluate(climb, en.conversation.beginning);
  const pageMs = ((await work.ms()) - before) / (count / messagesAPage);
  const referenceMs = await work.referenceMs();
  t.diagnostic(JSON.stringify({ ...climbed, pageMs, referenceMs }));
  assert.deepEqual(
    numbers.filter((number) => number >= 0),
    Array.from({ length: count }, (_, index) => index),
  );
  assert.ok(climbed.jumpPx < 2, `a message jumped by ${climbed.jumpPx} px`);
  assert.ok(climbed.mostMessages <= mostMessages, `${climbed.mostMessages} messages were drawn`);
  assert.ok(pageMs < referenceMs, `${pageMs} ms of work for each page, the reference: ${referenceMs} ms`);
  assert.ok(climbed.mostElements <= mostElements, `${climbed.mostElements} elements were there`);
});

test("a line with the day stands before the first message of each day, and nowhere else", async () => {
  const rows = await page.locator(".history li").evaluateAll((all) =>
    all.map((row) => {
      const at = row.querySelector("time")?.dateTime;
      return at === undefined ? row.textContent : Date.parse(at);
    }),
  );
  const times = rows.filter((row) => typeof row === "number");
  const dateOf = (at: number | undefined): string => new Date(at ?? NaN).toDateString();
  const expected = times.flatMap((at, index) =>
    dateOf(times[index - 1]) === dateOf(at) ? [at] : ["day", at],
  );
  assert.deepEqual(
    rows.map((row) => (typeof row === "string" ? "day" : row)),
    expected,
  );
  const weekday = new Date(times[0] ?? NaN).toLocaleDateString("en", { weekday: "long" });
  assert.ok(String(rows[0]).startsWith(weekday), `${rows[0]}, which is a ${weekday}`);
  assert.ok(rows.length - times.length >= 3, "the demo spoke on three days at least");
});

test("to the end at once, and it stays there", async () => {
  await page.locator(".to-end").click();
  const last = message(`message ${count - 1}`);
  await last.waitFor();
  assert.notEqual(await placeOf(last), undefined);
  assert.ok((await page.locator(".message").count()) <= mostMessages);
  await page.locator(".to-end").waitFor({ state: "detached" });
  await bob.write(topic, ["one more "]);
  await message("one more").waitFor();
  assert.notEqual(await placeOf(message("one more")), undefined);
});

test("the line before what is unread, where one comes to it", async () => {
  const gone = bob.hears(topic, peerOf(topic, bob.user) ?? "", "off");
  await goTo(page, "#/");
  await gone;
  await bob.write(topic, texts("later", 100));
  await entry.getByText("100", { exact: true }).waitFor();
  await entry.click();
  const line = page.locator(".unread-line");
  await message("later 0").waitFor();
  // it is drawn a frame before it is scrolled to
  while ((await placeOf(line)) === undefined);
  const [lineAt, firstAt] = [await placeOf(line), await placeOf(message("later 0"))];
  assert.ok(lineAt !== undefined && firstAt !== undefined && lineAt < firstAt, `${lineAt}, ${firstAt}`);
  const neighbours = await line.evaluate((row) => [
    row.previousElementSibling?.textContent,
    row.nextElementSibling?.textContent,
  ]);
  assert.match(neighbours[0] ?? "", /one more/);
  assert.match(neighbours[1] ?? "", /later 0/);
  messenger.assertQuiet();
});
