// A page of the history: the messages it must consist of, given the request and what was stored by then.
import type { Browse } from "../history.ts";
import { firstPlace, placeOfTime, type LogIndex, type PromiseName } from "./evidence.ts";

const defaultLimit = 32;

/** A page as it comes in; places are those of the finished log. */
export class Page {
  readonly id: string;
  readonly browse: Browse;
  /** the request */
  readonly at: number;
  readonly places: number[] = [];
  readonly events: number[] = [];
  isDone = false;

  constructor(id: string, browse: Browse, at: number) {
    this.id = id;
    this.browse = browse;
    this.at = at;
  }

  get limit(): number {
    return Math.min(this.browse.limit ?? defaultLimit, 1_024);
  }

  /** "order": the page does not go on there */
  add(place: number, at: number): "order" | undefined {
    const last = this.places.at(-1);
    this.places.push(place);
    this.events.push(at);
    if (last === undefined) return undefined;
    return (this.browse.ascnd === true ? place > last : place < last) ? undefined : "order";
  }

  /** For the page of an attach, which nothing ends: does a message at that place still belong to it? `low`: where the log begins for it. */
  takes(place: number, low: number): boolean {
    const [first] = this.places;
    const last = this.places.at(-1);
    if (first === undefined || last === undefined) return true;
    if (this.places.length >= this.limit) return false;
    return this.browse.ascnd === true ? place === last + 1 : last > low && place < first;
  }
}

/**
 * `count`: what the closing {ctrl} says; "open": none is due, but all must be there; "cut": the session ended, perhaps on the way.
 * `isLate`: what was accepted before need not be there yet.
 */
export function checkPage(
  log: LogIndex,
  page: Page,
  count: number | "open" | "cut",
  isLate = false,
): { readonly promise: PromiseName; readonly text: string } | undefined {
  // what was erased meanwhile has no place any more: how long the page is cannot be known
  if (log.erasedBefore !== undefined) return undefined;
  const { places, browse } = page;
  if (typeof count === "number" && count !== places.length)
    return { promise: "P11", text: `a page of ${places.length} messages was closed as one of ${count}` };
  if (places.length > page.limit)
    return { promise: "P3", text: `a page of ${places.length} messages, ${page.limit} were asked for` };
  for (const [i, place] of places.entries()) {
    const former = places[i - 1];
    if (former !== undefined && Math.abs(place - former) !== 1) {
      const missed = log.messages[browse.ascnd === true ? former + 1 : former - 1]?.content;
      return { promise: "P4", text: `a page leaves out ${missed}` };
    }
  }
  return checkEdges(log, page, count === "cut", isLate ? -1 : newestAccepted(log, page.at));
}

/** The first and the last message of the page are those that the bounds say. `known`: place of the newest that must have been there. */
function checkEdges(
  log: LogIndex,
  { places, browse, limit }: Page,
  isCut: boolean,
  known: number,
): { readonly promise: PromiseName; readonly text: string } | undefined {
  const low = browse.since === undefined ? 0 : placeOfTime(log, browse.since);
  const high = (browse.before === undefined ? log.messages.length : placeOfTime(log, browse.before)) - 1;
  const [first] = places;
  const last = places.at(-1);
  const outside = places.find((place) => place < low || place > high);
  if (outside !== undefined)
    return {
      promise: "P9",
      text: `${log.messages[outside]?.content} lies outside of ${JSON.stringify(browse)}`,
    };
  const due = Math.min(known, high);
  const oldest = browse.ascnd === true ? first : last;
  const newest = browse.ascnd === true ? last : first;
  // it begins where it must, and unless it is full or was cut off, it ends where it must
  const isUp = browse.ascnd === true;
  const hasEnd = places.length < limit && !isCut;
  if (places.length === 0 && isCut) return undefined;
  const lacksOld = low <= due && (oldest === undefined || oldest > low) && (isUp || hasEnd);
  const lacksNew = low <= due && (newest === undefined || newest < due) && (!isUp || hasEnd);
  if (!lacksOld && !lacksNew) return undefined;
  const missed = log.messages[lacksOld ? low : due]?.content;
  return {
    promise: "P9",
    text: `a page ${JSON.stringify(browse)} of ${places.length} messages lacks ${missed}, acknowledged before`,
  };
}

/** Place of the newest message that was accepted before; -1 when there is none. */
function newestAccepted({ acceptedFrom }: LogIndex, before: number): number {
  return firstPlace(acceptedFrom.length, (place) => (acceptedFrom[place] ?? Infinity) >= before) - 1;
}
