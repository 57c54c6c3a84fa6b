// What the list says of a request after it was answered: here, and in another session of the same account.
import { test } from "node:test";
import { Client } from "../src/client.ts";
import { People, until } from "./people.ts";
import { apiKey, RealServer } from "./real-server.ts";

test("a request that was accepted may be answered, in every session of the account", async () => {
  await using server = await RealServer.start();
  await using people = new People();
  const ann = await people.person(server.url);
  await ann.me.change({ defaultAccess: { auth: "N" } });
  const elsewhere = new Client({ url: server.url, apiKey });
  try {
    await elsewhere.logIn({ token: ann.login?.token ?? "" });
    const ben = await people.person(server.url);
    await ben.topic(ann.user).open();
    const modeIn = (client: Client, mode: string): Promise<true> =>
      until(
        client.me,
        ({ contacts }) => contacts.some((one) => one.user === ben.user && one.mode === mode) || undefined,
      );
    await Promise.all([modeIn(ann, "N"), modeIn(elsewhere, "N")]);
    await ann.topic(ben.user).accept();
    await Promise.all([modeIn(ann, "RWP"), modeIn(elsewhere, "RWP")]);
  } finally {
    await elsewhere.stop();
  }
});
