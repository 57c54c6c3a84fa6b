// What sessions of a load do: come in, publish with so many messages under way, and check that what was stored also arrived.
import { numberDigits, numberHere, Template } from "./frame.ts";
import { Link } from "./link.ts";
import { numberOf } from "./packet.ts";
import type { Person } from "./rows.ts";

/** Characters of a content, without its quotes; with them a content has 200 bytes. */
export const usualChars = 198;
/** so many handshakes under way while a stage fills */
const atOnce = 50;
const accepted = 202;

/** A session of that person, logged in and attached to the topics. */
export async function enter(port: number, { token }: Person, topics: readonly string[]): Promise<Link> {
  const link = await Link.open(port);
  await link.must((id) => loginRequest(id, token));
  for (const topic of topics) await link.must((id) => subRequest(id, topic));
  return link;
}

export function loginRequest(id: string, token: string): string {
  return `{"login":{"id":"${id}","scheme":"token","secret":"${token}"}}`;
}

export function subRequest(id: string, topic: string, rest = ""): string {
  return `{"sub":{"id":"${id}","topic":"${topic}"${rest}}}`;
}

/** Does something for all, some at a time; the results are in the order of what was given. */
export async function forAll<T, R>(
  all: readonly T[],
  act: (one: T, at: number) => Promise<R>,
  limit: number = atOnce,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let at = next++; at < all.length; at = next++) results[at] = await act(all[at] as T, at);
  };
  await Promise.all(Array.from({ length: limit }, work));
  return results;
}

/** When each message was sent, by its number; of the newest million. */
export class Sends {
  readonly #times = new Float64Array(1 << 20);
  #newest = 0;
  /** no more are sent */
  isOver = false;

  get newest(): number {
    return this.#newest;
  }

  /** The number of the next message. @param at its time when that is not now: it was meant to be sent then */
  take(at: number = performance.now()): number {
    this.#newest++;
    this.#times[this.#newest & (this.#times.length - 1)] = at;
    return this.#newest;
  }

  since(number: number): number {
    return performance.now() - (this.#times[number & (this.#times.length - 1)] ?? Number.NaN);
  }
}

/** One who writes into a topic. */
export class Publisher {
  readonly link: Link;
  readonly #template: Template;
  readonly #sends: Sends;

  constructor(link: Link, topic: string, sends: Sends, chars: number = usualChars) {
    const content = numberHere + "x".repeat(chars - numberDigits);
    this.#template = new Template(`{"pub":{"id":"${numberHere}","topic":"${topic}","content":"${content}"}}`);
    this.link = link;
    this.#sends = sends;
  }

  /** So many messages in one write. */
  send(count: number, at?: number): void {
    const { bytes } = this.#template;
    const frames = Buffer.allocUnsafe(count * bytes);
    for (let n = 0; n < count; n++) this.#template.write(frames, n * bytes, this.#sends.take(at));
    this.link.write(frames);
  }

  /** From now on so many messages are under way: an answer makes room for the next. `answered` hears of each. */
  keepUnderWay(outstanding: number, answered: (id: number, code: number) => void): void {
    let due = outstanding;
    const fill = (): void => {
      if (due === 0 || this.#sends.isOver) return;
      this.send(due);
      due = 0;
    };
    this.link.answer = (id, code) => {
      due++;
      answered(id, code);
    };
    this.link.turn = fill;
    fill();
  }
}

/** @throws Error: a refusal where none may be */
export function mustBeAccepted(code: number): void {
  if (code !== accepted) throw new Error(`a message was answered ${code}`);
}

/** Counts what a session gets, and checks that numbers only grow: nothing twice, nothing out of order. */
export class Reader {
  count = 0;
  /** numbers that were jumped over; where one session alone writes, messages that never came */
  missed = 0;
  #newest = 0;

  constructor(link: Link, heard?: (number: number) => void, chars: number = usualChars) {
    link.data = (bytes, _from, to) => {
      const number = numberOf(bytes, to, chars);
      if (number <= this.#newest) throw new Error(`message ${number} came after ${this.#newest}`);
      if (this.#newest > 0) this.missed += number - this.#newest - 1;
      this.#newest = number;
      this.count++;
      heard?.(number);
    };
  }
}

/** Runs `act` at so many moments a second, the moments given, until `isOver`. */
export async function atRate(
  perSecond: number,
  isOver: () => boolean,
  act: (at: number) => void,
): Promise<void> {
  const gapMs = 1_000 / perSecond;
  let at = performance.now();
  while (!isOver()) {
    for (; at <= performance.now() && !isOver(); at += gapMs) act(at);
    await new Promise<void>((next) => setImmediate(next));
  }
}
