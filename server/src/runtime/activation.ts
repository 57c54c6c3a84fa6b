// Which topics are in memory. A topic is loaded when something is asked of it and unloaded a while after its last session left;
// one that does not exist leaves at once, so that asking for random names costs nothing. Commands that arrive meanwhile are never lost:
// a topic with work in its queue is not unloaded.
import type { TopicName } from "../core/ids.ts";
import type { Signal } from "../core/vocabulary.ts";
import { TopicActor } from "./topic-actor.ts";
import type { World } from "./world.ts";

export class Topics {
  readonly #world: () => World;
  readonly #actors = new Map<TopicName, TopicActor>();

  constructor(world: () => World) {
    this.#world = world;
  }

  /** The topic in memory; not loaded yet when it was not there. */
  activate(topic: TopicName): TopicActor {
    const there = this.#actors.get(topic);
    if (there !== undefined) return there;
    const actor = new TopicActor(this.#world(), topic);
    this.#actors.set(topic, actor);
    return actor;
  }

  find(topic: TopicName): TopicActor | undefined {
    return this.#actors.get(topic);
  }

  /** A signal never loads a topic: dropped when nobody is there. */
  signal(topic: TopicName, signal: Signal): void {
    this.#actors.get(topic)?.signal(signal);
  }

  /** Called by an actor that is idle: nothing queued, nobody attached. */
  unload(actor: TopicActor): void {
    if (this.#actors.get(actor.topic) === actor) this.#actors.delete(actor.topic);
  }

  all(): IterableIterator<TopicActor> {
    return this.#actors.values();
  }

  get size(): number {
    return this.#actors.size;
  }
}
