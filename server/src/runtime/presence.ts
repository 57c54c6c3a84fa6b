// Who is online, towards the people he talks to (presence row 1). The first change is told at once, further ones of the same user wait:
// at most one per `contactDampMs`, the last state wins, and what cancels out is never told. Kept here and not in the `me` topic, because
// the topic may be unloaded while a change still waits.
import { meTopic, type UserId } from "../core/ids.ts";
import type { Timer } from "../ports/clock.ts";
import type { World } from "./world.ts";

interface Entry {
  isOnline: boolean;
  /** what the contacts were told last */
  told: boolean;
  contacts: readonly UserId[];
  timer: Timer | undefined;
}

export class Presence {
  readonly #world: () => World;
  readonly #entries = new Map<UserId, Entry>();

  constructor(world: () => World) {
    this.#world = world;
  }

  /** The user came online or went offline. */
  changed(user: UserId, isOnline: boolean, contacts: readonly UserId[]): void {
    const entry = this.#entries.get(user) ?? { isOnline, told: false, contacts, timer: undefined };
    this.#entries.set(user, entry);
    entry.isOnline = isOnline;
    entry.contacts = contacts;
    if (entry.timer === undefined) this.#tell(user, entry);
  }

  get size(): number {
    return this.#entries.size;
  }

  #tell(user: UserId, entry: Entry): void {
    const world = this.#world();
    const isNews = entry.told !== entry.isOnline;
    if (isNews) {
      entry.told = entry.isOnline;
      const what = entry.isOnline ? "on" : "off";
      for (const peer of entry.contacts)
        world.topics.signal(meTopic(peer), { signal: "contact", user, what });
    }
    if (isNews && world.settings.limits) {
      entry.timer = world.clock.after(world.settings.contactDampMs, () => {
        entry.timer = undefined;
        this.#tell(user, entry);
      });
    } else if (!entry.isOnline) this.#entries.delete(user);
  }
}
