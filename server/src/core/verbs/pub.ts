// {pub}: a message for everybody attached (spec: 0.4 §2.5, extensions-0.4 §2).
// The time and number of a message are assigned when it is stored; the 202 carries that time.
import { W } from "../access/mode.ts";
import { refuse, type Refusal } from "../faults.ts";
import type { Assigned, Outcome, Publish, Reply } from "../vocabulary.ts";
import type { Checks, Moment, Verb } from "../verb.ts";

export const pub: Verb<Publish> = {
  needs: () => [],
  /** `me` is read-only whether attached or not: its mode has no W. */
  checks({ ref }: Publish): Checks {
    if (ref.kind === "me") return { login: true, letters: W };
    return { known: true, notBanned: true, attached: true, letters: W };
  },
  decide({ state, caller, command, at }: Moment<Publish>): Outcome | Refusal {
    const { content, head, key } = command;
    const scope = caller.user ?? `session:${caller.session}`;
    return {
      writes: [
        {
          put: "message",
          topic: state.topic,
          from: caller.user,
          ...(head === undefined ? {} : { head }),
          content,
          at,
          ...(key === undefined ? {} : { key: { scope, name: key } }),
        },
      ],
      reply: ([assigned]) => replyTo(command, state.topic, assigned),
    };
  },
};

/** A success without id is not answered: the echo is enough (spec: 0.4 §2). */
function replyTo({ id, ref }: Publish, topic: string, assigned: Assigned): Reply | undefined {
  if (assigned !== undefined && "clash" in assigned) return { ...refuse("key-used"), topic: ref.as };
  if (id === undefined) return undefined;
  const at = assigned !== undefined && "ts" in assigned ? { at: assigned.ts } : {};
  const isRepeat = assigned !== undefined && "repeat" in assigned;
  return { answer: "accepted", topic, ...(isRepeat ? { facts: { repeat: true } } : {}), ...at };
}
