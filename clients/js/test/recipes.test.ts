// docs/clients/javascript.md: every block is run as it stands, against a real server; pages in a real browser.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { after, before, suite, test } from "node:test";
import { rolldown } from "rolldown";
import type { Cache, Client, ConnectionSnapshot, Found, Message, Topic, Watchable } from "../src/client.ts";
import { Chromium } from "./chromium.ts";
import { password, People, until } from "./people.ts";
import { Program } from "./program.ts";
import { apiKey, RealServer } from "./real-server.ts";
import { blockCount, files, Recipes, run } from "./recipes.ts";

let server: RealServer;
let recipes: Recipes;
let people: People;
/** as it is published, so that its errors are of the same class as those of the recipes */
let Published: typeof Client;
before(async () => {
  server = await RealServer.start();
  recipes = await Recipes.install(server.url);
  const home = "node_modules/natter-client/dist/client.js";
  ({ Client: Published } = await recipes.load<{ Client: typeof Client }>(home));
  people = new People(Published);
});
after(async () => {
  await people[Symbol.asyncDispose]();
  recipes[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

const tried = new Set<string>();
/** @param names of the files that the test runs */
function recipe(names: readonly string[], body: () => Promise<void>): void {
  for (const name of names) tried.add(name);
  test(names.join(", "), body);
}

const contents = (topic: Watchable<{ readonly messages: readonly Message[] }>): readonly unknown[] =>
  topic.getSnapshot().messages.map(({ content }) => content);

recipe(["chat.mjs"], async () => {
  await using ann = new Program([recipes.path("chat.mjs"), "ann", "blue teapot"]);
  const [group = ""] = /grp\S+/.exec(await ann.line(/others join with/)) ?? [];
  await using ben = new Program([recipes.path("chat.mjs"), "ben", "green kettle", group]);
  await ben.line(/others join with/);
  ann.say("hello ben");
  assert.match(await ben.line(/hello ben/), /^usr\S{11} hello ben$/);
  ben.say("hello ann");
  await ann.line(/^usr\S{11} hello ann$/);
});

/** In a page: the cache holds that text. */
function isKept(text: string): Promise<boolean> {
  return new Promise((resolve) => {
    const opening = indexedDB.open("natter");
    opening.addEventListener("success", () => {
      const all = opening.result.transaction("kept").objectStore("kept").getAll();
      all.addEventListener("success", () => {
        opening.result.close();
        resolve(JSON.stringify(all.result).includes(text));
      });
    });
  });
}

suite("in a browser", () => {
  let browser: Chromium;
  before(async () => (browser = await Chromium.launch(recipes.folder)));
  after(() => browser[Symbol.asyncDispose]());

  recipe(["chat.html"], async () => {
    const ann = await browser.open(await browser.context(), "chat.html", ["page-ann", password]);
    await ann.waitForURL(/#grp/);
    const invitation = new URL(ann.url()).hash;
    const ben = await browser.open(await browser.context(), `chat.html${invitation}`, ["page-ben", password]);
    for (const [page, text] of [
      [ann, "hello ben"],
      [ben, "hello ann"],
    ] as const) {
      await page.fill("input", text);
      await page.press("input", "Enter");
    }
    for (const page of [ann, ben]) {
      for (const text of ["hello ben", "hello ann"]) await page.getByText(`${text} (sent)`).waitFor();
      assert.equal(await page.locator("li").count(), 2);
    }
    browser.assertQuiet();
  });

  recipe(["use-topic.js", "chat.jsx", "main.jsx"], async () => {
    await bundlePage("main.jsx", "react");
    const owner = await people.person(server.url);
    const group = await owner.createGroup();
    await group.publish("welcome");
    const name = `react-${randomUUID().slice(0, 8)}`;
    await owner.createAccount({ name, password });
    const context = await browser.context();
    const page = await browser.open(context, `react.html#${group.name}`, [name, password]);
    await page.getByText("welcome").waitFor();
    await page.fill("input", "thank you");
    await page.press("input", "Enter");
    await page.locator("li.sent", { hasText: "thank you" }).waitFor();
    await until(group, ({ messages }) => messages.some(({ content }) => content === "thank you"));
    // the server is gone: what is written waits; a reload shows it, and it goes out once
    await server.kill();
    await page.getByText("waiting").waitFor();
    await page.fill("input", "typed offline");
    await page.press("input", "Enter");
    await page.locator("li.queued", { hasText: "typed offline" }).waitFor();
    // it shows before it is kept
    await page.waitForFunction(isKept, "typed offline");
    await page.reload();
    await page.locator("li.queued", { hasText: "typed offline" }).waitFor();
    await page.getByText("welcome").waitFor();
    await server.start();
    await page.locator("li.sent", { hasText: "typed offline" }).waitFor();
    await until(group, ({ messages }) => messages.length === 3);
    assert.deepEqual(contents(group), ["welcome", "thank you", "typed offline"]);
    browser.assertQuiet();
  });
});

recipe(["bot.mjs"], async () => {
  const player = await people.person(server.url);
  const roll = async (): Promise<void> => {
    const [bot] = await player.find("dice");
    const table = player.topic(bot?.user ?? "");
    await table.open();
    const before = table.getSnapshot().messages.length;
    await table.publish("roll");
    const answer = await until(table, ({ messages }) => messages[before + 1]);
    assert.ok([1, 2, 3, 4, 5, 6].includes(Number(answer.content)));
    assert.equal(answer.from, bot?.user);
  };
  {
    await using bot = new Program([recipes.path("bot.mjs")]);
    await bot.line(/^ready$/);
    await roll();
    await roll();
  }
  // asked while it was away, it answers when it is back, and nothing twice
  const [bot] = await player.find("dice");
  const table = player.topic(bot?.user ?? "");
  // what is said before the server knows that the bot is gone counts as seen by it
  await until(player.me, ({ contacts }) =>
    contacts.some(({ user, isOnline }) => user === bot?.user && !isOnline),
  );
  await table.publish("roll");
  await using again = new Program([recipes.path("bot.mjs")]);
  await again.line(/^ready$/);
  await until(table, ({ messages }) => messages.length === 6);
  await roll();
  assert.equal(table.getSnapshot().messages.length, 8);
});

recipe(["file-cache.mjs"], async () => {
  const { FileCache } = await recipes.load<{ FileCache: new (path: string) => Cache }>("file-cache.mjs");
  const path = recipes.path("kept.json");
  const ann = await people.person(server.url, { cache: new FileCache(path) });
  const group = await ann.createGroup();
  await group.publish("hello");
  await until(ann.me, ({ contacts }) => contacts.some(({ topic }) => topic === group.name));
  await ann.stop();
  void group.publish("written without a network");
  await server.kill();
  const later = new Published({ url: server.url, apiKey, cache: new FileCache(path) });
  assert.equal(await later.start(), ann.user);
  const kept = later.topic(group.name);
  await until(kept, ({ messages }) => messages.length === 2);
  assert.deepEqual(contents(kept), ["hello", "written without a network"]);
  await server.start();
  await until(kept, ({ messages }) => messages.every(({ state }) => state === "sent"));
  await later.logOut();
  assert.deepEqual(await new FileCache(path).keys(), []);
});

recipe(["banner.mjs"], async () => {
  const { bannerOf, lineOf } = await recipes.load<{
    bannerOf: (connection: ConnectionSnapshot) => string;
    lineOf: (message: Message) => { text: string; note: string; buttons: [string, () => void][] };
  }>("banner.mjs");
  const [ann, ben] = [await people.person(server.url), await people.person(server.url)];
  const group = await ann.createGroup();
  const his = ben.topic(group.name);
  await his.open();
  await server.kill();
  const waiting = await until(ann.connection, (one) => one.state === "waiting" && one);
  assert.match(bannerOf(waiting), /^No connection\. Next attempt in \d+ s$/);
  void group.publish("soon");
  assert.deepEqual(
    group
      .getSnapshot()
      .messages.map(lineOf)
      .map(({ text, note, buttons }) => [text, note, ...buttons.map(([label]) => label)]),
    [["soon", "queued", "Discard"]],
  );
  await server.start();
  ann.connection.retryNow();
  await until(group, ({ messages }) => messages.every(({ state }) => state === "sent"));
  assert.equal(bannerOf(ann.connection.getSnapshot()), "");
  await until(his, ({ messages }) => messages.length === 1);
  await group.ban(ben.user);
  await assert.rejects(his.publish("let me in"));
  const failed = await until(his, ({ messages }) => messages.find(({ state }) => state === "failed"));
  const { buttons } = lineOf(failed);
  assert.deepEqual(
    buttons.map(([label]) => label),
    ["Try again", "Discard"],
  );
  buttons.at(-1)?.[1]();
  assert.deepEqual(contents(his), ["soon"]);
});

recipe(["rights.mjs"], async () => {
  const rights = await recipes.load<{
    readonly ask: (topic: Topic, why: string) => Promise<string>;
    readonly answerNotices: (
      client: Client,
      isWelcome: (user: string, info: unknown) => boolean,
    ) => Promise<void>;
    readonly mayWrite: (topic: Topic) => boolean;
    readonly silence: (topic: Topic, user: string) => Promise<void>;
    readonly throwOut: (topic: Topic, user: string) => Promise<void>;
    readonly handOver: (topic: Topic, user: string) => Promise<void>;
  }>("rights.mjs");
  const [owner, asker, stranger, guest] = [
    await people.person(server.url),
    await people.person(server.url),
    await people.person(server.url),
    await people.person(server.url),
  ];
  const group = await owner.createGroup({ defaultAccess: { auth: "N" } });
  const asked = asker.topic(group.name);
  assert.equal(await rights.ask(asked, "I am a friend"), "waiting");
  assert.equal(await rights.ask(stranger.topic(group.name), "let me in"), "waiting");
  await until(owner.me, ({ notices }) => notices.length === 2);
  await rights.answerNotices(owner, (_, info) => info === "I am a friend");
  await until(asked, ({ state }) => state === "open");
  assert.deepEqual([rights.mayWrite(asked), owner.me.getSnapshot().notices], [true, []]);
  assert.equal(stranger.topic(group.name).getSnapshot().state, "waiting");
  await group.invite(guest.user, "RWP");
  await until(guest.me, ({ notices }) => notices.some(({ act }) => act === "join"));
  await rights.answerNotices(guest, () => false);
  const his = guest.topic(group.name);
  await until(his, ({ state }) => state === "open");
  await rights.silence(group, asker.user);
  await asked.describe();
  assert.equal(rights.mayWrite(asked), false);
  await assert.rejects(asked.publish("psst"), { code: 403 });
  await rights.handOver(group, guest.user);
  await his.acceptOwnership();
  await rights.throwOut(his, asker.user);
  await until(asked, ({ state }) => state === "banned");
});

recipe(["search.mjs"], async () => {
  const { beFoundAs, search, talkTo } = await recipes.load<{
    readonly beFoundAs: (client: Client, ...words: string[]) => Promise<void>;
    readonly search: (client: Client, text: string, signal?: AbortSignal) => Promise<readonly Found[]>;
    readonly talkTo: (client: Client, found: Found | undefined) => Topic;
  }>("search.mjs");
  const [ann, ben] = [await people.person(server.url), await people.person(server.url)];
  await beFoundAs(ben, "Benedict", "Hiker");
  assert.deepEqual(await search(ann, "be"), []);
  const found = await search(ann, "hiker Bened");
  assert.deepEqual(
    found.map(({ user }) => user),
    [ben.user],
  );
  await talkTo(ann, found[0]).publish("hello");
  await until(ben.me, ({ contacts }) => contacts.some(({ user }) => user === ann.user));
  await beFoundAs(ben);
  assert.deepEqual(await search(ann, "bened"), []);
});

recipe(["links.mjs"], async () => {
  const { makeLink, renewLink, join } = await recipes.load<{
    readonly makeLink: (client: Client, page: string) => Promise<string>;
    readonly renewLink: (topic: Topic, page: string) => Promise<string>;
    readonly join: (client: Client, link: string) => Promise<Topic>;
  }>("links.mjs");
  const [owner, guest, late] = [
    await people.person(server.url),
    await people.person(server.url),
    await people.person(server.url),
  ];
  const link = await makeLink(owner, "https://chat.example/");
  const joined = await join(guest, link);
  await joined.publish("I am in");
  const renewed = await renewLink(owner.topic(joined.name), "https://chat.example/");
  await assert.rejects(join(late, link), { code: 403 });
  assert.deepEqual(contents(await join(late, renewed)), ["I am in"]);
});

recipe(["errors.mjs"], async () => {
  const { tell } = await recipes.load<{
    readonly tell: <R>(action: () => Promise<R>, show: (text: string) => void) => Promise<R | undefined>;
  }>("errors.mjs");
  const [owner, guest] = [await people.person(server.url), await people.person(server.url)];
  const group = await owner.createGroup();
  const his = guest.topic(group.name);
  await his.open();
  const shown: string[] = [];
  const show = (text: string): void => void shown.push(text);
  assert.equal(await tell(() => Promise.resolve("done"), show), "done");
  await tell(() => his.deleteForAll(), show);
  await tell(() => guest.topic("grpnobody").open(), show);
  await tell(() => new Published({ url: server.url, apiKey }).find("x"), show);
  assert.deepEqual(shown, ["You may not do that", "topic not found", "That did not work. Please try again"]);
  await assert.rejects(
    tell(() => Promise.reject(new TypeError("a bug")), show),
    TypeError,
  );
});

recipe(["typed.ts"], async () => {
  const strict = ["--noEmit", "--strict", "--target", "es2024", "--module", "nodenext"];
  run("typescript/bin/tsc", [...strict, "--lib", "es2024,dom", "--types", "", "typed.ts"], recipes.folder);
  await using program = new Program([recipes.path("typed.ts")]);
  await program.line(/^hello$/);
  assert.equal(await program.end(), 0);
});

recipe(["chat.test.mjs"], async () => {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const args = ["--test", "--test-reporter=tap", recipes.path("chat.test.mjs")];
  const { status, stdout } = spawnSync(process.execPath, args, { env, encoding: "utf8" });
  assert.equal(status, 0, stdout);
  assert.match(stdout, /^# pass 1$/m);
});

test("every block of the page is run by one of these tests", () => {
  assert.equal(files.size, blockCount);
  assert.deepEqual([...files.keys()].toSorted(), [...tried].toSorted());
});

/** As any bundler does it. */
async function bundlePage(entry: string, name: string): Promise<void> {
  const build = await rolldown({
    input: recipes.path(entry),
    platform: "browser",
    transform: { define: { "process.env.NODE_ENV": '"development"' } },
  });
  const { output } = await build.generate({ format: "esm" });
  await build.close();
  writeFileSync(recipes.path(`${name}.js`), output[0].code);
  writeFileSync(
    recipes.path(`${name}.html`),
    `<!doctype html><meta charset="utf-8"><body><script type="module" src="${name}.js"></script>`,
  );
}
