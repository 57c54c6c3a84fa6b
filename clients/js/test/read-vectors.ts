// The vectors of clients/vectors, which the server and all clients run.
import { readFileSync } from "node:fs";

export function readVectors<V>(name: string): V {
  return JSON.parse(readFileSync(new URL(`../../vectors/${name}.json`, import.meta.url), "utf8")) as V;
}
