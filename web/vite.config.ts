// How the messenger is built. `vite dev` shows it with the connection passed on to a server at localhost:6060.
import { defineConfig } from "vite";

export default defineConfig({
  resolve: { conditions: ["source", "module", "browser", "import"] },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2022",
    // pictures in the style would be data: URLs
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/v0": { target: "http://localhost:6060", ws: true } } },
});
