// {del}: hides or deletes messages, or deletes the topic (spec: 0.4 §2.8).
import { refuse } from "../faults.ts";
import type { Refusal } from "../faults.ts";
import type { Delete } from "../vocabulary.ts";
import type { Body } from "./fields.ts";
import { readName } from "./name.ts";
import type { Naming } from "./name.ts";

export function decodeDel(body: Body<"del">, naming: Naming): Delete | Refusal {
  const { id, topic, what = "msg", hard = false, before } = body;
  if (what !== "msg" && what !== "topic") return refuse("malformed", "del.what must be msg or topic");
  const ref = readName(topic, "del", naming);
  if ("fault" in ref) return ref;
  return { verb: "del", id, ref, what, hard, before };
}
