// {get}: description, subscriptions, history (spec: 0.4 §2.6).
import { refuse } from "../faults.ts";
import type { Refusal } from "../faults.ts";
import { parseQuery } from "../tags.ts";
import type { Find, Get } from "../vocabulary.ts";
import { readBrowse, readInbox, readPage, readWhat } from "./browse.ts";
import type { Body } from "./fields.ts";
import { readName } from "./name.ts";
import type { Naming } from "./name.ts";

export function decodeGet(body: Body<"get">, naming: Naming): Get | Find | Refusal {
  if (body.topic === "fnd") return decodeFind(body, naming);
  if (body.find !== undefined) return refuse("malformed", "get.find is for the topic fnd");
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

/** The search: a name that is no topic, so that nothing else can be done with it (extensions-0.4 §5). */
function decodeFind({ id, what, find }: Body<"get">, { user }: Naming): Find | Refusal {
  if (user === undefined) return refuse("authentication-required");
  if (what.length !== 1 || what[0] !== "sub") return refuse("malformed", "get.what of fnd is sub");
  const query = find === undefined ? undefined : parseQuery(find);
  if (query === undefined)
    return refuse("malformed", "get.find must be 1 to 16 words with at most one word*");
  return { verb: "find", id, as: "fnd", query };
}
