// What many simulations did together, as a table, and what none of them did although it was there to be done.
import { deedNames } from "./deeds.ts";
import { faultNames } from "./mishaps.ts";
import type { Outcome } from "./simulation.ts";

/** What must have happened beside every deed and every fault: simulations without it try too little. */
const effects = [
  ...["acc 200", "acc 201", "acc 409", "login 200", "login 401", "login 503"],
  ...["sub 200", "sub 202", "sub 304", "sub 403", "sub 404", "sub 422", "sub 500"],
  ...["pub 0", "pub 202", "pub 403", "pub 409", "pub 500", "pub 503"],
  ...["set 200", "set 400", "set 403", "get 200", "get 403", "get 500"],
  ...["leave 200", "leave 403", "del 200", "del 403", "got 205"],
  ...["stored a message", "stored nothing, a key came again", "stored another owner"],
];

export class Report {
  readonly #counts = new Map<string, number>();
  seeds = 0;

  add({ counts }: Outcome): void {
    this.seeds++;
    for (const [what, count] of counts) this.#counts.set(what, (this.#counts.get(what) ?? 0) + count);
  }

  /** What never happened. */
  get never(): readonly string[] {
    const wanted = [
      ...deedNames.map((name) => `deed ${name}`),
      ...faultNames.map((name) => `fault ${name}`),
      ...effects,
    ];
    return wanted.filter((what) => !this.#counts.has(what));
  }

  table(): string {
    const rows = [...this.#counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return rows.map(([what, count]) => `${String(count).padStart(9)}  ${what}`).join("\n");
  }
}
