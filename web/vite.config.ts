// How the messenger is built. `vite dev` shows it with the connection passed on to the server at NATTER_URL, by default localhost:6060,
// and with the API key of NATTER_API_KEY; a page that a server shows has the key of that server.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vite";
import type { Plugin } from "vite";

const { NATTER_URL = "http://localhost:6060", NATTER_API_KEY = "" } = process.env;
const worker = "sw.js";
const unhashed = join(import.meta.dirname, "public");

/** Tells the worker which files there are, and by the name of the list whether one of them has changed. */
function shellList(): Plugin {
  return {
    name: "shell-list",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const built = Object.keys(bundle).filter((name) => name.startsWith("assets/"));
        const others = readdirSync(unhashed);
        const files = [...built, ...others].sort().map((name) => `/${name}`);
        const hash = createHash("sha256").update(files.join());
        for (const name of others) hash.update(readFileSync(join(unhashed, name)));
        const shell = { name: `shell-${hash.digest("hex").slice(0, 12)}`, files };
        const chunk = bundle[worker];
        if (chunk?.type !== "chunk") throw new Error(`there is no ${worker}`);
        chunk.code = `const shell=${JSON.stringify(shell)};${chunk.code}`;
      },
    },
  };
}

function keyWhileDeveloping(): Plugin {
  return {
    name: "key-while-developing",
    apply: "serve",
    transformIndexHtml: (page) =>
      page.replace('name="natter-api-key" content=""', `name="natter-api-key" content="${NATTER_API_KEY}"`),
  };
}

export default defineConfig({
  plugins: [shellList(), keyWhileDeveloping()],
  resolve: { conditions: ["source", "module", "browser", "import"] },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2022",
    // pictures in the style would be data: URLs
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: "index.html", sw: "src/worker/sw.ts" },
      output: {
        entryFileNames: ({ name }) => (name === "sw" ? worker : "assets/[name]-[hash].js"),
      },
    },
  },
  server: { proxy: { "/v0": { target: NATTER_URL, ws: true } } },
});
