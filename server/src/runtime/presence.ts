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
  /** who came to know the user while a change waited: he was shown what the others were told, and is told the change with them */
  late: Set<UserId> | undefined;
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
    const known = this.#entries.get(user);
    const entry = known ?? { isOnline, told: false, contacts, late: undefined, timer: undefined };
    this.#entries.set(user, entry);
    entry.isOnline = isOnline;
    entry.contacts = contacts;
    if (entry.timer === undefined) this.#tell(user, entry);
  }

  /** Whether the user is shown as online to the viewer, who looks now: as his contacts were told last. */
  isShown(user: UserId, viewer: UserId): boolean {
    const entry = this.#entries.get(user);
    if (entry === undefined) return false;
    if (entry.told !== entry.isOnline) (entry.late ??= new Set()).add(viewer);
    return entry.told;
  }

  get size(): number {
    return this.#entries.size;
  }

  #tell(user: UserId, entry: Entry): void {
    const world = this.#world();
    const isNews = entry.told !== entry.isOnline;
    const { late = [] } = entry;
    entry.late = undefined;
    if (isNews) {
      entry.told = entry.isOnline;
      const what = entry.isOnline ? "on" : "off";
      for (const peer of new Set([...entry.contacts, ...late]))
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
