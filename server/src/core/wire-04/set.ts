// {set}: changes a description, or somebody's access (spec: 0.4 §2.7). A payload without its word in `what` is not looked at.
import { refuse } from "../faults.ts";
import type { Refusal } from "../faults.ts";
import type { SetMeta } from "../vocabulary.ts";
import type { Body } from "./fields.ts";
import { readName } from "./name.ts";
import type { Naming } from "./name.ts";

export function decodeSet(body: Body<"set">, naming: Naming): SetMeta | Refusal {
  const info = body.what.includes("info");
  const sub = body.what.includes("sub");
  if (!info && !sub) return refuse("malformed", "set.what has no word that is known");
  if (info && body.info === undefined) return refuse("malformed", "set.info is missing");
  if (sub && body.sub === undefined) return refuse("malformed", "set.sub is missing");
  const ref = readName(body.topic, "set", naming);
  if ("fault" in ref) return ref;
  return {
    verb: "set",
    id: body.id,
    ref,
    ...(info && body.info !== undefined && { info: readInfo(body.info) }),
    ...(sub && body.sub !== undefined && { sub: body.sub }),
  };
}

function readInfo(info: NonNullable<Body<"set">["info"]>): NonNullable<SetMeta["info"]> {
  const { defacs, public: shown, private: note } = info;
  return { ...(defacs !== undefined && { defacs }), public: shown, private: note };
}
