// {leave}: detaches the session, or ends the subscription (spec: 0.4 §2.4).
import type { Refusal } from "../faults.ts";
import type { Leave } from "../vocabulary.ts";
import type { Body } from "./fields.ts";
import { readName } from "./name.ts";
import type { Naming } from "./name.ts";

export function decodeLeave(body: Body<"leave">, naming: Naming): Leave | Refusal {
  const ref = readName(body.topic, "leave", naming);
  if ("fault" in ref) return ref;
  return { verb: "leave", id: body.id, ref, unsub: body.unsub ?? false };
}
