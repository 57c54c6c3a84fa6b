// What each session received of a topic while it was attached, as one walk over its packets: in order (P3), without a hole from the attach
// to the end (P4), the bytes of the log (P5), nothing after a 205 (P7), and pages of the history as they were asked for (P9).
// The walk keeps the place in the finished log that live messages must go on from; a page is what stands before that place.
import type { Ctrl, Data, Happened } from "../history.ts";
import {
  acceptance,
  isErased,
  nameOf,
  placeOfTime,
  type Evidence,
  type Found,
  type LogIndex,
  type SessionLife,
} from "./evidence.ts";
import { checkPage, Page } from "./pages.ts";

type Asking = Happened & { event: "asked" };

/** One session in one topic, from the attach on. */
interface Stay {
  readonly log: LogIndex;
  readonly since: number;
  /** place in the log of the next live message; undefined = not known yet */
  next: number | undefined;
  /** the page that a {sub get:"data"} begins with */
  opening: Page | undefined;
  /** pages that were asked for and not finished, in order */
  readonly pages: Page[];
  leaveAskedAt: number | undefined;
}

export function checkStreams(evidence: Evidence): Found[] {
  return [...evidence.sessions.values()].flatMap((life) => new Walk(evidence, life).run());
}

class Walk {
  readonly #evidence: Evidence;
  readonly #life: SessionLife;
  readonly #found: Found[] = [];
  readonly #stays = new Map<string, Stay>();
  readonly #evicted = new Map<string, number>();

  constructor(evidence: Evidence, life: SessionLife) {
    this.#evidence = evidence;
    this.#life = life;
  }

  /** nothing need be there yet because it was accepted before */
  get #isLate(): boolean {
    return this.#evidence.ending.isLate === true;
  }

  run(): Found[] {
    for (const event of this.#life.events) {
      if (event.event === "asked") this.#asked(event);
      if (event.event !== "got") continue;
      if (event.packet.kind === "ctrl") this.#control(event.packet, event.index);
      if (event.packet.kind === "data") this.#data(event.packet, event.index);
      if (event.packet.kind === "pres" && this.#evidence.ending.haveRightsReturned !== true)
        this.#gone(event.packet.topic, "a {pres}", event.index);
    }
    const isUp = this.#life.endedAt === undefined;
    for (const stay of this.#stays.values()) this.#finish(stay, isUp ? "up" : "cut");
    return this.#found;
  }

  #asked({ asked, index }: Asking): void {
    const stay = this.#stays.get(asked.topic ?? "");
    if (stay === undefined) return;
    if (asked.verb === "leave") stay.leaveAskedAt = index;
    if (asked.verb === "get" && asked.get?.includes("data") === true)
      stay.pages.push(new Page(asked.id ?? "", asked.browse ?? {}, index));
  }

  // ------------------------------------------------------------ coming and going

  #control(ctrl: Ctrl, at: number): void {
    if (ctrl.id === undefined) {
      if (ctrl.code === 205) this.#lost(ctrl.topic ?? "", at);
      return;
    }
    const request = this.#evidence.byId.get(`${this.#life.session} ${ctrl.id}`);
    if (request === undefined) return;
    const { verb, topic = "", get = "", browse } = request.asked;
    if (verb === "sub" && ctrl.code === 200)
      this.#attached(realNameOf(ctrl, topic), get, browse, request.at, at);
    else if (verb === "leave" && ctrl.code === 200) this.#left(ctrl.topic ?? topic, "left");
    // one's own narrower access detaches without a 205: from here on nothing is sure
    else if (verb === "set" && request.asked.isOwn === true && ctrl.code < 300) this.#left(topic, "cut");
    else if (verb === "get") this.#answered(topic, ctrl, at);
  }

  #attached(
    topic: string,
    get: string,
    browse: Page["browse"] | undefined,
    askedAt: number,
    at: number,
  ): void {
    const log = this.#evidence.logs.get(topic);
    this.#evicted.delete(topic);
    if (log === undefined || this.#stays.has(topic) || log.hiddenFrom?.has(this.#life.user) === true) return;
    const opening = get.includes("data") ? new Page("", browse ?? {}, askedAt) : undefined;
    this.#stays.set(topic, { log, since: at, next: undefined, opening, pages: [], leaveAskedAt: undefined });
  }

  #lost(topic: string, at: number): void {
    const stay = this.#stays.get(topic);
    if (stay !== undefined) this.#finish(stay, "cut");
    this.#stays.delete(topic);
    this.#evicted.set(topic, at);
  }

  #left(topic: string, how: "left" | "cut"): void {
    const stay = this.#stays.get(topic);
    if (stay !== undefined) this.#finish(stay, how);
    this.#stays.delete(topic);
  }

  /** Nothing of a topic may follow its 205. */
  #gone(topic: string, what: string, at: number, content?: string): void {
    const evictedAt = this.#evicted.get(topic);
    if (evictedAt === undefined) return;
    this.#complain(
      "P7",
      `${this.#life.session} got ${what} of ${topic} after its 205`,
      [evictedAt, at],
      content,
    );
  }

  // ------------------------------------------------------------ messages

  #data(data: Data, at: number): void {
    this.#gone(data.topic, "a {data}", at, data.content);
    const stay = this.#stays.get(data.topic);
    const log = stay?.log ?? this.#evidence.logs.get(data.topic);
    if (log === undefined) return;
    const place = log.byTs.get(data.ts);
    const stored = place === undefined ? undefined : log.messages[place];
    if (stored === undefined || place === undefined) {
      if (!isErased(log, data.ts))
        this.#complain(
          "P1",
          `${this.#life.session} got ${data.content} of ${data.ts}, which is not in the log`,
          [at],
          data.content,
        );
      return;
    }
    if (stored.content !== data.content || stored.from !== data.from)
      this.#complain(
        "P5",
        `${this.#life.session} got ${data.content} where the log has ${stored.content}`,
        [at],
        stored.content,
      );
    this.#afterLoss(data, place, log, at);
    if (stay !== undefined) this.#place(stay, place, data, at);
  }

  #afterLoss(data: Data, place: number, log: LogIndex, at: number): void {
    for (const loss of this.#evidence.ending.losses ?? []) {
      if (loss.topic !== data.topic || loss.user !== this.#life.user) continue;
      const limit = log.byContent.get(loss.content);
      if (limit !== undefined && place >= limit)
        this.#complain(
          "P7",
          `${this.#life.session} got ${data.content}, which came after the loss of the topic`,
          [at],
          data.content,
        );
    }
  }

  #place(stay: Stay, place: number, data: Data, at: number): void {
    if (
      stay.opening !== undefined &&
      stay.opening.takes(place, placeOfTime(stay.log, stay.opening.browse.since ?? ""))
    ) {
      if (stay.opening.add(place, at) === "order")
        this.#complain(
          "P3",
          `the history that ${this.#life.session} attached with is out of order at ${data.content}`,
          [at],
          data.content,
        );
      stay.next = Math.max(stay.next ?? 0, place + 1);
      return;
    }
    const page = stay.pages.find((one) => !one.isDone);
    if (page !== undefined && (stay.next === undefined || place < stay.next)) {
      if (page.add(place, at) === "order")
        this.#complain(
          "P3",
          `a page of ${this.#life.session} is out of order at ${data.content}`,
          [page.at, at],
          data.content,
        );
      return;
    }
    this.#live(stay, place, data, at);
  }

  #live(stay: Stay, place: number, data: Data, at: number): void {
    const { log } = stay;
    const who = this.#life.session;
    if (stay.next === undefined) {
      // attached without history: all that was asked to be published since must come
      for (let missing = place - 1; missing >= 0 && this.#isDue(stay, missing); missing--)
        this.#complain(
          "P4",
          `${who} did not get ${log.messages[missing]?.content}, published after its attach`,
          [stay.since, at],
          log.messages[missing]?.content,
        );
    } else if (place < stay.next) {
      this.#complain("P3", `${who} got ${data.content} out of order or twice`, [at], data.content);
      return;
    } else if (place > stay.next) {
      const missed = log.messages[stay.next]?.content;
      this.#complain("P4", `${who} got ${data.content} before or without ${missed}`, [at], missed);
    }
    stay.next = place + 1;
  }

  /** Every request to publish it was made after the session had been told that it is attached. */
  #isDue({ log, since }: Stay, place: number): boolean {
    const content = log.messages[place]?.content ?? "";
    const requests = this.#evidence.pubs.get(nameOf(log.topic, content));
    return requests !== undefined && requests.every(({ at }) => at > since);
  }

  // ------------------------------------------------------------ ends

  #answered(topic: string, ctrl: Ctrl, at: number): void {
    const stay = this.#stays.get(topic);
    const page = stay?.pages.find(({ id }) => id === ctrl.id);
    if (stay === undefined || page === undefined) return;
    page.isDone = true;
    if (ctrl.code !== 200) return;
    const problem = checkPage(stay.log, page, Number(ctrl.params["count"]), this.#isLate);
    if (problem !== undefined)
      this.#complain(problem.promise, `${this.#life.session}: ${problem.text}`, [
        page.at,
        ...page.events.slice(0, 3),
        at,
      ]);
  }

  #finish(stay: Stay, how: "up" | "cut" | "left"): void {
    const { log, opening, leaveAskedAt } = stay;
    if (opening !== undefined) {
      const problem = checkPage(log, opening, how === "cut" ? "cut" : "open", this.#isLate);
      if (problem !== undefined)
        this.#complain(problem.promise, `${this.#life.session}, attaching: ${problem.text}`, [
          opening.at,
          ...opening.events.slice(0, 3),
        ]);
    }
    // who leaves while it still reads the history it attached with gets no more of it
    const isReading = opening !== undefined || this.#isLate;
    if (how === "cut" || (how === "left" && isReading)) return;
    const isExpected = (place: number): boolean => {
      if (stay.next === undefined && opening === undefined && !this.#isDue(stay, place)) return false;
      return how === "up" || this.#isAcceptedBefore(log, place, leaveAskedAt ?? 0);
    };
    const from = stay.next ?? placeOfTime(log, opening?.browse.since ?? "");
    for (let place = from; place < log.messages.length; place++) {
      if (!isExpected(place)) continue;
      const missed = log.messages[place]?.content;
      const when =
        how === "up" ? "and was attached to the last" : "though it was accepted before the {leave}";
      this.#complain("P4", `${this.#life.session} did not get ${missed}, ${when}`, [stay.since], missed);
      return;
    }
  }

  #isAcceptedBefore(log: LogIndex, place: number, at: number): boolean {
    const requests = this.#evidence.pubs.get(nameOf(log.topic, log.messages[place]?.content ?? "")) ?? [];
    return requests.some((request) => (acceptance(request)?.at ?? Infinity) < at);
  }

  #complain(promise: Found["promise"], text: string, events: readonly number[], content?: string): void {
    this.#found.push({
      promise,
      text,
      events,
      sessions: [this.#life.session],
      ...(content === undefined ? {} : { content }),
    });
  }
}

function realNameOf(ctrl: Ctrl, asked: string): string {
  const { info } = ctrl.params;
  if (typeof info === "object" && info !== null && "name" in info && typeof info.name === "string")
    return info.name;
  return ctrl.topic ?? asked;
}
