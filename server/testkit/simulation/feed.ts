// What one device holds of one topic, the way a good client keeps it: from the first contact on without a hole. After each attach it asks
// for what came meanwhile, by position, until it is level with the topic; from then on live messages go on from there.
import type { Data } from "../history.ts";
import { codeOf, type Line } from "./line.ts";

export class Feed {
  readonly topic: string;
  /** by time, which names a message of a topic */
  readonly held = new Map<string, string>();
  /** the newest message of the first contact: from there up to `upTo` nothing may be missing */
  since: string | undefined;
  upTo: string | undefined;
  #isLevel = false;
  /** the newest message that came since the attach */
  #newest = "";

  constructor(topic: string) {
    this.topic = topic;
  }

  /** Nothing is missing up to the newest message that came. */
  get isLevel(): boolean {
    return this.#isLevel;
  }

  /** The session is to be attached, or not any more. */
  restart(): void {
    this.#isLevel = false;
    this.#newest = "";
  }

  got({ ts, content }: Data): void {
    this.held.set(ts, content);
    if (ts > this.#newest) this.#newest = ts;
    if (this.#isLevel) this.#reach();
  }

  /** Asks for what is missing; the session is attached and is being sent the newest messages. */
  async level(line: Line, limit: number): Promise<void> {
    for (let from = this.upTo; ;) {
      // the answer to this also tells that the messages of the attach have come
      const browse = from === undefined ? { limit: 1 } : { since: from, ascnd: true, limit };
      // oxlint-disable-next-line no-await-in-loop
      const answer = await line.page(this.topic, browse);
      if (codeOf(answer) !== 200 || answer === undefined || !("code" in answer)) return;
      if (!line.attached.has(this.topic)) return;
      const count = Number(answer.params["count"]);
      if (from === undefined || count < limit) break;
      // all of the page is held now, so that its last message is the one of that number
      const start = from;
      from = [...this.held.keys()].filter((ts) => ts >= start).toSorted()[count - 1];
    }
    this.#isLevel = true;
    this.#reach();
  }

  #reach(): void {
    if (this.#newest === "") return;
    this.since ??= this.#newest;
    if (this.upTo === undefined || this.#newest > this.upTo) this.upTo = this.#newest;
  }
}
