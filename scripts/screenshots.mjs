// Makes the pictures of the messenger in docs/images again: those that the pages show, and sheets with all screens.
//   npm run screenshots
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { launchChromium } from "../clients/js/test/chromium.ts";
import { ensureSystemPackages } from "./system-packages.mjs";
import { buildWhenStale } from "./web.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const images = join(root, "docs/images");

/** Every screen in one of these forms, on one sheet; how wide each is there, px. */
const sheets = { light: 440, dark: 440, phone: 240, "phone-de": 240 };

function shown() {
  const pages = ["README.md", "docs/messenger.md"].map((page) => readFileSync(join(root, page), "utf8"));
  return new Set(
    pages.flatMap((text) => Array.from(text.matchAll(/images\/([\w-]+\.png)/g), ([, name]) => name)),
  );
}

function pageOf(folder, names, width) {
  const figure = (name) =>
    `<figure><img src="${pathToFileURL(join(folder, name)).href}" width="${width}"><figcaption>${name}</figcaption></figure>`;
  const style = `body { display: flex; flex-wrap: wrap; gap: 12px; margin: 12px; align-items: start; font: 12px sans-serif }
    figure { margin: 0 } img { display: block; border: 1px solid #999 }`;
  return `<!doctype html><meta charset="utf-8"><style>${style}</style>${names.map(figure).join("")}`;
}

async function makeSheets(folder) {
  const browser = await launchChromium("--allow-file-access-from-files");
  try {
    const page = await browser.newPage({ viewport: { width: 1850, height: 1000 } });
    for (const [variant, width] of Object.entries(sheets)) {
      const names = readdirSync(folder).filter((name) => formOf(name) === variant);
      const sheet = join(folder, "sheet.html");
      writeFileSync(sheet, pageOf(folder, names, width));
      await page.goto(pathToFileURL(sheet).href);
      const path = join(images, `all-${variant}.jpg`);
      await page.screenshot({ path, fullPage: true, type: "jpeg", quality: 80 });
    }
  } finally {
    await browser.close();
  }
}

function formOf(name) {
  return /-(light|dark|phone|phone-de)\.png$/.exec(name)?.[1];
}

ensureSystemPackages("node");
const folder = mkdtempSync(join(tmpdir(), "natter-screenshots-"));
try {
  const { status } = buildWhenStale()
    ? spawnSync(process.execPath, ["--test", "--conditions=source", "web/test/screens.test.ts"], {
        cwd: root,
        env: { ...process.env, SCREENSHOTS: folder },
        stdio: "inherit",
      })
    : { status: 1 };
  if (status === 0) {
    for (const name of shown()) copyFileSync(join(folder, name), join(images, name));
    await makeSheets(folder);
  }
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
