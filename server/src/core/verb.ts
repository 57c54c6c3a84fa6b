// The shape of a rule. A verb says what it needs to know, then decides on values; it performs nothing.
// Checks that every verb shares are data here, so that their order (0.4 §2: known, banned, attached, letters) is written once.
import type { Mode } from "./access/mode.ts";
import type { Refusal } from "./faults.ts";
import type { TopicName, UserId } from "./ids.ts";
import type { TopicState } from "./state.ts";
import type { Time } from "./time.ts";
import type { Caller, Facts, Need, Outcome, Policy } from "./vocabulary.ts";

/** What a rule returns when it refuses; nothing of the request is done then. */
export function isRefusal(decided: object): decided is Refusal {
  return "fault" in decided;
}

/** The token of a group: the same arguments, the same text, made with a secret of the server. Nothing else is done by it. */
export type TokenOf = (topic: TopicName, generation: number) => string;

/** Everything a decision may look at. */
export interface Moment<C> {
  readonly state: TopicState;
  readonly caller: Caller;
  readonly command: C;
  readonly facts: Facts;
  /** time of arrival of the request, ms */
  readonly at: Time;
  readonly policy: Policy;
  readonly tokenOf: TokenOf;
}

/** Preconditions in the order in which they are checked; the first that fails answers. */
export interface Checks {
  /** logged in, else 401 */
  readonly login?: true;
  /** the topic is stored, else 404 */
  readonly known?: true;
  /** the account that the command names was stored once, else 404; it is among the facts */
  readonly user?: UserId | undefined;
  /** not banned, else 403; "own-lifts": one's own X does not count, for the command may lift it */
  readonly notBanned?: true | "own-lifts";
  /** this session is attached, else 409 */
  readonly attached?: true;
  /** the user has a subscription that was not left, else 403 */
  readonly subscribed?: true;
  /** effective letters, else 403 */
  readonly letters?: Mode;
}

export interface Verb<C> {
  needs(command: C, caller: Caller): readonly Need[];
  /** what must hold before `decide` is called */
  checks(command: C, caller: Caller): Checks;
  decide(moment: Moment<C>): Outcome | Refusal;
}
