// {pub}: a message (spec: 0.4 §2.5) with a name for a safe retry (extensions §2). The content stays raw text.
import { refuse } from "../faults.ts";
import type { Refusal } from "../faults.ts";
import type { Publish } from "../vocabulary.ts";
import type { Body } from "./fields.ts";
import { readName } from "./name.ts";
import type { Naming } from "./name.ts";

const keyPattern = /^[\w.:-]{1,64}$/;

export function decodePub(body: Body<"pub">, naming: Naming): Publish | Refusal {
  const { id, topic, content, key } = body;
  if (key !== undefined && !keyPattern.test(key)) {
    return refuse("malformed", "pub.key must be 1 to 64 of A-Z a-z 0-9 - _ . :");
  }
  const ref = readName(topic, "pub", naming);
  if ("fault" in ref) return ref;
  return { verb: "pub", id, ref, content, key };
}
