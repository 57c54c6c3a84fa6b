// {pres}: somebody came or went, something changed (spec: 0.4 §3.4, §6). As the seed prints it: no id, no time.
import type { Event } from "../vocabulary.ts";
import { formatName } from "./name.ts";

export type Pres = Extract<Event, { readonly event: "pres" }>;

export function encodePres(pres: Pres): string {
  const topic = pres.about === "contact" ? "me" : formatName(pres.topic);
  const user = pres.about === "topic" ? "" : `"user":"${pres.user}",`;
  return `{"pres":{"topic":"${topic}",${user}"what":"${pres.what}"}}`;
}
