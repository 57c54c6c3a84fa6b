// Logins under way. Only failures count against the rates of logins, and what a login is shows after its password was hashed: so no more
// are under way at once than may fail, and the others wait for them. Guesses sent all at once are judged like guesses one by one.
import type { Rates } from "./rate.ts";
import type { Rate } from "./settings.ts";

/** A bucket that a failure takes from. */
export interface Limit {
  readonly name: string;
  readonly rate: Rate;
}

interface UnderWay {
  count: number;
  waiting: (() => void)[];
}

export class Attempts {
  readonly #rates: Rates;
  readonly #underWay = new Map<string, UnderWay>();

  constructor(rates: Rates) {
    this.#rates = rates;
  }

  /** false = over a rate; true = it may be tried, and `ended` is called when it was. */
  async begin(limits: readonly Limit[]): Promise<boolean> {
    for (;;) {
      if (limits.some(({ name, rate }) => !this.#rates.allows(name, rate))) return false;
      const full = limits.find(({ name, rate }) => !this.#rates.allows(name, rate, 1 + this.#count(name)));
      if (full === undefined) break;
      // oxlint-disable-next-line no-await-in-loop
      await new Promise<void>((resolve) => this.#entry(full.name).waiting.push(resolve));
    }
    for (const { name } of limits) this.#entry(name).count++;
    return true;
  }

  ended(limits: readonly Limit[], hasFailed: boolean): void {
    for (const { name, rate } of limits) {
      if (hasFailed) this.#rates.take(name, rate);
      const entry = this.#entry(name);
      if (--entry.count === 0) this.#underWay.delete(name);
      for (const wake of entry.waiting.splice(0)) wake();
    }
  }

  /** number of limits under which something is under way */
  get size(): number {
    return this.#underWay.size;
  }

  #count(name: string): number {
    return this.#underWay.get(name)?.count ?? 0;
  }

  #entry(name: string): UnderWay {
    let entry = this.#underWay.get(name);
    if (entry === undefined) this.#underWay.set(name, (entry = { count: 0, waiting: [] }));
    return entry;
  }
}
