// How much a page works, in time of the processor: others who use the machine make it longer by as much as what it is measured by, if at all.
import type { CDPSession, Page } from "playwright-core";

export class Work {
  readonly #page: Page;
  readonly #session: CDPSession;

  static async of(page: Page): Promise<Work> {
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    return new Work(page, session);
  }

  constructor(page: Page, session: CDPSession) {
    this.#page = page;
    this.#session = session;
  }

  /** Of the page so far. */
  async ms(): Promise<number> {
    const { metrics } = await this.#session.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? NaN) * 1000;
  }

  /** For work that is always the same, and of the kind that the messenger does: about 300 ms where it lists 300 conversations in about 120. */
  async referenceMs(): Promise<number> {
    const before = await this.ms();
    await this.#page.evaluate(refer);
    return (await this.ms()) - before;
  }
}

function refer(): number {
  let placed = 0;
  for (let round = 0; round < 12; round++) {
    const list = document.createElement("ul");
    for (let n = 0; n < 300; n++) {
      const entry = document.createElement("li");
      const values = JSON.parse(
        JSON.stringify({ n, name: `Somebody ${n}`, words: Array.from({ length: 20 }, String) }),
      );
      for (const text of [values.name, values.words.join(" "), `${values.n}`]) {
        const part = document.createElement("span");
        part.className = "entry-line";
        part.textContent = text;
        entry.append(part);
      }
      list.append(entry);
    }
    document.body.append(list);
    placed += list.offsetHeight;
    list.remove();
  }
  return placed;
}
