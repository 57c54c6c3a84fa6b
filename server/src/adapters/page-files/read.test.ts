import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test, type TestContext } from "node:test";
import { readSources } from "./read.ts";

const page = '<html><head><meta name="natter-api-key" content="" /></head></html>';

function folderWith(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "natter-page-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const forever = "public, max-age=31536000, immutable";
const kinds: readonly (readonly [name: string, type: string, isText: boolean, cacheControl: string])[] = [
  ["assets/index-abc.js", "text/javascript; charset=utf-8", true, forever],
  ["assets/deep/index-abc.css", "text/css; charset=utf-8", true, forever],
  ["assets/font-abc.woff2", "font/woff2", false, forever],
  ["sw.js", "text/javascript; charset=utf-8", true, "no-cache"],
  ["manifest.webmanifest", "application/manifest+json", true, "no-cache"],
  ["icon.svg", "image/svg+xml", true, "no-cache"],
  ["icon-192.PNG", "image/png", false, "no-cache"],
  ["sound.mp3", "audio/mpeg", false, "no-cache"],
  ["LICENSE", "application/octet-stream", false, "no-cache"],
];

for (const [name, type, isText, cacheControl] of kinds) {
  test(`${name} is ${type}, ${cacheControl}`, async (t) => {
    const sources = await readSources(folderWith(t, { "index.html": page, [name]: "bytes" }), "key");
    const found = sources.find(({ paths }) => paths.includes(`/${name}`));
    assert.deepEqual(found, { paths: [`/${name}`], type, isText, cacheControl, bytes: Buffer.from("bytes") });
  });
}

test("the page is at / and under its name, never kept unasked, with the key in its place", async (t) => {
  const [source, ...others] = await readSources(folderWith(t, { "index.html": page }), "AQ$&_-");
  assert.deepEqual(source?.paths, ["/", "/index.html"]);
  assert.equal(source.cacheControl, "no-cache");
  assert.equal(
    String(source.bytes),
    page.replace('""', () => '"AQ$&_-"'),
  );
  assert.deepEqual(others, []);
});

test("what begins with a dot and what is a link are not part of the page", async (t) => {
  const folder = folderWith(t, { "index.html": page, ".stamp": "1", ".git/config": "2", "a/.b/c.js": "3" });
  symlinkSync("/etc/hostname", join(folder, "link.txt"));
  const sources = await readSources(folder, "key");
  assert.deepEqual(
    sources.flatMap(({ paths }) => paths),
    ["/", "/index.html"],
  );
});

const unusable: readonly (readonly [what: string, files: Readonly<Record<string, string>>, says: RegExp])[] =
  [
    ["an empty folder", {}, /there is no index\.html/],
    ["a folder without a page", { "assets/index.html": page }, /there is no index\.html/],
    ["a page that takes no key", { "index.html": "<html></html>" }, /no place for the API key/],
  ];

for (const [what, files, says] of unusable) {
  test(`${what} is not served`, async (t) => {
    await assert.rejects(readSources(folderWith(t, files), "key"), says);
  });
}

test("a folder that does not exist is not served", async (t) => {
  await assert.rejects(readSources(join(folderWith(t, {}), "none"), "key"), /ENOENT/);
});
