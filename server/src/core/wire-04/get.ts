// {get}: description, subscriptions, history (spec: 0.4 §2.6).
import { refuse } from "../faults.ts";
import type { Refusal } from "../faults.ts";
import type { Get } from "../vocabulary.ts";
import { readBrowse, readInbox, readPage, readWhat } from "./browse.ts";
import type { Body } from "./fields.ts";
import { readName } from "./name.ts";
import type { Naming } from "./name.ts";

export function decodeGet(body: Body<"get">, naming: Naming): Get | Refusal {
  const what = readWhat(body.what);
  if (what.length === 0) return refuse("malformed", "get.what has no word that is known");
  const ref = readName(body.topic, "get", naming);
  if ("fault" in ref) return ref;
  const page = readPage(body.subs);
  if (page !== undefined && "fault" in page) return page;
  return {
    verb: "get",
    id: body.id,
    ref,
    what,
    browse: readBrowse(body.browse),
    ...(page && { page }),
    ...readInbox(body.subs),
  };
}
