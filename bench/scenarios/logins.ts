// Coming in. `storm`: so many people connect, log in by token and attach to `me` with its list, as fast as the server lets them.
// `idle`: what a session costs that is only there; its rate and times are those of coming in. `passwords`: what others feel of logins by password, each of which is hashed.
import { setTimeout as sleep } from "node:timers/promises";
import { authOf } from "../load/checkout.ts";
import { figure, measure, medians, Tally, type Measured } from "../load/figures.ts";
import { Link } from "../load/link.ts";
import type { Person } from "../load/rows.ts";
import { enter, forAll, loginRequest, subRequest } from "../load/sessions.ts";
import { onStage, rssPerSession, type Setting } from "../load/stage.ts";
import type { Target } from "../load/target.ts";
import { withManyGroups } from "./groups.ts";

/** handshakes under way in a storm */
const stormWidth = 200;
const password = "correct horse 7";

export function storm(setting: Setting, count: number): Promise<Measured> {
  return onStage(
    setting,
    (world) => world.people(count),
    async (target, people) => {
      const tally = new Tally();
      const rounds: Measured[] = [];
      for (let round = 0; round <= setting.windows.count; round++) {
        const before = target.rssMiB();
        const links: Link[] = [];
        const comeIn = async (person: Person): Promise<void> => {
          links.push(await timed(tally, () => enterMe(target.port, person)));
        };
        const figures = await measure(target, tally, () => forAll(people, comeIn, stormWidth));
        const rssMiB = target.rssMiB();
        // the first is the warm-up
        if (round > 0) {
          rounds.push({ ...figures, rssMiB, rssKiBPerSession: rssPerSession(rssMiB - before, count) });
        }
        for (const link of links) link.drop();
        await sleep(setting.quick ? 0 : 500);
      }
      return medians(rounds);
    },
  );
}

async function timed<T>(tally: Tally, act: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await act();
  tally.done++;
  tally.times.add(performance.now() - began);
  return result;
}

async function enterMe(port: number, { token }: Person): Promise<Link> {
  const link = await Link.open(port);
  // without waiting for the first answer, as a client that knows its token would
  const loggedIn = link.must((id) => loginRequest(id, token));
  await Promise.all([loggedIn, link.must((id) => subRequest(id, "me", ',"get":"info sub"'))]);
  return link;
}

export function idle(setting: Setting, count: number, watchedMs: number): Promise<Measured> {
  return onStage(
    setting,
    (world) => world.people(count),
    async (target, people) => {
      // what the first sessions cost is code that was never run before
      const first = await forAll(people.slice(0, count / 20), (person) => enter(target.port, person, ["me"]));
      for (const link of first) link.drop();
      await sleep(setting.quick ? 0 : 2_000);
      const before = target.rssMiB();
      const tally = new Tally();
      const comeIn = (person: Person): Promise<Link> =>
        timed(tally, () => enter(target.port, person, ["me"]));
      const opening = await measure(target, tally, () => forAll(people, comeIn));
      await sleep(setting.quick ? 0 : 3_000);
      const [began, cpuMs] = [performance.now(), target.cpuMs()];
      await sleep(watchedMs);
      const seconds = (performance.now() - began) / 1_000;
      const cpuUsPerSecond = (1_000 * (target.cpuMs() - cpuMs)) / seconds / count;
      const rssMiB = target.rssMiB();
      return {
        sessions: count,
        ...opening,
        rssKiBPerSession: rssPerSession(rssMiB - before, count),
        cpuUsPerSecond,
        rssMiB,
      };
    },
  );
}

export async function passwords(setting: Setting): Promise<Measured> {
  const { createPasswords } = await authOf(setting.checkout);
  const secret = await createPasswords().hash(password);
  return withManyGroups(
    setting,
    async ({ target, figures }) => {
      const alone = await figures();
      const logins = new Logins(target);
      const beside = await figures();
      const perSecond = await logins.stop();
      return {
        ...beside,
        loginsPerSecond: perSecond,
        p99BeforeMs: figure(alone, "p99Ms"),
        p99Ratio: figure(beside, "p99Ms") / figure(alone, "p99Ms"),
      };
    },
    secret,
  );
}

/** Four that log in by password, again and again. */
class Logins {
  readonly #began = performance.now();
  readonly #running: Promise<void>;
  #count = 0;
  #isOver = false;

  constructor({ port }: Target) {
    this.#running = Promise.all([1, 2, 3, 4].map((person) => this.#again(port, person))).then(
      () => undefined,
    );
  }

  async stop(): Promise<number> {
    this.#isOver = true;
    const perSecond = (1_000 * this.#count) / (performance.now() - this.#began);
    await this.#running;
    return perSecond;
  }

  async #again(port: number, person: number): Promise<void> {
    while (!this.#isOver) {
      const link = await Link.open(port);
      await link.must((id) => `{"login":{"id":"${id}","secret":"person${person}:${password}"}}`);
      link.drop();
      this.#count++;
    }
  }
}
