// What one device holds of one topic, the way a good client keeps it: from the first contact on without a hole. After each attach it asks
// for what came meanwhile, by position, until it is level with the topic; from then on live messages go on from there.
import type { Data } from "../history.ts";
import { codeOf, type Line } from "./line.ts";

export class Feed {
  readonly topic: string;
  /** by time, which names a message of a topic */
  readonly held = new Map<string, string>();
  /** the newest message of the first contact: from there on nothing may be missing */
  since: string | undefined;
  /** there is nothing that this device does not hold, up to the newest that it got */
  isLevel = false;
  #upTo: string | undefined;

  constructor(topic: string) {
    this.topic = topic;
  }

  got({ ts, content }: Data): void {
    this.held.set(ts, content);
    if (!this.isLevel) return;
    this.since ??= ts;
    if (this.#upTo === undefined || ts > this.#upTo) this.#upTo = ts;
  }

  /** Asks for what is missing; the session is attached and has been sent the newest messages. */
  async level(line: Line, limit: number): Promise<void> {
    for (let from = this.#upTo; ;) {
      // the answer to this also tells that the messages of the attach have come
      const browse = from === undefined ? { limit: 1 } : { since: from, ascnd: true, limit };
      // oxlint-disable-next-line no-await-in-loop
      const answer = await line.page(this.topic, browse);
      if (codeOf(answer) !== 200 || answer === undefined || !("code" in answer)) return;
      if (!line.attached.has(this.topic)) return;
      const count = Number(answer.params["count"]);
      if (from === undefined || count < limit) break;
      // all of the page is held now, so that its last message is the one of that number
      from = this.#times().filter((ts) => ts >= (from ?? ""))[count - 1];
    }
    const times = this.#times();
    this.since ??= times.at(-1);
    this.#upTo = times.at(-1);
    this.isLevel = true;
  }

  #times(): string[] {
    return [...this.held.keys()].toSorted();
  }
}
