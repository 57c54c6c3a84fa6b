// The messenger at `/`: where its files are, and what is said when they are not there. The server does without it, people do not.
import { fileURLToPath } from "node:url";
import { openPageFiles, type PageFile } from "../adapters/page-files/index.ts";
import type { Log } from "../runtime/log.ts";
import { firstKey } from "./apikey.ts";
import { messageOf } from "./data-folder.ts";
import type { Config } from "./options.ts";

/** The package holds it beside the program; in the repository it is where its build leaves it. */
const isPackage = !import.meta.url.endsWith(".ts");
const folder = fileURLToPath(new URL(isPackage ? "../web/" : "../../../web/dist/", import.meta.url));
const remedy = isPackage ? "installing the package again" : "npm start, which builds it";

/** Its files; none when it is switched off, or is not there: that is logged, and no reason not to start. */
export async function openMessenger(config: Config, log: Log): Promise<readonly PageFile[]> {
  if (!config.web) return [];
  try {
    return await openPageFiles(folder, firstKey(config));
  } catch (error) {
    const why = messageOf(error);
    log.warn({ folder, why }, `the messenger is not built, / shows a plain page. Try ${remedy}, or --no-web`);
    return [];
  }
}
