// {del}: messages are hidden from oneself or deleted for all, or the topic ends (spec: 0.4 §2.8). Being subscribed is enough.
// All of it is markers: rows are removed later, in slices.
import { endedHead } from "../access/entry.ts";
import { D } from "../access/mode.ts";
import { refuse, type Refusal } from "../faults.ts";
import { isThere } from "../state.ts";
import type { Delete, Outcome, Write } from "../vocabulary.ts";
import type { Checks, Moment, Verb } from "../verb.ts";

export const del: Verb<Delete> = {
  needs: () => [],
  checks({ what, hard }: Delete): Checks {
    const member: Checks = { login: true, known: true, notBanned: true, subscribed: true };
    return what === "msg" && hard ? { ...member, letters: D } : member;
  },
  decide({ state, caller, command, at }: Moment<Delete>): Outcome | Refusal {
    const { topic } = state;
    const reply = { answer: "ok", topic: command.ref.as } as const;
    if (command.what === "topic") {
      if (!isThere(state)) return refuse("topic-not-found");
      if (state.kind !== "grp" || state.row.owner !== caller.user) return refuse("permission-denied");
      return { reply, writes: [{ put: "topic", topic, head: endedHead(state.row, at) }] };
    }
    const { user } = caller;
    if (user === undefined) return refuse("authentication-required");
    // Not compared with the clock: messages may be ahead of it. The store takes what is there already, and no more.
    const before = command.before === undefined ? {} : { before: command.before };
    const erasure: Write = { put: "erasure", topic, ...(command.hard ? {} : { user }), ...before, at };
    return { reply, writes: [erasure] };
  },
};
