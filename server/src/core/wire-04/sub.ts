// {sub}: makes a topic, subscribes, attaches, and asks like {get} (spec: 0.4 §2.3).
import { refuse } from "../faults.ts";
import type { Refusal } from "../faults.ts";
import type { Subscribe } from "../vocabulary.ts";
import { readBrowse, readWhat } from "./browse.ts";
import type { Body } from "./fields.ts";
import { readName } from "./name.ts";
import type { Naming } from "./name.ts";
import { includesOwner } from "./read.ts";

export function decodeSub(body: Body<"sub">, naming: Naming): Subscribe | Refusal {
  const { id, topic, init, sub } = body;
  if (
    topic === "new" &&
    [init?.defacs?.auth, init?.defacs?.anon].some((mode) => mode && includesOwner(mode))
  ) {
    return refuse("malformed", "sub.init.defacs cannot include O");
  }
  const ref = readName(topic, "sub", naming);
  if ("fault" in ref) return ref;
  return {
    verb: "sub",
    id,
    ref,
    ...(init?.defacs !== undefined && { defacs: init.defacs }),
    public: init?.public,
    private: init?.private,
    mode: sub?.mode,
    info: sub?.info,
    get: readWhat(body.get),
    browse: readBrowse(body.browse),
  };
}
