// Presence in a large topic (extensions-0.4 §3.5): who comes and goes is not told, `msg` is damped, `upd` is spread. What a message costs
// then does not depend on how many members are away, and no packet of a topic's description goes to everybody at once. Messages and 205 are
// never touched. The window of `msg` is the topic's: who is away hears at once when it is closed, else at its end.
import { P } from "../core/access/mode.ts";
import type { UserId } from "../core/ids.ts";
import { isLarge, isThere, type Subscription } from "../core/state.ts";
import type { Audience, Emission, Event } from "../core/vocabulary.ts";
import { toAttached, toMembers } from "./fanout.ts";
import type { TopicActor } from "./topic-actor.ts";

type Told = Audience & { readonly event: Event };
type ToMembers = Extract<Emission, { readonly to: "members" }>;

/** Members looked at in one go: less than a millisecond. */
const slice = 1_000;
/** Steps over which `upd` is spread. */
const steps = 20;

export class Crowd {
  readonly #actor: TopicActor;
  #isWindowOpen = false;
  /** what is told when the window ends */
  #later: ToMembers | undefined;
  /** the description changed; `not` = who did it */
  #update: { readonly not: UserId | undefined; isAgain: boolean } | undefined;

  constructor(actor: TopicActor) {
    this.#actor = actor;
  }

  get isLarge(): boolean {
    return isLarge(this.#actor.state, this.#actor.world.settings.policy.largeTopic);
  }

  /** false = not of a large topic, or not presence: told at once, as ever */
  takes(emission: Told): boolean {
    const { event } = emission;
    if (event.event !== "pres" || event.about === "contact" || !this.isLarge) return false;
    if (event.about === "member") return true;
    // the end of a topic is told: it happens once
    if (event.what === "on" || event.what === "off") return isThere(this.#actor.state);
    if (event.what === "msg" && emission.to === "members") this.#message(emission);
    // an update goes to those who are here and to those who are not as one
    if (event.what === "upd" && emission.to === "members") this.#changed(emission.not);
    return true;
  }

  #message(emission: ToMembers): void {
    if (this.#isWindowOpen) {
      const isSameSender = this.#later === undefined || this.#later.not === emission.not;
      this.#later = isSameSender ? emission : { ...emission, not: undefined };
      return;
    }
    this.#isWindowOpen = true;
    this.#later = undefined;
    this.#inSlices(this.#actor.state.members.values(), (rows) => toMembers(this.#actor, emission, rows));
    const { clock, settings } = this.#actor.world;
    clock.after(settings.largeMessageMs, () => {
      this.#isWindowOpen = false;
      // the end of the topic is the last that is told of it
      if (this.#later !== undefined && isThere(this.#actor.state)) this.#message(this.#later);
    });
  }

  #inSlices(rows: Iterator<Subscription>, act: (rows: readonly Subscription[]) => void): void {
    const some = take(rows, slice);
    if (some.length === 0 || !isThere(this.#actor.state)) return;
    act(some);
    if (some.length === slice) this.#actor.world.clock.soon(() => this.#inSlices(rows, act));
  }

  #changed(not: UserId | undefined): void {
    if (this.#update !== undefined) {
      this.#update = { not: this.#update.not === not ? not : undefined, isAgain: true };
      return;
    }
    this.#update = { not, isAgain: false };
    const all = [...this.#actor.state.members.values()].map(({ user }) => user);
    this.#spread(all, 0, Math.ceil(all.length / steps));
  }

  #spread(users: readonly UserId[], from: number, count: number): void {
    const { topic, state, world } = this.#actor;
    if (!isThere(state)) return;
    const event: Event = { event: "pres", about: "topic", topic, what: "upd" };
    const told = { letters: P, not: this.#update?.not, event };
    const some = users.slice(from, from + count);
    for (const user of some)
      toAttached(this.#actor, { to: "attached", ...told }, this.#actor.attachments.of([user]));
    const rows = some.map((user) => state.members.get(user)).filter((row) => row !== undefined);
    toMembers(this.#actor, { to: "members", ...told }, rows);
    if (from + count < users.length) {
      world.clock.after(world.settings.largeUpdateMs / steps, () => this.#spread(users, from + count, count));
      return;
    }
    const again = this.#update?.isAgain === true ? this.#update : undefined;
    this.#update = undefined;
    if (again !== undefined) this.#changed(again.not);
  }
}

function take<T>(from: Iterator<T>, most: number): T[] {
  const taken: T[] = [];
  while (taken.length < most) {
    const next = from.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
}
