// {set}: changes a description, or somebody's access (spec: 0.4 §2.7). A payload without its word in `what` is not looked at.
import { refuse } from "../faults.ts";
import type { Refusal } from "../faults.ts";
import type { BearerChange, SetMeta, TopicRef } from "../vocabulary.ts";
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
  const described = info && body.info !== undefined ? readInfo(body.info, ref) : undefined;
  if (described !== undefined && "fault" in described) return described;
  return {
    verb: "set",
    id: body.id,
    ref,
    ...(described && { info: described }),
    ...(sub && body.sub !== undefined && { sub: body.sub }),
  };
}

type Info = NonNullable<Body<"set">["info"]>;

function readInfo(info: Info, ref: TopicRef): NonNullable<SetMeta["info"]> | Refusal {
  const { defacs, public: shown, private: note, bearer, tags } = info;
  const token = bearer === undefined ? undefined : readBearer(bearer, ref);
  if (typeof token === "object" && "fault" in token) return token;
  return {
    ...(defacs !== undefined && { defacs }),
    public: shown,
    private: note,
    ...(token !== undefined && { bearer: token }),
    ...(tags !== undefined && { tags }),
  };
}

/** One of: another mode, a new token, none any more (extensions-0.4 §3.1, §3.6). */
function readBearer(bearer: NonNullable<Info["bearer"]> | null, ref: TopicRef): BearerChange | Refusal {
  if (ref.kind !== "grp") return refuse("malformed", "set.info.bearer is for groups");
  if (bearer === null) return "close";
  const { mode, renew = false } = bearer;
  if ((mode !== undefined) === renew) return refuse("malformed", "set.info.bearer is either mode or renew");
  return mode === undefined ? "renew" : { mode };
}
