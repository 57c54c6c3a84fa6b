// The messenger in a real browser on a real server: two people from sign-up to chat, and a server that is killed while one writes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bubble, goTo, idOf, Messenger, write } from "./messenger.ts";

test("two people, from sign-up to chat, over a kill -9 of the server", async () => {
  await using messenger = await Messenger.start();
  const [ann, ben] = await Promise.all([messenger.signUp("Ann"), messenger.signUp("Ben")]);
  const benId = await idOf(ben.page);
  await goTo(ann.page, `#/c/${benId}`);
  await write(ann.page, "hello Ben");
  await ben.page.getByText("hello Ben").first().click();
  await write(ben.page, "hello Ann");
  await bubble(ann.page, "hello Ann").waitFor();

  await messenger.server.kill();
  await write(ann.page, "said while it was down");
  await messenger.server.start();
  await bubble(ben.page, "said while it was down").waitFor();
  assert.equal(await bubble(ben.page, "said while it was down").count(), 1);
  messenger.assertQuiet();
});
