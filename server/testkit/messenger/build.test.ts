// The messenger from its sources to the browser: built when missing or stale, by one process at a time; served from the repository and
// from the package; done without when it is switched off or cannot be built.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { Checkout, type Serving } from "./checkout.ts";

const build = "scripts/web.mjs";
const launcher = "scripts/natter.mjs";
const program = "server/src/cli/main.ts";

/** The page and its script, as one text. */
async function shown({ messenger: [url = ""] }: Serving): Promise<string> {
  const page = await (await fetch(url)).text();
  const [, script = ""] = /<script[^>]* src="([^"]+)"/.exec(page) ?? [];
  return page + (await (await fetch(new URL(script, url))).text());
}

async function assertPlain(serving: Serving): Promise<void> {
  const answer = await fetch(serving.url);
  assert.equal(answer.status, 200);
  assert.match(await answer.text(), /^This is Natter/);
  assert.deepEqual(serving.messenger, []);
}

test("the first start builds the messenger, the next one finds it, a change is built by the one after", async () => {
  await using checkout = new Checkout();
  const first = await checkout.serve(launcher);
  assert.match(first.err, /building the messenger/);
  assert.match(await shown(first), /content="AQEAAAABAAD_rAp4DJh05a1HAwFT3A6K".*first /s);
  assert.match((await fetch(new URL("sw.js", first.url))).headers.get("content-type") ?? "", /javascript/);
  const next = await checkout.serve(launcher);
  assert.equal(next.err, "");

  checkout.write("web/src/main.js", 'document.title = "second";');
  const changed = await checkout.serve(launcher);
  assert.match(changed.err, /the messenger changed, building it/);
  assert.match(await shown(changed), /second/);
  assert.match(await shown(first), /first /, "who runs goes on with what he read");
});

const changes: readonly (readonly [what: string, isStale: boolean, change: (checkout: Checkout) => void])[] =
  [
    ["nothing", false, () => undefined],
    ["a source", true, (checkout) => checkout.write("web/src/main.js", "document.title = 'other';")],
    ["a new source", true, (checkout) => checkout.write("web/src/deep/new.js", "")],
    ["a file that is gone", true, (checkout) => checkout.remove("web/src/deep")],
    ["a public file", true, (checkout) => checkout.write("web/public/icon.svg", "<svg/>")],
    ["the page", true, (checkout) => checkout.write("web/index.html", "<html></html>")],
    ["the configuration", true, (checkout) => checkout.write("web/vite.config.js", "export default {};")],
    ["the client", true, (checkout) => checkout.write("clients/js/src/client.js", "export const words = 1;")],
    ["the packages", true, (checkout) => checkout.write("package-lock.json", '{ "lockfileVersion": 3 }')],
    ["a lost build", true, (checkout) => checkout.remove("web/dist")],
    ["a build by hand", true, (checkout) => checkout.remove("web/dist/.stamp")],
    ["a test", false, (checkout) => checkout.write("web/src/main.test.ts", "")],
    ["what tests leave", false, (checkout) => checkout.write("web/test/screen.png", "")],
    ["a hidden file", false, (checkout) => checkout.write("web/src/.main.js.swp", "")],
    ["the server", false, (checkout) => checkout.write("server/src/cli/new.ts", "")],
  ];

test("what makes a build stale, and what does not", async (t) => {
  await using checkout = new Checkout();
  assert.equal((await checkout.run(build)).code, 0);
  for (const [what, isStale, change] of changes) {
    await t.test(`${what}: ${isStale ? "stale" : "fresh"}`, async () => {
      change(checkout);
      const { code, err } = await checkout.run(build);
      assert.equal(code, 0, err);
      assert.equal(/building/.test(err), isStale, err);
    });
  }
});

test("several starts side by side build once, and all of them serve all of it", async () => {
  await using checkout = new Checkout();
  const all = await Promise.all(Array.from({ length: 4 }, () => checkout.serve(launcher)));
  assert.equal(all.filter(({ err }) => /natter: building the messenger/.test(err)).length, 1);
  for (const serving of all) assert.match(await shown(serving), /first /);
  assert.deepEqual(checkout.names("web"), ["dist", "index.html", "package.json", "public", "src"]);
});

test("what a killed build left is no obstacle, and no part of the next one", async () => {
  await using checkout = new Checkout();
  const { pid } = spawnSync(process.execPath, ["--version"]);
  checkout.write("web/.build.lock", `${pid} 0\n`);
  checkout.write("web/.building/assets/half.js", "half");
  checkout.write("web/.replaced/index.html", "old");
  assert.equal((await checkout.run(build)).code, 0);
  assert.deepEqual(checkout.names("web"), ["dist", "index.html", "package.json", "public", "src"]);
  assert.deepEqual(checkout.names("web/dist"), [".stamp", "assets", "index.html", "sw.js"]);
  assert.equal(checkout.has("web/dist/assets/half.js"), false);
});

test("without its sources there is nothing to build, and that is said, too", async () => {
  await using checkout = new Checkout();
  checkout.remove("clients");
  const { code, err } = await checkout.run(build);
  assert.equal(code, 1);
  assert.match(err, /^natter: the messenger cannot be built.* Try .*\n.*ENOENT/m);
});

test("a messenger that cannot be built: said with what to try, and the server serves", async () => {
  await using checkout = new Checkout();
  checkout.write("web/src/main.js", 'import "./nowhere.js";');
  const without = await checkout.serve(launcher);
  assert.match(without.err, /^natter: the messenger cannot be built, the server starts without it\. Try /m);
  assert.match(without.err, /nowhere\.js/);
  assert.equal(
    without.said.filter((line) => /^the messenger is not built.*Try npm start/.test(line)).length,
    1,
  );
  await assertPlain(without);
  assert.equal(checkout.has("web/.build.lock"), false);

  checkout.write("web/src/main.js", 'document.title = "mended";');
  assert.equal((await checkout.run(build)).code, 0);
  checkout.write("web/src/main.js", "this is no script");
  const former = await checkout.serve(launcher);
  assert.match(former.err, /^natter: the messenger cannot be built, the former one is served\. Try /m);
  assert.match(await shown(former), /mended/);
});

const withouts: readonly (readonly [
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
])[] = [
  [launcher, ["--no-web"], {}],
  [program, ["--web", "off"], {}],
  [program, ["--web", "on", "--no-web"], {}],
  [program, [], { NATTER_WEB: "off" }],
];

test("--no-web: no messenger, and none is built", async (t) => {
  await using checkout = new Checkout();
  assert.equal((await checkout.serve(launcher, ["--no-web"])).err, "");
  assert.equal(checkout.has("web/dist"), false);
  assert.equal((await checkout.run(build)).code, 0);
  for (const [script, args, env] of withouts) {
    await t.test(
      [...Object.entries(env).map((pair) => pair.join("=")), script, ...args].join(" "),
      async () => {
        const serving = await checkout.serve(script, args, env);
        await assertPlain(serving);
        assert.equal((await fetch(new URL("sw.js", serving.url))).status, 404);
        assert.deepEqual(
          serving.said.filter((line) => /messenger/.test(line)),
          [],
        );
      },
    );
  }
  assert.match(await shown(await checkout.serve(program, ["--no-web", "--web", "on"])), /first /);
});

test("the package has the messenger inside, and does without where it is lost", async () => {
  await using checkout = new Checkout();
  const built = await checkout.run("scripts/build.mjs");
  assert.equal(built.code, 0, built.out + built.err);
  const pack = ["pack", "--json", "--ignore-scripts", "--offline", "--pack-destination", checkout.root];
  const [packed] = JSON.parse(checkout.command("npm", pack, "server")) as [{ filename: string }];
  checkout.remove("web"); // nothing is found there any more
  checkout.remove("server");
  checkout.command("tar", ["-xzf", packed.filename]);
  assert.deepEqual(checkout.names("package/dist/web"), ["assets", "index.html", "sw.js"]);

  const main = "package/dist/cli/main.js";
  assert.match(await shown(await checkout.serve(main)), /content="AQEA.*first /s);
  checkout.remove("package/dist/web");
  const without = await checkout.serve(main);
  assert.equal(without.said.filter((line) => /Try installing the package again/.test(line)).length, 1);
  await assertPlain(without);
});
