// What `npm start` runs: the command natter from its sources. Before it serves, the messenger is built if that is needed;
// a messenger that cannot be built is no reason not to serve.
import { buildWhenStale } from "./web.mjs";

const args = process.argv.slice(2);
const [first = "serve"] = args;
const isServing = first === "serve" || first.startsWith("-");
const isWithout = args.some((arg) => ["--no-web", "-h", "--help", "-V", "--version"].includes(arg));

if (isServing && !isWithout) buildWhenStale();
await import("../server/src/cli/main.ts");
