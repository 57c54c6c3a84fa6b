// An account with three hundred conversations: one question and its answer after login, and the list shows all there is to know.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { Messenger, passwordOf } from "./messenger.ts";
import { Typist } from "./typist.ts";
import { Work } from "./work.ts";

const groups = 280;
const people = 20;

interface Shown {
  readonly name: string;
  readonly last: string;
  readonly unread: number;
}

/** What waits in a conversation: the nth has so many messages. */
const textsOf = (n: number): readonly string[] =>
  Array.from({ length: n % 4 }, (_, index) => `message ${index} of ${n}`);

const shown = (name: string, n: number): Shown => ({
  name,
  last: textsOf(n).at(-1) ?? "",
  unread: textsOf(n).length,
});

/** Ann is in groups of Ben, and others wrote to her, while she was away. */
async function fill(url: string): Promise<readonly Shown[]> {
  const [ann, ben] = [
    await Typist.signUp(url, "ann", passwordOf("Ann")),
    await Typist.signUp(url, "ben", "a kettle"),
  ];
  const made = await eachOf(groups, async (n) => {
    const name = `Group ${n}`;
    const { ctrl } = await ben.session.request("sub", { topic: "new", init: { public: { fn: name } } });
    const topic = ctrl?.topic ?? "";
    await ann.session.request("sub", { topic });
    await ann.session.request("leave", { topic });
    await ben.write(topic, textsOf(n));
    return shown(name, n);
  });
  ann.close();
  ben.close();
  return [
    ...made,
    ...(await eachOf(people, async (n) => {
      const person = await Typist.signUp(url, `person${n}`, "a kettle for many");
      const { ctrl } = await person.session.request("sub", { topic: ann.user });
      await person.write(ctrl?.topic ?? "", textsOf(n + 1));
      person.close();
      return shown(`person${n} Example`, n + 1);
    })),
  ];
}

async function eachOf<R>(count: number, run: (n: number) => Promise<R>): Promise<readonly R[]> {
  return Promise.all(Array.from({ length: count }, (_, n) => run(n)));
}

/** Everything that goes over the WebSockets of a page, in its order. */
function watchFrames(page: Page): readonly string[] {
  const frames: string[] = [];
  page.on("websocket", (socket) => {
    socket.on("framesent", ({ payload }) => frames.push(`> ${payload.toString()}`));
    socket.on("framereceived", ({ payload }) => frames.push(`< ${payload.toString()}`));
  });
  return frames;
}

/** Looks for nothing but elements of a class: to search by role and name, again and again, would be work of the page too. */
async function isDrawn(page: Page): Promise<void> {
  await page.waitForFunction(
    (count) => document.getElementsByClassName("entry").length >= count,
    groups + people,
  );
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
}

function listOf(page: Page): Promise<readonly Shown[]> {
  const list = page.getByRole("list", { name: "Conversations" });
  return list.locator(".entry").evaluateAll((entries) =>
    entries.map((entry) => ({
      name: entry.querySelector(".entry-name")?.textContent ?? "",
      last: entry.querySelector(".entry-last bdi:last-child")?.textContent ?? "",
      unread: Number(entry.querySelector(".badge [aria-hidden]")?.textContent ?? 0),
    })),
  );
}

/** The packets between the answer to the login and the list: each question before the first answer, and none after. */
function assertOneRoundTrip(frames: readonly string[]): void {
  const login = frames.findIndex((frame) => frame.startsWith("<") && frame.includes('"token"'));
  const list = frames.findIndex((frame) => frame.startsWith("<") && frame.includes('"unread"'));
  const between = frames.slice(login + 1, list + 1);
  const asked = between.filter((frame) => frame.startsWith(">"));
  assert.ok(login >= 0 && list > login, "a login and a list");
  assert.ok(asked.length > 0);
  assert.deepEqual(between.slice(0, asked.length), asked, "all questions come before the first answer");
}

const byName = (all: readonly Shown[]): readonly Shown[] =>
  all.toSorted((a, b) => (a.name < b.name ? -1 : 1));

interface Seen {
  readonly list: readonly Shown[];
  readonly frames: readonly string[];
  /** of the processor: from login to list, and for the reference */
  readonly workMs: number;
  readonly referenceMs: number;
}

/** In a browser that knows nothing of it yet. */
async function logIn(messenger: Messenger): Promise<Seen> {
  const context = await messenger.context();
  const page = await messenger.open(context, "#/log-in");
  const work = await Work.of(page);
  const frames = watchFrames(page);
  await page.reload();
  await page.getByLabel("Account name").fill("ann");
  await page.getByLabel("Password", { exact: true }).fill(passwordOf("Ann"));
  const before = await work.ms();
  await page.keyboard.press("Enter");
  await isDrawn(page);
  const workMs = (await work.ms()) - before;
  const list = await listOf(page);
  const referenceMs = await work.referenceMs();
  await context.close();
  return { list, frames, workMs: Math.round(workMs), referenceMs: Math.round(referenceMs) };
}

test("three hundred conversations: one round trip after login, and little work", async (t) => {
  await using messenger = await Messenger.start();
  const expected = await fill(messenger.server.url);
  // whatever disturbs one of them, too much work is too much in each
  const all = [await logIn(messenger), await logIn(messenger), await logIn(messenger)];
  for (const { list, frames } of all) {
    assert.deepEqual(byName(list), byName(expected));
    assertOneRoundTrip(frames);
  }
  const works = all.map(({ workMs, referenceMs }) => `${workMs} ms, the reference: ${referenceMs} ms`);
  t.diagnostic(`work in the page from login to list: ${works.join("; ")}`);
  assert.ok(
    all.some(({ workMs, referenceMs }) => workMs < referenceMs),
    works.join("; "),
  );
  messenger.assertQuiet();
});
