// Which sessions a user has at this moment. A session is entered before its credential is read, so that an order to end a user's
// sessions reaches one that is just logging in.
import type { UserId } from "../core/ids.ts";
import type { Session } from "./session.ts";

export class People {
  readonly #sessions = new Map<UserId, Set<Session>>();

  enter(user: UserId, session: Session): void {
    const sessions = this.#sessions.get(user);
    if (sessions === undefined) this.#sessions.set(user, new Set([session]));
    else sessions.add(session);
  }

  leave(user: UserId, session: Session): void {
    const sessions = this.#sessions.get(user);
    if (sessions?.delete(session) === true && sessions.size === 0) this.#sessions.delete(user);
  }

  /** a copy: ending a session changes the set */
  sessionsOf(user: UserId): readonly Session[] {
    return [...(this.#sessions.get(user) ?? [])];
  }

  count(user: UserId): number {
    return this.#sessions.get(user)?.size ?? 0;
  }

  get size(): number {
    return this.#sessions.size;
  }
}
