// An order of the operator about one account: disable, enable, delete (spec: 0.4 §2.2). Decided in the queue of its `me` topic.
// A deleted account keeps its id, its name and its rows in the topics it was in; nothing else of it stays.
// The groups it owned are settled one by one afterwards: succeed.ts.
import { endedHead } from "../access/entry.ts";
import { refuse, type Refusal } from "../faults.ts";
import { meOwner } from "../ids.ts";
import { isThere, type User } from "../state.ts";
import type { Administer, Need, Outcome, Write } from "../vocabulary.ts";
import type { Moment, Verb } from "../verb.ts";

export const administer: Verb<Administer> = {
  needs: ({ ref, act }: Administer): readonly Need[] =>
    act === "delete" ? [{ fresh: "logins", user: meOwner(ref.topic) }] : [],
  checks: () => ({}),
  decide(moment: Moment<Administer>): Outcome | Refusal {
    const { state, caller, command, at } = moment;
    if (caller.operator !== true) return refuse("permission-denied");
    const { user } = state;
    if (user === undefined || user.state === "gone") return refuse("user-not-found");
    const reply = { answer: "ok", topic: command.ref.as } as const;
    if (command.act === "delete") return { reply, ...removal(moment, user) };
    const next: User = { ...user, state: command.act === "disable" ? "disabled" : "active" };
    const writes: Write[] =
      next.state === user.state ? [] : [{ put: "user", user: { ...next, updated: at } }];
    if (command.act === "enable") return { reply, writes };
    return {
      reply,
      writes: [...writes, { put: "revocation", user: user.id }],
      cut: { user: user.id, why: "disabled", keepCaller: false },
    };
  },
};

function removal({ state, facts, at }: Moment<Administer>, user: User): Outcome {
  const { public: _public, ...rest } = user;
  const logins = (facts.logins ?? []).map(({ scheme, name }): Write => {
    return { put: "login", login: { scheme, name, user: user.id } };
  });
  const { topic } = state;
  return {
    writes: [
      { put: "user", user: { ...rest, state: "gone", tags: [], updated: at } },
      ...logins,
      { put: "revocation", user: user.id },
      ...(isThere(state) ? [{ put: "topic", topic, head: endedHead(state.row, at) } as const] : []),
    ],
    cut: { user: user.id, why: "deleted", keepCaller: false },
  };
}
