// Which build this is: the version of the package, and a stamp where the one who built it left one.
import { readFileSync } from "node:fs";

const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

export const version: string = manifest.version;

/** In the greeting of every session. */
export const buildStamp: string = version;
