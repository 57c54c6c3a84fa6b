// The messenger in a real browser on a real server: two people from sign-up to chat, and a server that is killed while one is writing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bubble, goTo, idOf, Messenger, write } from "./messenger.ts";

const burst = Array.from({ length: 30 }, (_, n) => `burst ${n}`);
const killedAt = 10;
const startedAt = 20;

test("two people, from sign-up to chat, over a kill -9 of the server", async () => {
  await using messenger = await Messenger.start();
  const [ann, ben] = await Promise.all([messenger.signUp("Ann"), messenger.signUp("Ben")]);
  const benId = await idOf(ben.page);
  await goTo(ann.page, `#/c/${benId}`);
  await write(ann.page, "hello Ben");
  await ben.page.getByText("hello Ben").first().click();
  await write(ben.page, "hello Ann");
  await bubble(ann.page, "hello Ann").waitFor();

  const { server } = messenger;
  let death: Promise<void> | undefined;
  let birth: Promise<void> | undefined;
  for (const [n, text] of burst.entries()) {
    // nobody waits for it: what was just written is on its way
    if (n === killedAt) death = server.kill();
    if (n === startedAt) birth = death?.then(() => server.start());
    await write(ann.page, text);
  }
  await birth;
  // waits no longer for the next attempt
  for (const { page } of [ann, ben]) await page.evaluate(() => dispatchEvent(new Event("online")));
  const last = burst.at(-1) ?? "";
  await bubble(ann.page, last).getByText("Sent", { exact: true }).waitFor({ state: "attached" });
  await bubble(ben.page, last).waitFor();
  for (const { page } of [ann, ben]) {
    const texts = await page.locator(".message-text").allInnerTexts();
    assert.deepEqual(texts, ["hello Ben", "hello Ann", ...burst]);
  }
  messenger.assertQuiet();
});
