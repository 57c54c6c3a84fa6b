// The bindings in Deno and Bun, as they are published, against the real server: the chat of the manual between the two, over a kill -9 of
// the server; and each alone over both transports, to its end.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { Program } from "./program.ts";
import { apiKey, RealServer } from "./real-server.ts";
import { manual, Recipes } from "./recipes.ts";
import { runtimes } from "./runtimes.ts";

let server: RealServer;
let recipes: Recipes;
before(async () => {
  server = await RealServer.start();
  recipes = await Recipes.install(server.url);
  writeFileSync(recipes.path("alone.mjs"), alone(server.url));
});
after(async () => {
  recipes[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

/** Writes to a group, reads it back, and ends because nothing is left that keeps it running. */
function alone(url: string): string {
  return `
    import process from "node:process";
    import { Client, MemoryCache } from "natter-client";
    const [name, transport] = process.argv.slice(2);
    const options = { url: "${url}", apiKey: "${apiKey}", transports: [transport], cache: new MemoryCache() };
    const client = new Client(options);
    await client.createAccount({ name, password: "blue teapot" });
    await client.logIn({ name, password: "blue teapot" });
    const topic = await client.createGroup({ public: "Alone" });
    await topic.publish("hello me");
    for await (const { content } of topic.stream({ after: 0 })) {
      console.log(transport, content, client.connection.getSnapshot().transport);
      break;
    }
    await client.stop();
    console.log("stopped");`;
}

for (const { title, command, missing } of runtimes) {
  for (const transport of ["websocket", "longpoll"]) {
    test(`${title} over ${transport}`, { skip: missing }, async () => {
      const name = `${title}-${transport}`;
      await using program = new Program([recipes.path("alone.mjs"), name, transport], command);
      await program.line(new RegExp(`^${transport} hello me ${transport}$`));
      await program.line(/^stopped$/);
      assert.equal(await program.end(), 0);
    });
  }
}

test("the manual says which ones were run", () => {
  for (const { title } of runtimes) assert.ok(manual.includes(title), title);
});

const missing = runtimes.map((one) => one.missing).find((reason) => reason !== false) ?? false;
test("two runtimes talk to each other, also after the server was killed", { skip: missing }, async () => {
  const [one = [], other = []] = runtimes.map(({ command }) => command);
  await using ann = new Program([recipes.path("chat.mjs"), "ann", "blue teapot"], one);
  const [group = ""] = /grp\S+/.exec(await ann.line(/others join with/)) ?? [];
  await using ben = new Program([recipes.path("chat.mjs"), "ben", "green kettle", group], other);
  await ben.line(/others join with/);
  ann.say("hello ben");
  await ben.line(/^usr\S{11} hello ben$/);
  await server.kill();
  ben.say("said while it was down");
  await server.start();
  await ann.line(/^usr\S{11} said while it was down$/);
});
