// One scenario on one target in a process of its own, so that none finds the memory or the sockets of the one before.
//   node bench/one.ts <scenario> <setting as JSON>    prints the figures as a line of JSON
import { stayAwake } from "./load/awake.ts";
import type { Setting } from "./load/stage.ts";
import { isScenario, scenarios } from "./scenarios/table.ts";

const [name = "", setting = ""] = process.argv.slice(2);
if (!isScenario(name)) throw new Error(`no scenario is called ${name}`);
// files as the server would make them
process.umask(0o077);
// told to end, everything started here ends too: those listen for this process's end
for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => process.exit(1));
stayAwake();
console.log(JSON.stringify(await scenarios[name].run(JSON.parse(setting) as Setting)));
process.exit(0);
