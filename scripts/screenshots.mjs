// Makes the pictures of the messenger in docs/images again: all those that the pages show.
//   npm run screenshots
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureSystemPackages } from "./system-packages.mjs";
import { buildWhenStale } from "./web.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

function shown() {
  const pages = ["README.md", "docs/messenger.md"].map((page) => readFileSync(join(root, page), "utf8"));
  return new Set(
    pages.flatMap((text) => Array.from(text.matchAll(/images\/([\w-]+\.png)/g), ([, name]) => name)),
  );
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
  if (status === 0)
    for (const name of shown()) copyFileSync(join(folder, name), join(root, "docs/images", name));
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
