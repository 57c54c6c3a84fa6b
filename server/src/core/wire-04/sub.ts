// {sub}: makes a topic, subscribes, attaches, and asks like {get} (spec: 0.4 §2.3).
import { refuse } from "../faults.ts";
import type { Refusal } from "../faults.ts";
import { PUBLIC } from "../access/mode.ts";
import type { Subscribe, TopicRef } from "../vocabulary.ts";
import { readBrowse, readInbox, readPage, readWhat } from "./browse.ts";
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
  const misplaced = checkToken(body, ref);
  if (misplaced !== undefined) return misplaced;
  const page = readPage(body.subs);
  if (page !== undefined && "fault" in page) return page;
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
    ...(body.bearer !== undefined && { bearer: body.bearer }),
    ...(init?.bearer !== undefined && { tokenMode: init.bearer.mode ?? PUBLIC }),
    ...(init?.tags !== undefined && { tags: init.tags }),
    ...(page && { page }),
    ...readInbox(body.subs),
  };
}

/** Only a group has a token: `new` gets one by `init`, an older one is joined by it (extensions-0.4 §3.1, §3.6). */
function checkToken({ bearer, init }: Body<"sub">, ref: TopicRef): Refusal | undefined {
  if (init?.bearer !== undefined && !ref.fresh)
    return refuse("malformed", "sub.init.bearer is for new groups");
  if (init?.tags !== undefined && !ref.fresh) return refuse("malformed", "sub.init.tags is for new groups");
  const isJoinable = ref.kind === "grp" && !ref.fresh;
  return bearer === undefined || isJoinable ? undefined : refuse("malformed", "sub.bearer is for groups");
}
