// What goes wrong, one kind a row: how often at most, and what it does. Everything ends by itself.
import type { Dice } from "../crowd.ts";
import type { Database } from "./database.ts";
import type { Device } from "./device.ts";
import type { Machine } from "./machine.ts";
import type { Scheduler } from "./scheduler.ts";

/** What can be harmed. */
export interface Site {
  readonly scheduler: Scheduler;
  readonly dice: Dice;
  readonly machines: readonly Machine[];
  readonly devices: readonly Device[];
  readonly database: Database;
  readonly note: (text: string) => void;
  /** what a defective disk does to itself while the power is off */
  readonly offline: () => void;
}

interface Fault {
  /** mean time between two of them, where the seed has it at all */
  readonly everyMs: number;
  readonly strike: (site: Site) => void;
}

export type FaultName = (typeof faultNames)[number];

export const faultNames = [
  "kill",
  "power",
  "drain",
  "stall",
  "slow store",
  "store down",
  "unknown commits",
  "network breaks",
  "slow reader",
  "clock steps",
  "hashes refused",
] as const;

export const faults: Readonly<Record<FaultName, Fault>> = {
  kill: { everyMs: 12_000, strike: ({ dice, machines }) => dice.pick(machines).kill() },
  power: { everyMs: 20_000, strike: losePower },
  drain: { everyMs: 20_000, strike: ({ dice, machines }) => dice.pick(machines).drain() },
  stall: {
    everyMs: 8_000,
    strike({ scheduler, dice, machines }) {
      const { hardware } = dice.pick(machines);
      // never shorter than it was: what waits for its end must not be overtaken
      hardware.stalledUntil = Math.max(hardware.stalledUntil, scheduler.now + 20 + 2_000 * dice.roll() ** 3);
    },
  },
  "slow store": {
    everyMs: 15_000,
    strike: (site) =>
      forAWhile(
        site,
        () => (site.database.health.slowness = site.dice.pick([10, 50, 300])),
        () => (site.database.health.slowness = 1),
      ),
  },
  "store down": {
    everyMs: 15_000,
    strike: (site) =>
      forAWhile(
        site,
        () => (site.database.health.isDown = true),
        () => (site.database.health.isDown = false),
      ),
  },
  "unknown commits": {
    everyMs: 10_000,
    strike: (site) =>
      forAWhile(
        site,
        () => (site.database.health.unknowns = 0.3),
        () => (site.database.health.unknowns = 0),
      ),
  },
  "network breaks": {
    everyMs: 4_000,
    strike: ({ dice, devices }) => dice.pick(devices).line?.breakDown(),
  },
  "slow reader": {
    everyMs: 6_000,
    strike({ scheduler, dice, devices }) {
      const { line } = dice.pick(devices);
      line?.pause();
      scheduler.after(dice.int(100, 4_000), () => line?.read());
    },
  },
  "clock steps": {
    everyMs: 10_000,
    strike({ dice, machines }) {
      dice.pick(machines).hardware.skewMs += dice.pick([
        -3_600_000, -1_000, -7, 40, 1_000, 3_600_000, 86_400_000,
      ]);
    },
  },
  "hashes refused": {
    everyMs: 20_000,
    strike(site) {
      const machine = site.dice.pick(site.machines);
      forAWhile(
        site,
        () => (machine.isBusy = true),
        () => (machine.isBusy = false),
      );
    },
  },
};

/** Everything stops at once, and what was not flushed is gone. With one machine it is the same power. */
function losePower({ machines, database, note, offline }: Site): void {
  note("the power goes");
  const [only, second] = machines;
  if (second === undefined) only?.kill();
  database.losePower();
  offline();
}

function forAWhile({ scheduler, dice }: Site, begin: () => void, end: () => void): void {
  begin();
  scheduler.after(200 + 3_000 * dice.roll() ** 2, end);
}

/** Draws when each of them strikes, until the end of faults. */
export function letFaultsStrike(
  site: Site,
  chosen: readonly (readonly [FaultName, everyMs: number])[],
  endMs: number,
  count: (name: FaultName) => void,
): void {
  for (const [name, everyMs] of chosen) {
    const again = (): void => {
      const ms = -Math.log(1 - site.dice.roll()) * everyMs;
      if (site.scheduler.now + ms > endMs) return;
      site.scheduler.after(ms, () => {
        count(name);
        site.note(`fault: ${name}`);
        faults[name].strike(site);
        again();
      });
    };
    again();
  }
}
