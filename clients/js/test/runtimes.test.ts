// The bindings in the oldest Node, in Deno and in Bun, as they are published, against the real server: the chat of the manual between all
// of them, over a kill -9 of the server; and each alone over both transports, to its end.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { Program } from "./program.ts";
import { apiKey, RealServer } from "./real-server.ts";
import { manual, Recipes } from "./recipes.ts";
import { runtimes } from "./runtimes.ts";

let server: RealServer;
let recipes: Recipes;
/** also when the second of them fails */
const stage = new AsyncDisposableStack();
before(async () => {
  server = stage.use(await RealServer.start());
  recipes = stage.use(await Recipes.install(server.url));
  writeFileSync(recipes.path("alone.mjs"), alone(server.url));
});
after(() => stage.disposeAsync());

/** Writes to a group, reads it back, and ends because nothing is left that keeps it running. */
function alone(url: string): string {
  return `
    import process from "node:process";
    import { Client, MemoryCache } from "natter-client";
    const { Bun, Deno } = globalThis;
    const home = Deno ? \`Deno \${Deno.version.deno}\` : Bun ? \`Bun \${Bun.version}\` : \`Node \${process.versions.node}\`;
    console.log(\`in \${home}\`);
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

/** Who works at his desk may be without a network; a run that decides may not. */
const skipOf = (missing: string | false): string | false => (process.env["CI"] ? false : missing);

for (const { title, command, missing } of runtimes) {
  for (const transport of ["websocket", "longpoll"]) {
    test(`${title} over ${transport}`, { skip: skipOf(missing) }, async () => {
      assert.equal(missing, false);
      const name = `${title}-${transport}`;
      await using program = new Program([recipes.path("alone.mjs"), name, transport], command);
      await program.line(new RegExp(`^in ${title}$`));
      await program.line(new RegExp(`^${transport} hello me ${transport}$`));
      await program.line(/^stopped$/);
      assert.equal(await program.end(), 0);
    });
  }
}

test("the manual says which ones were run", () => {
  for (const { title } of runtimes) assert.ok(manual.includes(title), title);
});

test("the oldest Node of the package is among them", () => {
  const { engines } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    readonly engines: { readonly node: string };
  };
  const [, oldest = ""] = /^>=([\d.]+)$/.exec(engines.node) ?? [];
  assert.ok(runtimes.some(({ title }) => title === `Node ${oldest}.0`));
});

const missing = runtimes.map((one) => one.missing).find((reason) => reason !== false) ?? false;
test(
  "all of them talk to each other, also after the server was killed",
  { skip: skipOf(missing) },
  async () => {
    assert.equal(missing, false);
    const [first, ...others] = runtimes.map(({ command }) => command);
    await using ann = new Program([recipes.path("chat.mjs"), "ann", "blue teapot"], first);
    const [group = ""] = /grp\S+/.exec(await ann.line(/others join with/)) ?? [];
    await using guests = new AsyncDisposableStack();
    const [ben, ...rest] = others.map((command, at) =>
      guests.use(new Program([recipes.path("chat.mjs"), `guest-${at}`, "green kettle", group], command)),
    );
    assert.ok(ben);
    for (const guest of [ben, ...rest]) await guest.line(/others join with/);
    ann.say("hello all");
    for (const guest of [ben, ...rest]) await guest.line(/^usr\S{11} hello all$/);
    await server.kill();
    ben.say("said while it was down");
    await server.start();
    for (const listener of [ann, ...rest]) await listener.line(/^usr\S{11} said while it was down$/);
  },
);
