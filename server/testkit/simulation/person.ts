// A user of the service with all that his devices share: the account, and what he published and got no answer to.
// What people tell each other outside of the service (names of rooms, tokens of groups) is the town's.
import type { Dice } from "../crowd.ts";

/** A topic that people talk about. */
export interface Room {
  readonly name: string;
  readonly kind: "grp" | "p2p";
  /** messages of it are deleted now and then */
  readonly isCleaned: boolean;
  /** the token of a bearer group, as was last told */
  token?: string;
}

/** A message whose fate is not known yet, or that was accepted not long ago. */
export interface Letter {
  readonly room: Room;
  readonly content: string;
  readonly key: string;
}

export class Person {
  readonly name: string;
  uid = "";
  token: string | undefined;
  hasAccount = false;
  /** what the password may be, after changes whose answer was lost; the likeliest last */
  passwords: string[];
  /** to be repeated with their keys */
  unanswered: Letter[] = [];
  /** accepted */
  readonly recent: Letter[] = [];
  readonly #dice: Dice;
  #said = 0;

  constructor(name: string, dice: Dice) {
    this.name = name;
    this.passwords = [`${name}-secret-0`];
    this.#dice = dice;
  }

  /** Says something that nobody said before, as JSON of one of several kinds; now and then long. */
  words(): string {
    const n = `${this.name} ${++this.#said}`;
    const long = this.#dice.roll() < 0.03 ? "x".repeat(this.#dice.int(1_000, 6_000)) : "";
    const forms = [
      `"${n}${long}"`,
      `{ "n":"${n}" , "x":[1e400,-0,"\\ud800"${long === "" ? "" : `,"${long}"`}]}`,
      `["${n}","\u2028${long}"]`,
    ];
    return this.#dice.pick(forms);
  }

  nextKey(): string {
    return `k${this.#said}`;
  }

  remember(letter: Letter): void {
    this.recent.push(letter);
    if (this.recent.length > 8) this.recent.shift();
  }
}

/** What everybody knows. */
export interface Town {
  readonly people: readonly Person[];
  readonly rooms: Room[];
}
